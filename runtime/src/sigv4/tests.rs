//! The official vectors, `$SHARED/vectors/sigv4`, and the official signer on random requests.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{
    self as official, PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode,
};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http::HeaderName;
use serde_json::Value;

use super::canonical::{Canonical, SignedHeaders};
use super::*;
use crate::identity::Credentials;
use crate::timestamp;

fn payload(request: &http::Request<Bytes>) -> Payload {
    Payload::Bytes(request.body().clone())
}

fn text(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A request of HTTP/1.1 as it stands in a file. The target may hold what no URL may, which is escaped.
fn request(text: &str) -> http::Request<Bytes> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let first = lines.next().expect("a first line");
    let (method, rest) = first.split_once(' ').expect("a method");
    let target = rest.strip_suffix(" HTTP/1.1").expect("a version").replace(' ', "%20");
    let target: String = target
        .chars()
        .flat_map(|letter| match letter.is_ascii() {
            true => vec![letter.to_string()],
            false => letter.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        })
        .collect();
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        match line.split_once(':') {
            Some((name, value)) if !line.starts_with(' ') => headers.push((name.to_owned(), value.to_owned())),
            // A value that goes on.
            _ => headers.last_mut().expect("a header").1 += &format!(" {}", line.trim()),
        }
    }
    let mut request = http::Request::builder().method(method).uri(format!("https://example.amazonaws.com{target}"));
    for (name, value) in headers {
        request = request.header(name, value.trim());
    }
    request.body(Bytes::copy_from_slice(body.as_bytes())).expect("a request")
}

/// What the older cases are signed with: of it, only the time is in the canonical request.
fn older_context() -> Value {
    serde_json::json!({
        "credentials": { "access_key_id": "AKIDEXAMPLE", "secret_access_key": "secret" },
        "expiration_in_seconds": 3600, "normalize": true, "region": "us-east-1", "service": "service",
        "sign_body": false, "timestamp": "2021-05-11T15:40:45Z",
    })
}

/// What is known of a vector.
struct Case {
    folder: PathBuf,
    request: http::Request<Bytes>,
    credentials: Credentials,
    /// The token, where it is added after the signature.
    later_token: Option<String>,
    scope: Scope,
    time: SigningTime,
    expires_in: Duration,
    normalizes: bool,
    signs_body: bool,
}

impl Case {
    fn read(folder: PathBuf, algorithm: Algorithm) -> Self {
        let context: Value = match folder.join("context.json").exists() {
            true => serde_json::from_str(&text(&folder, "context.json")).expect("JSON"),
            false => older_context(),
        };
        let text_of = |value: &Value| value.as_str().expect("a text").to_owned();
        let keys = &context["credentials"];
        let mut credentials = Credentials::new(text_of(&keys["access_key_id"]), text_of(&keys["secret_access_key"]));
        let token = keys["token"].as_str().map(str::to_owned);
        let is_later = context["omit_session_token"].as_bool().unwrap_or(false);
        if let Some(token) = token.clone().filter(|_| !is_later) {
            credentials = credentials.with_session_token(token);
        }
        let moment = timestamp::parse(&text_of(&context["timestamp"])).expect("a time");
        Self {
            request: request(&text(&folder, "request.txt")),
            credentials,
            later_token: token.filter(|_| is_later),
            scope: Scope { algorithm, region: text_of(&context["region"]), service: text_of(&context["service"]) },
            time: SigningTime::new(SystemTime::try_from(moment).expect("a time")).expect("a time"),
            expires_in: Duration::from_secs(context["expiration_in_seconds"].as_u64().expect("seconds")),
            normalizes: context["normalize"].as_bool().expect("a switch"),
            signs_body: context["sign_body"].as_bool().expect("a switch"),
            folder,
        }
    }

