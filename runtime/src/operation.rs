//! What an operation is: data about it, and how its messages are made and read. Nothing here sends anything.

use std::time::Duration;

use crate::auth_scheme::Scheme;
use crate::client::Client;
use crate::config::Config;
use crate::decode_error::DecodeError;
use crate::discovery::Discovering;
use crate::endpoint::{Endpoint, EndpointError};
use crate::error::ServiceException;
use crate::http::{Request, Response, Streams};
use crate::protocol::Protocol;
#[cfg(feature = "sigv4")]
use crate::session::Session;
use crate::validate::Validate;

/// A service, as its client needs to know it.
pub trait Service: 'static {
    /// What is known about it.
    const META: ServiceMeta;

    /// Every error that its operations may fail with.
    type Exception: ServiceException;

    /// The parameters of its endpoint rules.
    type EndpointParams: PartialEq + Send + Sync + 'static;

    /// How to begin a session for a bucket, where the service has such.
    #[cfg(feature = "sigv4")]
    const SESSION: Option<fn(&Client, String) -> Session> = None;

    /// How to tell the endpoint rules the account that signs, where they depend on it.
    #[cfg(feature = "sigv4")]
    const SET_ACCOUNT_ID: Option<fn(&mut Self::EndpointParams, String)> = None;

    /// What the configuration says about the parameters of the endpoint rules.
    fn endpoint_params(config: &Config) -> Self::EndpointParams;

    /// Applies the endpoint rules.
    ///
    /// # Errors
    /// The rules refuse these parameters.
    fn resolve_endpoint(params: &Self::EndpointParams) -> Result<Endpoint, EndpointError>;
}

/// Facts about a service.
#[derive(Debug)]
pub struct ServiceMeta {
    /// Its name in every SDK, like `Kinesis Video Signaling`.
    pub sdk_id: &'static str,
    /// The version of its API.
    pub version: &'static str,
    /// The protocol that it speaks.
    pub protocol: &'static dyn Protocol,
    /// How its requests may be authenticated, the most wanted first; not at all if there is nothing.
    pub auth: &'static [Scheme],
}

/// An operation. A type of its own stands for it, so that shapes can be shared by operations.
pub trait Operation: 'static {
    /// The service that it belongs to.
    type Service: Service;
    /// What it takes.
    type Input: Validate + Send + 'static;
    /// What it gives.
    type Output: Send + 'static;

    /// What is known about it.
    const META: OperationMeta;

    /// Gives a value to each idempotency token that has none.
    fn fill_tokens(_input: &mut Self::Input, _token: &mut dyn FnMut() -> String) {}

    /// Removes what stands before ids that are taken without it: ids of Route 53 come with their path.
    fn strip_prefixes(_input: &mut Self::Input) {}

    /// Adds what the operation and its input say about the parameters of the endpoint rules.
    fn endpoint_params(_input: &Self::Input, _params: &mut <Self::Service as Service>::EndpointParams) {}

    /// The endpoint itself, if it is a member of the input.
    fn endpoint(_input: &Self::Input) -> Option<Endpoint> {
        None
    }

    /// Decodes the texts of an output that came URL-encoded, because that was asked for.
    fn unescape(_output: &mut Self::Output) {}

    /// Calls the operation that returns the endpoint, for operations with endpoint discovery.
    fn discover(_client: &Client) -> Option<Discovering<ExceptionOf<Self>>>
    where
        Self: Sized,
    {
        None
    }

    /// Writes the input into a request, which notes what has no form on the wire.
    fn request(input: Self::Input, request: &mut Request);

    /// Reads the output from a successful response.
    ///
    /// # Errors
    /// The response does not fit.
    fn response(response: &mut Response) -> Result<Self::Output, DecodeError>;
}

/// A service with an operation that tells the endpoint of others.
pub trait EndpointDiscovery: Service {
    /// The operation.
    type Operation: Operation<Service = Self>;

    /// What the operation is asked with.
    fn input() -> <Self::Operation as Operation>::Input;

    /// The first host that it tells, and for how many minutes it is good.
    fn endpoint(output: <Self::Operation as Operation>::Output) -> Option<(String, i64)>;
}

/// An operation that uploads an object, which a form in a web page can do as well: `PutObject` of S3.
pub trait FormUpload: Operation {
    /// The bucket.
    fn bucket(input: &Self::Input) -> &str;

    /// The key of the object.
    fn key(input: &Self::Input) -> &str;

    /// Takes out what is about the bytes, which nobody knows yet.
    fn without_body(input: &mut Self::Input);
}

/// The exceptions of an operation's service.
pub type ExceptionOf<O> = <<O as Operation>::Service as Service>::Exception;

