//! Signatures: whose, and for what.

#[cfg(feature = "checksum")]
mod chunks;
mod form;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use super::{Authenticator, Scheme, Unauthenticated};
use crate::body::Body;
use crate::config_error::ConfigError;
use crate::endpoint::AuthScheme;
use crate::error::Failure;
use crate::identity::Credentials;
#[cfg(feature = "checksum")]
use crate::request::checksum::Trailer;
use crate::request::sign::{self, Settings};
use crate::session;
#[cfg(feature = "event-stream")]
use crate::sigv4::PayloadSigner;
use crate::sigv4::{Algorithm, PathForm, Scope, SigningKeys, time_at};

pub(crate) use self::form::FormSignature;

/// The name of Signature Version 4A in endpoint rules.
const SIGV4A: &str = "sigv4a";

impl Authenticator {
    /// Signs the request, for `name` if the endpoint does not say otherwise.
    pub(super) async fn sign(&self, name: &str, request: &mut http::Request<Body>) -> Result<(), Unauthenticated> {
        let (credentials, keys) = self.credentials().await?;
        let settings = self.settings(name).map_err(Unauthenticated::Broken)?;
        let broken = |error| Unauthenticated::Broken(Failure::Signing(error));
        #[cfg(feature = "event-stream")]
        if settings.scope.algorithm != Algorithm::V4 && request.body_mut().events_mut().is_some() {
            return Err(broken("events can't be signed with sigv4a, which the endpoint asks for".into()));
        }
        let now = time_at(self.ahead);
        #[cfg(feature = "checksum")]
        if let Some(trailer) = request.extensions().get::<Trailer>().copied() {
            return chunks::sign(request, trailer, credentials, keys, settings, now).map_err(broken);
        }
        let digest = settings.digest(request).await.map_err(broken)?;
        #[cfg_attr(not(feature = "event-stream"), allow(unused_variables, reason = "only events are signed after it"))]
        let last = sign::apply(request, &credentials, keys, &settings, now, digest).map_err(broken)?;
        #[cfg(feature = "event-stream")]
        if let Some(events) = request.body_mut().events_mut() {
            let signer = PayloadSigner { credentials, scope: settings.scope, keys: Arc::clone(keys), last };
            events.sign(signer, self.ahead);
        }
        Ok(())
    }

    /// A URL that is good to begin something with, like a connection: the credentials have to be good only now.
    pub(crate) async fn presign_now(
        &self,
        mut request: http::Request<Body>,
        expires_in: Duration,
    ) -> Result<http::Request<Body>, Failure> {
        let (credentials, keys, settings, now) = self.presigning().await?;
        sign::presign(&mut request, &credentials, keys, &settings, now, expires_in).map_err(Failure::Signing)?;
        Ok(request)
    }

    /// The request, signed by its URL.
    pub(crate) async fn presign(
        &self,
        mut request: http::Request<Body>,
        expires_in: Duration,
    ) -> Result<http::Request<Body>, Failure> {
        let (credentials, keys, settings, now) = self.presigning().await?;
        outlive(&credentials, now, expires_in, "URL")?;
        sign::presign(&mut request, &credentials, keys, &settings, now, expires_in).map_err(Failure::Signing)?;
        Ok(request)
    }

    /// Who presigns, with what, how and when.
    async fn presigning(&self) -> Result<(Credentials, &Arc<SigningKeys>, Settings, SystemTime), Failure> {
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
        Ok((credentials, keys, self.settings(name)?, now))
    }

    /// What to sign for, and how.
    fn settings(&self, name: &str) -> Result<Settings, Failure> {
        // An endpoint that names no scheme leaves it all to the service.
        let scheme = if self.endpoint.auth_schemes.is_empty() { None } else { Some(self.scheme()?) };
        let service = scheme.and_then(|scheme| scheme.signing_name.as_deref()).unwrap_or(name).to_owned();
        let (algorithm, region) = self.region(scheme)?;
        let settings = Settings {
            scope: Scope { algorithm, region, service },
            path: match scheme {
                Some(scheme) if scheme.disable_double_encoding => PathForm::AsSent,
                _ => PathForm::NormalizedAndEscaped,
            },
            unsigned_payload: self.operation.auth.leaves_payload_unsigned,
            payload: self.config.when_payloads_are_signed(),
            is_session: scheme.is_some_and(|scheme| scheme.name == session::SCHEME),
        };
        settings.checked().map_err(Failure::Signing)
    }

    /// How to sign, and for which region.
    fn region(&self, scheme: Option<&AuthScheme>) -> Result<(Algorithm, String), Failure> {
        let own = self.config.signing_region();
        #[cfg(feature = "sigv4a")]
        if let Some(scheme) = scheme.filter(|scheme| scheme.name == SIGV4A) {
            let region = match &scheme.signing_region_set[..] {
                [] => own.ok_or_else(no_region)?.to_owned(),
                regions => regions.join(","),
            };
            return Ok((Algorithm::V4a, region));
        }
        let region = scheme.and_then(|scheme| scheme.signing_region.as_deref()).or(own);
        Ok((Algorithm::V4, region.ok_or_else(no_region)?.to_owned()))
    }

