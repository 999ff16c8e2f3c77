//! A configuration from the one that `aws-config` loads for the official clients.

#[cfg(feature = "checksum")]
use aws_smithy_types::checksum_config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_smithy_types::retry::RetryMode;
use aws_types::SdkConfig;
use aws_types::endpoint_config::AccountIdEndpointMode as TheirMode;

use aws_types::service_config::ServiceConfigKey;

#[cfg(feature = "checksum")]
use super::ChecksumPolicy;
use super::{AccountIdEndpointMode, Config};
use crate::retry::Retry;
#[cfg(feature = "calls")]
use crate::transport::Proxies;

/// Region, credentials, endpoints (also those of single services), switches, name of the application, attempts and limits,
/// and the proxies of the environment, which the official clients go through too. The HTTP client, identity caches and
/// interceptors that it may hold are not taken over.
impl From<&SdkConfig> for Config {
    fn from(sdk: &SdkConfig) -> Self {
        let mut config = Self::new();
        if let Some(region) = sdk.region() {
            config = config.region(region.as_ref());
        }
        if let Some(provider) = sdk.credentials_provider() {
            config = config.credentials(provider);
        }
        if let Some(url) = sdk.endpoint_url() {
            config = config.endpoint(url);
        }
        if let Some(name) = sdk.app_name() {
            config = config.app_name(name.as_ref());
        }
        if let Some(retry) = sdk.retry_config() {
            let mode = if retry.mode() == RetryMode::Adaptive { Retry::adaptive() } else { Retry::standard() };
            config = config.retry(mode.max_attempts(retry.max_attempts()).max_backoff(retry.max_backoff()));
        }
        if let Some(limits) = sdk.timeout_config() {
            config.timeout = limits.operation_timeout().or(config.timeout);
            config.attempt_timeout = limits.operation_attempt_timeout();
            config.transport.connect_timeout = limits.connect_timeout().unwrap_or(config.transport.connect_timeout);
            config.read_timeout = limits.read_timeout().unwrap_or(config.read_timeout);
        }
        #[cfg(feature = "calls")]
        {
            config.transport.proxies = Proxies::from_env();
        }
        #[cfg(feature = "checksum")]
        {
            config.request_checksums = sdk.request_checksum_calculation().map(|policy| match policy {
                RequestChecksumCalculation::WhenRequired => ChecksumPolicy::WhenRequired,
                _ => ChecksumPolicy::WhenSupported,
            });
            config.response_checksums = sdk.response_checksum_validation().map(|policy| match policy {
                ResponseChecksumValidation::WhenRequired => ChecksumPolicy::WhenRequired,
                _ => ChecksumPolicy::WhenSupported,
            });
        }
        config.aws.account_id_endpoint_mode = match sdk.account_id_endpoint_mode() {
            Some(TheirMode::Disabled) => AccountIdEndpointMode::Disabled,
            Some(TheirMode::Required) => AccountIdEndpointMode::Required,
            _ => AccountIdEndpointMode::Preferred,
        };
        config.aws.sdk = Some(std::sync::Arc::new(sdk.clone()));
        config.use_fips(sdk.use_fips().unwrap_or(false)).use_dual_stack(sdk.use_dual_stack().unwrap_or(false))
    }
}

