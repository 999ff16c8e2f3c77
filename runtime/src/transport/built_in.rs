//! The transports that nobody has to name.

use std::fmt;
use std::sync::{Arc, OnceLock};

use http::Method;
use http::header::{CONTENT_LENGTH, HeaderValue};

#[cfg(feature = "hyper")]
use super::Hyper;
#[cfg(feature = "tokio")]
use super::Transport;
use super::TransportSettings;
#[cfg(feature = "blocking")]
use super::{BlockingTransport, Ureq};
use crate::body::{Body, BodyError};
use crate::config_error::ConfigError;
use crate::transport_error::SendError;

/// Transports that are made for the first request.
#[derive(Default)]
pub(crate) struct BuiltIn {
    #[cfg(feature = "tokio")]
    awaited: OnceLock<Arc<dyn Transport>>,
    #[cfg(feature = "blocking")]
    blocking: OnceLock<Arc<dyn BlockingTransport>>,
}

impl BuiltIn {
    /// Sends a request over the transport of the settings, or over the built-in one.
    pub(crate) async fn send(
        &self,
        settings: &TransportSettings,
        mut request: http::Request<Body>,
    ) -> Result<http::Response<Body>, SendError> {
        announce_empty(&mut request);
        #[cfg(feature = "blocking")]
        if crate::time::blocks() {
            let transport = match &settings.custom_blocking {
                Some(transport) => transport,
                None => made(&self.blocking, || Ok(Arc::new(Ureq::configured(settings)?)))?,
            };
            return transport.send(request).map_err(SendError::Transport);
        }
        #[cfg(feature = "tokio")]
        {
            let transport = match &settings.custom {
                Some(transport) => transport,
                None => made(&self.awaited, || built_in(settings))?,
            };
            transport.send(request).await.map_err(SendError::Transport)
        }
        #[cfg(not(feature = "tokio"))]
        Err(SendError::Config(ConfigError::new("a call is made by `blocking()`")))
    }
}

/// Says that a body is empty, where the method may have one: RFC 9110, section 8.6. hyper leaves that out, and S3 refuses such a
/// request with the status 411.
fn announce_empty(request: &mut http::Request<Body>) {
    let may_have_body = [Method::PATCH, Method::POST, Method::PUT].contains(request.method());
    if may_have_body && request.body().size() == Some(0) {
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}

impl fmt::Debug for BuiltIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BuiltIn")
    }
}

/// What is kept, or else is made now.
fn made<T: ?Sized>(
    kept: &OnceLock<Arc<T>>,
    make: impl FnOnce() -> Result<Arc<T>, BodyError>,
) -> Result<&Arc<T>, SendError> {
    if let Some(transport) = kept.get() {
        return Ok(transport);
    }
    let transport = make()
        .map_err(|error| SendError::Config(ConfigError::new(format!("the transport can't be set up: {error}"))))?;
    Ok(kept.get_or_init(|| transport))
}

#[cfg(feature = "hyper")]
fn built_in(settings: &TransportSettings) -> Result<Arc<dyn Transport>, BodyError> {
    Ok(Arc::new(Hyper::configured(settings)?))
}

#[cfg(all(feature = "tokio", not(feature = "hyper")))]
fn built_in(_: &TransportSettings) -> Result<Arc<dyn Transport>, BodyError> {
    Err("none is built in without the feature `hyper`: give one to `Config::transport`".into())
}
