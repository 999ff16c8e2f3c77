//! What one call does differently.

use std::time::Duration;

use crate::config::Config;
use crate::retry::Retry;
use crate::validate::Policy;

/// What one call does differently.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) endpoint: Option<String>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) policy: Option<Policy>,
    pub(crate) headers: Vec<(String, String)>,
    /// The account that signs, where the endpoint depends on it.
    #[cfg(feature = "sigv4")]
    pub(crate) account_id: Option<String>,
}

impl Options {
    /// Whether anything of the client's configuration is different.
    pub(crate) fn differ(&self) -> bool {
        self.endpoint.is_some()
            || self.policy.is_some()
            || self.retry.is_some()
            || [self.timeout, self.attempt_timeout, self.connect_timeout, self.read_timeout].iter().any(Option::is_some)
    }

    /// Changes what is different.
    pub(crate) fn apply(&self, config: &mut Config) {
        config.endpoint = self.endpoint.clone().or(config.endpoint.take());
        config.timeout = self.timeout.or(config.timeout);
        config.attempt_timeout = self.attempt_timeout.or(config.attempt_timeout);
        config.transport.connect_timeout = self.connect_timeout.unwrap_or(config.transport.connect_timeout);
        config.read_timeout = self.read_timeout.unwrap_or(config.read_timeout);
        config.retry = self.retry.unwrap_or(config.retry);
        config.policy = self.policy.unwrap_or(config.policy);
    }
}
