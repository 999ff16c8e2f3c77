//! What a call fails with.

mod facts;
mod service;
#[cfg(test)]
pub(crate) mod tests;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

pub(crate) use self::facts::Facts;
pub(crate) use self::service::ServiceError;
pub use self::service::ServiceException;
use self::service::status_and_id;
use crate::body::BodyError;
use crate::config_error::ConfigError;
use crate::decode_error::DecodeError;
use crate::endpoint::EndpointError;
use crate::http::BuildError;
use crate::printable::{self, Chain};
#[cfg(feature = "calls")]
use crate::transport_error::SendError;
use crate::transport_error::TransportError;
use crate::validate::Violations;

/// What a call fails with. `E` is the service's own enum of exceptions.
pub struct Error<E>(Box<Inner<E>>);

struct Inner<E> {
    operation: &'static str,
    cause: Cause<E>,
    hint: Option<&'static str>,
    attempts: u32,
}

enum Cause<E> {
    Service(ServiceError<E>),
    Failure(Failure),
}

/// A call that failed without an answer that could be understood.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The input violates constraints of the model. Nothing was sent.
    Invalid(Violations),
    /// The configuration is incomplete or contradictory. Nothing was sent.
    Config(ConfigError),
    /// The endpoint rules refuse the configuration. Nothing was sent.
    Endpoint(EndpointError),
    /// The input has no form on the wire. Nothing was sent.
    Request(BuildError),
    /// There are no credentials. Nothing was sent.
    Credentials(BodyError),
    /// The request could not be signed. Nothing was sent.
    Signing(BodyError),
    /// No answer, or only a part of one.
    Transport(TransportError),
    /// The call took longer than it may.
    Timeout(Duration),
    /// An attempt took longer than one may.
    AttemptTimeout(Duration),
    /// The service leads from a page to one that was there before.
    RepeatedToken,
    /// An answer that says success and does not fit the operation's output.
    Response {
        /// What does not fit.
        source: DecodeError,
        /// The status of the answer.
        status: u16,
        /// The id that the service gave to the request.
        request_id: Option<String>,
    },
}

#[cfg(feature = "calls")]
impl From<SendError> for Failure {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Config(error) => Self::Config(error),
            SendError::Transport(error) => Self::Transport(error),
        }
    }
}

impl<E: ServiceException> Error<E> {
    pub(crate) fn failure_of(operation: &'static str, failure: Failure) -> Self {
        Self(Box::new(Inner { operation, cause: Cause::Failure(failure), hint: None, attempts: 0 }))
    }

    pub(crate) fn service(operation: &'static str, error: ServiceError<E>, hint: Option<&'static str>) -> Self {
        Self(Box::new(Inner { operation, cause: Cause::Service(error), hint, attempts: 0 }))
    }

    /// The same error with the number of attempts.
    pub(crate) fn after(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// What there is to decide on whether to try again.
    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            status: self.status(),
            code: self.code(),
            shape: self.answer().and_then(|error| error.shape.as_deref()),
            is_retryable: self.exception().is_some_and(ServiceException::is_retryable),
            is_throttling: self.is_throttling(),
            failure: self.failure(),
        }
    }

    /// The code of the service, or what kind of failure it is, for whoever traces the call.
    pub(crate) fn outcome(&self) -> &str {
        match &self.0.cause {
            Cause::Service(error) => error.code.as_deref().unwrap_or("an error without a code"),
            Cause::Failure(failure) => failure.kind(),
        }
    }

    /// How many requests were sent, or at least begun; zero if the call failed before.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The name of the operation that failed.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// The error that the service answered with, to match on. None if there was no answer that could be understood.
    pub fn exception(&self) -> Option<&E> {
        self.answer().map(|error| &error.exception)
    }

    /// The exception itself.
    ///
    /// # Errors
    /// The error as it was, if the service did not answer with an exception.
    pub fn into_exception(self) -> Result<E, Self> {
        match self.0.cause {
            Cause::Service(error) => Ok(error.exception),
            Cause::Failure(failure) => Err(Self::failure_of(self.0.operation, failure)),
        }
    }

    /// Why there is no answer that could be understood. None if the service answered with an error.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.0.cause {
            Cause::Service(_) => None,
            Cause::Failure(failure) => Some(failure),
        }
    }

    /// The constraints that the input violates, if that is the failure.
    pub fn violations(&self) -> Option<&Violations> {
        match self.failure() {
            Some(Failure::Invalid(violations)) => Some(violations),
            _ => None,
        }
    }

    /// The code of the service's error.
    pub fn code(&self) -> Option<&str> {
        self.answer()?.code.as_deref()
    }

    /// Whether the service's error has this code, or is of the shape of this name. Both are the same but for services that
    /// have changed their protocol and kept their codes.
    pub fn is(&self, name: &str) -> bool {
        self.answer()
            .is_some_and(|error| [&error.code, &error.shape].iter().any(|found| found.as_deref() == Some(name)))
    }

    /// The text of the service's error.
    pub fn message(&self) -> Option<&str> {
        self.answer()?.message.as_deref()
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match &self.0.cause {
            Cause::Service(error) => Some(error.status),
            Cause::Failure(Failure::Response { status, .. }) => Some(*status),
            Cause::Failure(_) => None,
        }
    }

    /// The id that the service gave to the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        match &self.0.cause {
            Cause::Service(error) => error.request_id.as_deref(),
            Cause::Failure(Failure::Response { request_id, .. }) => request_id.as_deref(),
            Cause::Failure(_) => None,
        }
    }

    /// The second id of a request to S3 or CloudFront, from the header `x-amz-id-2` or `x-amz-cf-id`. AWS Support asks for both
    /// ids.
    pub fn extended_request_id(&self) -> Option<&str> {
        self.answer()?.extended_request_id.as_deref()
    }

    /// What to do about it, where the client knows.
    pub fn hint(&self) -> Option<&'static str> {
        self.0.hint
    }

    /// Whether the service asks the caller to send less.
    pub fn is_throttling(&self) -> bool {
        self.exception().is_some_and(ServiceException::is_throttling)
    }

    /// Whether the call ran out of time.
    pub fn is_timeout(&self) -> bool {
        match self.failure() {
            Some(Failure::Timeout(_) | Failure::AttemptTimeout(_)) => true,
            Some(Failure::Transport(error)) => error.is_timeout(),
            _ => false,
        }
    }

    fn answer(&self) -> Option<&ServiceError<E>> {
        match &self.0.cause {
            Cause::Service(error) => Some(error),
            Cause::Failure(_) => None,
        }
    }
}

