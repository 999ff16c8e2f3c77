//! Downloads into a file, in ranges that are fetched side by side.

use std::fmt;
use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::BytesMut;
use tokio::task::JoinSet;

use super::{CONCURRENCY, Fetched, ObjectStore, Observer, PART_SIZE, Progress, TransferError};
use crate::body::{Body, BodyError, aside};

/// How often a range is asked for again that breaks off without a byte in between.
const ATTEMPTS: u32 = 5;
/// How much is written at once.
const PIECE: usize = 1 << 20;

/// An object that was downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Downloaded {
    /// The entity tag.
    pub entity_tag: Option<String>,
    /// How many bytes it has.
    pub bytes: u64,
}

/// A download, about to be made: choose how, then take it [`to_file`](Self::to_file).
///
/// All ranges are of the object that the first was of. One that breaks off goes on where it did.
#[must_use = "a download does nothing until it is told where to"]
pub struct Download<S: ObjectStore> {
    store: S,
    input: S::Get,
    part_size: u64,
    concurrency: usize,
    observer: Observer,
}

impl<S: ObjectStore> Download<S> {
    /// A download of the object that the input names.
    pub fn new(store: S, input: S::Get) -> Self {
        Self { store, input, part_size: PART_SIZE, concurrency: CONCURRENCY, observer: Observer::default() }
    }

    /// How many bytes a range has: 8 MiB if it is not set.
    pub fn part_size(mut self, bytes: u64) -> Self {
        self.part_size = bytes.max(1);
        self
    }

    /// How many ranges are under way at once: 8 if it is not set, one at least.
    pub fn concurrency(mut self, parts: usize) -> Self {
        self.concurrency = parts.max(1);
        self
    }

    /// Is told after each range how far the download is.
    pub fn on_progress(mut self, observer: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.observer = Observer(Some(Arc::new(observer)));
        self
    }

    /// Writes the object into a file. Until it is whole it has another name, beside: a file that was there before stays as it
    /// is if the download fails or is dropped.
    ///
    /// # Errors
    /// A call fails, a range breaks off again and again, the object is replaced meanwhile, or the file can't be written.
    pub async fn to_file(self, path: impl Into<PathBuf>) -> Result<Downloaded, TransferError<S::Exception>> {
        let path = path.into();
        let partial = Partial::create(&path).await.map_err(|(path, error)| TransferError::File(path, error))?;
        let downloaded = self.fetch(&partial.path).await?;
        partial.keep(&path).await.map_err(|error| TransferError::File(path, error))?;
        Ok(downloaded)
    }

    async fn fetch(self, file: &Path) -> Result<Downloaded, TransferError<S::Exception>> {
        let first = match S::is_partial(&self.input) {
            true => self.store.get(&self.input, None, None).await?,
            false => match self.store.get(&self.input, Some(range(0, self.part_size)), None).await {
                // Of an empty object there is no range.
                Err(error) if error.status() == Some(416) => self.store.get(&self.input, None, None).await?,
                first => first?,
            },
        };
        let (entity_tag, total) = (first.entity_tag.clone(), self.total(&first)?);
        let part = Part {
            store: self.store.clone(),
            input: self.input.clone(),
            file: file.to_owned(),
            entity_tag: entity_tag.clone(),
            start: 0,
            end: total.map(|total| total.min(self.part_size)),
        };
        let mut running = JoinSet::new();
        let mut next = part.end.unwrap_or(u64::MAX);
        running.spawn(part.clone().run(Some(first.body)));
        let mut bytes = 0;
        loop {
            while running.len() < self.concurrency && total.is_some_and(|total| next < total) {
                let end = next.saturating_add(self.part_size).min(total.unwrap_or(u64::MAX));
                running.spawn(Part { start: next, end: Some(end), ..part.clone() }.run(None));
                next = end;
            }
            match running.join_next().await {
                None => return Ok(Downloaded { entity_tag, bytes }),
                Some(joined) => bytes += joined.map_err(|error| TransferError::Body(error.into()))??,
            }
            self.observer.tell(bytes, total);
        }
    }

    /// How many bytes the object has; none if the first answer is all there is.
    fn total(&self, first: &Fetched) -> Result<Option<u64>, TransferError<S::Exception>> {
        let Some(text) = first.content_range.as_deref().filter(|_| !S::is_partial(&self.input)) else {
            return Ok(None);
        };
        let total = text.strip_prefix("bytes 0-").and_then(|rest| rest.split_once('/')).and_then(|(last, total)| {
            let (last, total) = (last.parse::<u64>().ok()?, total.parse::<u64>().ok()?);
            (last.checked_add(1)? == total.min(self.part_size)).then_some(total)
        });
        let unexpected = || {
            let text = crate::printable::text(text);
            TransferError::Unexpected(format!(
                "the store gave the range {text:?} when it was asked for the first bytes"
            ))
        };
        total.map(Some).ok_or_else(unexpected)
    }
}

impl<S: ObjectStore> fmt::Debug for Download<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("part_size", &self.part_size)
            .field("concurrency", &self.concurrency)
            .field("observer", &self.observer)
            .finish_non_exhaustive()
    }
}

/// The header that asks for bytes, from the first to before the last.
fn range(start: u64, end: u64) -> String {
    format!("bytes={start}-{}", end.saturating_sub(1))
}

/// A range of an object on its way into a file.
#[derive(Clone)]
struct Part<S: ObjectStore> {
    store: S,
    input: S::Get,
    file: PathBuf,
    entity_tag: Option<String>,
    start: u64,
    /// Behind the last byte; none if the body is all there is.
    end: Option<u64>,
}

impl<S: ObjectStore> Part<S> {
    /// Writes the range, whose beginning may be there already, and gives the number of its bytes.
    async fn run(self, mut body: Option<Body>) -> Result<u64, TransferError<S::Exception>> {
        let mut file = self.open().await?;
        let mut at = self.start;
        let mut failures = 0;
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
            let broken = self.write(current, &mut file, &mut at).await?;
            if self.end.is_none_or(|end| at == end) {
                return broken.map_or(Ok(at - self.start), |error| Err(TransferError::Body(error)));
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

/// A file that is not whole yet. It is removed when it is dropped.
struct Partial {
    path: PathBuf,
    is_kept: bool,
}

impl Partial {
    /// A file beside, of a name that nothing has.
    async fn create(path: &Path) -> Result<Self, (PathBuf, std::io::Error)> {
        let bits = crate::random::bits().map_err(|failure| (path.to_owned(), std::io::Error::other(failure)))?;
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{:016x}.part", bits as u64));
        let path = path.with_file_name(name);
        let created = path.clone();
        match aside(move || fs::File::create_new(created)).await {
            Ok(_) => Ok(Self { path, is_kept: false }),
            Err(error) => Err((path, error)),
        }
    }

    async fn keep(mut self, path: &Path) -> std::io::Result<()> {
        let (from, to) = (self.path.clone(), path.to_owned());
        aside(move || {
            fs::OpenOptions::new().write(true).open(&from)?.sync_all()?;
            fs::rename(from, to)
        })
        .await?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_kept {
            // Where it can't be removed, its name says what it is.
            let _ = fs::remove_file(&self.path);
        }
    }
}
