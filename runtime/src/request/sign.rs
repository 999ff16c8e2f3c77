//! Signing with SigV4.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http::{HeaderName, header};

use super::headers::{ATTEMPT, INVOCATION_ID};
use crate::body::{Body, BodyError};

/// What a request is signed for.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) name: &'a str,
    pub(crate) region: &'a str,
    pub(crate) double_encoding: bool,
    pub(crate) unsigned_payload: bool,
}

impl Scope<'_> {
    /// Whether the body is not signed, which takes TLS to keep it from being changed.
    pub(crate) fn leaves_payload_unsigned(&self, request: &http::Request<Body>) -> bool {
        self.unsigned_payload && request.uri().scheme_str() == Some("https")
    }
}

/// Headers that are not signed: those that intermediaries may change, those that say nothing about what is asked, and the
/// host, which is signed from the URI.
static UNSIGNED: [HeaderName; 10] = [
    header::AUTHORIZATION,
    header::CONNECTION,
    header::EXPECT,
    header::HOST,
    header::TE,
    header::TRANSFER_ENCODING,
    header::USER_AGENT,
    INVOCATION_ID,
    ATTEMPT,
    HeaderName::from_static("x-amzn-trace-id"),
];

/// Adds the signature to the headers, and gives it. Everything else must be there already; `digest` stands for a body
/// that is not in memory.
pub(crate) fn apply(
    request: &mut http::Request<Body>,
    credentials: Credentials,
    scope: &Scope<'_>,
    now: SystemTime,
    digest: Option<String>,
) -> Result<String, BodyError> {
    let streams = request.body().bytes().is_none();
    let unsigned = scope.leaves_payload_unsigned(request);
    let body = match (request.body().bytes().cloned(), digest) {
        (Some(bytes), _) if !unsigned => Payload::Bytes(bytes),
        (None, Some(digest)) => Payload::Digest(digest),
        _ => Payload::Unsigned,
    };
    signed(request, credentials, scope, now, &body, settings(scope, streams))
}

/// Adds the signature to the query. A body has to be in memory.
pub(crate) fn presign(
    request: &mut http::Request<Body>,
    credentials: Credentials,
    scope: &Scope<'_>,
    now: SystemTime,
    expires_in: Duration,
) -> Result<(), BodyError> {
    let body = match request.body().bytes().cloned() {
        Some(bytes) if !scope.leaves_payload_unsigned(request) => Payload::Bytes(bytes),
        _ => Payload::Unsigned,
    };
    let mut settings = settings(scope, false);
    settings.signature_location = SignatureLocation::QueryParams;
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    settings.expires_in = Some(expires_in);
    signed(request, credentials, scope, now, &body, settings).map(drop)
}

/// What a signature says about a body.
enum Payload {
    Bytes(Bytes),
    Digest(String),
    Unsigned,
}

fn signed(
    request: &mut http::Request<Body>,
    credentials: Credentials,
    scope: &Scope<'_>,
    now: SystemTime,
    body: &Payload,
    settings: SigningSettings,
) -> Result<String, BodyError> {
    let identity = credentials.into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(scope.region)
        .name(scope.name)
        .time(now)
        .settings(settings)
        .build()?
        .into();
    let body = match body {
        Payload::Bytes(bytes) => SignableBody::Bytes(bytes),
        Payload::Digest(digest) => SignableBody::Precomputed(digest.clone()),
        Payload::Unsigned => SignableBody::UnsignedPayload,
    };
    let uri = request.uri().to_string();
    let headers = || request.headers().iter().filter(|(name, _)| !UNSIGNED.contains(name));
    if let Some((name, _)) = headers().find(|(_, value)| std::str::from_utf8(value.as_bytes()).is_err()) {
        return Err(format!("the header {name} is not UTF-8, and so can't be signed").into());
    }
    let headers =
        headers().filter_map(|(name, value)| Some((name.as_str(), std::str::from_utf8(value.as_bytes()).ok()?)));
    let signable = SignableRequest::new(request.method().as_str(), uri, headers, body)?;
    let (instructions, signature) = sign(signable, &params)?.into_parts();
    instructions.apply_to_request_http1x(request);
    Ok(signature)
}

/// Paths are escaped twice and normalised, except where a service (S3) says otherwise. That one wants the hash of the body in
/// a header, too.
fn settings(scope: &Scope<'_>, streams: bool) -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.excluded_headers = None;
    if scope.unsigned_payload || streams || !scope.double_encoding {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    if !scope.double_encoding {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    settings
}
