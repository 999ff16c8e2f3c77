//! The traits of shapes and members, as fields.

use serde::Deserialize;
use serde_json::{Number, Value};

use crate::source::Place;

/// Every trait that a shape or a member can carry and that a client minds. A trait of a member wins over the same one
/// of the shape that it targets.
#[derive(Clone, Debug, Default)]
pub struct Traits {
    /// `documentation`, as HTML.
    pub documentation: Option<String>,
    /// `deprecated`.
    pub deprecated: Option<Deprecated>,
    /// `sensitive`: must not be printed. On a member it comes from an override.
    pub sensitive: bool,
    /// `required`.
    pub required: bool,
    /// `default`; `Value::Null` where a member opts out of its target's default.
    pub default: Option<Value>,
    /// `addedDefault`: the default came after the member did.
    pub added_default: bool,
    /// `clientOptional`: clients treat the member as optional, required or not.
    pub client_optional: bool,
    /// `box` of Smithy 1.0: no default of zero.
    pub boxed: bool,
    /// `idempotencyToken`: filled with a random value if absent.
    pub idempotency_token: bool,
    /// `enumValue`: what an enum's member looks like on the wire.
    pub enum_value: Option<Value>,
    /// `length`.
    pub length: Option<Length>,
    /// `range`.
    pub range: Option<Range>,
    /// `pattern`, in the dialect of ECMA 262.
    pub pattern: Option<String>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `sparse`: a null in the list or map is a value.
    pub sparse: bool,
    /// `jsonName`.
    pub json_name: Option<String>,
    /// `timestampFormat`.
    pub timestamp_format: Option<TimestampFormat>,
    /// `mediaType`.
    pub media_type: Option<String>,
    /// `streaming`.
    pub streaming: bool,
    /// `requiresLength`: the service has to know how long a stream is before it comes.
    pub requires_length: bool,
    /// `eventHeader`.
    pub event_header: bool,
    /// `eventPayload`.
    pub event_payload: bool,
    /// `error`: whose fault it is.
    pub error: Option<Fault>,
    /// `httpError`: the status of the answer.
    pub http_error: Option<u16>,
    /// `retryable`.
    pub retryable: Option<Retryable>,
    /// Where the member travels in an HTTP message; none for the body.
    pub binding: Option<Binding>,
    /// `resourceIdentifier`: the identifier of a resource that the member stands for, where that is not its own name.
    pub resource_identifier: Option<String>,
    /// `hostLabel`: the member is part of the host name.
    pub host_label: bool,
    /// `contextParam`: the member is this parameter of the endpoint rules.
    pub context_param: Option<String>,
    /// `xmlName`.
    pub xml_name: Option<String>,
    /// `xmlFlattened`: a list or map without an element around all of it.
    pub xml_flattened: bool,
    /// `xmlAttribute`.
    pub xml_attribute: bool,
    /// `xmlNamespace`.
    pub xml_namespace: Option<XmlNamespace>,
    /// `aws.protocols#ec2QueryName`.
    pub ec2_query_name: Option<String>,
    /// `aws.protocols#awsQueryError`.
    pub query_error: Option<QueryError>,
    /// `aws.customizations#s3UnwrappedXmlOutput`: the payload is the root of the document.
    pub s3_unwrapped_xml_output: bool,
    /// A customization: the name in Rust, as words in any case.
    pub rust_name: Option<String>,
    /// A customization: attributes of the type in Rust, like `#[derive(Eq)]`.
    pub attributes: Vec<String>,
    /// A customization: what is removed from the beginning of a text of an input, the first of these that is there.
    pub strip_prefixes: Vec<String>,
    /// A customization: the text comes URL-encoded.
    pub url_encoded: Option<UrlEncoded>,
    /// A customization: a header that is no value of the member's type is passed over.
    pub lenient: bool,
    /// Traits that a client would have to obey and that are not supported yet.
    pub unsupported: Vec<(String, Place)>,
}

/// When a text of an answer comes URL-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UrlEncoded {
    /// Always.
    Always,
    /// If the request asks for it, which is done for every caller who does not.
    WhenAsked,
}

/// `deprecated`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Deprecated {
    /// Why, and what to use instead.
    pub message: Option<String>,
    /// Since which version or date.
    pub since: Option<String>,
}

/// `length`: characters of a string, bytes of a blob, entries of a list or map. Both bounds are inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(expecting = "an object with `min`, `max` or both")]
pub struct Length {
    /// The least length.
    pub min: Option<u64>,
    /// The greatest length.
    pub max: Option<u64>,
}

/// `range` of a number. Both bounds are inclusive.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(expecting = "an object with `min`, `max` or both")]
pub struct Range {
    /// The least value.
    pub min: Option<Number>,
    /// The greatest value.
    pub max: Option<Number>,
}

/// `timestampFormat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimestampFormat {
    /// RFC 3339 in UTC, with an optional fraction.
    DateTime,
    /// IMF-fixdate of RFC 9110.
    HttpDate,
    /// Seconds since 1970, with an optional fraction.
    EpochSeconds,
}

/// `xmlNamespace`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct XmlNamespace {
    /// The namespace itself.
    pub uri: String,
    /// The prefix of names in it; none if it is the default one.
    pub prefix: Option<String>,
}

/// `aws.protocols#awsQueryError`: the code and the status of an error in awsQuery.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueryError {
    /// The code that an answer names the error by.
    pub code: String,
    /// The status of the answer.
    pub http_response_code: u16,
}

/// `error`: which side is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// The request was wrong.
    Client,
    /// The service failed.
    Server,
}

/// `retryable`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Retryable {
    /// The error means that the caller sends too much.
    #[serde(default)]
    pub throttling: bool,
}

/// Where a member travels in an HTTP message.
///
/// See <https://smithy.io/2.0/spec/http-bindings.html>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// `httpLabel`: a segment of the path.
    Label,
    /// `httpQuery`: a query parameter of this name.
    Query(String),
    /// `httpQueryParams`: a map of query parameters.
    QueryParams,
    /// `httpHeader`: a header of this name.
    Header(String),
    /// `httpPrefixHeaders`: a map of headers whose names begin so.
    PrefixHeaders(String),
    /// `httpPayload`: the whole body.
    Payload,
    /// `httpResponseCode`: the status.
    ResponseCode,
}
