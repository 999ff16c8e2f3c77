//! What the environment says: variables, and the profile that they choose.

use std::sync::Arc;

use super::aws::Problem;
#[cfg(feature = "checksum")]
use super::checksums::ChecksumPolicy;
use super::{AccountIdEndpointMode, Config};
use crate::credentials::Chain;
use crate::profile::{Profile, ProfileError, expand};
use crate::retry::Retry;
use crate::transport::Proxies;
use crate::variables::Variables;

/// The variables and the profile.
pub(super) struct Environment {
    pub(super) variables: Variables,
    /// None if it can't be read, which is a problem of the configuration.
    pub(super) profile: Option<Profile>,
    /// Whether this is a function of Lambda.
    pub(super) is_lambda: bool,
}

/// A value, and whose it is.
struct Found {
    value: String,
    origin: String,
}

impl Found {
    fn problem(&self, setter: &'static str, wanted: &str) -> Problem {
        let Self { value, origin } = self;
        Problem { setter, message: format!("{origin} is {value:?}, must be {wanted}") }
    }
}

impl Environment {
    /// The value of a variable, or else of a setting of the profile.
    fn find(&self, variable: &str, setting: &str) -> Option<Found> {
        if let Some(value) = (self.variables)(variable) {
            return Some(Found { value, origin: format!("the variable {variable}") });
        }
        let profile = self.profile.as_ref()?;
        let value = profile.setting(setting)?.to_owned();
        Some(Found { value, origin: format!("the setting {setting} of the profile {:?}", profile.name) })
    }

    fn value(&self, variable: &str, setting: &str) -> Option<String> {
        self.find(variable, setting).map(|found| found.value)
    }

    /// Whether something is switched on.
    fn switch(&self, variable: &str, setting: &str, setter: &'static str) -> Result<bool, Problem> {
        let Some(found) = self.find(variable, setting) else { return Ok(false) };
        match found.value.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(found.problem(setter, "true or false")),
        }
    }

    /// Whether endpoints are those of the account.
    fn account_id_endpoint_mode(&self) -> Result<AccountIdEndpointMode, Problem> {
        let Some(found) = self.find("AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode") else {
            return Ok(AccountIdEndpointMode::default());
        };
        let mode = AccountIdEndpointMode::ALL.into_iter().find(|mode| found.value.eq_ignore_ascii_case(mode.name()));
        mode.ok_or_else(|| found.problem("account_id_endpoint_mode", "preferred, disabled or required"))
    }

    /// When checksums are added, or asked for.
    #[cfg(feature = "checksum")]
    fn checksums(
        &self,
        variable: &str,
        setting: &str,
        setter: &'static str,
    ) -> Result<Option<ChecksumPolicy>, Problem> {
        let Some(found) = self.find(variable, setting) else { return Ok(None) };
        match found.value.to_ascii_lowercase().as_str() {
            "when_supported" => Ok(Some(ChecksumPolicy::WhenSupported)),
            "when_required" => Ok(Some(ChecksumPolicy::WhenRequired)),
            _ => Err(found.problem(setter, "when_supported or when_required")),
        }
    }

    /// The mode that SDKs had before there was a standard is taken for the standard one.
    fn retry(&self) -> Result<Retry, Problem> {
        let mut retry = Retry::standard();
        if let Some(found) = self.find("AWS_RETRY_MODE", "retry_mode") {
            retry = match found.value.to_ascii_lowercase().as_str() {
                "standard" | "legacy" => retry,
                "adaptive" => Retry::adaptive(),
                _ => return Err(found.problem("retry", "standard or adaptive")),
            };
        }
        let Some(found) = self.find("AWS_MAX_ATTEMPTS", "max_attempts") else { return Ok(retry) };
        match found.value.parse() {
            Ok(attempts) if attempts > 0 => Ok(retry.max_attempts(attempts)),
            _ => Err(found.problem("retry", "a number greater than zero")),
        }
    }

    /// The URL for one service, unless none of those that are configured is to be taken.
    fn endpoint(&self, sdk_id: &str) -> Result<Option<String>, Problem> {
        let ignored = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
        if self.switch(ignored, "ignore_configured_endpoint_urls", "endpoint")? {
            return Ok(None);
        }
        let id = sdk_id.replace(' ', "_");
        let variable = |name: &str| (self.variables)(name);
        let of_variables =
            variable(&format!("AWS_ENDPOINT_URL_{}", id.to_uppercase())).or_else(|| variable("AWS_ENDPOINT_URL"));
        let (None, Some(profile)) = (&of_variables, &self.profile) else { return Ok(of_variables) };
        let of_service = profile.service_setting(&id.to_lowercase(), "endpoint_url").map_err(Problem::from)?;
        Ok(of_service.or_else(|| profile.setting("endpoint_url")).map(str::to_owned))
    }
}

