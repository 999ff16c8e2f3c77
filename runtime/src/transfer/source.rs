//! A body in parts.

use bytes::{Bytes, BytesMut};

use super::{MOST_PARTS, PART_SIZE, SMALLEST_PART};
use crate::body::{Body, BodyError};

/// A body that is taken part by part.
pub(super) enum Source {
    /// Bytes or a file: any part of it can be sent again.
    Whole { body: Body, size: u64, at: u64, part: u64 },
    /// A stream: each part is in memory while it is sent.
    Stream { body: Body, part: u64, buffer: BytesMut, rest: Bytes, has_ended: bool },
}

impl Source {
    /// Parts of `wanted` bytes, or of the usual size. They are larger where there would be too many, or too small ones.
    pub(super) fn new(body: Body, wanted: Option<u64>) -> Self {
        let size = body.size();
        let part = wanted.unwrap_or(PART_SIZE).max(SMALLEST_PART).max(size.unwrap_or(0).div_ceil(MOST_PARTS));
        match (body.slice(0, 0), size) {
            (Some(_), Some(size)) => Self::Whole { body, size, at: 0, part },
            _ => Self::Stream { body, part, buffer: BytesMut::new(), rest: Bytes::new(), has_ended: false },
        }
    }

    /// The bytes of a part.
    pub(super) fn part_size(&self) -> u64 {
        match self {
            Self::Whole { part, .. } | Self::Stream { part, .. } => *part,
        }
    }

    /// Whether there is nothing left.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Whole { size, at, .. } => at >= size,
            Self::Stream { buffer, rest, has_ended, .. } => *has_ended && buffer.is_empty() && rest.is_empty(),
        }
    }

    /// The next part; an empty one if there is nothing left.
    pub(super) async fn next(&mut self) -> Result<Body, BodyError> {
        match self {
            Self::Whole { body, size, at, part } => {
                let length = (*part).min(*size - *at);
                let slice = body.slice(*at, length).ok_or("the body can't be read in parts")?;
                *at += length;
                Ok(slice)
            }
            Self::Stream { body, part, buffer, rest, has_ended } => {
                let part = usize::try_from(*part).unwrap_or(usize::MAX);
                // One more piece than the part needs, so that the last part is known to be the last.
                while !*has_ended && (buffer.len() < part || rest.is_empty()) {
                    match body.next().await.transpose()? {
                        None => *has_ended = true,
                        Some(mut bytes) => {
                            let missing = part.saturating_sub(buffer.len()).min(bytes.len());
                            buffer.extend_from_slice(&bytes.split_to(missing));
                            *rest = bytes;
                        }
                    }
                }
                let taken = buffer.split().freeze();
                // A piece may be larger than a part.
                let length = rest.len().min(part);
                buffer.extend_from_slice(&rest.split_to(length));
                Ok(taken.into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;
    use crate::body::Pieces;

    /// The sizes of the parts, and whether they are the body together.
    async fn parts(body: Body, wanted: Option<u64>, expected: &[u8]) -> Vec<u64> {
        let mut source = Source::new(body, wanted);
        let (mut sizes, mut all) = (Vec::new(), Vec::new());
        loop {
            let part = source.next().await.expect("a part");
            sizes.push(part.size().expect("its size"));
            all.extend_from_slice(&part.collect().await.expect("its bytes"));
            if source.is_empty() {
                break;
            }
        }
        assert!(all == expected, "the parts are not the body");
        sizes
    }

    #[tokio::test]
    async fn bodies_are_cut_at_the_same_places_however_they_come() {
        const PART: usize = SMALLEST_PART as usize;
        let all: Vec<u8> = (0..2 * PART + 7).map(|index| (index % 251) as u8).collect();
        let expected = [SMALLEST_PART, SMALLEST_PART, 7];
        assert_eq!(parts(all.clone().into(), Some(1), &all).await, expected);
        for piece in [1000, PART, PART + 1, 3 * PART] {
            let pieces = all.chunks(piece).map(Bytes::copy_from_slice).collect();
            assert_eq!(parts(Body::stream(Pieces(pieces)), Some(1), &all).await, expected, "{piece}");
        }
        let exact = &all[..2 * PART];
        let pieces = exact.chunks(PART).map(Bytes::copy_from_slice).collect();
        assert_eq!(parts(Body::stream(Pieces(pieces)), Some(1), exact).await, [SMALLEST_PART; 2]);
        assert_eq!(parts(Body::empty(), None, b"").await, [0]);
        assert_eq!(parts(Body::stream(Pieces(VecDeque::new())), None, b"").await, [0]);
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        std::io::Write::write_all(&mut file, &all).expect("written");
        assert_eq!(parts(Body::file(file.path()).expect("a file"), Some(1), &all).await, expected);
    }

    #[test]
    fn there_are_never_too_many_parts() {
        let huge =
            Source::Whole { body: Body::empty(), size: 5 << 40, at: 0, part: (5_u64 << 40).div_ceil(MOST_PARTS) };
        assert!((5_u64 << 40).div_ceil(huge.part_size()) <= MOST_PARTS);
    }
}
