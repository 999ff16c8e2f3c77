//! Signatures: whose, and for what.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use super::{Authenticator, Scheme, Unauthenticated};
use crate::body::Body;
use crate::config::ConfigError;
use crate::endpoint::AuthScheme;
use crate::error::Failure;
use crate::identity::Credentials;
use crate::request::sign::{self, Settings};
#[cfg(feature = "event-stream")]
use crate::sigv4::EventSigner;
use crate::sigv4::{PathForm, Scope, SigningKeys};

impl Authenticator {
    /// Signs the request, for `name` if the endpoint does not say otherwise.
    pub(super) async fn sign(&self, name: &str, request: &mut http::Request<Body>) -> Result<(), Unauthenticated> {
        let (credentials, keys) = self.credentials().await?;
        let settings = self.settings(name).map_err(Unauthenticated::Broken)?;
        let broken = |error| Unauthenticated::Broken(Failure::Signing(error));
        let digest = match settings.leaves_payload_unsigned(request) {
            true => None,
            false => request.body_mut().digest().await.map_err(|error| broken(error.into()))?,
        };
        let now = time_at(self.ahead);
        #[cfg_attr(not(feature = "event-stream"), allow(unused_variables, reason = "only events are signed after it"))]
        let last = sign::apply(request, &credentials, keys, &settings, now, digest).map_err(broken)?;
        #[cfg(feature = "event-stream")]
        if let Some(events) = request.body_mut().events_mut() {
            let signer = EventSigner { credentials, scope: settings.scope, keys: Arc::clone(keys), last };
            events.sign(signer, self.ahead);
        }
        Ok(())
    }

    /// The request, signed by its URL.
    pub(crate) async fn presign(
        &self,
        mut request: http::Request<Body>,
        expires_in: Duration,
    ) -> Result<http::Request<Body>, Failure> {
        let name = self.offered().iter().find_map(|scheme| match scheme {
            Scheme::SigV4 { name } => Some(*name),
            _ => None,
        });
        let name = name.ok_or_else(|| {
            Failure::Config(ConfigError::new("only requests that are signed with SigV4 can be presigned"))
        })?;
        let failure = |error| match error {
            Unauthenticated::Nobody(failure) | Unauthenticated::Broken(failure) => failure,
        };
        let (credentials, keys) = self.credentials().await.map_err(failure)?;
        let now = time_at(self.ahead);
        if credentials.expiry().is_some_and(|expiry| expiry < now + expires_in) {
            return Err(Failure::Config(ConfigError::new(format!(
                "the credentials expire before {expires_in:?} are over, and the URL with them"
            ))));
        }
        let settings = self.settings(name)?;
        sign::presign(&mut request, &credentials, keys, &settings, now, expires_in).map_err(Failure::Signing)?;
        Ok(request)
    }

    /// What to sign for, and how.
    fn settings(&self, name: &str) -> Result<Settings, Failure> {
        // An endpoint that names no scheme leaves it all to the service.
        let scheme = if self.endpoint.auth_schemes.is_empty() { None } else { Some(self.scheme()?) };
        let region = scheme.and_then(|scheme| scheme.signing_region.as_deref()).or(self.config.signing_region());
        let service = scheme.and_then(|scheme| scheme.signing_name.as_deref()).unwrap_or(name);
        Ok(Settings {
            scope: Scope { region: region.ok_or_else(no_region)?.to_owned(), service: service.to_owned() },
            path: match scheme {
                Some(scheme) if scheme.disable_double_encoding => PathForm::AsSent,
                _ => PathForm::NormalizedAndEscaped,
            },
            unsigned_payload: self.operation.auth.leaves_payload_unsigned,
        })
    }

    /// The first scheme of the endpoint that can be signed with.
    fn scheme(&self) -> Result<&AuthScheme, Failure> {
        self.endpoint.auth_schemes.iter().find(|scheme| scheme.name == "sigv4").ok_or_else(|| {
            let names: Vec<&str> = self.endpoint.auth_schemes.iter().map(|scheme| scheme.name.as_str()).collect();
            Failure::Config(ConfigError::new(format!(
                "the endpoint wants requests signed with {}, which is not supported",
                names.join(" or ")
            )))
        })
    }

    /// The credentials, and the keys that are derived from them.
    async fn credentials(&self) -> Result<(Credentials, &Arc<SigningKeys>), Unauthenticated> {
        let Some(provider) = self.config.credentials_provider() else {
            return Err(Unauthenticated::Nobody(Failure::Credentials(
                "none are configured; give a provider to `Config::credentials`, or start from `Config::from_env`"
                    .into(),
            )));
        };
        self.waits.store(true, Ordering::Relaxed);
        let result = provider.get().await;
        self.waits.store(false, Ordering::Relaxed);
        let credentials = result.map_err(|error| match error.is_not_set_up() {
            true => Unauthenticated::Nobody(Failure::Credentials(error.into())),
            false => Unauthenticated::Broken(Failure::Credentials(error.into())),
        })?;
        check(&credentials).map_err(|error| Unauthenticated::Broken(Failure::Credentials(error.into())))?;
        Ok((credentials, provider.keys()))
    }
}

/// Keys and tokens stand in headers and in URLs. The value may be a secret, so the error tells only its name.
fn check(credentials: &Credentials) -> Result<(), String> {
    let is_key = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_key(credentials.access_key_id()) || credentials.access_key_id().contains(['/', ',']) {
        return Err("the access key id is empty, or has characters that no key has".to_owned());
    }
    if credentials.secret_access_key().is_empty() {
        return Err("the secret access key is empty".to_owned());
    }
    match credentials.session_token() {
        Some(token) if !is_key(token) => {
            Err("the session token is empty, or has characters that no token has".to_owned())
        }
        _ => Ok(()),
    }
}

/// The time of a service whose clock is ahead of ours by so many seconds.
pub(crate) fn time_at(ahead: i64) -> SystemTime {
    let (now, by) = (SystemTime::now(), Duration::from_secs(ahead.unsigned_abs()));
    let shifted = if ahead < 0 { now.checked_sub(by) } else { now.checked_add(by) };
    shifted.unwrap_or(now)
}

fn no_region() -> Failure {
    Failure::Config(ConfigError::new(
        "no region to sign for; looked for `Config::region`, and with `Config::from_env` for AWS_REGION, \
         AWS_DEFAULT_REGION and the profile",
    ))
}
