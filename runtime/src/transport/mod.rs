//! What carries requests to a service and brings its answers back.

#[cfg(feature = "calls")]
mod built_in;
#[cfg(any(feature = "blocking", feature = "hyper"))]
mod certificates;
#[cfg(feature = "hyper")]
mod hyper;
#[cfg(feature = "calls")]
mod proxies;
#[cfg(feature = "proxy")]
mod proxy_connector;
#[cfg(any(feature = "blocking", feature = "hyper"))]
mod proxy_rules;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "blocking")]
mod ureq;

use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, Instant};

#[cfg(feature = "calls")]
pub(crate) use self::built_in::BuiltIn;
#[cfg(feature = "hyper")]
pub use self::hyper::Hyper;
#[cfg(feature = "calls")]
pub use self::proxies::Proxies;
#[cfg(feature = "reqwest")]
pub use self::reqwest::Reqwest;
#[cfg(feature = "tower")]
pub use self::tower::Tower;
#[cfg(feature = "blocking")]
pub use self::ureq::Ureq;
#[cfg(feature = "calls")]
use crate::body::Body;
use crate::body::{BodyError, Stalled};
use crate::printable::Chain;

/// Reads texts as the URL of a proxy, the hosts without one, and the URL that is called, for fuzz targets.
#[cfg(all(feature = "hyper", feature = "test-util"))]
pub(crate) fn read_proxies(proxy: &str, except: &str, called: &str) -> Option<String> {
    let proxies = Proxies::none().http(proxy).https(proxy).except(except);
    let rules = match proxy_rules::Rules::of(&proxies) {
        Ok(rules) => rules,
        Err(error) => return Some(error),
    };
    let called = called.parse().ok()?;
    rules.proxy_for(&called).map(|proxy| format!("{proxy:?}"))
}

/// The future of an answer.
#[cfg(feature = "tokio")]
pub type Answer<'a> = std::pin::Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>;

/// How long a request may take: an extension of it. What a transport does not know of it is kept to by the call, except
/// where the thread itself waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How long it may take to connect, TLS included.
    pub connect: Duration,
    /// How long the answer may stand still once it has begun.
    pub read: Duration,
    /// When the attempt has to be over; none if it may take as long as it takes.
    pub end: Option<Instant>,
    /// Whether the body of the answer is handed on while it comes: then only the beginning has to be there at the end.
    pub streams: bool,
}

/// Carries one request and brings the answer back, whose body may still be on its way. It neither retries nor follows
/// redirects.
#[cfg(feature = "tokio")]
pub trait Transport: Send + Sync + 'static {
    /// Sends a request, whose URI is absolute.
    fn send(&self, request: http::Request<Body>) -> Answer<'_>;
}

/// As a `Transport`, and the thread waits for the answer.
#[cfg(feature = "blocking")]
pub trait BlockingTransport: Send + Sync + 'static {
    /// Sends a request, whose URI is absolute. The transport has to keep to the [`Limits`] among its extensions.
    ///
    /// # Errors
    /// There is no whole answer.
    fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError>;
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
    /// The certificate of the server is not trusted: nothing was sent, and it would not be another time.
    Untrusted,
    /// The transport can't be used as it is configured: nothing was sent.
    Unusable,
    /// The server took no more of the request for too long.
    WriteTimeout,
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

    /// The error of the library below, with its own causes.
    pub fn get_ref(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.source
    }

    /// How far the request came.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether time ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind,
            TransportErrorKind::ConnectTimeout | TransportErrorKind::WriteTimeout | TransportErrorKind::ReadTimeout
        )
    }
}

/// What happened, and the causes that the library below gives, in one line.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "can't connect",
            TransportErrorKind::ConnectTimeout => "can't connect in time",
            TransportErrorKind::Untrusted => "the server's certificate is not trusted",
            TransportErrorKind::Unusable => "can't send",
            TransportErrorKind::WriteTimeout => "the request can't be sent",
            TransportErrorKind::Send => "no answer, the connection broke",
            TransportErrorKind::ReadTimeout | TransportErrorKind::Receive => "the answer can't be received",
        })?;
        write!(f, ": {}", Chain(&*self.source))
    }
}

/// The text says all the causes, so there is no source: [`TransportError::get_ref`] has it.
impl StdError for TransportError {}
