//! The protocol `aws.protocols#restJson1`: JSON, with HTTP bindings.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>.

#[cfg(feature = "test-util")]
use super::answer_code;
use super::{ErrorHead, Protocol};
#[cfg(feature = "test-util")]
use crate::body::Body;
use crate::format::json::Json;
use crate::http::Response;
use crate::wire::Format;

/// `aws.protocols#restJson1`.
#[derive(Clone, Copy, Debug)]
pub struct RestJson1;

impl Protocol for RestJson1 {
    fn format(&self) -> &'static dyn Format {
        &Json::REST
    }

    #[cfg(feature = "test-util")]
    fn complete_answer(&self, _: &str, answer: &mut http::Response<Body>) {
        answer_code::keep_with_json(answer);
    }

    fn error(&self, response: &Response) -> ErrorHead {
        ErrorHead::read(response)
    }
}
