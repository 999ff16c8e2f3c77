//! The protocols `smithy.protocols#rpcv2Cbor` and `smithy.protocols#rpcv2Json`: the path names service and operation, and a
//! header names the protocol.
//!
//! See <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2-cbor.html>.

#[cfg(feature = "test-util")]
use super::answer_code;
use super::{ErrorHead, Protocol, RequestContext};
#[cfg(feature = "test-util")]
use crate::body::Body;
#[cfg(feature = "cbor")]
use crate::format::cbor::Cbor;
use crate::format::json::Json;
use crate::http::{Request, Response};
use crate::printable;
use crate::wire::{DecodeError, Format};

/// The header that names the protocol, in requests and in answers.
const PROTOCOL: &str = "smithy-protocol";

/// `smithy.protocols#rpcv2Cbor`.
#[cfg(feature = "cbor")]
#[derive(Clone, Copy, Debug)]
pub struct RpcV2Cbor;

/// `smithy.protocols#rpcv2Json`.
#[derive(Clone, Copy, Debug)]
pub struct RpcV2Json;

#[cfg(feature = "cbor")]
impl Protocol for RpcV2Cbor {
    fn format(&self) -> &'static dyn Format {
        &Cbor
    }

    fn begin(&self, context: &RequestContext, request: &mut Request) {
        begin("rpc-v2-cbor", self.format(), context, request);
    }

    #[cfg(feature = "test-util")]
    fn complete_answer(&self, _: &str, answer: &mut http::Response<Body>) {
        name_protocol("rpc-v2-cbor", answer);
        answer_code::move_into_cbor(answer);
    }

    fn check(&self, response: &Response) -> Result<(), DecodeError> {
        check("rpc-v2-cbor", response)
    }

    fn error(&self, response: &Response) -> ErrorHead {
        error("rpc-v2-cbor", response)
    }
}

impl Protocol for RpcV2Json {
    fn format(&self) -> &'static dyn Format {
        &Json::RPC_V2
    }

    fn begin(&self, context: &RequestContext, request: &mut Request) {
        begin("rpc-v2-json", self.format(), context, request);
    }

    #[cfg(feature = "test-util")]
    fn complete_answer(&self, _: &str, answer: &mut http::Response<Body>) {
        name_protocol("rpc-v2-json", answer);
        answer_code::move_into_json(answer);
    }

    fn check(&self, response: &Response) -> Result<(), DecodeError> {
        check("rpc-v2-json", response)
    }

    fn error(&self, response: &Response) -> ErrorHead {
        error("rpc-v2-json", response)
    }
}

fn begin(name: &str, format: &dyn Format, context: &RequestContext, request: &mut Request) {
    request.set_header(PROTOCOL, name);
    let accept = if context.receives_events { "application/vnd.amazon.eventstream" } else { format.media_type() };
    request.set_header("accept", accept);
}

#[cfg(feature = "test-util")]
fn name_protocol(name: &'static str, answer: &mut http::Response<Body>) {
    answer.headers_mut().insert(PROTOCOL, http::HeaderValue::from_static(name));
}

/// An answer without the header, or with another protocol, is not one to this request.
fn check(name: &str, response: &Response) -> Result<(), DecodeError> {
    match response.header_text(PROTOCOL) {
        Some(found) if found == name => Ok(()),
        Some(found) => Err(DecodeError::new(format!(
            "the answer is in the protocol {}, not in {name} (header {PROTOCOL})",
            printable::name(found)
        ))),
        None => Err(DecodeError::new(format!("the answer is not in the protocol {name}: it has no header {PROTOCOL}"))),
    }
}

/// Nothing is read of an error of another protocol: its status is all there is.
fn error(name: &str, response: &Response) -> ErrorHead {
    if check(name, response).is_ok() { ErrorHead::read_type(response) } else { ErrorHead::default() }
}