/// Operation, code, text, status and request id in one line; then the hint.
impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.0.operation)?;
        match &self.0.cause {
            Cause::Service(error) => error.fmt(f)?,
            Cause::Failure(failure) => failure.fmt(f)?,
        }
        if self.0.attempts > 1 {
            write!(f, " after {} attempts", self.0.attempts)?;
        }
        self.0.hint.map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

impl Failure {
    /// What kind of failure it is, in a few words.
    fn kind(&self) -> &'static str {
        match self {
            Self::Invalid(_) | Self::Request(_) => "invalid input",
            Self::Config(_) => "invalid configuration",
            Self::Endpoint(_) => "no endpoint",
            Self::Credentials(_) => "no credentials",
            Self::Signing(_) => "no signature",
            Self::Transport(_) => "transport",
            Self::Timeout(_) | Self::AttemptTimeout(_) => "timeout",
            Self::RepeatedToken => "pages in a circle",
            Self::Response { .. } => "unreadable answer",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => write!(f, "invalid input, nothing was sent: {violations}"),
            Self::Config(error) => write!(f, "{error}"),
            Self::Endpoint(error) => write!(f, "no endpoint: {error}"),
            Self::Request(error) => write!(f, "invalid input, nothing was sent: {error}"),
            Self::Credentials(error) => write!(f, "no credentials: {}", Chain(&**error)),
            Self::Signing(error) => write!(f, "can't sign the request: {}", Chain(&**error)),
            Self::Transport(error) => write!(f, "{error}"),
            Self::Timeout(after) => write!(f, "no complete answer within {after:?}"),
            Self::AttemptTimeout(after) => write!(f, "no complete answer to an attempt within {after:?}"),
            Self::RepeatedToken => {
                f.write_str("the pages lead in a circle: the token of the next one has been there before")
            }
            Self::Response { source, status, request_id } => {
                write!(f, "an answer that can't be read ({}): {source}", status_and_id(*status, request_id.as_deref()))
            }
        }
    }
}

/// Every member that the model marks as sensitive prints as `***`.
impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("operation", &self.0.operation).field("attempts", &self.0.attempts);
        match &self.0.cause {
            Cause::Service(error) => out.field("service", error),
            Cause::Failure(failure) => out.field("failure", failure),
        };
        out.finish()
    }
}

/// The text says everything, causes too, so there is no source: [`Error::exception`] and [`Error::failure`] have them.
impl<E: ServiceException> StdError for Error<E> {}

/// The text says everything, causes too, so there is no source: the variants have them.
impl StdError for Failure {}

/// Writes an exception as its code and its text. The text is taken as the exception holds it, which each arm of the enum's
/// `Display` compiles to less than what it gives as `&str`.
#[doc(hidden)]
pub fn describe(f: &mut fmt::Formatter<'_>, code: &str, text: Option<&String>) -> fmt::Result {
    match text {
        Some(text) => write!(f, "{code}: {}", printable::text(text)),
        None => f.write_str(code),
    }
}
