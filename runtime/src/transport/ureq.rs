//! The transport of calls that block: ureq with rustls, connections kept and used again. HTTP/1.1.

use std::fmt;
use std::io::Read;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use ureq::config::AutoHeaderValue;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Error, Proxy, ProxyProtocol, SendBody, Timeout};

use super::proxy_rules::{self, Rules};
use super::{BlockingTransport, Limits, Proxies, TransportError, TransportErrorKind, TransportSettings};
use crate::body::{Body, BodyError, Stalled};

/// Sends requests with ureq. Certificates are verified by the platform. Clones share their connections.
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
    rules: Rules,
}

/// What takes longer has no limit: ureq adds its limits to the time of day.
const FOREVER: Duration = Duration::from_secs(1 << 30);

/// How much of an answer is read at once.
const CHUNK: usize = 64 << 10;

impl Ureq {
    /// A transport that verifies certificates as the platform does, without proxies.
    pub fn new() -> Self {
        Self::with_roots(RootCerts::PlatformVerifier)
    }

    /// A transport that trusts these certificates, in their binary form (DER), and no others.
    pub fn trusting(roots: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let roots = roots.into_iter().map(|root| Certificate::from_der(root.as_ref()).to_owned());
        Self::with_roots(RootCerts::from(roots))
    }

    fn with_roots(roots: RootCerts) -> Self {
        let provider = rustls::crypto::ring::default_provider();
        let tls = TlsConfig::builder().root_certs(roots).unversioned_rustls_crypto_provider(Arc::new(provider));
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None);
        Self { agent: config.build().new_agent(), rules: Rules::default() }
    }

    /// The same transport, through proxies.
    ///
    /// # Errors
    /// What names a proxy is not the URL of one that can be used.
    pub fn through(mut self, proxies: &Proxies) -> Result<Self, BodyError> {
        self.rules = Rules::of(proxies)?;
        Ok(self)
    }

    /// A transport that trusts the certificates of a file in PEM, and no others, if there is one, and that goes through
    /// proxies, if there are any.
    pub(super) fn configured(settings: &TransportSettings) -> Result<Self, BodyError> {
        let transport = match &settings.ca_bundle {
            None => Self::new(),
            Some(path) => Self::trusting(super::certificates::read(path)?),
        };
        transport.through(&settings.proxies)
    }

    fn run(&self, request: http::Request<Body>) -> Result<http::Response<ureq::Body>, Error> {
        let limits = request.extensions().get().copied();
        let (mut parts, body) = request.into_parts();
        let proxy = self.rules.proxy_for(&parts.uri).map(proxy).transpose()?;
        let size = body.size();
        let has_body = size != Some(0) || !matches!(parts.method.as_str(), "GET" | "HEAD" | "DELETE");
        // A body without a length is sent in chunks, which S3 refuses: an empty one has a length, too.
        if let Some(size) = size.filter(|_| has_body) {
            parts.headers.insert(http::header::CONTENT_LENGTH, size.into());
        }
        let body = if has_body { SendBody::from_owned_reader(body.into_reader()) } else { SendBody::none() };
        let config = self.agent.configure_request(http::Request::from_parts(parts, body)).proxy(proxy);
        let config = match limits {
            None => config,
            Some(Limits { connect, read, end, streams }) => {
                let bounded = |limit: Duration| Some(limit).filter(|limit| *limit < FOREVER);
                let left = end.map(|end| end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1)));
                let config = config
                    .timeout_connect(bounded(connect))
                    .timeout_per_read(bounded(read))
                    .timeout_per_write(bounded(read));
                let left = left.and_then(bounded);
                if streams { config.timeout_recv_response(left) } else { config.timeout_global(left) }
            }
        };
        self.agent.run(config.build())
    }
}

fn proxy(proxy: &proxy_rules::Proxy) -> Result<Proxy, Error> {
    let protocol = if proxy.uri.scheme_str() == Some("https") { ProxyProtocol::Https } else { ProxyProtocol::Http };
    let port = proxy.uri.port_u16().unwrap_or(if protocol == ProxyProtocol::Https { 443 } else { 80 });
    let mut builder = Proxy::builder(protocol).host(proxy.uri.host().unwrap_or_default()).port(port);
    if let Some((name, password)) = &proxy.user {
        builder = builder.username(name).password(password);
    }
    builder.build()
}