    /// The first scheme of the endpoint that can be signed with: the rules list them as they prefer them.
    fn scheme(&self) -> Result<&AuthScheme, Failure> {
        let schemes = &self.endpoint.auth_schemes;
        let is_known = |name: &str| {
            name == "sigv4"
                || (cfg!(feature = "sigv4a") && name == SIGV4A)
                || (self.session.is_some() && name == session::SCHEME)
        };
        schemes.iter().find(|scheme| is_known(&scheme.name)).ok_or_else(|| {
            let names: Vec<&str> = schemes.iter().map(|scheme| scheme.name.as_str()).collect();
            let why = match &names[..] {
                names if names.contains(&SIGV4A) => "takes the feature `sigv4a`",
                names if names.contains(&session::SCHEME) => "takes a client that has the operation `CreateSession`",
                _ => "is not supported",
            };
            let names = names.join(" or ");
            Failure::Config(ConfigError::new(format!("the endpoint wants requests signed with {names}, which {why}")))
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
        if let Some(session) = &self.session {
            return Ok((session.clone(), provider.keys()));
        }
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

/// Checks that credentials are good as long as what they sign.
fn outlive(credentials: &Credentials, now: SystemTime, expires_in: Duration, what: &str) -> Result<(), Failure> {
    if credentials.expiry().is_some_and(|expiry| expiry < now + expires_in) {
        return Err(Failure::Config(ConfigError::new(format!(
            "the credentials expire before {expires_in:?} are over, and the {what} with them"
        ))));
    }
    Ok(())
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

fn no_region() -> Failure {
    Failure::Config(ConfigError::new(
        "no region to sign for; looked for `Config::region`, and with `Config::from_env` for AWS_REGION, \
         AWS_DEFAULT_REGION and the profile",
    ))
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::config::Config;
    use crate::endpoint::Endpoint;
    use crate::operation::{OperationMeta, ServiceMeta};
    use crate::protocol::RestJson1;

    static SERVICE: ServiceMeta = ServiceMeta {
        sdk_id: "Example",
        version: "1",
        protocol: &RestJson1,
        auth: &[Scheme::SigV4 { name: "example" }],
    };
    static OPERATION: OperationMeta = OperationMeta::new("Get", "GET", "/");

    /// The headers of a request to an endpoint with these schemes, or why there are none.
    fn signed(schemes: Vec<AuthScheme>) -> Result<http::HeaderMap, String> {
        signed_with(schemes, Body::empty())
    }

    fn signed_with(schemes: Vec<AuthScheme>, body: Body) -> Result<http::HeaderMap, String> {
        let config = Config::new().region("us-west-2").credentials(Credentials::new("AKIDEXAMPLE", "secret"));
        let endpoint = Arc::new(Endpoint { auth_schemes: schemes, ..Endpoint::new("https://example.com") });
        let authenticator = Authenticator::new(&SERVICE, &OPERATION, Arc::new(config), endpoint);
        let mut request = http::Request::get("https://example.com/").body(body).expect("a request");
        // With `calls` it is kept on a task of its own, for which there is no runtime here.
        let applied = match pin!(authenticator.apply(&mut request)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(applied) => applied,
            Poll::Pending => panic!("it waits for what is there"),
        };
        applied.map(|()| request.headers().clone()).map_err(|failure| failure.to_string())
    }

    fn authorization(schemes: Vec<AuthScheme>) -> String {
        let headers = signed(schemes).expect("signed");
        headers["authorization"].to_str().expect("text").to_owned()
    }

    #[test]
    fn the_endpoint_says_how_to_sign() {
        let other = AuthScheme::new("sigv4-s3express");
        let one = AuthScheme::new("sigv4").signing_name("other").signing_region("eu-west-1");
        assert!(authorization(Vec::new()).contains("/us-west-2/example/aws4_request"));
        assert!(authorization(vec![other.clone(), one]).contains("/eu-west-1/other/aws4_request"));
        let error = signed(vec![other]).expect_err("unknown");
        assert!(
            error.contains("sigv4-s3express, which takes a client that has the operation `CreateSession`"),
            "{error}"
        );
    }

    #[test]
    fn several_regions_take_a_feature() {
        let regions = vec!["us-*".to_owned(), "eu-west-1".to_owned()];
        let several = AuthScheme::new("sigv4a").signing_region_set(regions);
        // Without the feature the next one is as good.
        let both = authorization(vec![several.clone(), AuthScheme::new("sigv4")]);
        #[cfg(feature = "sigv4a")]
        {
            let headers = signed(vec![several]).expect("signed");
            assert_eq!(headers["x-amz-region-set"], "us-*,eu-west-1");
            assert!(both.starts_with("AWS4-ECDSA-P256-SHA256 ") && both.contains("/example/aws4_request"), "{both}");
            assert_eq!(signed(vec![AuthScheme::new("sigv4a")]).expect("signed")["x-amz-region-set"], "us-west-2");
        }
        #[cfg(not(feature = "sigv4a"))]
        {
            assert!(both.starts_with("AWS4-HMAC-SHA256 "), "{both}");
            let error = signed(vec![several]).expect_err("no feature");
            assert!(error.contains("sigv4a, which takes the feature `sigv4a`"), "{error}");
        }
    }

    #[cfg(all(feature = "event-stream", feature = "sigv4a"))]
    #[test]
    fn events_for_several_regions_are_not_sent() {
        struct None;
        impl crate::body::Events for None {
            fn poll_chunk(
                &mut self,
                _: &mut Context<'_>,
            ) -> Poll<Option<Result<bytes::Bytes, crate::body::BodyError>>> {
                Poll::Ready(Option::None)
            }

            fn sign(&mut self, _: PayloadSigner, _: i64) {
                panic!("nothing signs them");
            }
        }
        let error = signed_with(vec![AuthScheme::new("sigv4a")], Body::events(None)).expect_err("events");
        assert!(error.contains("events can't be signed with sigv4a"), "{error}");
    }
}
