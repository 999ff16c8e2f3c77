//! What carries requests to a service and brings its answers back.

mod hyper;
mod tower;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

pub use self::hyper::Hyper;
pub use self::tower::Tower;
use crate::body::{Body, BodyError, Stalled};

/// The future of an answer.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>;

/// How long it may take to connect for this one request: an extension of it. A transport that knows nothing of it keeps
/// to its own limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectTimeout(pub std::time::Duration);

/// Carries one request and brings the answer back, whose body may still be on its way. It neither retries nor follows
/// redirects.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request, whose URI is absolute.
    fn send(&self, request: http::Request<Body>) -> Answer<'_>;
}

/// A request that got no whole answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: BodyError,
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There is no connection: nothing was sent.
    Connect,
    /// It took too long to connect: nothing was sent.
    ConnectTimeout,
    /// The connection broke while the request was sent or before the answer began.
    Send,
    /// The answer stood still for too long.
    ReadTimeout,
    /// The connection broke within the answer, or the answer is too large, or damaged.
    Receive,
}

impl TransportError {
    /// An error of this kind.
    pub fn new(kind: TransportErrorKind, source: impl Into<BodyError>) -> Self {
        Self { kind, source: source.into() }
    }

    /// An answer that can't be received to its end.
    pub(crate) fn receiving(error: BodyError) -> Self {
        let kind = if error.is::<Stalled>() { TransportErrorKind::ReadTimeout } else { TransportErrorKind::Receive };
        Self::new(kind, error)
    }

    /// How far the request came.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether time ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, TransportErrorKind::ConnectTimeout | TransportErrorKind::ReadTimeout)
    }
}

/// What happened, and the causes that the library below gives.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "can't connect",
            TransportErrorKind::ConnectTimeout => "can't connect in time",
            TransportErrorKind::Send => "no answer, the connection broke",
            TransportErrorKind::ReadTimeout | TransportErrorKind::Receive => "the answer can't be received",
        })?;
        let mut cause: Option<&dyn StdError> = Some(&*self.source);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