/// Facts about an operation.
#[derive(Clone, Copy, Debug)]
pub struct OperationMeta {
    /// Its name.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path with places for labels, and a literal query.
    pub uri: &'static str,
    /// How requests are authenticated.
    pub auth: Auth,
    /// What stands before the host's name, with places for labels.
    pub host_prefix: &'static str,
    /// Headers that every request has.
    pub headers: &'static [(&'static str, &'static str)],
    /// Whether the endpoint comes from endpoint discovery: another operation returns it.
    pub discovers_endpoint: bool,
    /// For how long the service may wait before it begins to answer: a long poll, or a call that ends with what it starts.
    pub longest_wait: Duration,
    /// Whether a large body waits until the service wants it.
    pub expects_continue: bool,
    /// Whether the query is sent as a form in the body, since it may be too long for a URL.
    pub query_in_body: bool,
    /// The parameter of the query, and its value, that asks for texts which come URL-encoded.
    pub url_encoding: Option<(&'static str, &'static str)>,
    /// How another region is asked for what is copied.
    #[cfg(all(feature = "query", feature = "sigv4"))]
    pub cross_region_copy: Option<CrossRegionCopy>,
    /// How the body of a request is secured, and that of a response checked.
    #[cfg(feature = "checksum")]
    pub checksum: Checksum,
    /// Whether the body of a request is compressed if it is large.
    #[cfg(feature = "compression")]
    pub compressed: bool,
    /// Whether the body of a successful answer is handed on while it comes.
    pub streams: Streams,
    /// What an error should tell the user beyond what the service says.
    pub hints: &'static [Hint],
}

impl OperationMeta {
    /// An operation that is authenticated as its service is, with nothing special about it.
    pub const fn new(name: &'static str, method: &'static str, uri: &'static str) -> Self {
        Self {
            name,
            method,
            uri,
            auth: Auth::SERVICE,
            host_prefix: "",
            headers: &[],
            discovers_endpoint: false,
            longest_wait: Duration::ZERO,
            expects_continue: false,
            query_in_body: false,
            url_encoding: None,
            #[cfg(all(feature = "query", feature = "sigv4"))]
            cross_region_copy: None,
            #[cfg(feature = "checksum")]
            checksum: Checksum::None,
            #[cfg(feature = "compression")]
            compressed: false,
            streams: Streams::No,
            hints: &[],
        }
    }
}

#[cfg(feature = "checksum")]
/// How the body of a request is secured, and that of a response checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// Not at all.
    None,
    /// A `Content-MD5` header.
    ContentMd5,
    /// A header of the algorithm that the caller chooses, CRC-32 if none is chosen.
    Flexible {
        /// Whether the service refuses a request without a checksum.
        required: bool,
        /// The algorithms that a response may be secured with.
        response: &'static [&'static str],
    },
    /// The SHA-256 tree hash of Amazon S3 Glacier, in addition to the SHA-256 of the whole body.
    TreeHash,
}

/// A copy from another region. The service there has to be asked for it by a presigned URL, which is added to the request.
#[cfg(all(feature = "query", feature = "sigv4"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrossRegionCopy {
    /// The parameter that says in which region the source is.
    pub source: &'static str,
    /// Whether that parameter is the ARN of the source, or its name within the same region; else it is the name of the
    /// region.
    pub source_is_arn: bool,
    /// The parameter that is the presigned URL.
    pub url: &'static str,
    /// The parameter that is the region of the copy, where the operation itself takes it.
    pub destination: Option<&'static str>,
}

/// How the requests of an operation are authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Auth {
    /// The schemes, the most wanted first: the first that the caller has given something for is taken. None means those of
    /// the service; an empty list, not at all.
    pub schemes: Option<&'static [Scheme]>,
    /// Whether requests are sent all the same if the caller has given nothing.
    pub is_optional: bool,
    /// Whether a signature leaves the body out.
    pub leaves_payload_unsigned: bool,
}

impl Auth {
    /// As the service wants it.
    pub const SERVICE: Self = Self { schemes: None, is_optional: false, leaves_payload_unsigned: false };
}

/// A text for users that goes with some errors of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Hint {
    /// The statuses that it is for.
    pub status: &'static [u16],
    /// The error codes that it is for.
    pub codes: &'static [&'static str],
    /// Only if the URL came from the endpoint rules, and not from the caller.
    pub only_resolved_endpoint: bool,
    /// The text.
    pub text: &'static str,
}

impl Hint {
    /// Whether the hint is for an error with this status and this code.
    pub(crate) fn applies(&self, status: u16, code: Option<&str>, resolved_endpoint: bool) -> bool {
        (self.status.contains(&status) || code.is_some_and(|code| self.codes.contains(&code)))
            && (resolved_endpoint || !self.only_resolved_endpoint)
    }
}
