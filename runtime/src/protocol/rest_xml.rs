//! The protocol `aws.protocols#restXml`: XML, with HTTP bindings.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html>.

#[cfg(feature = "test-util")]
use super::answer_code;
use super::{ErrorHead, Protocol};
#[cfg(feature = "test-util")]
use crate::body::Body;
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

    #[cfg(feature = "test-util")]
    fn complete_answer(&self, _: &str, answer: &mut http::Response<Body>) {
        answer_code::move_into_xml(answer);
    }

    fn error_format(&self) -> &'static dyn Format {
        &Xml::ERROR
    }

    /// S3 answers 200 before it knows whether it will succeed, and then the body is an error.
    fn is_error(&self, response: &Response) -> bool {
        !response.has_success_status() || super::xml_error::is_root(response)
    }

    /// Answers to `HEAD` have no body, and a bucket in another region says where it is.
    fn error(&self, response: &Response) -> ErrorHead {
        let mut head = super::xml_error::read(response);
        if head.shape.is_none() && response.bytes().is_empty() && response.status() == 404 {
            head.shape = Some("NotFound".to_owned());
        }
        let codes = ["AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect"];
        let elsewhere = response.status() == 301 || head.shape.as_deref().is_some_and(|code| codes.contains(&code));
        if let (true, Some(region)) = (elsewhere, response.header_text("x-amz-bucket-region")) {
            let hint = format!("the bucket is in the region {region}, which `Config::region` has to name");
            head.message = Some(head.message.map_or(hint.clone(), |message| format!("{message} ({hint})")));
        }
        head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(status: u16, headers: &[(&str, &str)], body: &'static str) -> ErrorHead {
        let mut answer = http::Response::builder().status(status);
        for (name, value) in headers {
            answer = answer.header(*name, *value);
        }
        RestXml.error(&Response::new(answer.body(body.into()).expect("an answer"), RestXml.format()))
    }

    #[test]
    fn an_answer_without_a_body_is_known_by_its_status() {
        assert_eq!(head(404, &[], "").shape.as_deref(), Some("NotFound"));
        assert_eq!(head(403, &[], "").shape, None);
        assert_eq!(head(404, &[], "<Error><Code>NoSuchKey</Code></Error>").shape.as_deref(), Some("NoSuchKey"));
    }

    #[test]
    fn an_error_may_come_late() {
        let spaces = " ".repeat(1000);
        for body in [
            format!("<?xml version=\"1.0\"?>{spaces}<Error><Code>X</Code></Error>"),
            format!("{spaces}<Error><Code>X</Code></Error>"),
        ] {
            let answer = http::Response::builder().body(body.into()).expect("an answer");
            assert!(RestXml.is_error(&Response::new(answer, RestXml.format())));
        }
    }

    #[test]
    fn a_bucket_elsewhere_says_where() {
        let elsewhere = [("x-amz-bucket-region", "eu-west-1")];
        let expected = "the bucket is in the region eu-west-1, which `Config::region` has to name";
        assert_eq!(head(301, &elsewhere, "").message.as_deref(), Some(expected));
        let body = "<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message></Error>";
        assert_eq!(head(301, &elsewhere, body).message, Some(format!("Elsewhere. ({expected})")));
        let denied = "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>";
        assert_eq!(head(403, &elsewhere, denied).message.as_deref(), Some("No."));
    }
}
