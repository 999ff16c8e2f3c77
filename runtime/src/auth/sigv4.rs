//! Signatures: whose, and for what.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;

use super::{Authenticator, Unauthenticated};
use crate::body::Body;
use crate::config::ConfigError;
use crate::endpoint::AuthScheme;
use crate::error::Failure;
use crate::operation::Auth;
use crate::sign::{self, Scope};

impl Authenticator {
    /// Signs the request, for `name` if the endpoint does not say otherwise.
    pub(super) async fn sign(&self, name: &str, request: &mut http::Request<Body>) -> Result<(), Unauthenticated> {
        let credentials = self.credentials().await?;
        let scheme = self.scheme().map_err(Unauthenticated::Broken)?;
        let region = scheme.signing_region.as_deref().or(self.config.signing_region());
        let scope = Scope {
            name: scheme.signing_name.as_deref().unwrap_or(name),
            region: region.ok_or_else(|| Unauthenticated::Broken(no_region()))?,
            double_encoding: !scheme.disable_double_encoding,
            unsigned_payload: self.operation.auth == Auth::UnsignedPayload,
        };
        let broken = |error| Unauthenticated::Broken(Failure::Signing(error));
        let digest = match scope.leaves_payload_unsigned(request) {
            true => None,
            false => request.body_mut().digest().await.map_err(|error| broken(error.into()))?,
        };
        #[cfg(feature = "event-stream")]
        let signer = credentials.clone();
        #[cfg_attr(not(feature = "event-stream"), allow(unused_variables, reason = "only events are signed after it"))]
        let signature = sign::apply(request, credentials, &scope, self.now(), digest).map_err(broken)?;
        #[cfg(feature = "event-stream")]
        if let Some(events) = request.body_mut().events_mut() {
            let (region, name) = (scope.region.to_owned(), scope.name.to_owned());
            events.sign(crate::events::Signer { credentials: signer, region, name, last: signature });
        }
        Ok(())
    }

    /// The service's time.
    fn now(&self) -> SystemTime {
        let by = Duration::from_secs(self.ahead.unsigned_abs());
        let now = SystemTime::now();
        let shifted = if self.ahead < 0 { now.checked_sub(by) } else { now.checked_add(by) };
        shifted.unwrap_or(now)
    }

    /// The first scheme of the endpoint that can be signed with; the service's own if the endpoint names none.
    fn scheme(&self) -> Result<Cow<'_, AuthScheme>, Failure> {
        if self.schemes.is_empty() {
            return Ok(Cow::Owned(AuthScheme::new("sigv4")));
        }
        self.schemes.iter().find(|scheme| scheme.name == "sigv4").map(Cow::Borrowed).ok_or_else(|| {
            let names: Vec<&str> = self.schemes.iter().map(|scheme| scheme.name.as_str()).collect();
            Failure::Config(ConfigError::new(format!(
                "the endpoint wants requests signed with {}, which is not supported",
                names.join(" or ")
            )))
        })
    }

    async fn credentials(&self) -> Result<Credentials, Unauthenticated> {
        let Some(provider) = self.config.credentials_provider() else {
            return Err(Unauthenticated::Nobody(Failure::Credentials(
                "none are configured; give a provider to `Config::credentials`, or start from `Config::from_env`"
                    .into(),
            )));
        };
        provider.get().await.map_err(|error| {
            let nobody = matches!(error, CredentialsError::CredentialsNotLoaded(_));
            // The provider's own text says only that it failed; the reason is its source.
            let failure = match std::error::Error::source(&error) {
                Some(source) => Failure::Credentials(Explained { text: source.to_string(), source: error }.into()),
                None => Failure::Credentials(error.into()),
            };
            if nobody { Unauthenticated::Nobody(failure) } else { Unauthenticated::Broken(failure) }
        })
    }
}

fn no_region() -> Failure {
    Failure::Config(ConfigError::new(
        "no region to sign for; looked for `Config::region`, and with `Config::from_env` for AWS_REGION, \
         AWS_DEFAULT_REGION and the profile",
    ))
}

/// A provider's error, told by its reason.
#[derive(Debug)]
struct Explained {
    text: String,
    source: CredentialsError,
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Explained {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
