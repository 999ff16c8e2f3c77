//! The transports that nobody has to name.

use std::fmt;
use std::sync::{Arc, OnceLock};

#[cfg(feature = "hyper")]
use super::Hyper;
#[cfg(feature = "tokio")]
use super::Transport;
#[cfg(feature = "blocking")]
use super::{BlockingTransport, Ureq};
use crate::body::{Body, BodyError};
use crate::config::Config;
use crate::config_error::ConfigError;
use crate::error::Failure;

/// Transports that are made for the first request.
#[derive(Default)]
pub(crate) struct BuiltIn {
    #[cfg(feature = "tokio")]
    awaited: OnceLock<Arc<dyn Transport>>,
    #[cfg(feature = "blocking")]
    blocking: OnceLock<Arc<dyn BlockingTransport>>,
}

impl BuiltIn {
    /// Sends a request over the transport of the configuration, or over the built-in one.
    pub(crate) async fn send(
        &self,
        config: &Config,
        request: http::Request<Body>,
    ) -> Result<http::Response<Body>, Failure> {
        #[cfg(feature = "blocking")]
        if crate::time::blocks() {
            let transport = match &config.blocking_transport {
                Some(transport) => transport,
                None => made(&self.blocking, || Ok(Arc::new(Ureq::configured(config)?)))?,
            };
            return transport.send(request).map_err(Failure::Transport);
        }
        #[cfg(feature = "tokio")]
        {
            let transport = match &config.transport {
                Some(transport) => transport,
                None => made(&self.awaited, || built_in(config))?,
            };
            transport.send(request).await.map_err(Failure::Transport)
        }
        #[cfg(not(feature = "tokio"))]
        Err(Failure::Config(ConfigError::new("a call is made by `blocking()`")))
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
) -> Result<&Arc<T>, Failure> {
    if let Some(transport) = kept.get() {
        return Ok(transport);
    }
    let transport =
        make().map_err(|error| Failure::Config(ConfigError::new(format!("the transport can't be set up: {error}"))))?;
    Ok(kept.get_or_init(|| transport))
}

#[cfg(feature = "hyper")]
fn built_in(config: &Config) -> Result<Arc<dyn Transport>, BodyError> {
    Ok(Arc::new(Hyper::configured(config)?))
}

#[cfg(all(feature = "tokio", not(feature = "hyper")))]
fn built_in(_: &Config) -> Result<Arc<dyn Transport>, BodyError> {
    Err("none is built in without the feature `hyper`: give one to `Config::transport`".into())
}
