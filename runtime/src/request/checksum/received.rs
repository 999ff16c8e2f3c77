//! Checksums of responses.

use super::algorithm::{Algorithm, Hasher};
use crate::body::{Body, BodyError};
use crate::operation::Checksum;
use crate::request::guarded;

/// What a response says its body's checksum is.
pub(crate) struct Expected {
    algorithm: Algorithm,
    value: String,
}

impl Expected {
    /// The checksum that a response carries, if the operation speaks of its algorithm.
    pub(crate) fn of(checksum: Checksum, headers: &http::HeaderMap) -> Option<Self> {
        let Checksum::Flexible { response, .. } = checksum else { return None };
        response.iter().find_map(|name| {
            let algorithm = Algorithm::from_name(name)?;
            let value = headers.get(algorithm.header())?.to_str().ok()?.trim();
            // A checksum of checksums, as of an object that came in parts, is `VALUE-COUNT`.
            (!value.contains('-')).then(|| Self { algorithm, value: value.to_owned() })
        })
    }

    /// The same body, which fails at its end if it was not what the response said.
    pub(crate) fn guard(self, body: Body) -> Body {
        guarded::guard(body, Verifier { hasher: self.algorithm.hasher(), expected: self })
    }
}

struct Verifier {
    hasher: Hasher,
    expected: Expected,
}

impl guarded::Verify for Verifier {
    fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    fn finish(self) -> Result<(), BodyError> {
        let found = crate::base64::encode(self.hasher.finish());
        let (name, value) = (self.expected.algorithm.name(), &self.expected.value);
        if found == *value { Ok(()) } else { Err(format!("its {name} is {found}, not {value}").into()) }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    const CHECKSUM: Checksum = Checksum::Flexible { required: false, response: &["SHA256", "CRC32"] };

    async fn received(value: &'static str, body: &'static [u8]) -> Option<Result<Bytes, String>> {
        let mut headers = http::HeaderMap::new();
        headers.insert("x-amz-checksum-crc32", http::HeaderValue::from_static(value));
        let expected = Expected::of(CHECKSUM, &headers)?;
        Some(expected.guard(Body::from(Bytes::from_static(body))).collect().await.map_err(|error| error.to_string()))
    }

    #[tokio::test]
    async fn damage_is_found_at_the_end() {
        assert_eq!(received("y/Q5Jg==", b"123456789").await, Some(Ok(Bytes::from_static(b"123456789"))));
        assert_eq!(
            received("y/Q5Jg==", b"123456780").await,
            Some(Err("its CRC32 is siiBgg==, not y/Q5Jg==".to_owned()))
        );
        assert_eq!(received("y/Q5Jg==-3", b"anything").await, None);
    }
}
