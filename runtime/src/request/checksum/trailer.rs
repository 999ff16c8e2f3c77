//! Checksums that follow a body: they are computed while it is sent.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>.

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::algorithm::Algorithm;
use super::chunked::{Chunked, SignChunks};
use crate::body::Body;
use crate::error::Failure;
use crate::header_names::CONTENT_HASH;
use crate::request::headers::insert;

const CODING: &str = "aws-chunked";
const DECODED_LENGTH: HeaderName = HeaderName::from_static("x-amz-decoded-content-length");
const TRAILER: HeaderName = HeaderName::from_static("x-amz-trailer");
const UNSIGNED: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
#[cfg(feature = "sigv4")]
const SIGNED: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

/// The checksum that follows a body: an extension of the request until the body is encoded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trailer {
    algorithm: Algorithm,
    /// How many bytes the body has.
    length: u64,
}

impl Trailer {
    /// Announces the trailer in the headers. False if nobody knows how long the body is.
    pub(super) fn announce(request: &mut http::Request<Body>, algorithm: Algorithm) -> Result<bool, Failure> {
        let Some(length) = request.body().size().or_else(|| content_length(request.headers())) else {
            return Ok(false);
        };
        let headers = request.headers_mut();
        // The length of the encoded body is for the transport to say.
        headers.remove(CONTENT_LENGTH);
        let codings = match headers.get(CONTENT_ENCODING).map(HeaderValue::to_str) {
            Some(Ok(codings)) if !codings.is_empty() => format!("{codings},{CODING}"),
            _ => CODING.to_owned(),
        };
        insert(headers, CONTENT_ENCODING.as_str(), &codings)?;
        insert(headers, DECODED_LENGTH.as_str(), &length.to_string())?;
        headers.insert(TRAILER, HeaderValue::from_static(algorithm.header()));
        request.extensions_mut().insert(Self { algorithm, length });
        Ok(true)
    }

    /// What stands in the signature of the request for the body.
    #[cfg(feature = "sigv4")]
    pub(crate) fn payload(signs_chunks: bool) -> &'static str {
        if signs_chunks { SIGNED } else { UNSIGNED }
    }

    /// Encodes the body. With a signer, each chunk has its signature.
    pub(crate) fn encode(self, request: &mut http::Request<Body>, signer: Option<Box<dyn SignChunks>>) {
        request.extensions_mut().remove::<Self>();
        request.headers_mut().entry(CONTENT_HASH).or_insert(HeaderValue::from_static(UNSIGNED));
        let body = std::mem::take(request.body_mut());
        *request.body_mut() = Body::stream(Chunked::new(body, self.length, self.algorithm, signer));
    }
}

/// What the caller says that the length of a stream is.
fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
