//! The built-in transport: hyper with rustls, connections kept and used again. HTTP/1.1, or HTTP/2 where the feature
//! `http2` is on and the server offers it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls_platform_verifier::BuilderVerifierExt;
use tower_service::Service;

use super::{Answer, Limits, Transport, TransportError, TransportErrorKind};
use crate::body::{Body, BodyError};

/// Sends requests with hyper. Certificates are verified by the platform. Clones share their connections.
#[derive(Clone)]
pub struct Hyper {
    client: Client<Timed<HttpsConnector<Tcp>>, Body>,
    #[cfg(feature = "proxy")]
    proxies: Option<super::proxy::Rules>,
}

#[cfg(not(feature = "proxy"))]
type Tcp = HttpConnector;
#[cfg(feature = "proxy")]
type Tcp = super::proxy::Proxied;

impl Hyper {
    /// A transport that verifies certificates as the platform does.
    ///
    /// # Errors
    /// The platform's verifier can't be set up.
    pub fn new(connect_timeout: Duration) -> Result<Self, BodyError> {
        Ok(Self::with_tls(platform_tls()?, connect_timeout))
    }

    /// A transport with TLS settings of your own: other roots, a client certificate.
    pub fn with_tls(tls: rustls::ClientConfig, connect_timeout: Duration) -> Self {
        Self {
            #[cfg(feature = "proxy")]
            client: client(Tcp::new(tcp(), None), tls, connect_timeout),
            #[cfg(not(feature = "proxy"))]
            client: client(tcp(), tls, connect_timeout),
            #[cfg(feature = "proxy")]
            proxies: None,
        }
    }

    /// A transport through proxies that are spoken to by plain HTTP; `None` for the platform's TLS settings.
    ///
    /// # Errors
    /// The platform's verifier can't be set up.
    #[cfg(feature = "proxy")]
    pub fn through(
        proxies: &super::Proxies,
        tls: Option<rustls::ClientConfig>,
        connect_timeout: Duration,
    ) -> Result<Self, BodyError> {
        let rules = super::proxy::rules(proxies);
        let connector = Tcp::new(tcp(), Some(rules.clone()));
        let tls = tls.map_or_else(platform_tls, Ok)?;
        Ok(Self { client: client(connector, tls, connect_timeout), proxies: Some(rules) })
    }
}

fn tcp() -> HttpConnector {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    http
}

fn client(tcp: Tcp, tls: rustls::ClientConfig, limit: Duration) -> Client<Timed<HttpsConnector<Tcp>>, Body> {
    let https = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
    #[cfg(feature = "http2")]
    let https = https.enable_http2();
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(Duration::from_secs(20))
        .pool_timer(TokioTimer::new())
        .retry_canceled_requests(false)
        .build(Timed { inner: https.wrap_connector(tcp), limit })
}

impl Transport for Hyper {
    #[cfg_attr(not(feature = "proxy"), allow(unused_mut, reason = "only a proxy wants a header of its own"))]
    fn send(&self, mut request: http::Request<Body>) -> Answer<'_> {
        #[cfg(feature = "proxy")]
        if let Some(rules) = &self.proxies {
            super::proxy::authorize(&mut request, rules);
        }
        let limit = request.extensions().get().map(|limits: &Limits| limits.connect);
        let answer = self.client.request(request);
        Box::pin(async move {
            let answer = match limit {
                None => answer.await,
                Some(limit) => LIMIT.scope(limit, answer).await,
            };
            Ok(answer.map_err(sending)?.map(Body::stream))
        })
    }
}

/// The settings that verify certificates as the platform does. Reading its roots takes a while, so it happens once.
fn platform_tls() -> Result<rustls::ClientConfig, BodyError> {
    static PLATFORM: OnceLock<rustls::ClientConfig> = OnceLock::new();
    if let Some(config) = PLATFORM.get() {
        return Ok(config.clone());
    }
    let config = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    Ok(PLATFORM.get_or_init(|| config).clone())
}

fn sending(error: hyper_util::client::legacy::Error) -> TransportError {
    let kind = match (error.is_connect(), is_too_slow(&error)) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        (false, _) => TransportErrorKind::Send,
    };
    TransportError::new(kind, error)
}

fn is_too_slow(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<TooSlow>() || error.source().is_some_and(is_too_slow)
}

impl fmt::Debug for Hyper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hyper")
    }
}

tokio::task_local! {
    /// The limit for the request that is waiting for a connection: a connector is told nothing but where to.
    static LIMIT: Duration;
}

/// A connector that gives up after a while.
#[derive(Clone)]
struct Timed<C> {
    inner: C,
    limit: Duration,
}

impl<C> Service<Uri> for Timed<C>
where
    C: Service<Uri, Error = BodyError>,
    C::Response: Send,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = BodyError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BodyError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let limit = LIMIT.try_with(|limit| *limit).unwrap_or(self.limit);
        let connecting = self.inner.call(uri);
        Box::pin(async move {
            match tokio::time::timeout(limit, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(TooSlow(limit).into()),
            }
        })
    }
}

#[derive(Debug)]
struct TooSlow(Duration);

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no connection within {:?}", self.0)
    }
}

impl std::error::Error for TooSlow {}
