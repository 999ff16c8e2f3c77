//! What only AWS has: regions, credentials, and the variables that its tools read.

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "calls")]
use super::environment::Environment;
use super::{AccountIdEndpointMode, Config, PayloadSigning};
use crate::config_error::ConfigError;
#[cfg(feature = "calls")]
use crate::credentials::Cached;
use crate::endpoint::EndpointError;
use crate::endpoint::rules::is_valid_host_label;
use crate::error::Failure;
#[cfg(not(feature = "calls"))]
use crate::identity::{Credentials, CredentialsError};
use crate::identity::{ProvideCredentials, SharedProvider};
#[cfg(not(feature = "calls"))]
use crate::sigv4::SigningKeys;

/// The settings of services of AWS.
#[derive(Clone, Default)]
pub(super) struct Settings {
    pub(super) region: Option<String>,
    pub(super) use_fips: bool,
    pub(super) use_dual_stack: bool,
    pub(super) account_id_endpoint_mode: AccountIdEndpointMode,
    pub(super) payload_signing: PayloadSigning,
    pub(super) credentials: Option<Arc<Cached>>,
    /// The variables and the profile; none if the environment is not to be read.
    #[cfg(feature = "calls")]
    pub(super) environment: Option<Arc<Environment>>,
    /// What `aws-config` has loaded; none if the configuration was not made from it.
    #[cfg(feature = "aws-config")]
    pub(super) sdk: Option<Arc<aws_types::SdkConfig>>,
    /// What the environment says and can't be honoured.
    pub(super) problems: Vec<Problem>,
}

/// Something in the environment that means nothing.
#[derive(Clone)]
pub(super) struct Problem {
    /// The setter that makes it not matter; empty if there is none.
    pub(super) setter: &'static str,
    pub(super) message: String,
}

/// Without calls there is nothing to keep credentials for: who sends requests keeps them, too.
#[cfg(not(feature = "calls"))]
pub(crate) struct Cached {
    provider: SharedProvider,
    keys: Arc<SigningKeys>,
}

#[cfg(not(feature = "calls"))]
impl Cached {
    fn new(provider: SharedProvider) -> Self {
        Self { provider, keys: Arc::default() }
    }

    pub(crate) fn keys(&self) -> &Arc<SigningKeys> {
        &self.keys
    }

    pub(crate) async fn get(&self) -> Result<Credentials, CredentialsError> {
        self.provider.provide().await
    }
}

/// Credentials are left out.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("region", &self.region)
            .field("use_fips", &self.use_fips)
            .field("use_dual_stack", &self.use_dual_stack)
            .field("account_id_endpoint_mode", &self.account_id_endpoint_mode)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Checks what no call can be made with.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        self.check_setters()?;
        if let Some(Problem { message, .. }) = self.aws.problems.first() {
            return Err(ConfigError::new(message.clone()));
        }
        match &self.aws.region {
            Some(region) if !is_valid_host_label(region, false) => {
                Err(ConfigError::new(format!("{region:?} is not a region, like us-west-2")))
            }
            _ => Ok(()),
        }
    }

    /// The region to call, like `us-west-2`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.aws.region = Some(region.into());
        self
    }

    /// Calls only endpoints with cryptography validated under FIPS 140.
    #[must_use]
    pub fn use_fips(mut self, use_fips: bool) -> Self {
        self.aws.use_fips = use_fips;
        self.without_problems_of("use_fips")
    }

    /// The same configuration, in which a setter has said what the environment could not.
    pub(super) fn without_problems_of(mut self, setter: &str) -> Self {
        self.aws.problems.retain(|problem| problem.setter != setter);
        self
    }

    /// Calls only endpoints that answer on IPv6 as well as IPv4.
    #[must_use]
    pub fn use_dual_stack(mut self, use_dual_stack: bool) -> Self {
        self.aws.use_dual_stack = use_dual_stack;
        self.without_problems_of("use_dual_stack")
    }

    /// Where credentials come from: [`Credentials`](crate::Credentials) that are given, or a provider. With the feature
    /// `aws-config` every provider of `aws-config` is one.
    ///
    /// They are kept, and asked for again five minutes before they expire, once at a time; after fifteen minutes if they
    /// name no expiry. While the provider fails, the old ones are used for up to fifteen minutes beyond their expiry, and
    /// the provider is left alone for 1 s, twice as long after each failure, and 60 s at most. It may take 50 s.
    #[must_use]
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.aws.credentials = Some(Arc::new(Cached::new(SharedProvider::new(provider))));
        self
    }

    /// An error of the endpoint rules, with what was looked for if the region is missing.
    pub(crate) fn explain(&self, error: EndpointError) -> Failure {
        if self.aws.region.is_some() || self.endpoint.is_some() {
            return Failure::Endpoint(error);
        }
        #[cfg(feature = "calls")]
        let reads_variables = self.aws.environment.is_some();
        #[cfg(not(feature = "calls"))]
        let reads_variables = false;
        let looked_for = if reads_variables {
            "`Config::region`, AWS_REGION, AWS_DEFAULT_REGION and the profile"
        } else {
            "`Config::region`; `Config::from_env` would look for AWS_REGION, AWS_DEFAULT_REGION and the profile too"
        };
        Failure::Endpoint(EndpointError::new(format!("{error}; looked for {looked_for}")))
    }

    /// The region, for generated endpoint parameters.
    pub fn region_param(&self) -> Option<String> {
        self.aws.region.clone()
    }

    /// Whether FIPS is wanted and there is a choice, for generated endpoint parameters.
    pub fn use_fips_param(&self) -> bool {
        self.aws.use_fips && self.endpoint.is_none()
    }

    /// Whether dual-stack is wanted and there is a choice, for generated endpoint parameters.
    pub fn use_dual_stack_param(&self) -> bool {
        self.aws.use_dual_stack && self.endpoint.is_none()
    }

    /// Who signs.
    pub(crate) fn credentials_provider(&self) -> Option<&Cached> {
        self.aws.credentials.as_deref()
    }

    /// The region to sign for.
    pub(crate) fn signing_region(&self) -> Option<&str> {
        self.aws.region.as_deref()
    }
}