/// The URL for one service, as the environment or the profile that was loaded has it. What the caller has set wins.
pub(super) fn endpoint(sdk: &SdkConfig, sdk_id: &str) -> Option<String> {
    if sdk.get_origin("endpoint_url").is_client_config() {
        return None;
    }
    let id = sdk_id.replace(' ', "_").to_uppercase();
    let key =
        ServiceConfigKey::builder().service_id(&id).env("AWS_ENDPOINT_URL").profile("endpoint_url").build().ok()?;
    sdk.service_config()?.load_config(key)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;
    use aws_smithy_types::retry::RetryConfig;
    use aws_smithy_types::timeout::TimeoutConfig;
    use aws_types::origin::Origin;
    use aws_types::region::Region;
    use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

    use super::*;

    /// What an environment says about one service.
    #[derive(Debug)]
    struct OfOneService;

    impl LoadServiceConfig for OfOneService {
        fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
            let wanted = ("KINESIS_VIDEO", "AWS_ENDPOINT_URL", "endpoint_url");
            ((key.service_id(), key.env(), key.profile()) == wanted).then(|| "http://localhost:1".to_owned())
        }
    }

    #[test]
    fn a_service_has_its_own_url() {
        let sdk = |origin| {
            let mut builder = SdkConfig::builder().endpoint_url("http://localhost:2").service_config(OfOneService);
            builder.insert_origin("endpoint_url", origin);
            builder.build()
        };
        let of = |origin, sdk_id| Config::from(&sdk(origin)).for_service(sdk_id).endpoint;
        let loaded = Origin::shared_environment_variable;
        assert_eq!(of(loaded(), "Kinesis Video").as_deref(), Some("http://localhost:1"));
        assert_eq!(of(loaded(), "Lambda").as_deref(), Some("http://localhost:2"));
        assert_eq!(of(Origin::shared_config(), "Kinesis Video").as_deref(), Some("http://localhost:2"));
        // What is set afterwards wins.
        let set = Config::from(&sdk(loaded())).endpoint("http://localhost:3").for_service("Kinesis Video");
        assert_eq!(set.endpoint.as_deref(), Some("http://localhost:3"));
    }

    #[tokio::test]
    async fn what_was_loaded_is_taken_over() {
        let credentials = Credentials::new("AKID", "secret", None, None, "test");
        let sdk = SdkConfig::builder()
            .region(Region::new("eu-central-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url("https://example.com")
            .retry_config(RetryConfig::adaptive().with_max_attempts(7))
            .timeout_config(TimeoutConfig::builder().operation_timeout(Duration::from_secs(9)).build())
            .use_dual_stack(true)
            .build();
        let config = Config::from(&sdk);
        assert_eq!(config.region_param().as_deref(), Some("eu-central-1"));
        assert_eq!(
            (config.endpoint_param().as_deref(), config.timeout),
            (Some("https://example.com"), Some(Duration::from_secs(9)))
        );
        assert!(config.aws.use_dual_stack && !config.aws.use_fips);
        assert!(config.retry.is_adaptive() && config.retry.attempts() == 7);
        let credentials = config.credentials_provider().expect("a provider").get().await.expect("credentials");
        assert_eq!(credentials.access_key_id(), "AKID");
    }

    #[test]
    fn modes_and_policies_are_taken_over() {
        let config = |builder: aws_types::sdk_config::Builder| Config::from(&builder.build());
        let modes = [
            (TheirMode::Disabled, AccountIdEndpointMode::Disabled),
            (TheirMode::Required, AccountIdEndpointMode::Required),
            (TheirMode::Preferred, AccountIdEndpointMode::Preferred),
        ];
        for (theirs, ours) in modes {
            let found = config(SdkConfig::builder().account_id_endpoint_mode(theirs));
            assert_eq!(found.account_id_endpoint_mode_param().as_deref(), Some(ours.name()));
        }
        #[cfg(feature = "checksum")]
        {
            let required = SdkConfig::builder()
                .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
                .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
            let found = config(required);
            let expected = (Some(ChecksumPolicy::WhenRequired), Some(ChecksumPolicy::WhenRequired));
            assert_eq!((found.request_checksums, found.response_checksums), expected);
            let supported =
                SdkConfig::builder().request_checksum_calculation(RequestChecksumCalculation::WhenSupported);
            let found = config(supported);
            let expected = (Some(ChecksumPolicy::WhenSupported), None);
            assert_eq!((found.request_checksums, found.response_checksums), expected);
        }
    }
}
