//! The content coding `aws-chunked`: a body in chunks, with its checksum as a trailer behind the last one.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};

use super::algorithm::{Algorithm, Hasher};
use crate::body::{Body, BodyError};

/// How many bytes a signed chunk has: S3 takes no less than 8 KiB. Its signature comes before it, so it is kept in memory.
const CHUNK: u64 = 64 * 1024;

/// Signs chunks one after another, and then the trailers; signatures are 64 hexadecimal digits.
pub(crate) trait SignChunks: Send {
    fn chunk(&mut self, data: &[u8]) -> Result<String, BodyError>;

    /// `lines` are the trailers, each with a line feed at its end.
    fn trailers(&mut self, lines: &str) -> Result<String, BodyError>;
}

/// How many digits a signature has.
const SIGNATURE: u64 = 64;
const CHUNK_SIGNATURE: &str = ";chunk-signature=";
const TRAILER_SIGNATURE: &str = "x-amz-trailer-signature:";
const LINE_END: &str = "\r\n";

/// A body in chunks. Without signatures it is a single chunk, so that nothing has to be kept.
pub(super) struct Chunked {
    body: Body,
    algorithm: Algorithm,
    /// None after the end of the body.
    hasher: Option<Hasher>,
    signer: Option<Box<dyn SignChunks>>,
    is_empty: bool,
    /// What a chunk is made of.
    buffer: BytesMut,
    /// What is to be sent next.
    encoded: VecDeque<Bytes>,
    /// How many encoded bytes are still to be sent.
    encoded_left: u64,
}

impl Chunked {
    /// A body of `length` bytes.
    pub(super) fn new(body: Body, length: u64, algorithm: Algorithm, signer: Option<Box<dyn SignChunks>>) -> Self {
        let encoded_left = encoded_length(length, algorithm, signer.is_some());
        let mut encoded = VecDeque::new();
        if signer.is_none() && length > 0 {
            encoded.push_back(format!("{length:x}{LINE_END}").into());
        }
        Self {
            body: Body::sized_stream(length, body),
            algorithm,
            hasher: Some(algorithm.hasher()),
            signer,
            is_empty: length == 0,
            buffer: BytesMut::new(),
            encoded,
            encoded_left,
        }
    }

    fn take(&mut self, data: Bytes) -> Result<(), BodyError> {
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&data);
        }
        if self.signer.is_none() {
            self.encoded.push_back(data);
            return Ok(());
        }
        self.buffer.extend_from_slice(&data);
        while self.buffer.len() as u64 >= CHUNK {
            let chunk = self.buffer.split_to(CHUNK as usize).freeze();
            self.push_signed(chunk)?;
        }
        Ok(())
    }

    /// What comes behind the data: the last chunk, the empty one, and the trailers.
    fn finish(&mut self, hasher: Hasher) -> Result<(), BodyError> {
        let checksum = format!("{}:{}", self.algorithm.header(), crate::base64::encode(hasher.finish()));
        if self.signer.is_none() {
            let end = if self.is_empty { "" } else { LINE_END };
            self.encoded.push_back(format!("{end}0{LINE_END}{checksum}{LINE_END}{LINE_END}").into());
            return Ok(());
        }
        if !self.buffer.is_empty() {
            let chunk = self.buffer.split().freeze();
            self.push_signed(chunk)?;
        }
        let Some(signer) = &mut self.signer else { return Ok(()) };
        let last = signer.chunk(b"")?;
        let trailers = signer.trailers(&format!("{checksum}\n"))?;
        self.encoded.push_back(
            format!(
                "0{CHUNK_SIGNATURE}{last}{LINE_END}{checksum}{LINE_END}{TRAILER_SIGNATURE}{trailers}{LINE_END}{LINE_END}"
            )
            .into(),
        );
        Ok(())
    }

    fn push_signed(&mut self, chunk: Bytes) -> Result<(), BodyError> {
        let Some(signer) = &mut self.signer else { return Ok(()) };
        let signature = signer.chunk(&chunk)?;
        let size = chunk.len();
        self.encoded.push_back(format!("{size:x}{CHUNK_SIGNATURE}{signature}{LINE_END}").into());
        self.encoded.push_back(chunk);
        self.encoded.push_back(Bytes::from_static(LINE_END.as_bytes()));
        Ok(())
    }
}

