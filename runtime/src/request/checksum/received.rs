//! Checksums of responses.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::Checksum;
use super::algorithm::{Algorithm, Hasher};
use crate::body::{Body, BodyError};

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
        Body::stream(Guarded { body, hasher: Some(self.algorithm.hasher()), expected: self })
    }
}

struct Guarded {
    body: Body,
    /// None after the end.
    hasher: Option<Hasher>,
    expected: Expected,
}

impl Guarded {
    fn check(&mut self) -> Result<(), BodyError> {
        let Some(hasher) = self.hasher.take() else { return Ok(()) };
        let found = crate::base64::encode(hasher.finish());
        let (name, value) = (self.expected.algorithm.name(), &self.expected.value);
        if found == *value { Ok(()) } else { Err(format!("its {name} is {found}, not {value}").into()) }
    }
}

impl http_body::Body for Guarded {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let (Some(Ok(frame)), Some(hasher)) = (&frame, &mut self.hasher)
            && let Some(bytes) = frame.data_ref()
        {
            hasher.update(bytes);
        }
        match frame {
            None => Poll::Ready(self.check().err().map(Err)),
            frame => Poll::Ready(frame),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
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
