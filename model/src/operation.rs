//! An operation: how it is called, and what it takes and gives.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::auth::OperationAuth;
use crate::checksum::Checksum;
use crate::following::{Pagination, Waiter};
use crate::id::{MemberName, ShapeId};
use crate::malformed::MalformedTest;
use crate::protocol_tests::{EventTest, RequestTest, ResponseTest};
use crate::source::Place;
use crate::traits::Traits;

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its id.
    pub id: ShapeId,
    /// Where it is defined.
    pub place: Place,
    /// `documentation`, `deprecated`, and the traits that are not supported.
    pub traits: Traits,
    /// The input; none if it is `Unit`.
    pub input: Option<ShapeId>,
    /// The output; none if it is `Unit`.
    pub output: Option<ShapeId>,
    /// The errors that it lists.
    pub errors: Vec<ShapeId>,
    /// The element around the members of an answer in awsQuery, where it is not the operation's name and `Result`.
    pub result_wrapper: Option<String>,
    /// `http`.
    pub http: Option<Http>,
    /// `auth` and `optionalAuth`.
    pub auth: OperationAuth,
    /// `unsignedPayload`.
    pub unsigned_payload: bool,
    /// `endpoint`: what stands before the host, like `data-{Account}.`.
    pub host_prefix: Option<String>,
    /// `staticContextParams`: parameters of the endpoint rules with a fixed value.
    pub static_context_params: BTreeMap<String, Value>,
    /// `operationContextParams`: parameters of the endpoint rules found in the input by a JMESPath expression.
    pub operation_context_params: BTreeMap<String, String>,
    /// `httpChecksumRequired` or `httpChecksum`.
    pub checksum: Option<Checksum>,
    /// `requestCompression` with gzip, the one encoding that there is.
    pub compressed: bool,
    /// `aws.api#clientDiscoveredEndpoint`: the operation that tells the endpoint of this one.
    pub endpoint_discovery: Option<ShapeId>,
    /// `paginated`.
    pub pagination: Option<Pagination>,
    /// `waitable`, by name.
    pub waiters: Vec<Waiter>,
    /// `httpRequestTests`.
    pub request_tests: Vec<RequestTest>,
    /// `httpResponseTests`.
    pub response_tests: Vec<ResponseTest>,
    /// `eventStreamTests`.
    pub event_tests: Vec<EventTest>,
    /// `httpMalformedRequestTests`.
    pub malformed_tests: Vec<MalformedTest>,
    /// What it needs beyond its traits.
    pub customization: OperationCustomization,
    /// What an error of this operation should tell the user, from the overrides.
    pub hints: Vec<Hint>,
}

/// Texts in an answer that come with their MD5: of the items of a list, each a structure.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Md5 {
    /// The member of the output that is the list.
    pub list: String,
    /// The member of an item that is the text.
    pub text: String,
    /// The member of an item that is its MD5, in hexadecimal digits.
    pub md5: String,
}

/// How to ask for texts that come URL-encoded.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrlEncoding {
    /// The parameter of the query that asks for it.
    pub parameter: String,
    /// Its value.
    pub value: String,
    /// The member of the output that is there if the texts are URL-encoded.
    pub member: String,
}

/// A copy from another region: the service there has to be asked for it by a presigned URL.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CrossRegionCopy {
    /// The member of the input that says in which region the source is.
    pub source: String,
    /// Whether that member is the ARN of the source, or its name within the same region; else it is the name of the region.
    #[serde(default)]
    pub source_is_arn: bool,
    /// The member of the input that is the presigned URL.
    pub url: String,
    /// The member of the input that is the region of the copy, where the operation itself takes it.
    pub destination: Option<String>,
}

/// What an operation needs beyond its traits: nothing, unless a customization says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperationCustomization {
    /// The member of the input whose value is the endpoint's URL, which the endpoint rules are then not asked for.
    pub endpoint_member: Option<MemberName>,
    /// Headers that every request has.
    pub headers: Vec<(String, String)>,
    /// For how many seconds the service may wait before it begins to answer.
    pub longest_wait: u64,
    /// A large body waits until the service wants it: `Expect: 100-continue`.
    pub expects_continue: bool,
    /// The texts in an answer that come with their MD5.
    pub md5: Option<Md5>,
    /// The query is sent as a form in the body, since it may be too long for a URL.
    pub query_in_body: bool,
    /// The bucket and the key among the members, where a form in a web page can do the same.
    pub form_upload: Option<(MemberName, MemberName)>,
    /// How to ask for texts that come URL-encoded.
    pub url_encoding: Option<UrlEncoding>,
    /// How to ask another region for what is copied.
    pub cross_region_copy: Option<CrossRegionCopy>,
}

/// The trait of an operation whose endpoint another one tells.
const DISCOVERED: &str = "aws.api#clientDiscoveredEndpoint";

impl Operation {
    /// Says which operation tells the endpoint, if this one needs it.
    pub(crate) fn discover_by(&mut self, discovery: &ShapeId) {
        let unsupported = &mut self.traits.unsupported;
        let count = unsupported.len();
        unsupported.retain(|(id, _)| id != DISCOVERED);
        if unsupported.len() < count {
            self.endpoint_discovery = Some(discovery.clone());
        }
    }
}

/// `http`: method, path and the status of success.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Http {
    /// The method, like `POST`.
    pub method: String,
    /// The path with its labels, and a literal query, like `/things/{Id}/{Rest+}?new`.
    pub uri: String,
    /// The status of success; 200 if it is not given.
    #[serde(default = "ok")]
    pub code: u16,
}

impl Http {
    /// `POST` to this path; 200 is success.
    pub fn post(uri: impl Into<String>) -> Self {
        Self { method: "POST".to_owned(), uri: uri.into(), code: ok() }
    }
}

fn ok() -> u16 {
    200
}

/// A text for users, shown with an error of one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The statuses that it is for; any if empty.
    pub status: Vec<u16>,
    /// The error codes that it is for.
    pub codes: Vec<String>,
    /// Only if the URL came from the endpoint rules, and not from the caller.
    pub only_resolved_endpoint: bool,
    /// The text.
    pub text: String,
}
