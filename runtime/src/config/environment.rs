//! What the environment says: variables, and the profile that they choose.

use std::sync::Arc;

use super::Config;
use super::aws::{Unreadable, Variables};
use crate::credentials::{Chain, LazyProfile};
use crate::retry::Retry;
use crate::transport::Proxies;

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
    /// | `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, or the same in small letters | [`proxies`](Self::proxies) |
    ///
    /// [`credentials`](Self::credentials) come from the first of these that is set up:
    ///
    /// 1. `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if it is there, `AWS_SESSION_TOKEN`;
    /// 2. the profile `AWS_PROFILE`, or `default`, in `~/.aws/credentials` and `~/.aws/config`, or in the files that
    ///    `AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE` name: its keys, or what its `credential_process` prints;
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
        let (mut config, profile) = (Self::new(), LazyProfile::new(&variables));
        let of_profile = || profile.get().setting("region").map(str::to_owned);
        config.aws.region = variables("AWS_REGION").or_else(|| variables("AWS_DEFAULT_REGION")).or_else(of_profile);
        config.aws.use_fips = config.switch(&variables, "AWS_USE_FIPS_ENDPOINT");
        config.aws.use_dual_stack = config.switch(&variables, "AWS_USE_DUALSTACK_ENDPOINT");
        config.retry = config.retry_from(&variables);
        config.app_name = variables("AWS_SDK_UA_APP_ID");
        config.proxies = Proxies::of(&*variables);
        config.aws.variables = Some(Arc::clone(&variables));
        config.credentials(Chain::new(variables, profile))
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
}
