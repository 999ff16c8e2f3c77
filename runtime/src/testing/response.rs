//! Assertions about responses.

use bytes::Bytes;

use super::now;
use crate::error::Error;
use crate::operation::{ExceptionOf, Operation};

/// A response, to be read by an operation.
#[derive(Debug)]
pub struct Response {
    pub(super) inner: http::Response<Bytes>,
}

impl Response {
    /// A response with this status, these headers and this body.
    ///
    /// # Panics
    /// If that is no response of HTTP.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn new(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Self {
        let mut builder = http::Response::builder().status(status);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        match builder.body(body.into()) {
            Ok(inner) => Self { inner },
            Err(error) => panic!("not a response: {error}"),
        }
    }

    /// The operation reads this output from it.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn gives<O: Operation>(self, expected: &O::Output)
    where
        O::Output: PartialEq + std::fmt::Debug,
    {
        match self.read::<O>() {
            Ok(output) => assert!(output == *expected, "found {output:?}\nnot   {expected:?}"),
            Err(error) => panic!("an error: {error}"),
        }
    }

    /// The operation reads this exception from it.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn fails<O: Operation>(self, expected: &ExceptionOf<O>)
    where
        ExceptionOf<O>: PartialEq,
    {
        match self.read::<O>() {
            Ok(_) => panic!("an output, not an error"),
            Err(error) => match error.exception() {
                Some(exception) => assert!(exception == expected, "found {exception:?}\nnot   {expected:?}"),
                None => panic!("a failure: {error}"),
            },
        }
    }

    /// The output that the operation reads from it.
    ///
    /// # Panics
    /// If it is an error.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn output<O: Operation>(self) -> O::Output {
        match self.read::<O>() {
            Ok(output) => output,
            Err(error) => panic!("an error: {error}"),
        }
    }

    pub(super) fn read<O: Operation>(self) -> Result<O::Output, Error<ExceptionOf<O>>> {
        now(crate::call::read::<O>(self.inner))
    }
}
