//! Signatures, computed from a request as it arrived: independently of the signer that made them.
//!
//! See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

use crate::http::Request;

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What the signature of a request says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The access key.
    pub access_key: String,
    /// Region and service, like `us-west-2/kinesisvideo`.
    pub scope: String,
    /// The headers that are signed.
    pub signed_headers: Vec<String>,
    /// Whether the signature is right.
    pub valid: bool,
}

/// Checks the signature of a request against the secret key. None if it has none.
pub fn check(request: &Request, secret: &str) -> Option<Signature> {
    let authorization = request.header("authorization")?.strip_prefix("AWS4-HMAC-SHA256 ")?;
    let part = |name: &str| {
        authorization.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    };
    let claim = Claim {
        credential: part("Credential")?,
        signed: part("SignedHeaders")?,
        time: request.header("x-amz-date")?.to_owned(),
        signature: part("Signature")?,
    };
    claim.check(request, secret)
}

/// Checks the signature in the query of a presigned request. None if it has none.
pub fn check_presigned(request: &Request, secret: &str) -> Option<Signature> {
    let (path, query) = request.target.split_once('?')?;
    let value = |wanted: &str| {
        let value = query.split('&').find_map(|pair| pair.strip_prefix(wanted)?.strip_prefix('='))?;
        percent_encoding::percent_decode_str(value).decode_utf8().ok().map(|text| text.into_owned())
    };
    let claim = Claim {
        credential: value("X-Amz-Credential")?,
        signed: value("X-Amz-SignedHeaders")?,
        time: value("X-Amz-Date")?,
        signature: value("X-Amz-Signature")?,
    };
    let others: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("X-Amz-Signature=")).collect();
    claim.check(&Request { target: format!("{path}?{}", others.join("&")), ..request.clone() }, secret)
}

/// What a request says about its signature.
struct Claim {
    credential: String,
    signed: String,
    time: String,
    signature: String,
}

impl Claim {
    fn check(&self, request: &Request, secret: &str) -> Option<Signature> {
        let (access_key, rest) = self.credential.split_once('/')?;
        let mut scope = rest.split('/');
        let (date, region, service) = (scope.next()?, scope.next()?, scope.next()?);
        let text = format!(
            "AWS4-HMAC-SHA256\n{}\n{date}/{region}/{service}/aws4_request\n{}",
            self.time,
            hex(&Sha256::digest(canonical(request, &self.signed)))
        );
        let key = signing_key(secret, date, region, service);
        Some(Signature {
            access_key: access_key.to_owned(),
            scope: format!("{region}/{service}"),
            signed_headers: self.signed.split(';').map(str::to_owned).collect(),
            valid: hex(&mac(&key, &text)) == self.signature,
        })
    }
}

/// The request in the form that is signed. The path is escaped once more than it is sent.
fn canonical(request: &Request, signed: &str) -> String {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    pairs.sort_unstable();
    let headers: String =
        signed.split(';').map(|name| format!("{name}:{}\n", request.header(name).unwrap_or_default().trim())).collect();
    let body = match request.header("x-amz-content-sha256") {
        Some(stand_in @ ("UNSIGNED-PAYLOAD" | "STREAMING-AWS4-HMAC-SHA256-EVENTS")) => stand_in.to_owned(),
        _ => hex(&Sha256::digest(&request.body)),
    };
    let path = utf8_percent_encode(path, RESERVED);
    format!("{}\n{path}\n{}\n{headers}\n{signed}\n{body}", request.method, pairs.join("&"))
}

/// The key of a day, a region and a service.
pub(crate) fn signing_key(secret: &str, date: &str, region: &str, service: &str) -> Vec<u8> {
    let start = mac(format!("AWS4{secret}").as_bytes(), date);
    [region, service, "aws4_request"].iter().fold(start, |key, part| mac(&key, part))
}

pub(crate) fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