    fn signing(&self) -> Signing<'_> {
        Signing {
            credentials: &self.credentials,
            key: SigningKeys::default().get(&self.credentials, &self.time, &self.scope).expect("a key"),
            scope: &self.scope,
            time: &self.time,
            path: match self.normalizes {
                _ if self.is_older() => PathForm::NormalizedAndEscaped,
                true => PathForm::Normalized,
                false => PathForm::AsSent,
            },
            is_session: false,
        }
    }

    fn expect(&self, name: &str, found: &str) {
        assert_eq!(found, text(&self.folder, name).trim_end(), "{}/{name}", self.folder.display());
    }

    /// The signature of a text to sign. Those of ECDSA are not the same each time: the file's and ours are verified.
    #[cfg_attr(not(feature = "sigv4a"), allow(unused_variables, reason = "only these are verified"))]
    fn expect_signature(&self, place: &str, found: &str, to_sign: &str) {
        let file = format!("{place}-signature.txt");
        #[cfg(feature = "sigv4a")]
        if let key::SigningKey::Ecdsa(key) = self.signing().key {
            let public: Value = serde_json::from_str(&text(&self.folder, "public-key.json")).expect("JSON");
            let expected = ["X", "Y"].map(|name| public[name].as_str().expect("digits")).concat();
            let point = key.verifying_key().to_sec1_point(false);
            assert_eq!(crate::hex::hex(&point.as_bytes()[1..]), expected, "{}", self.folder.display());
            for signature in [found, text(&self.folder, &file).trim_end()] {
                assert!(
                    is_valid(key.verifying_key(), signature, to_sign.trim_end()),
                    "{}/{file}",
                    self.folder.display()
                );
            }
            return;
        }
        self.expect(&file, found);
    }

    /// What the signed request of the vector says, in any order.
    fn expect_request(&self, name: &str, found: &http::Request<Bytes>) {
        // What is signed anew is another signature of ECDSA.
        let without_signature = |text: &str| match self.scope.algorithm {
            Algorithm::V4 => text.to_owned(),
            #[cfg(feature = "sigv4a")]
            Algorithm::V4a => text.split("Signature=").next().unwrap_or_default().to_owned(),
        };
        let parts = |request: &http::Request<Bytes>| {
            let query = request.uri().query().unwrap_or_default();
            let mut query: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).map(without_signature).collect();
            query.sort();
            let value = |value: &http::HeaderValue| without_signature(&String::from_utf8_lossy(value.as_bytes()));
            let mut headers: Vec<_> =
                request.headers().iter().map(|(name, found)| (name.to_string(), value(found))).collect();
            headers.sort();
            (request.method().clone(), request.uri().path().to_owned(), query, headers)
        };
        let expected = request(&text(&self.folder, name));
        assert_eq!(parts(found), parts(&expected), "{}/{name}", self.folder.display());
    }

    fn check_headers(&self) {
        let (mut request, signing) = (self.clone_request(), self.signing());
        let bytes = payload(&request);
        let signature = add_to_headers(&mut request, &signing, &bytes, self.signs_body).expect("signed");
        if self.is_older() {
            return self.check_canonical(&request, &signing);
        }
        self.expect_signature("header", &signature, &text(&self.folder, "header-string-to-sign.txt"));
        if let Some(token) = &self.later_token {
            request.headers_mut().insert("x-amz-security-token", token.parse().expect("a header"));
        }
        self.expect_request("header-signed-request.txt", &request);
        self.check_canonical(&request, &signing);
    }

    fn check_canonical(&self, request: &http::Request<Bytes>, signing: &Signing<'_>) {
        let hash = payload(request).hash();
        let later = |name: &HeaderName| {
            name != http::header::AUTHORIZATION && !(self.later_token.is_some() && name == "x-amz-security-token")
        };
        let names = SignedHeaders::new(request.headers(), later).expect("headers");
        let canonical = Canonical::new(request, &names, signing.path, "", &hash);
        let (text, to_sign) = signing.explain(&canonical);
        self.expect("header-canonical-request.txt", &text);
        if !self.is_older() {
            self.expect("header-string-to-sign.txt", &to_sign);
        }
    }

    /// Two older cases have signatures of keys that nobody knows.
    fn is_older(&self) -> bool {
        !self.folder.join("context.json").exists()
    }

    fn check_query(&self) {
        let (mut request, signing) = (self.clone_request(), self.signing());
        let bytes = payload(&request);
        add_to_query(&mut request, &signing, &bytes, self.expires_in).expect("signed");
        let query = request.uri().query().expect("a query").to_owned();
        let (parameters, signature) = query.rsplit_once("&X-Amz-Signature=").expect("a signature");
        self.expect_signature("query", signature, &text(&self.folder, "query-string-to-sign.txt"));
        let unsigned = self.clone_request();
        let hash = payload(&unsigned).hash();
        let added = match unsigned.uri().query() {
            Some(before) => parameters.strip_prefix(before).expect("what was there"),
            None => parameters,
        };
        let names = SignedHeaders::new(unsigned.headers(), |_| true).expect("headers");
        let canonical = Canonical::new(&unsigned, &names, signing.path, added, &hash);
        let (text, to_sign) = signing.explain(&canonical);
        self.expect("query-canonical-request.txt", &text);
        self.expect("query-string-to-sign.txt", &to_sign);
        if let Some(token) = &self.later_token {
            let added = format!("{}&X-Amz-Security-Token={}", request.uri(), crate::escape::escaped(token));
            *request.uri_mut() = added.parse().expect("a URL");
        }
        self.expect_request("query-signed-request.txt", &request);
    }

    fn clone_request(&self) -> http::Request<Bytes> {
        let mut request = http::Request::new(self.request.body().clone());
        *request.method_mut() = self.request.method().clone();
        *request.uri_mut() = self.request.uri().clone();
        *request.headers_mut() = self.request.headers().clone();
        request
    }
}

