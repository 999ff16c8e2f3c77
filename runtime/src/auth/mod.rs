//! How requests say who sends them.

#[cfg(feature = "sigv4")]
mod sigv4;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
#[cfg(feature = "calls")]
use std::sync::atomic::Ordering;

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue, Uri};
use zeroize::Zeroizing;

use crate::auth_scheme::Scheme;
use crate::body::Body;
use crate::config::{Config, Secret};
use crate::config_error::ConfigError;
use crate::endpoint::Endpoint;
use crate::error::Failure;
use crate::escape::escaped;
#[cfg(feature = "sigv4")]
use crate::identity::Credentials;
use crate::operation::{OperationMeta, ServiceMeta};
#[cfg(feature = "checksum")]
use crate::request::checksum::Trailer;
use crate::url::is_loopback;

#[cfg(feature = "sigv4")]
pub(crate) use self::sigv4::FormSignature;

/// The parameter of the query that is a secret: an extension of the request.
#[cfg(feature = "test-util")]
#[derive(Clone, Copy)]
pub(crate) struct SecretParameter(pub(crate) &'static str);

/// Adds to a request what says who sends it.
pub(crate) struct Authenticator {
    pub(crate) service: &'static ServiceMeta,
    pub(crate) operation: &'static OperationMeta,
    pub(crate) config: Arc<Config>,
    /// By how many seconds the service's clock is ahead of ours.
    #[cfg_attr(not(feature = "sigv4"), allow(dead_code, reason = "only signatures have a time"))]
    pub(crate) ahead: i64,
    /// Whether it waits for credentials, so that nothing was sent yet.
    pub(crate) waits: AtomicBool,
    /// What the endpoint says about signing.
    #[cfg_attr(not(feature = "sigv4"), allow(dead_code, reason = "only signatures depend on the endpoint"))]
    pub(crate) endpoint: Arc<Endpoint>,
    /// The session that signs, where the endpoint wants one.
    #[cfg(feature = "sigv4")]
    pub(crate) session: Option<Credentials>,
}

/// Why a request can't say who sends it.
enum Unauthenticated {
    /// Nobody has said who the caller is.
    Nobody(Failure),
    /// What was given can't be used.
    Broken(Failure),
}

impl Authenticator {
    /// What authenticates requests by a clock that is right.
    pub(crate) fn new(
        service: &'static ServiceMeta,
        operation: &'static OperationMeta,
        config: Arc<Config>,
        endpoint: Arc<Endpoint>,
    ) -> Self {
        Self {
            service,
            operation,
            config,
            ahead: 0,
            waits: AtomicBool::new(false),
            endpoint,
            #[cfg(feature = "sigv4")]
            session: None,
        }
    }

    /// Whether it waits for credentials, so that nothing was sent yet.
    #[cfg(feature = "calls")]
    pub(crate) fn waits_for_credentials(&self) -> bool {
        self.waits.load(Ordering::Relaxed)
    }

    /// Adds everything that authenticates a request. Nothing of it may change after this.
    pub(crate) async fn apply(&self, request: &mut http::Request<Body>) -> Result<(), Failure> {
        self.authenticate_as_offered(request).await?;
        // The body of a request that is signed was encoded with its signature.
        #[cfg(feature = "checksum")]
        if let Some(trailer) = request.extensions().get::<Trailer>().copied() {
            trailer.encode(request, None);
        }
        Ok(())
    }

    async fn authenticate_as_offered(&self, request: &mut http::Request<Body>) -> Result<(), Failure> {
        let mut nobody = None;
        for scheme in self.offered() {
            match self.authenticate(*scheme, request).await {
                Ok(()) => return Ok(()),
                // What the most wanted scheme lacks is what the caller is told.
                Err(Unauthenticated::Nobody(failure)) => _ = nobody.get_or_insert(failure),
                Err(Unauthenticated::Broken(failure)) => return Err(failure),
            }
        }
        match nobody {
            Some(failure) if !self.operation.auth.is_optional => Err(failure),
            _ => Ok(()),
        }
    }

    /// The schemes of the operation, the most wanted first.
    fn offered(&self) -> &'static [Scheme] {
        self.operation.auth.schemes.unwrap_or(self.service.auth)
    }

    async fn authenticate(&self, scheme: Scheme, request: &mut http::Request<Body>) -> Result<(), Unauthenticated> {
        let config = &self.config;
        match scheme {
            Scheme::Bearer => {
                let token = given(&config.bearer_token, "bearer token", "bearer_token")?;
                confidential(request.uri(), config)?;
                set(request, AUTHORIZATION, &Zeroizing::new(format!("Bearer {token}")))
            }
            Scheme::Basic => {
                let pair = given(&config.basic_auth, "user name and password", "basic_auth")?;
                confidential(request.uri(), config)?;
                let pair = Zeroizing::new(crate::base64::encode(pair));
                set(request, AUTHORIZATION, &Zeroizing::new(format!("Basic {}", *pair)))
            }
            Scheme::ApiKeyHeader { name, scheme } => {
                let key = given(&config.api_key, "API key", "api_key")?;
                confidential(request.uri(), config)?;
                let name = HeaderName::try_from(name).map_err(|_| unusable("the name of the API key's header"))?;
                set(request, name, Zeroizing::new(format!("{scheme} {key}")).trim_start())
            }
            Scheme::ApiKeyQuery { name } => {
                let key = given(&config.api_key, "API key", "api_key")?;
                confidential(request.uri(), config)?;
                *request.uri_mut() = with_parameter(request.uri(), name, key)?;
                #[cfg(feature = "test-util")]
                request.extensions_mut().insert(SecretParameter(name));
                Ok(())
            }
            #[cfg(feature = "sigv4")]
            Scheme::SigV4 { name } => self.sign(name, request).await,
        }
    }
}

fn given<'a>(value: &'a Option<Secret>, what: &str, setter: &str) -> Result<&'a str, Unauthenticated> {
    let missing = || {
        let text = format!("the service wants a {what}; give one to `Config::{setter}`");
        Unauthenticated::Nobody(Failure::Credentials(text.into()))
    };
    value.as_deref().map(|secret| secret.as_str()).ok_or_else(missing)
}

/// What is sent as it is can be read on the way, unless it goes by TLS or stays on this machine.
fn confidential(uri: &Uri, config: &Config) -> Result<(), Unauthenticated> {
    let host = uri.host().unwrap_or_default();
    if uri.scheme_str() == Some("https") || is_loopback(host) || config.allows_plaintext_auth {
        return Ok(());
    }
    Err(Unauthenticated::Broken(Failure::Config(ConfigError::new(format!(
        "a token, key or password would be sent to {host:?} by plain HTTP, which everybody on the way can read; \
         `Config::allow_plaintext_auth(true)` sends it all the same"
    )))))
}

fn unusable(what: &str) -> Unauthenticated {
    Unauthenticated::Broken(Failure::Credentials(format!("{what} can't be sent in a header").into()))
}

fn set(request: &mut http::Request<Body>, name: HeaderName, value: &str) -> Result<(), Unauthenticated> {
    let mut value = HeaderValue::try_from(value).map_err(|_| unusable("what was given"))?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

fn with_parameter(uri: &Uri, name: &str, value: &str) -> Result<Uri, Unauthenticated> {
    let separator = if uri.query().is_some() { '&' } else { '?' };
    let text = format!("{uri}{separator}{}={}", escaped(name), escaped(value));
    text.parse().map_err(|_| unusable("the API key"))
}
