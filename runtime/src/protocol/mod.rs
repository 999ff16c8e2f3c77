//! Protocols: each is a format and an envelope around it.
//!
//! A protocol says what every request begins with, in which format bodies are, and what an answer that is an error says.
//! Generated code names its protocol once, in [`ServiceMeta`](crate::ServiceMeta), and nothing else asks which one it is.

#[cfg(feature = "test-util")]
mod answer_code;
mod aws_json;
mod error_head;
#[cfg(feature = "query")]
mod query;
mod query_compatible;
mod rest_json;
#[cfg(feature = "xml")]
mod rest_xml;
mod rpc_v2;
#[cfg(test)]
mod tests;
#[cfg(feature = "xml")]
mod xml_error;

use std::fmt;

pub use self::aws_json::{AwsJson1_0, AwsJson1_1};
#[cfg(feature = "event-stream")]
pub(crate) use self::error_head::ErrorBody;
pub use self::error_head::ErrorHead;
#[cfg(feature = "query")]
pub use self::query::{AwsQuery, Ec2Query};
pub use self::query_compatible::QueryCompatible;
pub use self::rest_json::RestJson1;
#[cfg(feature = "xml")]
pub use self::rest_xml::RestXml;
#[cfg(feature = "cbor")]
pub use self::rpc_v2::RpcV2Cbor;
pub use self::rpc_v2::RpcV2Json;
#[cfg(feature = "test-util")]
use crate::body::Body;
use crate::http::{Request, Response};
use crate::wire::{DecodeError, Format};

/// The operation that a request is made for.
#[derive(Clone, Copy, Debug)]
pub struct RequestContext {
    /// The name of the operation's shape.
    pub operation: &'static str,
    /// Whether the answer is a stream of events.
    pub receives_events: bool,
}

/// A protocol that a service speaks.
pub trait Protocol: fmt::Debug + Send + Sync {
    /// The format of bodies and events.
    fn format(&self) -> &'static dyn Format;

    /// The format in which answers are written: by servers of tests.
    fn answer_format(&self) -> &'static dyn Format {
        self.format()
    }

    /// Adds to an answer what each of this protocol has: for servers of tests.
    #[cfg(feature = "test-util")]
    fn complete_answer(&self, _operation: &str, _answer: &mut http::Response<Body>) {}

    /// The format of the body of an answer that is an error.
    fn error_format(&self) -> &'static dyn Format {
        self.format()
    }

    /// Sets what does not depend on the input: headers, and the body of an operation without an input.
    fn begin(&self, _context: &RequestContext, _request: &mut Request) {}

    /// Checks that an answer that is no error is one of this protocol.
    ///
    /// # Errors
    /// It is of another protocol.
    fn check(&self, _response: &Response) -> Result<(), DecodeError> {
        Ok(())
    }

    /// Whether an answer is an error: by its status, or by what its body is.
    fn is_error(&self, response: &Response) -> bool {
        !response.has_success_status()
    }

    /// Reads the error's shape, code and text from an answer that is an error. What can't be read is left out.
    fn error(&self, response: &Response) -> ErrorHead;

    /// The id that the service gave to the request.
    fn request_id(&self, response: &Response) -> Option<String> {
        response.header_request_id()
    }
}

/// A response with its body in memory, which is an error if the protocol says so.
pub(crate) fn response(inner: http::Response<bytes::Bytes>, protocol: &dyn Protocol) -> Response {
    let response = Response::new(inner, protocol.format());
    if protocol.is_error(&response) { response.into_error(protocol.error_format()) } else { response }
}