/// Whether the signature, in hexadecimal digits of its DER form, is one of the text.
#[cfg(feature = "sigv4a")]
fn is_valid(key: &p256::ecdsa::VerifyingKey, signature: &str, text: &str) -> bool {
    use p256::ecdsa::signature::Verifier;
    let digit = |at: usize| u8::from_str_radix(&signature[at..at + 2], 16).expect("digits");
    let bytes: Vec<u8> = (0..signature.len()).step_by(2).map(digit).collect();
    let signature = p256::ecdsa::Signature::from_der(&bytes).expect("a signature");
    key.verify(text.as_bytes(), &signature).is_ok()
}

/// Checks every vector of a folder, which are so many at least.
fn check_vectors(folder: &str, algorithm: Algorithm, least: usize) {
    let Some(shared) = std::env::var_os("SHARED") else {
        println!("skipped: the vectors of SigV4, for want of the variable SHARED");
        return;
    };
    let folder = PathBuf::from(shared).join("vectors/sigv4").join(folder);
    let mut cases: Vec<PathBuf> =
        folder.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    assert!(cases.len() >= least, "{}", cases.len());
    for folder in cases {
        let case = Case::read(folder, algorithm);
        case.check_headers();
        if !case.is_older() {
            case.check_query();
        }
    }
}

#[test]
fn every_official_vector_is_signed() {
    check_vectors("v4", Algorithm::V4, 40);
    #[cfg(feature = "sigv4a")]
    check_vectors("v4a", Algorithm::V4a, 38);
}

/// Numbers that look random and are the same each time: xorshift64*.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize) % bound
    }

    fn text(&mut self, letters: &[&str], longest: usize) -> String {
        (0..self.below(longest + 1)).map(|_| letters[self.below(letters.len())]).collect()
    }

    fn request(&mut self) -> http::Request<Bytes> {
        const PATH: [&str; 16] =
            ["a", "B", "7", "/", "/", ".", "..", "/./", "/../", "%20", "%2F", "%C3%A9", "~", "+", ":", "@"];
        const QUERY: [&str; 14] = ["a", "B", "7", "=", "&", "&", "%20", "+", "%2b", "%C3%A9", "~", "*", "/", "-"];
        const VALUE: [&str; 8] = ["a", "B", " ", "  ", ",", "é", "\"", "/"];
        let hosts = ["https://example.com", "http://127.0.0.1:8080", "https://example.com:443", "http://e.x:80"];
        let query = if self.below(2) == 0 { String::new() } else { format!("?{}", self.text(&QUERY, 20)) };
        let uri = format!("{}/{}{query}", hosts[self.below(4)], self.text(&PATH, 12));
        let method = ["GET", "PUT", "POST", "DELETE"][self.below(4)];
        let mut request = http::Request::builder().method(method).uri(uri);
        for _ in 0..self.below(6) {
            let name = ["x-amz-meta-a", "X-Amz-Target", "content-type", "range", "x-b", "date"][self.below(6)];
            let value = http::HeaderValue::from_bytes(self.text(&VALUE, 8).trim().as_bytes()).expect("a value");
            request = request.header(name, value);
        }
        request.body(Bytes::from(self.text(&["{", "\"", "a", "}"], 30))).expect("a request")
    }
}

