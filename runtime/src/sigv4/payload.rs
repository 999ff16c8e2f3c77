//! Signatures of the parts of a payload, events and chunks: each is part of the next one.
//!
//! See <https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-http2> and
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>.

use std::sync::Arc;

#[cfg(feature = "event-stream")]
use bytes::Bytes;
use ring::digest::{SHA256, digest};

use super::error::SigningError;
use super::key::SigningKeys;
use super::mac::Mac;
use super::scope::Scope;
use super::time::SigningTime;
use crate::hex::hex;
use crate::identity::Credentials;

const PART: &str = "AWS4-HMAC-SHA256-PAYLOAD";
#[cfg(feature = "checksum")]
const TRAILER: &str = "AWS4-HMAC-SHA256-TRAILER";

/// Signs the parts of a payload one after another.
pub(crate) struct PayloadSigner {
    pub(crate) credentials: Credentials,
    pub(crate) scope: Scope,
    pub(crate) keys: Arc<SigningKeys>,
    /// The signature of the request at first, in hexadecimal digits.
    pub(crate) last: String,
}

impl PayloadSigner {
    /// The signature of the next event, as bytes. `date` is the header `:date` as it stands in the message: it is signed, too.
    ///
    /// # Errors
    /// The algorithm signs no parts.
    #[cfg(feature = "event-stream")]
    pub(crate) fn event(&mut self, payload: &[u8], time: &SigningTime, date: &[u8]) -> Result<Bytes, SigningError> {
        let signature = self.sign(PART, time, &[date, payload])?;
        Ok(Bytes::copy_from_slice(&*signature))
    }

    /// The signature of the next chunk, in hexadecimal digits. The last chunk is empty.
    ///
    /// # Errors
    /// As [`event`](Self::event).
    #[cfg(feature = "checksum")]
    pub(crate) fn chunk(&mut self, data: &[u8], time: &SigningTime) -> Result<&str, SigningError> {
        self.sign(PART, time, &[b"", data])?;
        Ok(&self.last)
    }

    /// The signature of the trailers, each a line with a line feed at its end, in hexadecimal digits.
    ///
    /// # Errors
    /// As [`event`](Self::event).
    #[cfg(feature = "checksum")]
    pub(crate) fn trailers(&mut self, lines: &str, time: &SigningTime) -> Result<&str, SigningError> {
        self.sign(TRAILER, time, &[lines.as_bytes()])?;
        Ok(&self.last)
    }

    fn sign(&mut self, algorithm: &str, time: &SigningTime, hashed: &[&[u8]]) -> Result<Mac, SigningError> {
        let key = self.keys.get(&self.credentials, time, &self.scope)?;
        let mut text = [algorithm, time.as_str(), &self.scope.credential(time), &self.last].join("\n");
        for part in hashed {
            text.push('\n');
            text.push_str(&hex(digest(&SHA256, part).as_ref()));
        }
        let signature = key.sign_part(&text)?;
        self.last = hex(&*signature);
        Ok(signature)
    }
}

#[cfg(all(test, feature = "checksum"))]
mod tests {
    use super::*;
    use crate::sigv4::Algorithm;

    /// A payload of 66,560 bytes `a` and its trailer, behind a request with this signature.
    fn signatures(seed: &str, trailer: Option<&str>) -> Vec<String> {
        let (region, service) = ("us-east-1".to_owned(), "s3".to_owned());
        let mut signer = PayloadSigner {
            credentials: Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            scope: Scope { algorithm: Algorithm::V4, region, service },
            keys: Arc::default(),
            last: seed.to_owned(),
        };
        // 24 May 2013, 00:00:00 GMT.
        let time = SigningTime::new(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_369_353_600));
        let time = time.expect("a time");
        let chunks: [&[u8]; 3] = [&[b'a'; 65_536], &[b'a'; 1_024], b""];
        let mut all: Vec<String> =
            chunks.iter().map(|chunk| signer.chunk(chunk, &time).expect("signed").to_owned()).collect();
        all.extend(trailer.map(|lines| signer.trailers(lines, &time).expect("signed").to_owned()));
        all
    }

    /// The examples in the documentation of Amazon S3.
    #[test]
    fn chunks_and_trailers_are_signed_as_s3_documents_it() {
        assert_eq!(
            signatures("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9", None),
            [
                "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            ]
        );
        assert_eq!(
            signatures(
                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
                Some("x-amz-checksum-crc32c:sOO8/Q==\n")
            ),
            [
                "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
                "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
                "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
                "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
            ]
        );
    }
}
