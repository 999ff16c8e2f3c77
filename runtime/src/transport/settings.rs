//! What a configuration says about transports.

use std::fmt;
use std::time::Duration;

#[cfg(feature = "blocking")]
use super::BlockingTransport;
#[cfg(feature = "calls")]
use super::Proxies;
#[cfg(feature = "tokio")]
use super::Transport;

/// How the built-in transports are set up, and the transports that replace them.
#[derive(Clone)]
pub(crate) struct TransportSettings {
    /// How long it may take to connect, TLS included.
    pub(crate) connect_timeout: Duration,
    #[cfg(feature = "calls")]
    pub(crate) proxies: Proxies,
    /// A file of certificates in PEM to trust; none if the platform says whom to trust.
    #[cfg(feature = "calls")]
    pub(crate) ca_bundle: Option<std::path::PathBuf>,
    /// What replaces the built-in transport.
    #[cfg(feature = "tokio")]
    pub(crate) custom: Option<std::sync::Arc<dyn Transport>>,
    /// What replaces the built-in transport of calls that block.
    #[cfg(feature = "blocking")]
    pub(crate) custom_blocking: Option<std::sync::Arc<dyn BlockingTransport>>,
}

impl TransportSettings {
    /// The built-in transports, without proxies, trusting whom the platform trusts.
    pub(crate) fn new(connect_timeout: Duration) -> Self {
        Self {
            connect_timeout,
            #[cfg(feature = "calls")]
            proxies: Proxies::none(),
            #[cfg(feature = "calls")]
            ca_bundle: None,
            #[cfg(feature = "tokio")]
            custom: None,
            #[cfg(feature = "blocking")]
            custom_blocking: None,
        }
    }
}

/// Shows the limit alone.
impl fmt::Debug for TransportSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportSettings").field("connect_timeout", &self.connect_timeout).finish_non_exhaustive()
    }
}