/// The signed request by the official signer: its URL and its headers.
fn officially(
    request: &http::Request<Bytes>,
    signing: &Signing<'_>,
    now: SystemTime,
    names_payload: bool,
    expires_in: Option<Duration>,
) -> http::Request<()> {
    let mut keys = aws_credential_types::Credentials::builder()
        .access_key_id(signing.credentials.access_key_id())
        .secret_access_key(signing.credentials.secret_access_key())
        .provider_name("test");
    keys.set_session_token(signing.credentials.session_token().map(str::to_owned));
    let identity = keys.build().into();
    let mut settings = SigningSettings::default();
    settings.excluded_headers = None;
    if names_payload {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    if signing.path == PathForm::AsSent {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    if expires_in.is_some() {
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = expires_in;
    }
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(&signing.scope.region)
        .name(&signing.scope.service)
        .time(now)
        .settings(settings)
        .build()
        .expect("parameters")
        .into();
    let headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8(value.as_bytes().to_vec()).expect("UTF-8")))
        .collect();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let body = SignableBody::Bytes(request.body());
    let signable =
        SignableRequest::new(request.method().as_str(), request.uri().to_string(), headers, body).expect("a request");
    let (instructions, _) = official::sign(signable, &params).expect("a signature").into_parts();
    let mut signed = http::Request::builder().method(request.method()).uri(request.uri()).body(()).expect("a request");
    *signed.headers_mut() = request.headers().clone();
    instructions.apply_to_request_http1x(&mut signed);
    signed
}

#[test]
fn signatures_are_those_of_the_official_signer() {
    // A debug build takes a second for a thousand.
    let count = if cfg!(debug_assertions) { 2_000 } else { 100_000 };
    let mut random = Random(0x5EED);
    let (region, service) = ("us-west-2".to_owned(), "kinesisvideo".to_owned());
    let scope = Scope { algorithm: Algorithm::V4, region, service };
    let keys = SigningKeys::default();
    let lasting = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let temporary = lasting.clone().with_session_token("token/+=");
    for number in 0..count {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(random.below(4_000_000_000) as u64);
        let time = SigningTime::new(now).expect("a time");
        let credentials = if random.below(2) == 0 { &lasting } else { &temporary };
        let path = if random.below(2) == 0 { PathForm::NormalizedAndEscaped } else { PathForm::AsSent };
        let key = keys.get(credentials, &time, &scope).expect("a key");
        let signing = Signing { credentials, key, scope: &scope, time: &time, path, is_session: false };
        let mut request = random.request();
        let bytes = payload(&request);
        let described = format!("{number}: {request:?}");
        if random.below(2) == 0 {
            let names_payload = random.below(2) == 0;
            let expected = officially(&request, &signing, now, names_payload, None);
            add_to_headers(&mut request, &signing, &bytes, names_payload).expect("signed");
            assert_eq!(request.headers(), expected.headers(), "{described}");
        } else {
            let expires_in = Duration::from_secs(random.below(604_800) as u64 + 1);
            let expected = officially(&request, &signing, now, false, Some(expires_in));
            add_to_query(&mut request, &signing, &bytes, expires_in).expect("signed");
            let signature = |uri: &http::Uri| {
                let query = uri.query().unwrap_or_default();
                query.split('&').find_map(|pair| pair.strip_prefix("X-Amz-Signature=").map(str::to_owned))
            };
            let found = signature(request.uri());
            assert!(found.is_some() && found == signature(expected.uri()), "{described}");
        }
    }
}
