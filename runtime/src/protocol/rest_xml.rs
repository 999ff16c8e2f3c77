//! The protocol `aws.protocols#restXml`: XML, with HTTP bindings.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html>.

use super::{ErrorHead, Protocol};
use crate::format::xml::Xml;
use crate::http::Response;
use crate::wire::Format;

/// `aws.protocols#restXml`. Errors are read with and without an element around them.
#[derive(Clone, Copy, Debug)]
pub struct RestXml;

impl Protocol for RestXml {
    fn format(&self) -> &'static dyn Format {
        &Xml::ROOT
    }

    fn error_format(&self) -> &'static dyn Format {
        &Xml::ERROR
    }

    /// S3 answers 200 before it knows whether it will succeed, and then the body is an error.
    fn is_error(&self, response: &Response) -> bool {
        !response.has_success_status() || super::xml_error::is_root(response)
    }

    fn error(&self, response: &Response) -> ErrorHead {
        super::xml_error::read(response)
    }
}
