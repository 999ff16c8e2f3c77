//! What carries requests to a service and brings its answers back.

#[cfg(feature = "calls")]
mod built_in;
#[cfg(any(feature = "blocking", feature = "hyper"))]
mod certificates;
#[cfg(feature = "hyper")]
mod expect_continue;
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
mod settings;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "blocking")]
mod ureq;

use std::time::{Duration, Instant};

#[cfg(feature = "calls")]
pub(crate) use self::built_in::BuiltIn;
#[cfg(feature = "hyper")]
pub use self::hyper::Hyper;
#[cfg(feature = "calls")]
pub use self::proxies::Proxies;
#[cfg(feature = "reqwest")]
pub use self::reqwest::Reqwest;
pub(crate) use self::settings::TransportSettings;
#[cfg(feature = "tower")]
pub use self::tower::Tower;
#[cfg(feature = "blocking")]
pub use self::ureq::Ureq;
#[cfg(feature = "calls")]
use crate::body::Body;
pub use crate::transport_error::{TransportError, TransportErrorKind};

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

/// Asks a transport to send the body of a request once the server wants it: an extension of the request. The transport adds
/// the header `Expect: 100-continue`, which is not part of the signature, and waits for the answer `100 Continue`, but no
/// longer than a second. A final answer that comes before saves sending the body. The transport [`Hyper`] does so over
/// HTTP/1.1; the others send the body at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectContinue;

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
