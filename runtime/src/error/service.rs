//! Errors that a service answers with.

use std::error::Error as StdError;
use std::fmt;

use crate::decode_error::DecodeError;
use crate::http::Response;
use crate::printable;
use crate::protocol::Protocol;

/// The exceptions of a service, each of a type of its own.
pub trait ServiceException: StdError + fmt::Debug + Send + Sync + Sized + 'static {
    /// Reads the exception that this name or code stands for; one that is not modelled if no exception has it.
    ///
    /// # Errors
    /// The response does not fit the exception.
    fn decode(code: &str, response: &Response) -> Result<Self, DecodeError>;

    /// What stands for an error that the model does not list.
    fn unmodeled() -> Self;

    /// Whether the service asks the caller to send less.
    fn is_throttling(&self) -> bool;

    /// Whether the model says that it is worth trying again.
    fn is_retryable(&self) -> bool {
        self.is_throttling()
    }

    /// Whether the model marks the text of this exception as sensitive: it is then not printed.
    fn has_secret_text(&self) -> bool {
        false
    }
}

/// An error that the service answered with.
pub(crate) struct ServiceError<E> {
    pub(crate) exception: E,
    pub(crate) code: Option<String>,
    /// The name of its shape, where that is not the code.
    pub(crate) shape: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    /// The second id of the request, which S3 and CloudFront send.
    pub(crate) extended_request_id: Option<String>,
    /// The start of a body that could not be read.
    pub(crate) excerpt: Option<String>,
    /// Whether the text must not be printed.
    pub(crate) secret: bool,
}

impl<E: ServiceException> ServiceError<E> {
    /// Reads the error of an answer that is one. If the body can't be read, it has neither code nor text.
    pub(crate) fn read(response: &Response, protocol: &dyn Protocol) -> Self {
        let head = protocol.error(response);
        let exception = head.shape.as_deref().map_or(Ok(E::unmodeled()), |shape| E::decode(shape, response));
        let exception = exception.unwrap_or_else(|_| E::unmodeled());
        Self {
            secret: exception.has_secret_text(),
            exception,
            shape: head.shape.clone().filter(|_| head.code.is_some()),
            code: head.code.or(head.shape),
            message: head.message,
            status: response.status(),
            request_id: response.header_request_id().or(head.request_id),
            extended_request_id: response.extended_request_id(),
            excerpt: (!head.is_readable && !response.bytes().is_empty()).then(|| excerpt(response.bytes())),
        }
    }
}

/// How much of an unreadable body an error keeps, in characters.
const EXCERPT: usize = 200;

/// Printable text that shows what kind of answer it was.
fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * EXCERPT)]).into_owned();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(EXCERPT).collect()
}

impl<E> ServiceError<E> {
    /// The text as it may be printed.
    fn printable(&self) -> Option<printable::Printable<'_>> {
        let text = self.message.as_deref()?;
        Some(printable::text(if self.secret { "***" } else { text }))
    }
}

impl<E: fmt::Debug> fmt::Debug for ServiceError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceError")
            .field("exception", &self.exception)
            .field("code", &self.code.as_deref().map(printable::name))
            .field("message", &self.printable())
            .field("status", &self.status)
            .field("request_id", &self.request_id.as_deref().map(printable::name))
            .field("extended_request_id", &self.extended_request_id.as_deref().map(printable::name))
            .field("excerpt", &self.excerpt.as_deref().map(printable::text))
            .finish()
    }
}

impl<E> fmt::Display for ServiceError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => printable::name(code).fmt(f)?,
            None => f.write_str("an error without a code")?,
        }
        if let Some(text) = self.printable() {
            write!(f, ": {text}")?;
        }
        write!(f, " ({}", status_and_id(self.status, self.request_id.as_deref()))?;
        if let Some(id) = &self.extended_request_id {
            write!(f, ", extended request {}", printable::name(id))?;
        }
        if let Some(excerpt) = &self.excerpt {
            write!(f, ", body begins {:?}", printable::text(excerpt))?;
        }
        f.write_str(")")
    }
}

pub(super) fn status_and_id(status: u16, request_id: Option<&str>) -> String {
    match request_id {
        Some(id) => format!("status {status}, request {}", printable::name(id)),
        None => format!("status {status}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_printable() {
        let page = format!("<html>\n  <b>{}</b>", "x".repeat(10_000));
        let text = excerpt(page.as_bytes());
        assert!(text.starts_with("<html> <b>xxx"));
        assert_eq!(text.chars().count(), EXCERPT);
        assert_eq!(excerpt(&[0xff, b'a']), "\u{fffd}a");
    }
}