impl Default for Ureq {
    fn default() -> Self {
        Self::new()
    }
}

impl BlockingTransport for Ureq {
    fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        let read = request.extensions().get().map_or(Duration::MAX, |limits: &Limits| limits.read);
        let answer = self.run(request).map_err(failed)?;
        Ok(answer.map(|body| {
            let size = body.content_length();
            Body::stream(Received { reader: Box::new(body.into_reader()), size, read })
        }))
    }
}

fn failed(error: Error) -> TransportError {
    let kind = match &error {
        error if super::certificates::is_untrusted(error) => TransportErrorKind::Untrusted,
        Error::HostNotFound | Error::ConnectionFailed | Error::ConnectProxyFailed(_) => TransportErrorKind::Connect,
        Error::Tls(_) | Error::Rustls(_) | Error::TlsRequired | Error::InvalidProxyUrl => TransportErrorKind::Connect,
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => TransportErrorKind::ConnectTimeout,
        Error::Timeout(_) => TransportErrorKind::ReadTimeout,
        Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => TransportErrorKind::Connect,
        Error::Io(error) if error.get_ref().is_some_and(|error| error.is::<rustls::Error>()) => {
            TransportErrorKind::Connect
        }
        _ => TransportErrorKind::Send,
    };
    TransportError::new(kind, error)
}

/// The body of an answer, read as somebody asks for it.
struct Received<R> {
    reader: R,
    size: Option<u64>,
    /// How long it may stand still, for the error.
    read: Duration,
}

impl<R: Read + Unpin> http_body::Body for Received<R> {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let mut buffer = BytesMut::zeroed(CHUNK);
        Poll::Ready(match self.reader.read(&mut buffer) {
            Ok(0) => None,
            Ok(read) => {
                buffer.truncate(read);
                self.size = self.size.map(|size| size.saturating_sub(read as u64));
                Some(Ok(Frame::data(buffer.freeze())))
            }
            Err(error) => Some(Err(self.broken(error))),
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.size.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl<R> Received<R> {
    fn broken(&self, error: std::io::Error) -> BodyError {
        match Error::from(error) {
            Error::Timeout(Timeout::PerRead) => Stalled { limit: self.read }.into(),
            error => error.into(),
        }
    }
}

impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ureq")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_of_the_kinds_that_the_other_transports_have() {
        use std::io::{Error as IoError, ErrorKind};

        let refused = Error::Io(IoError::from(ErrorKind::ConnectionRefused));
        let tls = rustls::Error::General("no".to_owned());
        let cases = [
            (Error::HostNotFound, TransportErrorKind::Connect),
            (Error::ConnectionFailed, TransportErrorKind::Connect),
            (Error::ConnectProxyFailed("no".to_owned()), TransportErrorKind::Connect),
            (Error::InvalidProxyUrl, TransportErrorKind::Connect),
            (Error::TlsRequired, TransportErrorKind::Connect),
            (Error::Tls("no"), TransportErrorKind::Connect),
            (refused, TransportErrorKind::Connect),
            (Error::Io(IoError::other(tls)), TransportErrorKind::Connect),
            (Error::Timeout(Timeout::Connect), TransportErrorKind::ConnectTimeout),
            (Error::Timeout(Timeout::Resolve), TransportErrorKind::ConnectTimeout),
            (Error::Timeout(Timeout::PerRead), TransportErrorKind::ReadTimeout),
            (Error::Timeout(Timeout::Global), TransportErrorKind::ReadTimeout),
            (Error::Io(IoError::from(ErrorKind::ConnectionReset)), TransportErrorKind::Send),
            (Error::Io(IoError::other("no")), TransportErrorKind::Send),
            (Error::BodyStalled, TransportErrorKind::Send),
        ];
        for (error, kind) in cases {
            let text = error.to_string();
            assert_eq!(failed(error).kind(), kind, "{text}");
        }
    }

    #[test]
    fn a_proxy_has_the_port_of_its_scheme() {
        let port = |url: &str| {
            let rules = Rules::of(&Proxies::none().https(url)).expect("rules");
            let found = rules.proxy_for(&"https://example.com".parse().expect("a URL")).map(proxy);
            found.expect("a proxy").expect("a proxy").port()
        };
        assert_eq!((port("http://proxy"), port("https://proxy"), port("http://proxy:3128")), (80, 443, 3128));
    }
}
