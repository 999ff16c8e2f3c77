//! Signatures of requests: in their headers, and in their queries.

use std::time::Duration;

use bytes::Bytes;
use http::header::{self, AUTHORIZATION};
use http::uri::PathAndQuery;
use http::{HeaderName, HeaderValue, Uri};
use ring::digest::{SHA256, digest};

use super::canonical::{Canonical, SignedHeaders};
use super::error::SigningError;
use super::key::SigningKey;
use super::path::PathForm;
use super::scope::Scope;
use super::time::SigningTime;
use crate::escape::escaped;
use crate::header_names::{ATTEMPT, CONTENT_HASH, INVOCATION_ID};
use crate::hex::hex;
use crate::identity::Credentials;

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const REGION_SET: HeaderName = HeaderName::from_static("x-amz-region-set");
const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const SESSION_TOKEN: HeaderName = HeaderName::from_static("x-amz-s3session-token");

/// Headers that are not signed: those that intermediaries may change, and those that say nothing about what is asked.
static UNSIGNED: [HeaderName; 9] = [
    AUTHORIZATION,
    header::CONNECTION,
    header::EXPECT,
    header::TE,
    header::TRANSFER_ENCODING,
    header::USER_AGENT,
    INVOCATION_ID,
    ATTEMPT,
    HeaderName::from_static("x-amzn-trace-id"),
];

/// Headers that a presigned URL leaves unsigned, too: who opens the URL does not send them.
static UNSIGNED_IN_URLS: [HeaderName; 2] =
    [HeaderName::from_static("x-amz-user-agent"), HeaderName::from_static("x-amz-checksum-mode")];

/// Who signs what.
pub(crate) struct Signing<'a> {
    pub(crate) credentials: &'a Credentials,
    pub(crate) key: SigningKey,
    pub(crate) scope: &'a Scope,
    pub(crate) time: &'a SigningTime,
    pub(crate) path: PathForm,
    /// Whether the credentials are those of a session of S3.
    pub(crate) is_session: bool,
}

/// What a signature says about a body.
pub(crate) enum Payload {
    /// It is these bytes.
    Bytes(Bytes),
    /// It has this SHA-256, in hexadecimal digits, or is what this word stands for.
    Named(String),
    /// Anything.
    Unsigned,
}

impl Payload {
    pub(super) fn hash(&self) -> String {
        match self {
            Self::Bytes(bytes) => hex(digest(&SHA256, bytes).as_ref()),
            Self::Named(text) => text.clone(),
            Self::Unsigned => "UNSIGNED-PAYLOAD".to_owned(),
        }
    }
}

/// Adds the signature and what it takes to the headers, and gives it. `names_payload` says whether the payload's hash is in a
/// header, too.
///
/// # Errors
/// A header is not UTF-8.
pub(crate) fn add_to_headers<B>(
    request: &mut http::Request<B>,
    signing: &Signing<'_>,
    payload: &Payload,
    names_payload: bool,
) -> Result<String, SigningError> {
    let payload = payload.hash();
    let headers = request.headers_mut();
    headers.insert(DATE, value(signing.time.as_str())?);
    if let Some(regions) = signing.scope.region_set() {
        headers.insert(REGION_SET, value(regions)?);
    }
    if let Some(token) = signing.credentials.session_token() {
        headers.insert(if signing.is_session { SESSION_TOKEN } else { TOKEN }, secret(token)?);
    }
    if names_payload {
        headers.insert(CONTENT_HASH, value(&payload)?);
    }
    let signed_headers = SignedHeaders::new(request.headers(), is_signed)?;
    let canonical = Canonical::new(request, &signed_headers, signing.path, "", &payload);
    let credential = signing.scope.credential(signing.time);
    let signature = signing.sign(&canonical, &credential)?;
    let names = signed_headers.text();
    let (algorithm, id) = (signing.scope.algorithm.name(), signing.credentials.access_key_id());
    let authorization =
        format!("{algorithm} Credential={id}/{credential}, SignedHeaders={names}, Signature={signature}");
    request.headers_mut().insert(AUTHORIZATION, secret(&authorization)?);
    Ok(signature)
}

