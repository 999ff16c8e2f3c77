//! The protocols `aws.protocols#awsJson1_0` and `aws.protocols#awsJson1_1`: JSON, and a header that names the operation.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>.

#[cfg(feature = "test-util")]
use super::answer_code;
use super::{ErrorHead, Protocol, RequestContext};
#[cfg(feature = "test-util")]
use crate::body::Body;
use crate::format::json::Json;
use crate::http::{Request, Response};
use crate::wire::Format;

/// `aws.protocols#awsJson1_0`.
#[derive(Clone, Copy, Debug)]
pub struct AwsJson1_0 {
    /// What stands before the operation's name in `X-Amz-Target`: the name of the service's shape.
    pub service: &'static str,
}

/// `aws.protocols#awsJson1_1`.
#[derive(Clone, Copy, Debug)]
pub struct AwsJson1_1 {
    /// What stands before the operation's name in `X-Amz-Target`: the name of the service's shape.
    pub service: &'static str,
}

impl Protocol for AwsJson1_0 {
    fn format(&self) -> &'static dyn Format {
        &Json::AWS_1_0
    }

    fn begin(&self, context: &RequestContext, request: &mut Request) {
        begin(self.service, context, request);
    }

    #[cfg(feature = "test-util")]
    fn complete_answer(&self, _: &str, answer: &mut http::Response<Body>) {
        answer_code::move_into_json(answer);
    }

    fn error(&self, response: &Response) -> ErrorHead {
        ErrorHead::read(response)
    }
}

impl Protocol for AwsJson1_1 {
    fn format(&self) -> &'static dyn Format {
        &Json::AWS_1_1
    }

    fn begin(&self, context: &RequestContext, request: &mut Request) {
        begin(self.service, context, request);
    }

    #[cfg(feature = "test-util")]
    fn complete_answer(&self, _: &str, answer: &mut http::Response<Body>) {
        answer_code::move_into_json(answer);
    }

    fn error(&self, response: &Response) -> ErrorHead {
        ErrorHead::read(response)
    }
}

/// Every request has a body, if only an empty object.
fn begin(service: &str, context: &RequestContext, request: &mut Request) {
    request.set_header("x-amz-target", &format!("{service}.{}", context.operation));
    request.empty_body();
}
