//! A range of an object, on its way into a file.

use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use bytes::BytesMut;
use crc_fast::Digest;

use crate::body::{Body, BodyError, aside};
use crate::transfer::checksum::Algorithm;
use crate::transfer::{Fetched, ObjectStore, TransferError};

/// How often a range is asked for again that breaks off without a byte in between.
const ATTEMPTS: u32 = 5;
/// How much is written at once.
const PIECE: usize = 1 << 20;

/// The header that asks for bytes, from the first to before the last.
pub(super) fn range(start: u64, end: u64) -> String {
    format!("bytes={start}-{}", end.saturating_sub(1))
}

/// A range of an object on its way into a file.
#[derive(Clone)]
pub(super) struct Part<S: ObjectStore> {
    pub(super) store: S,
    pub(super) input: S::Get,
    pub(super) file: PathBuf,
    pub(super) entity_tag: Option<String>,
    pub(super) start: u64,
    /// Behind the last byte; none if the body is all there is.
    pub(super) end: Option<u64>,
    /// The algorithm of the checksum that is wanted of the bytes.
    pub(super) algorithm: Option<Algorithm>,
}

/// A range that is in the file.
pub(super) struct Written {
    pub(super) start: u64,
    pub(super) bytes: u64,
    pub(super) checksum: Option<u64>,
}

impl<S: ObjectStore> Part<S> {
    /// Writes the range, whose bytes may be under way already.
    pub(super) async fn run(self, mut body: Option<Body>) -> Result<Written, TransferError<S::Exception>> {
        let mut file = self.open().await?;
        let mut at = self.start;
        let mut failures = 0;
        let mut digest = self.algorithm.map(Algorithm::begin);
        loop {
            let current = match body.take() {
                Some(body) => body,
                None => {
                    let wanted = self.end.map(|end| range(at, end));
                    let fetched = self.store.get(&self.input, wanted, self.entity_tag.clone()).await?;
                    self.check(at, &fetched)?;
                    fetched.body
                }
            };
            let before = at;
            let broken = self.write(current, &mut file, &mut at, &mut digest).await?;
            if self.end.is_none_or(|end| at == end) {
                let written = Written {
                    start: self.start,
                    bytes: at - self.start,
                    checksum: digest.map(|digest| digest.finalize()),
                };
                return broken.map_or(Ok(written), |error| Err(TransferError::Body(error)));
            }
            failures = if at > before { 1 } else { failures + 1 };
            if failures >= ATTEMPTS {
                let ended = || "the answer ended before its last byte".into();
                return Err(TransferError::Body(broken.unwrap_or_else(ended)));
            }
            tracing::debug!(start = self.start, at, "a range broke off; going on where it did");
        }
    }

    /// Whether the store gives the bytes that were asked for.
    fn check(&self, at: u64, fetched: &Fetched) -> Result<(), TransferError<S::Exception>> {
        if let (Some(wanted), Some(given)) = (&self.entity_tag, &fetched.entity_tag)
            && wanted != given
        {
            return Err(TransferError::Unexpected("the object was replaced during its download".to_owned()));
        }
        let expected = format!("bytes {at}-{}/", self.end.unwrap_or_default().saturating_sub(1));
        match fetched.content_range.as_deref() {
            Some(given) if given.starts_with(&expected) => Ok(()),
            given => {
                let given = given.map(crate::printable::text);
                Err(TransferError::Unexpected(format!("the store gave the range {given:?} instead of {expected:?}")))
            }
        }
    }

    async fn open(&self) -> Result<fs::File, TransferError<S::Exception>> {
        let (path, start) = (self.file.clone(), self.start);
        let opened = aside(move || {
            let mut file = fs::OpenOptions::new().write(true).open(path)?;
            file.seek(SeekFrom::Start(start))?;
            Ok(file)
        });
        opened.await.map_err(|error| TransferError::File(self.file.clone(), error))
    }

    /// Writes a body as far as it comes, and gives what it broke off with.
    async fn write(
        &self,
        mut body: Body,
        file: &mut fs::File,
        at: &mut u64,
        digest: &mut Option<Digest>,
    ) -> Result<Option<BodyError>, TransferError<S::Exception>> {
        let failed = |error| TransferError::File(self.file.clone(), error);
        let mut buffer = BytesMut::new();
        loop {
            let next = body.next().await;
            if let Some(Ok(bytes)) = &next {
                // More than was asked for is not wanted.
                let room = self.end.map_or(u64::MAX, |end| end - *at - buffer.len() as u64);
                if bytes.len() as u64 > room {
                    return Err(TransferError::Unexpected(
                        "the store gave more bytes than it was asked for".to_owned(),
                    ));
                }
                buffer.extend_from_slice(bytes);
            }
            let is_over = !matches!(next, Some(Ok(_)));
            if buffer.len() >= PIECE || is_over {
                let piece = buffer.split().freeze();
                let size = piece.len() as u64;
                if let Some(digest) = digest {
                    digest.update(&piece);
                }
                let mut handle = file.try_clone().map_err(failed)?;
                aside(move || handle.write_all(&piece)).await.map_err(failed)?;
                *at += size;
            }
            if is_over {
                return Ok(next.and_then(Result::err));
            }
        }
    }
}
