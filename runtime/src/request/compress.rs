//! Compression of requests: `requestCompression`.
//!
//! See <https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait>.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, HeaderValue};
use http_body::Frame;

use crate::body::{Body, BodyError};

/// Compresses the body with gzip if it has at least so many bytes. Streams are compressed whatever their length.
pub(crate) fn apply(request: &mut http::Request<Body>, threshold: u64) -> Result<(), BodyError> {
    let compressed = match (request.body().bytes(), request.body().size()) {
        (_, Some(size)) if size < threshold => return Ok(()),
        (Some(bytes), _) => Body::from(gzip(bytes)?),
        (None, _) => {
            let body = std::mem::take(request.body_mut());
            Body::stream(Compressed { body, encoder: Some(encoder()) })
        }
    };
    *request.body_mut() = compressed;
    // Encodings stand in the order in which they were applied.
    let before = request.headers().get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    let encodings = before.map_or("gzip".to_owned(), |before| format!("{before}, gzip"));
    request.headers_mut().insert(CONTENT_ENCODING, HeaderValue::try_from(encodings)?);
    Ok(())
}

fn encoder() -> GzEncoder<Vec<u8>> {
    GzEncoder::new(Vec::new(), Compression::default())
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = encoder();
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// A body that is compressed while it is sent.
struct Compressed {
    body: Body,
    /// None after the end.
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl Compressed {
    /// Whatever is ready after these bytes.
    fn add(&mut self, bytes: &[u8]) -> io::Result<Bytes> {
        let Some(encoder) = &mut self.encoder else { return Ok(Bytes::new()) };
        encoder.write_all(bytes)?;
        Ok(std::mem::take(encoder.get_mut()).into())
    }

    fn finish(&mut self) -> Option<io::Result<Bytes>> {
        Some(self.encoder.take()?.finish().map(Bytes::from))
    }
}

impl http_body::Body for Compressed {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            let ready = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => self.add(&bytes),
                    Err(_) => continue,
                },
                None => match self.finish() {
                    Some(last) => last,
                    None => return Poll::Ready(None),
                },
            };
            match ready {
                Ok(bytes) if bytes.is_empty() => {}
                Ok(bytes) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Err(error) => return Poll::Ready(Some(Err(error.into()))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn unpacked(bytes: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).expect("gzip");
        plain
    }

    #[tokio::test]
    async fn bytes_streams_and_small_bodies() {
        let plain = b"the same again ".repeat(2_000);
        let stream = Body::stream(http_body_util::Full::new(Bytes::from(plain.clone())));
        for body in [Body::from(plain.clone()), stream] {
            let mut request = http::Request::new(body);
            apply(&mut request, 10_240).expect("compressed");
            assert_eq!(request.headers()[CONTENT_ENCODING], "gzip");
            let packed = std::mem::take(request.body_mut()).collect().await.expect("bytes");
            assert!(packed.len() * 10 < plain.len());
            assert_eq!(unpacked(&packed), plain);
        }
        let mut small = http::Request::new(Body::from("small"));
        apply(&mut small, 10_240).expect("left alone");
        assert!(small.headers().is_empty() && small.body().bytes().is_some_and(|bytes| bytes == "small"));
    }

    #[tokio::test]
    async fn what_is_large_enough_is_compressed() {
        for (threshold, encoding) in [(5, Some("gzip")), (6, None)] {
            let mut request = http::Request::new(Body::from("small"));
            apply(&mut request, threshold).expect("done");
            let found = request.headers().get(CONTENT_ENCODING).map(|value| value.to_str().expect("a text"));
            assert_eq!(found, encoding, "{threshold}");
        }
        // No piece is empty: that would end a body that is sent in chunks.
        let stream = Body::stream(http_body_util::Full::new(Bytes::from_static(b"small")));
        let mut request = http::Request::new(stream);
        apply(&mut request, 0).expect("compressed");
        let mut packed = Vec::new();
        while let Some(piece) =
            std::future::poll_fn(|cx| http_body::Body::poll_frame(Pin::new(request.body_mut()), cx)).await
        {
            let piece = piece.expect("a piece").into_data().expect("bytes");
            assert!(!piece.is_empty());
            packed.extend_from_slice(&piece);
        }
        assert_eq!(unpacked(&packed), b"small");
    }
}
