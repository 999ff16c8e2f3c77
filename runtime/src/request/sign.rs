//! The last stage of a request: its signature.

use std::time::{Duration, SystemTime};

use crate::body::{Body, BodyError};
use crate::identity::Credentials;
use crate::sigv4::{self, PathForm, Payload, Scope, Signing, SigningKeys, SigningTime};

/// What a request is signed for, and how.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) scope: Scope,
    /// In which form the path is signed. Where it is signed as it is sent, by S3, the hash of the body is in a header, too.
    pub(crate) path: PathForm,
    /// Whether the operation leaves the body unsigned: `aws.auth#unsignedPayload`.
    pub(crate) unsigned_payload: bool,
}

impl Settings {
    /// Whether the body is not signed, which takes TLS to keep it from being changed.
    pub(crate) fn leaves_payload_unsigned(&self, request: &http::Request<Body>) -> bool {
        self.unsigned_payload && request.uri().scheme_str() == Some("https")
    }

    fn signing<'a>(
        &'a self,
        credentials: &'a Credentials,
        keys: &SigningKeys,
        time: &'a SigningTime,
    ) -> Result<Signing<'a>, BodyError> {
        let key = keys.get(credentials, time, &self.scope)?;
        Ok(Signing { credentials, key, scope: &self.scope, time, path: self.path })
    }
}

/// Adds the signature to the headers, and gives it. Everything else must be there already; `digest` stands for a body
/// that is not in memory.
pub(crate) fn apply(
    request: &mut http::Request<Body>,
    credentials: &Credentials,
    keys: &SigningKeys,
    settings: &Settings,
    now: SystemTime,
    digest: Option<String>,
) -> Result<String, BodyError> {
    let bytes = request.body().bytes().cloned();
    let names_payload = settings.unsigned_payload || bytes.is_none() || settings.path == PathForm::AsSent;
    let payload = match (bytes, digest) {
        (Some(bytes), _) if !settings.leaves_payload_unsigned(request) => Payload::Bytes(bytes),
        (None, Some(digest)) => Payload::Named(digest),
        _ => Payload::Unsigned,
    };
    let time = SigningTime::new(now)?;
    Ok(sigv4::add_to_headers(request, &settings.signing(credentials, keys, &time)?, &payload, names_payload)?)
}

/// Adds the signature to the query. A body has to be in memory.
pub(crate) fn presign(
    request: &mut http::Request<Body>,
    credentials: &Credentials,
    keys: &SigningKeys,
    settings: &Settings,
    now: SystemTime,
    expires_in: Duration,
) -> Result<(), BodyError> {
    let payload = match request.body().bytes() {
        Some(bytes) if !settings.leaves_payload_unsigned(request) => Payload::Bytes(bytes.clone()),
        _ => Payload::Unsigned,
    };
    let time = SigningTime::new(now)?;
    Ok(sigv4::add_to_query(request, &settings.signing(credentials, keys, &time)?, &payload, expires_in)?)
}