/// How many bytes there are once a body of `length` bytes is encoded.
fn encoded_length(length: u64, algorithm: Algorithm, signed: bool) -> u64 {
    let end = LINE_END.len() as u64;
    let signature = if signed { CHUNK_SIGNATURE.len() as u64 + SIGNATURE } else { 0 };
    let chunk = |size: u64| if size == 0 { 0 } else { size.saturating_add(hex_digits(size) + signature + end + end) };
    let data = match signed {
        true => (length / CHUNK).saturating_mul(chunk(CHUNK)).saturating_add(chunk(length % CHUNK)),
        false => chunk(length),
    };
    let checksum = (algorithm.header().len() + 1 + algorithm.encoded_length()) as u64;
    let trailers = checksum + end + if signed { TRAILER_SIGNATURE.len() as u64 + SIGNATURE + end } else { 0 };
    data.saturating_add(1 + signature + end + trailers + end)
}

fn hex_digits(size: u64) -> u64 {
    u64::from(size.checked_ilog2().unwrap_or(0) / 4 + 1)
}

impl http_body::Body for Chunked {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            if let Some(bytes) = self.encoded.pop_front() {
                self.encoded_left = self.encoded_left.saturating_sub(bytes.len() as u64);
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
            if self.hasher.is_none() {
                return Poll::Ready(None);
            }
            let step = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => frame.into_data().map_or(Ok(()), |data| self.take(data)),
                Some(Err(error)) => Err(error),
                None => self.hasher.take().map_or(Ok(()), |hasher| self.finish(hasher)),
            };
            if let Err(error) = step {
                self.hasher = None;
                self.encoded.clear();
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.hasher.is_none() && self.encoded.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.encoded_left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Pieces;

    /// Signs nothing.
    struct Zeros;

    impl SignChunks for Zeros {
        fn chunk(&mut self, _: &[u8]) -> Result<String, BodyError> {
            Ok("0".repeat(64))
        }

        fn trailers(&mut self, lines: &str) -> Result<String, BodyError> {
            assert!(lines.ends_with('\n'));
            Ok("1".repeat(64))
        }
    }

    async fn encoded(pieces: &[usize], length: u64, signed: bool) -> Result<String, String> {
        let pieces: VecDeque<Bytes> = pieces.iter().map(|size| Bytes::from(vec![b'a'; *size])).collect();
        let body = Body::stream(Pieces(pieces));
        let signer = signed.then(|| Box::new(Zeros) as Box<dyn SignChunks>);
        let chunked = Chunked::new(body, length, Algorithm::Crc32, signer);
        let announced = http_body::Body::size_hint(&chunked).exact();
        let bytes = Body::stream(chunked).collect().await.map_err(|error| error.to_string())?;
        assert_eq!(announced, Some(bytes.len() as u64), "the length is announced as it is");
        Ok(String::from_utf8(bytes.to_vec()).expect("text"))
    }

    #[tokio::test]
    async fn without_signatures_there_is_one_chunk() {
        assert_eq!(
            encoded(&[9, 8], 17, false).await.as_deref(),
            Ok("11\r\naaaaaaaaaaaaaaaaa\r\n0\r\nx-amz-checksum-crc32:HsFOcA==\r\n\r\n")
        );
        assert_eq!(encoded(&[], 0, false).await.as_deref(), Ok("0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"));
    }

    #[tokio::test]
    async fn signed_chunks_have_one_size() {
        let text = encoded(&[1, 100_000, 40_000], 140_001, true).await.expect("encoded");
        let sizes: Vec<&str> =
            text.split("\r\n").filter_map(|line| line.split_once(";chunk-signature=")).map(|(size, _)| size).collect();
        assert_eq!(sizes, ["10000", "10000", "22e1", "0"]);
        assert!(text.ends_with(&format!("\r\nx-amz-trailer-signature:{}\r\n\r\n", "1".repeat(64))));
        for length in [0, 1, 15, 16, 65_535, 65_536, 65_537, 131_072] {
            encoded(&[length], length as u64, true).await.expect("encoded");
            encoded(&[length], length as u64, false).await.expect("encoded");
        }
    }

    #[tokio::test]
    async fn a_stream_has_to_have_its_length() {
        for signed in [true, false] {
            let error = encoded(&[5, 5], 11, signed).await.expect_err("too short");
            assert_eq!(error, "the stream ends after 10 of the 11 bytes that were announced");
            let error = encoded(&[5, 5], 9, signed).await.expect_err("too long");
            assert_eq!(error, "the stream gives more than the 9 bytes that were announced");
        }
    }

    #[test]
    fn the_largest_length_is_counted_without_an_overflow() {
        for signed in [true, false] {
            encoded_length(u64::MAX, Algorithm::Sha256, signed);
        }
    }
}
