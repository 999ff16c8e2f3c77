//! The built-in transport: hyper with rustls, connections kept and used again. HTTP/1.1, or HTTP/2 where the feature
//! `http2` is on and the server offers it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::BuilderVerifierExt;
use tower_service::Service;

use super::expect_continue::Expecting;
use super::proxy_rules::Rules;
use super::{Answer, ExpectContinue, Limits, Transport, TransportError, TransportErrorKind, TransportSettings};
use crate::body::{Body, BodyError};

/// How many connections to one host are kept while nobody uses them.
const IDLE_CONNECTIONS: usize = 64;

/// Sends requests with hyper. Certificates are verified by the platform. Clones share their connections.
#[derive(Clone)]
pub struct Hyper {
    client: Client<Timed<HttpsConnector<Tcp>>, Body>,
    rules: Arc<Rules>,
}

#[cfg(not(feature = "proxy"))]
type Tcp = HttpConnector;
#[cfg(feature = "proxy")]
type Tcp = super::proxy_connector::Proxied;

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
        Self::with_rules(Rules::default(), tls, connect_timeout)
    }

    /// A transport that trusts the certificates of a file in PEM, and no others, if there is one, and that goes through
    /// proxies, if there are any.
    pub(super) fn configured(settings: &TransportSettings) -> Result<Self, BodyError> {
        let tls = match &settings.ca_bundle {
            None => platform_tls()?,
            Some(path) => trusting(super::certificates::read(path)?)?,
        };
        Ok(Self::with_rules(Rules::of(&settings.proxies)?, tls, settings.connect_timeout))
    }

    fn with_rules(rules: Rules, tls: rustls::ClientConfig, connect_timeout: Duration) -> Self {
        let rules = Arc::new(rules);
        #[cfg(feature = "proxy")]
        let tcp = Tcp::new(tcp(), Arc::clone(&rules));
        #[cfg(not(feature = "proxy"))]
        let tcp = tcp();
        Self { client: client(tcp, tls, connect_timeout), rules }
    }

    /// A transport through proxies that are spoken to by plain HTTP; `None` for the platform's TLS settings.
    ///
    /// # Errors
    /// The platform's verifier can't be set up, or what names a proxy is not the URL of one that can be used.
    #[cfg(feature = "proxy")]
    pub fn through(
        proxies: &super::Proxies,
        tls: Option<rustls::ClientConfig>,
        connect_timeout: Duration,
    ) -> Result<Self, BodyError> {
        Ok(Self::with_rules(Rules::of(proxies)?, tls.map_or_else(platform_tls, Ok)?, connect_timeout))
    }
}

/// How long nothing may happen on a connection before the system asks whether the other side is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(60);

fn tcp() -> HttpConnector {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    // Gateways forget connections on which nothing happens, while a service works on a long answer.
    http.set_keepalive(Some(KEEP_ALIVE));
    http
}

fn client(tcp: Tcp, tls: rustls::ClientConfig, limit: Duration) -> Client<Timed<HttpsConnector<Tcp>>, Body> {
    let https = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
    #[cfg(feature = "http2")]
    let https = https.enable_http2();
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(Duration::from_secs(20))
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .pool_timer(TokioTimer::new())
        .retry_canceled_requests(false)
        .build(Timed { inner: https.wrap_connector(tcp), limit })
}

impl Transport for Hyper {
    fn send(&self, mut request: http::Request<Body>) -> Answer<'_> {
        #[cfg(feature = "proxy")]
        if self.rules.proxy_for(request.uri()).is_some_and(|proxy| proxy.uri.scheme_str() != Some("http")) {
            let error = "a proxy that is spoken to by https is for calls that block only";
            return Box::pin(async move { Err(TransportError::new(TransportErrorKind::Unusable, error)) });
        }
        #[cfg(feature = "proxy")]
        super::proxy_connector::authorize(&mut request, &self.rules);
        #[cfg(not(feature = "proxy"))]
        if self.rules.proxy_for(request.uri()).is_some() {
            let error = "a proxy is configured for this host, which takes the feature `proxy`; \
                         `Config::proxies(Proxies::none())` goes without";
            return Box::pin(async move { Err(TransportError::new(TransportErrorKind::Unusable, error)) });
        }
        let limit = request.extensions().get().map(|limits: &Limits| limits.connect);
        let expects = request.extensions().get::<ExpectContinue>().is_some();
        let expecting = expects.then(|| Expecting::hold_back(&mut request));
        let answer = self.client.request(request);
        Box::pin(async move {
            let answer = match limit {
                None => answer.await,
                Some(limit) => LIMIT.scope(limit, answer).await,
            };
            let answer = answer.map_err(sending)?.map(Body::stream);
            Ok(match expecting {
                None => answer,
                Some(expecting) => expecting.answered(answer),
            })
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

/// The settings that trust these certificates and no others.
fn trusting(roots: Vec<CertificateDer<'static>>) -> Result<rustls::ClientConfig, BodyError> {
    let mut store = rustls::RootCertStore::empty();
    roots.into_iter().try_for_each(|root| store.add(root))?;
    Ok(rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(store)
        .with_no_client_auth())
}

fn sending(error: hyper_util::client::legacy::Error) -> TransportError {
    let kind = match (error.is_connect(), is_too_slow(&error)) {
        _ if super::certificates::is_untrusted(&error) => TransportErrorKind::Untrusted,
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
