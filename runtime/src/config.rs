//! What a client is told once.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

use crate::client::public_url;
use crate::endpoint::EndpointError;
use crate::endpoint::rules::is_valid_host_label;
use crate::error::Failure;
use crate::transport::Transport;
use crate::validate::Policy;

/// The configuration of a client.
///
/// [`Config::new`] starts from nothing, [`Config::from_env`] from the environment. What is missing is reported by the
/// first call that needs it, with what was looked for.
#[derive(Clone)]
pub struct Config {
    pub(crate) region: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) use_fips: bool,
    pub(crate) use_dual_stack: bool,
    pub(crate) credentials: Option<SharedCredentialsProvider>,
    pub(crate) connect_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) policy: Policy,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) app_name: Option<String>,
    /// Where variables are looked up; none if the environment is not to be read.
    pub(crate) variables: Option<Variables>,
    /// The switches that could not be read, by the name of the variable.
    unreadable: Vec<(&'static str, String)>,
}

/// Looks a variable up.
pub(crate) type Variables = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

impl Config {
    /// How long it may take to connect, TLS included, unless it is configured.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
    /// How long a whole call may take, unless it is configured.
    pub const TIMEOUT: Duration = Duration::from_secs(60);

    /// An empty configuration, which reads nothing from the environment.
    pub fn new() -> Self {
        Self {
            region: None,
            endpoint: None,
            use_fips: false,
            use_dual_stack: false,
            credentials: None,
            connect_timeout: Self::CONNECT_TIMEOUT,
            timeout: Self::TIMEOUT,
            policy: Policy::default(),
            transport: None,
            app_name: None,
            variables: None,
            unreadable: Vec::new(),
        }
    }

    /// A configuration from the environment. What is set afterwards wins.
    ///
    /// | variable | what it sets |
    /// |---|---|
    /// | `AWS_REGION`, else `AWS_DEFAULT_REGION` | [`region`](Self::region) |
    /// | `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL` | [`endpoint`](Self::endpoint); `<SERVICE>` is like `KINESIS_VIDEO_SIGNALING` |
    /// | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `true`: the two above are not read |
    /// | `AWS_USE_FIPS_ENDPOINT` | [`use_fips`](Self::use_fips): `true` or `false` |
    /// | `AWS_USE_DUALSTACK_ENDPOINT` | [`use_dual_stack`](Self::use_dual_stack): `true` or `false` |
    /// | `AWS_SDK_UA_APP_ID` | [`app_name`](Self::app_name) |
    /// | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` | [`credentials`](Self::credentials), read anew by each call |
    pub fn from_env() -> Self {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// As [`Config::from_env`], from variables that are looked up by a function.
    pub fn from_variables(look_up: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        let variables: Variables =
            Arc::new(move |name| look_up(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()));
        let mut config = Self::new();
        config.region = variables("AWS_REGION").or_else(|| variables("AWS_DEFAULT_REGION"));
        config.use_fips = config.switch(&variables, "AWS_USE_FIPS_ENDPOINT");
        config.use_dual_stack = config.switch(&variables, "AWS_USE_DUALSTACK_ENDPOINT");
        config.app_name = variables("AWS_SDK_UA_APP_ID");
        config.credentials =
            Some(SharedCredentialsProvider::new(crate::credentials::Environment::new(Arc::clone(&variables))));
        config.variables = Some(variables);
        config
    }

    fn switch(&mut self, variables: &Variables, name: &'static str) -> bool {
        let Some(value) = variables(name) else { return false };
        if !value.eq_ignore_ascii_case("true") && !value.eq_ignore_ascii_case("false") {
            self.unreadable.push((name, value.clone()));
        }
        value.eq_ignore_ascii_case("true")
    }

    /// Checks what no call can be made with.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if let Some((name, value)) = self.unreadable.first() {
            return Err(ConfigError::new(format!("the variable {name} is {value:?}, must be true or false")));
        }
        match &self.region {
            Some(region) if !is_valid_host_label(region, false) => {
                Err(ConfigError::new(format!("{region:?} is not a region, like us-west-2")))
            }
            _ => Ok(()),
        }
    }

    /// The region to call, like `us-west-2`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The URL to call, instead of one that the region leads to. A path in it is kept before the operation's own.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Calls only endpoints with cryptography validated under FIPS 140.
    #[must_use]
    pub fn use_fips(mut self, use_fips: bool) -> Self {
        self.use_fips = use_fips;
        self.unreadable.retain(|(name, _)| *name != "AWS_USE_FIPS_ENDPOINT");
        self
    }

    /// Calls only endpoints that answer on IPv6 as well as IPv4.
    #[must_use]
    pub fn use_dual_stack(mut self, use_dual_stack: bool) -> Self {
        self.use_dual_stack = use_dual_stack;
        self.unreadable.retain(|(name, _)| *name != "AWS_USE_DUALSTACK_ENDPOINT");
        self
    }

    /// Where credentials come from. Every provider of `aws-config` fits, and `aws_credential_types::Credentials` does.
    #[must_use]
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(provider));
        self
    }

    /// How long it may take to connect, TLS included: 5 seconds if it is not set. Only the built-in transport knows.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a whole call may take, from the call to the last byte of the answer: 60 seconds if it is not set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How strictly requests are checked before they are sent.
    #[must_use]
    pub fn validation(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// What carries requests, instead of the built-in transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// A name for your application in the user agent. Characters that may not stand there become `-`; 50 are kept.
    #[must_use]
    pub fn app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    /// Fills in what only the service's name leads to, once a client is made.
    pub(crate) fn for_service(mut self, sdk_id: &str) -> Self {
        if let (None, Some(variables)) = (&self.endpoint, self.variables.clone())
            && !self.switch(&variables, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        {
            let id = sdk_id.replace(' ', "_").to_uppercase();
            self.endpoint = variables(&format!("AWS_ENDPOINT_URL_{id}")).or_else(|| variables("AWS_ENDPOINT_URL"));
        }
        self
    }

    /// An error of the endpoint rules, with what was looked for if the region is missing.
    pub(crate) fn explain(&self, error: EndpointError) -> Failure {
        if self.region.is_some() || self.endpoint.is_some() {
            return Failure::Endpoint(error);
        }
        let looked_for = if self.variables.is_some() {
            "`Config::region`, AWS_REGION and AWS_DEFAULT_REGION"
        } else {
            "`Config::region`; `Config::from_env` would look for AWS_REGION and AWS_DEFAULT_REGION too"
        };
        Failure::Endpoint(EndpointError::new(format!("{error}; looked for {looked_for}")))
    }

    /// The region, for generated endpoint parameters.
    pub fn region_param(&self) -> Option<String> {
        self.region.clone()
    }

    /// The custom endpoint, for generated endpoint parameters.
    pub fn endpoint_param(&self) -> Option<String> {
        self.endpoint.clone()
    }

    /// Whether FIPS is wanted, for generated endpoint parameters.
    pub fn use_fips_param(&self) -> bool {
        self.use_fips
    }

    /// Whether dual-stack is wanted, for generated endpoint parameters.
    pub fn use_dual_stack_param(&self) -> bool {
        self.use_dual_stack
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

/// Credentials are left out.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("region", &self.region)
            .field("endpoint", &self.endpoint.as_deref().map(public_url))
            .field("use_fips", &self.use_fips)
            .field("use_dual_stack", &self.use_dual_stack)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("policy", &self.policy)
            .field("app_name", &self.app_name)
            .finish_non_exhaustive()
    }
}

/// A configuration that no request can be made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    message: String,
}

impl ConfigError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}
