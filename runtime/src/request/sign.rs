//! The last stage of a request: its signature.

use std::time::{Duration, SystemTime};

use crate::body::{Body, BodyError};
use crate::config::PayloadSigning;
use crate::identity::Credentials;
use crate::sigv4::{self, Algorithm, PathForm, Payload, Scope, Signing, SigningKeys, SigningTime};

/// What a request is signed for, and how.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) scope: Scope,
    /// In which form the path is signed. Where it is signed as it is sent, by S3, the hash of the body is in a header, too.
    pub(crate) path: PathForm,
    /// Whether the operation leaves the body unsigned: `aws.auth#unsignedPayload`.
    pub(crate) unsigned_payload: bool,
    /// When the body is signed, of S3.
    pub(crate) payload: PayloadSigning,
    /// Whether the credentials are those of a session of S3, whose token has a header of its own.
    pub(crate) is_session: bool,
}

impl Settings {
    /// Whether a body in memory is not signed: the operation says so, and TLS keeps it from being changed, or the user says so.
    pub(crate) fn leaves_payload_unsigned(&self, request: &http::Request<Body>) -> bool {
        self.unsigned_payload && is_over_tls(request) || self.payload == PayloadSigning::Never
    }

    /// Whether a stream is not signed.
    pub(crate) fn leaves_stream_unsigned(&self, request: &http::Request<Body>) -> bool {
        match self.payload {
            PayloadSigning::WithoutTls => is_over_tls(request),
            PayloadSigning::Always => false,
            PayloadSigning::Never => true,
        }
    }

    /// Whether a file is not read for its hash: S3 takes it unsigned.
    fn leaves_file_unsigned(&self, request: &http::Request<Body>) -> bool {
        let is_file = request.body().bytes().is_none() && request.body().try_clone().is_some();
        is_file && self.is_of_s3() && self.leaves_stream_unsigned(request)
    }

    /// S3 alone signs the path as it is sent, and takes a body that is not signed with any operation.
    fn is_of_s3(&self) -> bool {
        self.path == PathForm::AsSent
    }

    /// The hash of a body that is not in memory; none if it is not signed.
    pub(crate) async fn digest(&self, request: &mut http::Request<Body>) -> Result<Option<String>, BodyError> {
        if self.leaves_payload_unsigned(request) || self.leaves_file_unsigned(request) {
            return Ok(None);
        }
        let digest = request.body_mut().digest().await?;
        if self.payload == PayloadSigning::Always
            && self.is_of_s3()
            && digest.is_none()
            && request.body().bytes().is_none()
        {
            return Err("a stream without a checksum can't be signed, as `Config::payload_signing` asks for".into());
        }
        Ok(digest)
    }

    /// The settings themselves, if the service takes what they say of the body.
    ///
    /// # Errors
    /// The service wants each body signed, and the user none.
    pub(crate) fn checked(self) -> Result<Self, BodyError> {
        if self.payload == PayloadSigning::Never && !self.is_of_s3() && !self.unsigned_payload {
            return Err("the service wants the body signed, which `Config::payload_signing` forbids".into());
        }
        Ok(self)
    }

    /// The fields of a form that name who signs it, and when.
    pub(crate) fn form_fields(
        &self,
        credentials: &Credentials,
        time: &SigningTime,
    ) -> Result<Vec<(String, String)>, BodyError> {
        if self.scope.algorithm != Algorithm::V4 {
            return Err("a form can't be signed with sigv4a, which the endpoint asks for".into());
        }
        let fields = [
            ("x-amz-algorithm", self.scope.algorithm.name().to_owned()),
            ("x-amz-credential", self.scope.whole_credential(credentials.access_key_id(), time)),
            ("x-amz-date", time.as_str().to_owned()),
        ];
        let token = credentials.session_token().map(|token| ("x-amz-security-token", token.to_owned()));
        Ok(fields.into_iter().chain(token).map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The signature of a text alone.
    pub(crate) fn sign_text(
        &self,
        credentials: &Credentials,
        keys: &SigningKeys,
        time: &SigningTime,
        text: &str,
    ) -> Result<String, BodyError> {
        Ok(keys.get(credentials, time, &self.scope)?.sign(&[text])?)
    }

    fn signing<'a>(
        &'a self,
        credentials: &'a Credentials,
        keys: &SigningKeys,
        time: &'a SigningTime,
    ) -> Result<Signing<'a>, BodyError> {
        let key = keys.get(credentials, time, &self.scope)?;
        let is_session = self.is_session;
        Ok(Signing { credentials, key, scope: &self.scope, time, path: self.path, is_session })
    }
}

