//! Answers, made as the service makes them: for servers of tests, and for transports that are none.

use std::ops::{Deref, DerefMut};

use http::StatusCode;

use crate::body::Body;
use crate::error::ServiceException;
use crate::http::{BuildError, Request};
use crate::operation::{ExceptionOf, Operation, Service};
use crate::wire::Format;

/// An operation whose answers can be made. Generated clients with the feature `test-util` have it for every operation but
/// those that answer with events.
pub trait Answers: Operation {
    /// Writes an output into an answer, which notes what has no form on the wire.
    fn answer(output: Self::Output, answer: &mut Answer);
}

/// The exceptions of a service whose answers can be made.
pub trait Refuses: ServiceException {
    /// Writes an exception into an answer, which notes what has no form on the wire.
    fn refuse(self, answer: &mut Answer);
}

/// An answer while it is being made: headers and a body as in a request, and a status.
#[derive(Debug)]
pub struct Answer {
    message: Request,
    status: u16,
}

impl Answer {
    fn new(format: &'static dyn Format) -> Self {
        Self { message: Request::new("", "", format), status: 200 }
    }

    /// The status, if there is one.
    pub fn status(&mut self, status: impl Into<Option<i32>>) {
        self.status = status.into().and_then(|status| u16::try_from(status).ok()).unwrap_or(self.status);
    }

    /// The status of an exception, and its code.
    pub fn exception(&mut self, status: u16, code: &'static str) {
        self.status = status;
        self.message.set_header("x-amzn-errortype", code);
    }

    /// The code that the exception had in awsQuery, of a service that spoke it once.
    pub fn query_error(&mut self, code: &str) {
        let fault = if self.status < 500 { "Sender" } else { "Receiver" };
        self.message.set_header("x-amzn-query-error", &format!("{code};{fault}"));
    }

    fn into_response<O: Operation>(self) -> Result<http::Response<Body>, BuildError> {
        let parts = self.message.into_parts()?;
        let mut response = http::Response::new(parts.body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        *response.headers_mut() = parts.headers;
        <O::Service as Service>::META.protocol.complete_answer(O::META.name, &mut response);
        Ok(response)
    }
}

impl Deref for Answer {
    type Target = Request;

    fn deref(&self) -> &Request {
        &self.message
    }
}

impl DerefMut for Answer {
    fn deref_mut(&mut self) -> &mut Request {
        &mut self.message
    }
}

/// The answer with an output, as the operation's service gives it.
///
/// # Errors
/// The output has no form on the wire, like a header with a line break.
pub fn answer<O: Answers>(output: O::Output) -> Result<http::Response<Body>, BuildError> {
    let mut answer = Answer::new(<O::Service as Service>::META.protocol.answer_format());
    O::answer(output, &mut answer);
    answer.into_response::<O>()
}

/// The answer with an exception, as the operation's service gives it.
///
/// # Errors
/// The exception has no form on the wire.
pub fn refusal<O: Operation>(exception: ExceptionOf<O>) -> Result<http::Response<Body>, BuildError>
where
    ExceptionOf<O>: Refuses,
{
    let mut answer = Answer::new(<O::Service as Service>::META.protocol.error_format());
    exception.refuse(&mut answer);
    answer.into_response::<O>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::json::Json;

    #[test]
    fn an_exception_says_whose_fault_it_is() {
        for (status, fault) in [(400, "Sender"), (499, "Sender"), (500, "Receiver"), (503, "Receiver")] {
            let mut answer = Answer::new(&Json::REST);
            answer.exception(status, "QueueDoesNotExist");
            answer.query_error("NonExistentQueue");
            assert_eq!(answer.status, status);
            let headers = answer.message.into_parts().expect("headers").headers;
            assert_eq!(headers["x-amzn-errortype"], "QueueDoesNotExist");
            assert_eq!(headers["x-amzn-query-error"], format!("NonExistentQueue;{fault}"));
        }
    }

    #[test]
    fn an_output_may_have_a_status() {
        for (status, found) in [(Some(202), 202), (None, 200), (Some(-1), 200), (Some(i32::MAX), 200)] {
            let mut answer = Answer::new(&Json::REST);
            answer.status(status);
            assert_eq!(answer.status, found);
        }
    }
}
