//! What only AWS has: regions, credentials, and the variables that its tools read.

use std::fmt;
use std::sync::Arc;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

use super::{Config, ConfigError};
#[cfg(feature = "calls")]
use crate::credentials::Cached;
use crate::endpoint::EndpointError;
use crate::endpoint::rules::is_valid_host_label;
use crate::error::Failure;

/// The settings of services of AWS.
#[derive(Clone, Default)]
pub(super) struct Settings {
    pub(super) region: Option<String>,
    pub(super) use_fips: bool,
    pub(super) use_dual_stack: bool,
    pub(super) credentials: Option<Arc<Cached>>,
    /// Where variables are looked up; none if the environment is not to be read.
    #[cfg(feature = "calls")]
    pub(super) variables: Option<Variables>,
    /// The variables that could not be read.
    pub(super) unreadable: Vec<Unreadable>,
}

/// Looks a variable up.
#[cfg(feature = "calls")]
pub(crate) type Variables = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// A variable with a value that means nothing.
#[derive(Clone)]
pub(super) struct Unreadable {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) wanted: &'static str,
}

/// Without calls there is nothing to keep credentials for: who sends requests keeps them, too.
#[cfg(not(feature = "calls"))]
pub(crate) struct Cached(SharedCredentialsProvider);

#[cfg(not(feature = "calls"))]
impl Cached {
    fn new(provider: SharedCredentialsProvider) -> Self {
        Self(provider)
    }

    pub(crate) async fn get(&self) -> aws_credential_types::provider::Result {
        self.0.provide_credentials().await
    }
}

/// Credentials are left out.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("region", &self.region)
            .field("use_fips", &self.use_fips)
            .field("use_dual_stack", &self.use_dual_stack)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Checks what no call can be made with.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if let Some(Unreadable { name, value, wanted }) = self.aws.unreadable.first() {
            return Err(ConfigError::new(format!("the variable {name} is {value:?}, must be {wanted}")));
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
        self.aws.unreadable.retain(|variable| variable.name != "AWS_USE_FIPS_ENDPOINT");
        self
    }

    /// Calls only endpoints that answer on IPv6 as well as IPv4.
    #[must_use]
    pub fn use_dual_stack(mut self, use_dual_stack: bool) -> Self {
        self.aws.use_dual_stack = use_dual_stack;
        self.aws.unreadable.retain(|variable| variable.name != "AWS_USE_DUALSTACK_ENDPOINT");
        self
    }

    /// Where credentials come from. Every provider of `aws-config` fits, and `aws_credential_types::Credentials` does.
    ///
    /// They are kept, and asked for again five minutes before they expire, by one call at a time; after fifteen minutes if
    /// they name no expiry.
    #[must_use]
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.aws.credentials = Some(Arc::new(Cached::new(SharedCredentialsProvider::new(provider))));
        self
    }

    /// An error of the endpoint rules, with what was looked for if the region is missing.
    pub(crate) fn explain(&self, error: EndpointError) -> Failure {
        if self.aws.region.is_some() || self.endpoint.is_some() {
            return Failure::Endpoint(error);
        }
        #[cfg(feature = "calls")]
        let reads_variables = self.aws.variables.is_some();
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

    /// Whether FIPS is wanted, for generated endpoint parameters.
    pub fn use_fips_param(&self) -> bool {
        self.aws.use_fips
    }

    /// Whether dual-stack is wanted, for generated endpoint parameters.
    pub fn use_dual_stack_param(&self) -> bool {
        self.aws.use_dual_stack
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