fn is_over_tls(request: &http::Request<Body>) -> bool {
    request.uri().scheme_str() == Some("https")
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
    let names_payload = settings.unsigned_payload || bytes.is_none() || settings.is_of_s3();
    let payload = match (bytes, digest) {
        (Some(bytes), _) if !settings.leaves_payload_unsigned(request) => Payload::Bytes(bytes),
        (None, Some(digest)) => Payload::Named(digest),
        _ => Payload::Unsigned,
    };
    let time = SigningTime::new(now)?;
    Ok(sigv4::add_to_headers(request, &settings.signing(credentials, keys, &time)?, &payload, names_payload)?)
}

/// Adds the signature to the query. A body has to be in memory, and is not signed where the path is signed as it is sent: S3
/// takes it for unsigned in such a request.
pub(crate) fn presign(
    request: &mut http::Request<Body>,
    credentials: &Credentials,
    keys: &SigningKeys,
    settings: &Settings,
    now: SystemTime,
    expires_in: Duration,
) -> Result<(), BodyError> {
    let is_signed = !settings.is_of_s3() && !settings.leaves_payload_unsigned(request);
    let payload = match request.body().bytes() {
        Some(bytes) if is_signed => Payload::Bytes(bytes.clone()),
        _ => Payload::Unsigned,
    };
    let time = SigningTime::new(now)?;
    Ok(sigv4::add_to_query(request, &settings.signing(credentials, keys, &time)?, &payload, expires_in)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sigv4::Algorithm;

    fn settings(path: PathForm, payload: PayloadSigning, unsigned_payload: bool) -> Settings {
        let scope = Scope { algorithm: Algorithm::V4, region: "us-west-2".to_owned(), service: "s3".to_owned() };
        Settings { scope, path, unsigned_payload, payload, is_session: false }
    }

    fn keys() -> (Credentials, SigningKeys) {
        (Credentials::new("AKIDEXAMPLE", "secret"), SigningKeys::default())
    }

    /// The query of a presigned request, and one whose payload is signed as `payload` says.
    fn queries(path: PathForm, payload: Payload) -> (String, String) {
        let settings = settings(path, PayloadSigning::default(), false);
        let (credentials, keys) = keys();
        let request = || http::Request::get("https://example.com/a%20key").body(Body::from("body")).expect("a request");
        let (now, minute) = (SystemTime::UNIX_EPOCH, Duration::from_secs(60));
        let (mut presigned, mut expected) = (request(), request());
        presign(&mut presigned, &credentials, &keys, &settings, now, minute).expect("signed");
        let time = SigningTime::new(now).expect("a time");
        let signing = settings.signing(&credentials, &keys, &time).expect("a key");
        sigv4::add_to_query(&mut expected, &signing, &payload, minute).expect("signed");
        let query = |request: http::Request<Body>| request.uri().query().unwrap_or_default().to_owned();
        (query(presigned), query(expected))
    }

    #[test]
    fn s3_takes_the_body_of_a_presigned_request_for_unsigned() {
        let (found, expected) = queries(PathForm::AsSent, Payload::Unsigned);
        assert_eq!(found, expected);
        let (found, expected) = queries(PathForm::NormalizedAndEscaped, Payload::Bytes("body".into()));
        assert_eq!(found, expected);
    }

    /// What a request to a store without or with TLS has in `x-amz-content-sha256`.
    async fn named(settings: &Settings, scheme: &str, body: Body) -> Result<Option<String>, String> {
        let mut request = http::Request::put(format!("{scheme}://example.com/key")).body(body).expect("a request");
        let digest = settings.digest(&mut request).await.map_err(|error| error.to_string())?;
        let (credentials, keys) = keys();
        apply(&mut request, &credentials, &keys, settings, SystemTime::UNIX_EPOCH, digest).expect("signed");
        let name = request.headers().get("x-amz-content-sha256");
        Ok(name.map(|name| name.to_str().expect("a text").to_owned()))
    }

    /// Whether a body is signed, by where it is, whether there is TLS, and what the operation and the user say.
    #[tokio::test]
    async fn bodies_are_signed_as_the_user_says() {
        use PathForm::{AsSent, NormalizedAndEscaped};
        use PayloadSigning::{Always, Never, WithoutTls};

        // The hash of `body`.
        const HASH: &str = "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5";
        const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("body");
        std::fs::write(&path, "body").expect("written");
        let bytes = || Body::from("body");
        let file = || Body::file(&path).expect("a file");
        let stream = || Body::stream(bytes());
        let cases = [
            // Bytes of S3 are signed, unless the user forbids it.
            (AsSent, WithoutTls, false, "http", bytes(), Ok(Some(HASH))),
            (AsSent, WithoutTls, false, "https", bytes(), Ok(Some(HASH))),
            (AsSent, Always, false, "https", bytes(), Ok(Some(HASH))),
            (AsSent, Never, false, "http", bytes(), Ok(Some(UNSIGNED))),
            // Files of S3 are, where TLS does not keep them from being changed.
            (AsSent, WithoutTls, false, "http", file(), Ok(Some(HASH))),
            (AsSent, WithoutTls, false, "https", file(), Ok(Some(UNSIGNED))),
            (AsSent, Always, false, "https", file(), Ok(Some(HASH))),
            (AsSent, Never, false, "http", file(), Ok(Some(UNSIGNED))),
            // A stream has no hash beforehand.
            (AsSent, WithoutTls, false, "http", stream(), Ok(Some(UNSIGNED))),
            (AsSent, WithoutTls, false, "https", stream(), Ok(Some(UNSIGNED))),
            (AsSent, Always, false, "https", stream(), Err("a stream without a checksum can't be signed")),
            (AsSent, Never, false, "http", stream(), Ok(Some(UNSIGNED))),
            // Other services take no body unsigned, unless the operation says so; then TLS has to be there.
            (NormalizedAndEscaped, WithoutTls, false, "https", bytes(), Ok(None)),
            (NormalizedAndEscaped, WithoutTls, false, "https", file(), Ok(Some(HASH))),
            (NormalizedAndEscaped, Always, false, "https", stream(), Ok(Some(UNSIGNED))),
            (NormalizedAndEscaped, WithoutTls, true, "https", bytes(), Ok(Some(UNSIGNED))),
            (NormalizedAndEscaped, WithoutTls, true, "http", bytes(), Ok(Some(HASH))),
            (NormalizedAndEscaped, WithoutTls, true, "https", file(), Ok(Some(UNSIGNED))),
            (NormalizedAndEscaped, WithoutTls, true, "http", file(), Ok(Some(HASH))),
        ];
        for (number, (form, payload, unsigned, scheme, body, expected)) in cases.into_iter().enumerate() {
            let found = named(&settings(form, payload, unsigned), scheme, body).await;
            match expected {
                Ok(expected) => assert_eq!(found.as_ref().map(|name| name.as_deref()), Ok(expected), "case {number}"),
                Err(message) => assert!(found.is_err_and(|error| error.starts_with(message)), "case {number}"),
            }
        }
    }

    #[test]
    fn a_service_that_wants_the_body_signed_can_not_be_refused_it() {
        use PathForm::{AsSent, NormalizedAndEscaped};

        let checked = |path, payload, unsigned| settings(path, payload, unsigned).checked().map(drop);
        checked(NormalizedAndEscaped, PayloadSigning::Never, false).expect_err("the service wants it");
        checked(NormalizedAndEscaped, PayloadSigning::Never, true).expect("the operation leaves it unsigned");
        checked(AsSent, PayloadSigning::Never, false).expect("S3 takes it");
        checked(NormalizedAndEscaped, PayloadSigning::Always, false).expect("signed");
    }

    /// Chunks are signed where a file would be.
    #[test]
    fn streams_are_signed_as_files_are() {
        let leaves = |scheme: &str, payload| {
            let request = http::Request::put(format!("{scheme}://example.com")).body(Body::empty()).expect("a request");
            settings(PathForm::AsSent, payload, false).leaves_stream_unsigned(&request)
        };
        assert!(leaves("https", PayloadSigning::WithoutTls) && !leaves("http", PayloadSigning::WithoutTls));
        assert!(!leaves("https", PayloadSigning::Always) && leaves("http", PayloadSigning::Never));
    }

    #[test]
    fn forms_name_who_signs_them_and_when() {
        let time = SigningTime::new(SystemTime::UNIX_EPOCH).expect("a time");
        let (credentials, keys) = keys();
        let credentials = credentials.with_session_token("token");
        let settings = settings(PathForm::AsSent, PayloadSigning::default(), false);
        let fields = settings.form_fields(&credentials, &time).expect("fields");
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let expected = [
            ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
            ("x-amz-credential", "AKIDEXAMPLE/19700101/us-west-2/s3/aws4_request"),
            ("x-amz-date", "19700101T000000Z"),
            ("x-amz-security-token", "token"),
        ];
        assert_eq!(fields, expected);
        let signature = settings.sign_text(&credentials, &keys, &time, "policy").expect("signed");
        assert!(signature.len() == 64 && signature.bytes().all(|byte| byte.is_ascii_hexdigit()), "{signature}");
    }

    #[cfg(feature = "sigv4a")]
    #[test]
    fn forms_are_not_signed_for_several_regions() {
        let time = SigningTime::new(SystemTime::UNIX_EPOCH).expect("a time");
        let mut settings = settings(PathForm::AsSent, PayloadSigning::default(), false);
        settings.scope.algorithm = Algorithm::V4a;
        settings.form_fields(&keys().0, &time).expect_err("not with sigv4a");
    }
}
