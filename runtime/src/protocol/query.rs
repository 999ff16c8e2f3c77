//! The protocols `aws.protocols#awsQuery` and `aws.protocols#ec2Query`: a form that names operation and version, answered in
//! XML.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html> and
//! <https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html>.

#[cfg(feature = "test-util")]
use super::answer_code;
use super::{ErrorHead, Protocol, RequestContext, xml_error};
#[cfg(feature = "test-util")]
use crate::body::Body;
use crate::escape::escaped;
use crate::format::form::{self, Style};
use crate::format::xml::Xml;
use crate::http::{Request, Response};
use crate::wire::{self, Field, Format, Written};

/// `aws.protocols#awsQuery`. The members of an answer stand in an element whose name ends with `Result`.
#[derive(Clone, Copy, Debug)]
pub struct AwsQuery {
    /// The version of the service.
    pub version: &'static str,
}

/// `aws.protocols#ec2Query`. The members of an answer stand in its root.
#[derive(Clone, Copy, Debug)]
pub struct Ec2Query {
    /// The version of the service.
    pub version: &'static str,
}

impl Protocol for AwsQuery {
    fn format(&self) -> &'static dyn Format {
        &FormAndXml { style: Style::Aws, answer: Xml::RESULT }
    }

    fn answer_format(&self) -> &'static dyn Format {
        &Xml::RESULT
    }

    /// The outer elements have the names that the operation gives them.
    #[cfg(feature = "test-util")]
    fn complete_answer(&self, operation: &str, answer: &mut http::Response<Body>) {
        answer_code::move_into_xml(answer);
        let Some(text) = answer.body().bytes().map(|bytes| String::from_utf8_lossy(bytes)) else { return };
        if text.starts_with("<ErrorResponse>") {
            return;
        }
        let begun = text.strip_prefix("<Response><Result>");
        let result = begun.and_then(|text| text.strip_suffix("</Result></Response>")).unwrap_or_default();
        let named =
            format!("<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>");
        *answer.body_mut() = Body::from(named);
    }

    fn error_format(&self) -> &'static dyn Format {
        &Xml::ERROR
    }

    fn begin(&self, context: &RequestContext, request: &mut Request) {
        begin(self.version, context, request);
    }

    fn error(&self, response: &Response) -> ErrorHead {
        xml_error::read(response)
    }

    fn request_id(&self, response: &Response) -> Option<String> {
        response.header_request_id().or_else(|| xml_error::request_id(response))
    }
}

impl Protocol for Ec2Query {
    fn format(&self) -> &'static dyn Format {
        &FormAndXml { style: Style::Ec2, answer: Xml::ROOT }
    }

    fn answer_format(&self) -> &'static dyn Format {
        &Xml::ROOT
    }

    /// The root has the name that the operation gives it, and errors stand in a list.
    #[cfg(feature = "test-util")]
    fn complete_answer(&self, operation: &str, answer: &mut http::Response<Body>) {
        answer_code::move_into_xml(answer);
        let Some(text) = answer.body().bytes().map(|bytes| String::from_utf8_lossy(bytes)) else { return };
        let refused = text.strip_prefix("<ErrorResponse>");
        if let Some(error) = refused.and_then(|text| text.strip_suffix("</ErrorResponse>")) {
            *answer.body_mut() = Body::from(format!("<Response><Errors>{error}</Errors></Response>"));
            return;
        }
        let begun = text.strip_prefix("<Value>");
        if let Some(members) = begun.and_then(|text| text.strip_suffix("</Value>")) {
            *answer.body_mut() = Body::from(format!("<{operation}Response>{members}</{operation}Response>"));
        }
    }

    fn error_format(&self) -> &'static dyn Format {
        &Xml::ERROR
    }

    fn begin(&self, context: &RequestContext, request: &mut Request) {
        begin(self.version, context, request);
    }

    fn error(&self, response: &Response) -> ErrorHead {
        xml_error::read(response)
    }

    fn request_id(&self, response: &Response) -> Option<String> {
        response.header_request_id().or_else(|| xml_error::request_id(response))
    }
}

fn begin(version: &str, context: &RequestContext, request: &mut Request) {
    let body = format!("Action={}&Version={}", escaped(context.operation), escaped(version));
    request.begin_body(body.into_bytes());
}

/// Requests are forms, answers XML.
#[derive(Debug)]
struct FormAndXml {
    style: Style,
    answer: Xml,
}

impl Format for FormAndXml {
    fn media_type(&self) -> &'static str {
        "application/x-www-form-urlencoded"
    }

    fn write(&self, value: &dyn Field) -> Written {
        form::write(value, self.style)
    }

    fn read(
        &self,
        body: &[u8],
        limit: u64,
        read: &mut dyn FnMut(&mut dyn wire::Reader) -> wire::Result<()>,
    ) -> wire::Result<()> {
        self.answer.read(body, limit, read)
    }
}
