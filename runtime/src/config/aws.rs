//! What only AWS has: regions, credentials, and the variables that its tools read.

use std::fmt;
use std::sync::Arc;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

use super::{Config, ConfigError};
use crate::credentials::{Cached, Chain, Profiles, Variables};
use crate::endpoint::EndpointError;
use crate::endpoint::rules::is_valid_host_label;
use crate::error::Failure;
use crate::retry::Retry;

/// The settings of services of AWS.
#[derive(Clone, Default)]
pub(super) struct Settings {
    region: Option<String>,
    use_fips: bool,
    use_dual_stack: bool,
    credentials: Option<Arc<Cached>>,
    /// Where variables are looked up; none if the environment is not to be read.
    variables: Option<Variables>,
    /// The variables that could not be read.
    unreadable: Vec<Unreadable>,
}

/// A variable with a value that means nothing.
#[derive(Clone)]
struct Unreadable {
    name: &'static str,
    value: String,
    wanted: &'static str,
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
    /// A configuration from the environment. What is set afterwards wins.
    ///
    /// | variable | what it sets |
    /// |---|---|
    /// | `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the profile | [`region`](Self::region) |
    /// | `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL` | [`endpoint`](Self::endpoint); `<SERVICE>` is like `KINESIS_VIDEO_SIGNALING` |
    /// | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `true`: the two above are not read |
    /// | `AWS_USE_FIPS_ENDPOINT` | [`use_fips`](Self::use_fips): `true` or `false` |
    /// | `AWS_USE_DUALSTACK_ENDPOINT` | [`use_dual_stack`](Self::use_dual_stack): `true` or `false` |
    /// | `AWS_MAX_ATTEMPTS`, `AWS_RETRY_MODE` | [`retry`](Self::retry): a number; `standard` or `adaptive` |
    /// | `AWS_SDK_UA_APP_ID` | [`app_name`](Self::app_name) |
    ///
    /// [`credentials`](Self::credentials) come from the first of these that is set up:
    ///
    /// 1. `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if it is there, `AWS_SESSION_TOKEN`;
    /// 2. the profile `AWS_PROFILE`, or `default`, in `~/.aws/credentials` and `~/.aws/config`, or in the files that
    ///    `AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE` name;
    /// 3. the server that `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI` names, with
    ///    `AWS_CONTAINER_AUTHORIZATION_TOKEN` or what stands in `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`;
    /// 4. the metadata of the EC2 instance (IMDSv2), unless `AWS_EC2_METADATA_DISABLED` is `true`;
    ///    `AWS_EC2_METADATA_SERVICE_ENDPOINT` and `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE` say where.
    pub fn from_env() -> Self {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// As [`Config::from_env`], from variables that are looked up by a function.
    pub fn from_variables(look_up: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        let variables: Variables =
            Arc::new(move |name| look_up(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()));
        let mut config = Self::new();
        config.aws.region = variables("AWS_REGION").or_else(|| variables("AWS_DEFAULT_REGION")).or_else(|| {
            let profiles = Profiles::read(&variables);
            profiles.setting("region").map(str::to_owned)
        });
        config.aws.use_fips = config.switch(&variables, "AWS_USE_FIPS_ENDPOINT");
        config.aws.use_dual_stack = config.switch(&variables, "AWS_USE_DUALSTACK_ENDPOINT");
        config.retry = config.retry_from(&variables);
        config.app_name = variables("AWS_SDK_UA_APP_ID");
        config.aws.credentials =
            Some(Arc::new(Cached::new(SharedCredentialsProvider::new(Chain::new(Arc::clone(&variables))))));
        config.aws.variables = Some(variables);
        config
    }

    fn switch(&mut self, variables: &Variables, name: &'static str) -> bool {
        let Some(value) = variables(name) else { return false };
        if !value.eq_ignore_ascii_case("true") && !value.eq_ignore_ascii_case("false") {
            self.aws.unreadable.push(Unreadable { name, value: value.clone(), wanted: "true or false" });
        }
        value.eq_ignore_ascii_case("true")
    }

    /// The mode that SDKs had before there was a standard is taken for the standard one.
    fn retry_from(&mut self, variables: &Variables) -> Retry {
        let mut retry = Retry::standard();
        match variables("AWS_RETRY_MODE").unwrap_or_default().to_lowercase().as_str() {
            "" | "standard" | "legacy" => {}
            "adaptive" => retry = Retry::adaptive(),
            other => self.aws.unreadable.push(Unreadable {
                name: "AWS_RETRY_MODE",
                value: other.to_owned(),
                wanted: "standard or adaptive",
            }),
        }
        let Some(text) = variables("AWS_MAX_ATTEMPTS") else { return retry };
        match text.parse() {
            Ok(attempts) if attempts > 0 => retry.max_attempts(attempts),
            _ => {
                let wanted = "a number greater than zero";
                self.aws.unreadable.push(Unreadable { name: "AWS_MAX_ATTEMPTS", value: text, wanted });
                retry
            }
        }
    }

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

    /// Fills in what only the service's name leads to, once a client is made.
    pub(crate) fn for_service(mut self, sdk_id: &str) -> Self {
        if let (None, Some(variables)) = (&self.endpoint, self.aws.variables.clone())
            && !self.switch(&variables, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        {
            let id = sdk_id.replace(' ', "_").to_uppercase();
            self.endpoint = variables(&format!("AWS_ENDPOINT_URL_{id}")).or_else(|| variables("AWS_ENDPOINT_URL"));
        }
        self
    }

    /// An error of the endpoint rules, with what was looked for if the region is missing.
    pub(crate) fn explain(&self, error: EndpointError) -> Failure {
        if self.aws.region.is_some() || self.endpoint.is_some() {
            return Failure::Endpoint(error);
        }
        let looked_for = if self.aws.variables.is_some() {
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