/// Adds the signature and what it takes to the query. It is good for so long, to the second.
///
/// # Errors
/// A header is not UTF-8, or the URL gets too long.
pub(crate) fn add_to_query<B>(
    request: &mut http::Request<B>,
    signing: &Signing<'_>,
    payload: &Payload,
    expires_in: Duration,
) -> Result<(), SigningError> {
    let payload = payload.hash();
    let is_signed = |name: &HeaderName| is_signed(name) && !UNSIGNED_IN_URLS.contains(name);
    let signed_headers = SignedHeaders::new(request.headers(), is_signed)?;
    let credential = signing.scope.credential(signing.time);
    let whole_credential = signing.scope.whole_credential(signing.credentials.access_key_id(), signing.time);
    let mut parameters = format!(
        "X-Amz-Algorithm={}&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires={}&X-Amz-SignedHeaders={}",
        signing.scope.algorithm.name(),
        escaped(&whole_credential),
        signing.time.as_str(),
        expires_in.as_secs(),
        escaped(&signed_headers.text()),
    );
    if let Some(regions) = signing.scope.region_set() {
        parameters.extend(["&X-Amz-Region-Set=", &escaped(regions)]);
    }
    if let Some(token) = signing.credentials.session_token() {
        let name = if signing.is_session { "&X-Amz-S3session-Token=" } else { "&X-Amz-Security-Token=" };
        parameters.extend([name, &escaped(token)]);
    }
    let canonical = Canonical::new(request, &signed_headers, signing.path, &parameters, &payload);
    let signature = signing.sign(&canonical, &credential)?;
    parameters.extend(["&X-Amz-Signature=", &signature]);
    *request.uri_mut() = with_parameters(request.uri(), &parameters)?;
    Ok(())
}

fn is_signed(name: &HeaderName) -> bool {
    !UNSIGNED.contains(name)
}

fn value(text: &str) -> Result<HeaderValue, SigningError> {
    HeaderValue::from_str(text).map_err(|error| http::Error::from(error).into())
}

/// A value that is not shown by `Debug`.
fn secret(text: &str) -> Result<HeaderValue, SigningError> {
    let mut value = value(text)?;
    value.set_sensitive(true);
    Ok(value)
}

fn with_parameters(uri: &Uri, parameters: &str) -> Result<Uri, SigningError> {
    let (path, separator) = match uri.path_and_query() {
        None => ("/", "?"),
        Some(whole) if whole.query().is_none() => (whole.as_str(), "?"),
        Some(whole) if whole.query() == Some("") => (whole.as_str(), ""),
        Some(whole) => (whole.as_str(), "&"),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query =
        Some(PathAndQuery::try_from(format!("{path}{separator}{parameters}")).map_err(http::Error::from)?);
    Uri::from_parts(parts).map_err(|error| http::Error::from(error).into())
}

impl Signing<'_> {
    fn sign(&self, canonical: &Canonical<'_>, credential: &str) -> Result<String, SigningError> {
        let algorithm = self.scope.algorithm.name();
        self.key.sign(&[algorithm, "\n", self.time.as_str(), "\n", credential, "\n", &canonical.hash()])
    }

    /// The canonical request of a signature in headers, and the string to sign.
    #[cfg(test)]
    pub(super) fn explain(&self, canonical: &Canonical<'_>) -> (String, String) {
        let mut text = String::new();
        canonical.write(&mut |part| text.push_str(part));
        let credential = self.scope.credential(self.time);
        let algorithm = self.scope.algorithm.name();
        (text, format!("{algorithm}\n{}\n{credential}\n{}", self.time.as_str(), canonical.hash()))
    }
}
