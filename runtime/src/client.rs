//! What every client has inside: the configuration, and what its calls share. `call::client` makes the calls.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;

#[cfg(feature = "calls")]
use crate::body::Body;
use crate::config::Config;
#[cfg(feature = "calls")]
use crate::connection::Connection;
#[cfg(feature = "calls")]
use crate::discovery::DiscoveryCache;
use crate::endpoint::EndpointCache;
#[cfg(feature = "calls")]
use crate::error::Failure;
#[cfg(feature = "sigv4")]
use crate::session::Session;
#[cfg(all(feature = "calls", feature = "sigv4"))]
use crate::session::Sessions;

/// What begins a session for a bucket.
#[cfg(feature = "sigv4")]
pub(crate) type BeginSession = fn(&Client, String) -> Session;

/// What a generated client has inside. Clones share it.
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
}

struct Core {
    config: Arc<Config>,
    user_agent: HeaderValue,
    endpoints: EndpointCache,
    #[cfg(feature = "calls")]
    discovered: DiscoveryCache,
    #[cfg(all(feature = "calls", feature = "sigv4"))]
    sessions: Sessions,
    #[cfg(feature = "calls")]
    connection: Connection,
}

impl Client {
    /// A client with a configuration, whose requests have this user agent.
    pub(crate) fn with(config: Config, user_agent: HeaderValue) -> Self {
        Self {
            core: Arc::new(Core {
                config: Arc::new(config),
                user_agent,
                endpoints: EndpointCache::default(),
                #[cfg(feature = "calls")]
                discovered: DiscoveryCache::default(),
                #[cfg(all(feature = "calls", feature = "sigv4"))]
                sessions: Sessions::default(),
                #[cfg(feature = "calls")]
                connection: Connection::new(),
            }),
        }
    }

    /// The algorithm of checksums that nobody chooses, for generated code; none where they are not wanted.
    #[cfg(feature = "checksum")]
    pub fn default_checksum(&self) -> Option<&'static str> {
        self.core.config.adds_checksums().then_some("CRC32")
    }

    /// Whether answers are asked for a checksum that nobody insists on, for generated code.
    #[cfg(feature = "checksum")]
    pub fn asks_for_checksums(&self) -> bool {
        self.core.config.asks_for_checksums()
    }

    pub(crate) fn config(&self) -> &Arc<Config> {
        &self.core.config
    }

    pub(crate) fn user_agent(&self) -> &HeaderValue {
        &self.core.user_agent
    }

    /// The endpoint that the rules gave last.
    pub(crate) fn endpoints(&self) -> &EndpointCache {
        &self.core.endpoints
    }

    /// The endpoint that endpoint discovery returned last.
    #[cfg(feature = "calls")]
    pub(crate) fn discovered(&self) -> &DiscoveryCache {
        &self.core.discovered
    }

    /// The sessions that were begun last.
    #[cfg(all(feature = "calls", feature = "sigv4"))]
    pub(crate) fn sessions(&self) -> &Sessions {
        &self.core.sessions
    }

    /// What the calls share.
    #[cfg(feature = "calls")]
    pub(crate) fn connection(&self) -> &Connection {
        &self.core.connection
    }

    /// Sends a request.
    #[cfg(feature = "calls")]
    pub(crate) async fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, Failure> {
        Ok(self.core.connection.transport.send(&self.core.config.transport, request).await?)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("config", &self.core.config).finish_non_exhaustive()
    }
}