impl From<ProfileError> for Problem {
    fn from(error: ProfileError) -> Self {
        Self { setter: "", message: error.to_string() }
    }
}

impl Config {
    /// A configuration from the environment. What is set afterwards wins. Files are read now, and those with credentials
    /// once more whenever credentials are asked for.
    ///
    /// | variable | setting of the profile | what it sets |
    /// |---|---|---|
    /// | `AWS_REGION`, else `AWS_DEFAULT_REGION` | `region` | [`region`](Self::region) |
    /// | `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL` | `endpoint_url` of the service in the section `services`, else `endpoint_url` | [`endpoint`](Self::endpoint); `<SERVICE>` is like `KINESIS_VIDEO_SIGNALING` |
    /// | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `ignore_configured_endpoint_urls` | `true`: those above are not read |
    /// | `AWS_USE_FIPS_ENDPOINT` | `use_fips_endpoint` | [`use_fips`](Self::use_fips): `true` or `false` |
    /// | `AWS_USE_DUALSTACK_ENDPOINT` | `use_dualstack_endpoint` | [`use_dual_stack`](Self::use_dual_stack): `true` or `false` |
    /// | `AWS_ACCOUNT_ID_ENDPOINT_MODE` | `account_id_endpoint_mode` | [`account_id_endpoint_mode`](Self::account_id_endpoint_mode): `preferred`, `disabled` or `required` |
    /// | `AWS_MAX_ATTEMPTS`, `AWS_RETRY_MODE` | `max_attempts`, `retry_mode` | [`retry`](Self::retry): a number; `standard` or `adaptive` |
    /// | `AWS_REQUEST_CHECKSUM_CALCULATION` | `request_checksum_calculation` | `request_checksums`, for services with such: `when_supported` or `when_required` |
    /// | `AWS_RESPONSE_CHECKSUM_VALIDATION` | `response_checksum_validation` | `response_checksums`, likewise |
    /// | `AWS_SDK_UA_APP_ID` | `sdk_ua_app_id` | [`app_name`](Self::app_name) |
    /// | `AWS_CA_BUNDLE` | `ca_bundle` | [`ca_bundle`](Self::ca_bundle) |
    /// | `_X_AMZN_TRACE_ID`, where `AWS_LAMBDA_FUNCTION_NAME` is set, too | | the header `x-amzn-trace-id` |
    /// | `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, or the same in small letters | | [`proxies`](Self::proxies) |
    ///
    /// The profile is the one that `AWS_PROFILE` or else `AWS_DEFAULT_PROFILE` names, or `default`, in `~/.aws/credentials` and `~/.aws/config`, or in the
    /// files that `AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE` name. A profile that is named and does not exist, a
    /// file that can't be understood and a value that means nothing are errors of each call.
    ///
    /// [`credentials`](Self::credentials) come from the first of these that is set up:
    ///
    /// 1. `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if they are there, `AWS_SESSION_TOKEN`,
    ///    `AWS_CREDENTIAL_EXPIRATION` and `AWS_ACCOUNT_ID`;
    /// 2. the profile: its keys in the file of credentials, what its `credential_process` prints, its keys in the file of
    ///    settings;
    /// 3. the server that `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI` names, with
    ///    `AWS_CONTAINER_AUTHORIZATION_TOKEN` or what stands in `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`;
    /// 4. the metadata of the EC2 instance (IMDSv2), unless `AWS_EC2_METADATA_DISABLED` is `true`;
    ///    `AWS_EC2_METADATA_SERVICE_ENDPOINT` and `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE` say where.
    ///
    /// A profile with a role, single sign-on, a login or a web identity, and `AWS_WEB_IDENTITY_TOKEN_FILE`, are errors that
    /// point to `aws-config`: whoever is set up so is never signed for with other keys.
    pub fn from_env() -> Self {
        // What is not Unicode is no text that means something, and an error where it is used.
        Self::from_variables(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// As [`Config::from_env`], from variables that are looked up by a function.
    pub fn from_variables(look_up: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        let variables: Variables =
            Arc::new(move |name| look_up(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()));
        let mut config = Self::new();
        let profile = config.noted(Profile::load(&variables).map(Some).map_err(Problem::from));
        let is_lambda = variables("AWS_LAMBDA_FUNCTION_NAME").is_some();
        let environment = Environment { variables: Arc::clone(&variables), profile, is_lambda };
        config.aws.region = variables("AWS_REGION").or_else(|| environment.value("AWS_DEFAULT_REGION", "region"));
        config.aws.use_fips =
            config.noted(environment.switch("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", "use_fips"));
        config.aws.use_dual_stack =
            config.noted(environment.switch("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", "use_dual_stack"));
        config.aws.account_id_endpoint_mode = config.noted(environment.account_id_endpoint_mode());
        config.retry = config.noted(environment.retry());
        #[cfg(feature = "checksum")]
        {
            let (variable, setting) = ("AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation");
            config.request_checksums = config.noted(environment.checksums(variable, setting, "request_checksums"));
            let (variable, setting) = ("AWS_RESPONSE_CHECKSUM_VALIDATION", "response_checksum_validation");
            config.response_checksums = config.noted(environment.checksums(variable, setting, "response_checksums"));
        }
        config.app_name = environment.value("AWS_SDK_UA_APP_ID", "sdk_ua_app_id");
        config.transport.ca_bundle =
            environment.value("AWS_CA_BUNDLE", "ca_bundle").map(|path| expand(&path, &variables));
        config.transport.proxies = Proxies::of(&*variables);
        config.aws.environment = Some(Arc::new(environment));
        config.credentials(Chain::new(variables))
    }

    /// What was found, or the default, with a note of what is wrong.
    fn noted<T: Default>(&mut self, found: Result<T, Problem>) -> T {
        found.unwrap_or_else(|problem| {
            self.aws.problems.push(problem);
            T::default()
        })
    }

    /// Fills in what only the service's name leads to, once a client is made.
    pub(crate) fn for_service(mut self, sdk_id: &str) -> Self {
        self = self.with_loaded_endpoint(sdk_id);
        if let (None, Some(environment)) = (&self.endpoint, self.aws.environment.clone()) {
            self.endpoint = self.noted(environment.endpoint(sdk_id));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(variables: &'static [(&'static str, &'static str)]) -> Config {
        Config::from_variables(move |name| {
            // No file of this machine is read.
            let own = [("AWS_CONFIG_FILE", "/nowhere"), ("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")];
            let found = variables.iter().chain(&own).find(|(found, _)| *found == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn problem(variables: &'static [(&'static str, &'static str)]) -> String {
        let problems = config(variables).aws.problems;
        problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn switches_are_true_or_false() {
        for on in [
            &[("AWS_USE_FIPS_ENDPOINT", "true")],
            &[("AWS_USE_FIPS_ENDPOINT", "TRUE")],
            &[("AWS_USE_FIPS_ENDPOINT", "True")],
        ] {
            assert!(config(on).aws.use_fips, "{on:?}");
        }
        let off = config(&[("AWS_USE_FIPS_ENDPOINT", "false"), ("AWS_USE_DUALSTACK_ENDPOINT", "False")]);
        assert!(!off.aws.use_fips && !off.aws.use_dual_stack && off.aws.problems.is_empty());
        assert!(config(&[("AWS_USE_DUALSTACK_ENDPOINT", "true")]).aws.use_dual_stack);
        assert!(problem(&[("AWS_USE_FIPS_ENDPOINT", "yes")]).contains("true or false"));
    }

    #[test]
    fn retries_are_those_that_are_set() {
        let retry = |variables| config(variables).retry;
        for mode in [&[("AWS_RETRY_MODE", "standard")][..], &[("AWS_RETRY_MODE", "legacy")], &[]] {
            let config = config(mode);
            assert_eq!((config.retry, config.aws.problems.is_empty()), (Retry::standard(), true), "{mode:?}");
        }
        assert_eq!(retry(&[("AWS_RETRY_MODE", "Adaptive")]), Retry::adaptive());
        assert_eq!(retry(&[("AWS_MAX_ATTEMPTS", "7")]), Retry::standard().max_attempts(7));
        assert_eq!(retry(&[("AWS_MAX_ATTEMPTS", "1")]).attempts(), 1);
        for attempts in [&[("AWS_MAX_ATTEMPTS", "0")][..], &[("AWS_MAX_ATTEMPTS", "x")], &[("AWS_MAX_ATTEMPTS", "-1")]]
        {
            assert!(problem(attempts).contains("a number greater than zero"), "{attempts:?}");
        }
        assert!(problem(&[("AWS_RETRY_MODE", "no")]).contains("standard or adaptive"));
    }

    #[cfg(feature = "checksum")]
    #[test]
    fn checksums_are_those_that_are_set() {
        use ChecksumPolicy::{WhenRequired, WhenSupported};

        let policies = |variables| {
            let config = config(variables);
            assert!(config.aws.problems.is_empty());
            (config.request_checksums, config.response_checksums)
        };
        assert_eq!(policies(&[]), (None, None));
        let set = &[
            ("AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_SUPPORTED"),
            ("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required"),
        ];
        assert_eq!(policies(set), (Some(WhenSupported), Some(WhenRequired)));
        assert!(problem(&[("AWS_REQUEST_CHECKSUM_CALCULATION", "x")]).contains("when_supported or when_required"));
        // Without a setting, a store that is not AWS gets none that nobody insists on.
        let adds = |config: Config| (config.adds_checksums(), config.asks_for_checksums());
        assert_eq!(adds(Config::new()), (true, true));
        assert_eq!(adds(Config::new().endpoint("http://localhost")), (false, false));
        let both = Config::new().request_checksums(WhenRequired).response_checksums(WhenRequired);
        assert_eq!(adds(both), (false, false));
        let both = Config::new().endpoint("http://localhost").request_checksums(WhenSupported);
        assert_eq!(adds(both), (true, false));
    }

    #[test]
    fn the_account_is_in_endpoints_as_is_set() {
        let mode = |variables| {
            let config = config(variables);
            (config.account_id_endpoint_mode_param(), config.uses_account_endpoints())
        };
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(mode(&[]), (name("preferred"), true));
        assert_eq!(mode(&[("AWS_ACCOUNT_ID_ENDPOINT_MODE", "Required")]), (name("required"), true));
        assert_eq!(mode(&[("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")]), (name("disabled"), false));
        assert!(problem(&[("AWS_ACCOUNT_ID_ENDPOINT_MODE", "x")]).contains("preferred, disabled or required"));
        let own = config(&[]).endpoint("http://localhost");
        assert!(!own.uses_account_endpoints());
        let required = Config::new().account_id_endpoint_mode(AccountIdEndpointMode::Required);
        assert_eq!(required.account_id_endpoint_mode_param(), name("required"));
    }

    /// Nothing is found before such a name.
    #[test]
    fn a_name_without_a_dot_has_no_subdomains() {
        let has_none = |url: &str| Config::new().endpoint(url).has_endpoint_without_subdomains();
        assert!(has_none("http://localhost:9000") && has_none("http://minio"));
        for url in ["https://s3.example.com", "http://127.0.0.1:9000", "http://[::1]:9000", "no URL"] {
            assert!(!has_none(url), "{url}");
        }
        assert!(!Config::new().has_endpoint_without_subdomains());
    }
}
