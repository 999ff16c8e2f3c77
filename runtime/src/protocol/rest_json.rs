//! The protocol `aws.protocols#restJson1`: JSON, with HTTP bindings.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>.

use super::{ErrorHead, Protocol};
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

    fn error(&self, response: &Response) -> ErrorHead {
        ErrorHead::read(response)
    }
}
