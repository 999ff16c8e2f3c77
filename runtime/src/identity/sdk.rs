//! Credentials and providers of the official clients, both ways.

use std::error::Error as _;
use std::fmt;

use aws_credential_types::Credentials as SdkCredentials;
use aws_credential_types::provider::error::CredentialsError as SdkError;
use aws_credential_types::provider::{ProvideCredentials as ProvideSdkCredentials, future};

use super::{Credentials, CredentialsError, ProvideCredentials};

impl From<SdkCredentials> for Credentials {
    fn from(theirs: SdkCredentials) -> Self {
        let ours = Self::new(theirs.access_key_id(), theirs.secret_access_key()).with_source("aws-config");
        let ours = match theirs.session_token() {
            Some(token) => ours.with_session_token(token),
            None => ours,
        };
        let ours = match theirs.account_id() {
            Some(id) => ours.with_account_id(id.as_str()),
            None => ours,
        };
        match theirs.expiry() {
            Some(expiry) => ours.with_expiry(expiry),
            None => ours,
        }
    }
}

impl From<Credentials> for SdkCredentials {
    fn from(ours: Credentials) -> Self {
        let mut theirs = Self::builder()
            .access_key_id(ours.access_key_id())
            .secret_access_key(ours.secret_access_key())
            .provider_name("tinsmith");
        theirs.set_session_token(ours.session_token().map(str::to_owned));
        theirs.set_account_id(ours.account_id().map(Into::into));
        theirs.set_expiry(ours.expiry());
        theirs.build()
    }
}

impl<P: ProvideSdkCredentials> ProvideCredentials for P {
    async fn provide_credentials(&self) -> Result<Credentials, CredentialsError> {
        match ProvideSdkCredentials::provide_credentials(self).await {
            Ok(credentials) => Ok(credentials.into()),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

/// The official error's own text says only that it failed; the reason is its source.
fn unavailable(error: &SdkError) -> CredentialsError {
    let reason: &(dyn std::error::Error + 'static) = error.source().unwrap_or(error);
    CredentialsError::because(reason, matches!(error, SdkError::CredentialsNotLoaded(_)))
}

/// A provider of ours as one of the official clients'.
///
/// ```
/// use tinsmith_runtime::{Credentials, SdkProvider};
///
/// let provider = SdkProvider::new(Credentials::new("AKIDEXAMPLE", "secret"));
/// let config = aws_types::SdkConfig::builder()
///     .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(provider))
///     .build();
/// # drop(config);
/// ```
pub struct SdkProvider<P>(P);

impl<P: ProvideCredentials + 'static> SdkProvider<P> {
    /// The provider.
    pub fn new(provider: P) -> Self {
        Self(provider)
    }
}

impl<P> fmt::Debug for SdkProvider<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SdkProvider").finish_non_exhaustive()
    }
}

impl<P: ProvideCredentials + 'static> ProvideSdkCredentials for SdkProvider<P> {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            match self.0.provide_credentials().await {
                Ok(credentials) => Ok(credentials.into()),
                Err(error) if error.is_not_set_up() => Err(SdkError::not_loaded(error)),
                Err(error) => Err(SdkError::provider_error(error)),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    /// A provider without credentials.
    #[derive(Debug)]
    struct Nobody(fn(&'static str) -> CredentialsError);

    impl ProvideCredentials for Nobody {
        async fn provide_credentials(&self) -> Result<Credentials, CredentialsError> {
            Err((self.0)("nobody is there"))
        }
    }

    #[tokio::test]
    async fn credentials_and_errors_go_both_ways() {
        let expiry = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let ours =
            Credentials::new("AKID", "secret").with_session_token("token").with_account_id("123").with_expiry(expiry);
        // Ours, as an official provider, as one of ours.
        let again = ProvideCredentials::provide_credentials(&SdkProvider::new(ours)).await.expect("credentials");
        assert_eq!((again.access_key_id(), again.secret_access_key()), ("AKID", "secret"));
        assert_eq!((again.session_token(), again.account_id()), (Some("token"), Some("123")));
        assert_eq!(again.expiry(), Some(expiry));
        for (make, is_not_set_up) in
            [(CredentialsError::new as fn(&'static str) -> _, false), (CredentialsError::not_set_up, true)]
        {
            let error = ProvideCredentials::provide_credentials(&SdkProvider::new(Nobody(make))).await;
            let error = error.expect_err("no credentials");
            assert_eq!((error.to_string().as_str(), error.is_not_set_up()), ("nobody is there", is_not_set_up));
        }
    }
}
