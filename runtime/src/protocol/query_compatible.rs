//! The trait `aws.protocols#awsQueryCompatible`: a service that spoke awsQuery once, whose errors keep the codes of that time.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait>.

use super::error_head::bounded;
use super::{ErrorHead, Protocol, RequestContext};
#[cfg(feature = "test-util")]
use crate::body::Body;
use crate::http::{Request, Response};
use crate::wire::{DecodeError, Format};

/// A protocol of a service that spoke awsQuery once.
#[derive(Clone, Copy, Debug)]
pub struct QueryCompatible<P>(pub P);

impl<P: Protocol> Protocol for QueryCompatible<P> {
    fn format(&self) -> &'static dyn Format {
        self.0.format()
    }

    fn answer_format(&self) -> &'static dyn Format {
        self.0.answer_format()
    }

    #[cfg(feature = "test-util")]
    fn complete_answer(&self, operation: &str, answer: &mut http::Response<Body>) {
        self.0.complete_answer(operation, answer);
    }

    fn error_format(&self) -> &'static dyn Format {
        self.0.error_format()
    }

    fn begin(&self, context: &RequestContext, request: &mut Request) {
        self.0.begin(context, request);
        request.set_header("x-amzn-query-mode", "true");
    }

    fn check(&self, response: &Response) -> Result<(), DecodeError> {
        self.0.check(response)
    }

    fn is_error(&self, response: &Response) -> bool {
        self.0.is_error(response)
    }

    /// The header is like `AWS.SimpleQueueService.NonExistentQueue;Sender`.
    fn error(&self, response: &Response) -> ErrorHead {
        let header = response.header_text("x-amzn-query-error").unwrap_or_default();
        let code = header.split(';').next().unwrap_or_default().trim();
        let code = (!code.is_empty()).then(|| bounded(code));
        ErrorHead { code, ..self.0.error(response) }
    }

    fn request_id(&self, response: &Response) -> Option<String> {
        self.0.request_id(response)
    }
}
