//! Files as bodies: read and written a piece at a time, away from the threads that wait for the network.

use std::fs;
use std::future::Future;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use super::BodyError;
use super::aside::aside;

/// How much is read at once. With a quarter of it, a tenth more processor time goes into changes between threads.
const CHUNK: u64 = 1024 * 1024;

/// A file that is read while it is sent.
pub(super) struct File {
    path: PathBuf,
    /// Where it begins.
    start: u64,
    size: u64,
    left: u64,
    state: State,
    spent: Spent,
}

enum State {
    /// Not open: before the first piece and after the last.
    Closed,
    Open(fs::File),
    Reading(Reading),
}

type Reading = Pin<Box<dyn Future<Output = io::Result<(fs::File, Bytes)>> + Send>>;

impl File {
    pub(super) fn new(path: PathBuf) -> io::Result<Self> {
        let metadata = fs::metadata(&path)?;
        if metadata.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "a folder is no body"));
        }
        if !metadata.is_file() {
            let message = "neither a pipe nor a device is a body: their length is not known";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(Self::part(path, 0, metadata.len()))
    }

    /// So many bytes of a file, of which nothing has been read.
    fn part(path: PathBuf, start: u64, size: u64) -> Self {
        Self { path, start, size, left: size, state: State::Closed, spent: Spent::default() }
    }

    pub(super) fn again(&self) -> Self {
        Self::part(self.path.clone(), self.start, self.size)
    }

    /// A part of it; none if it ends before.
    #[cfg(feature = "transfer")]
    pub(super) fn slice(&self, start: u64, length: u64) -> Option<Self> {
        let end = start.checked_add(length).filter(|end| *end <= self.size)?;
        Some(Self::part(self.path.clone(), self.start + start, end - start))
    }

    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// The next piece. There are as many bytes as there were at first: more are left out, fewer are an error.
    pub(super) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        if self.left == 0 {
            self.state = State::Closed;
            return Poll::Ready(None);
        }
        if !matches!(self.state, State::Reading(_)) {
            self.state = State::Reading(self.read());
        }
        let State::Reading(reading) = &mut self.state else { return Poll::Ready(None) };
        let result = ready!(reading.as_mut().poll(cx));
        self.state = State::Closed;
        Poll::Ready(Some(match result {
            Ok((file, bytes)) => {
                self.left -= bytes.len() as u64;
                self.spent.keep(&bytes);
                self.state = State::Open(file);
                Ok(bytes)
            }
            Err(error) => {
                self.left = 0;
                Err(format!("{}: {error}", self.path.display()).into())
            }
        }))
    }

    /// Begins to read the next piece.
    fn read(&mut self) -> Reading {
        let (start, wanted) = (self.start, self.left.min(CHUNK));
        let mut bytes = self.spent.memory();
        let open = match std::mem::replace(&mut self.state, State::Closed) {
            State::Open(file) => Ok(file),
            State::Closed | State::Reading(_) => Err(self.path.clone()),
        };
        Box::pin(aside(move || {
            let mut file = match open {
                Ok(file) => file,
                Err(path) => opened(&path, start)?,
            };
            bytes.reserve_exact(usize::try_from(wanted).unwrap_or_default());
            Read::by_ref(&mut file).take(wanted).read_to_end(&mut bytes)?;
            if bytes.is_empty() {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file has become shorter"));
            }
            Ok((file, Bytes::from(bytes)))
        }))
    }

    /// The SHA-256 of the whole file, in hexadecimal digits.
    #[cfg(feature = "sigv4")]
    pub(super) async fn digest(&mut self) -> io::Result<String> {
        use ring::digest::{Context, SHA256};
        let (path, start, size) = (self.path.clone(), self.start, self.size);
        let digest = aside(move || {
            let mut hasher = Context::new(&SHA256);
            let mut file = opened(&path, start)?.take(size);
            let mut buffer = vec![0; usize::try_from(CHUNK).unwrap_or_default()];
            loop {
                match file.read(&mut buffer)? {
                    0 => return Ok(hasher.finish()),
                    read => hasher.update(buffer.get(..read).unwrap_or_default()),
                }
            }
        });
        let digest = digest.await?;
        Ok(crate::hex::hex(digest.as_ref()))
    }
}

/// The memory of pieces that were handed on. It is used again once nobody holds a piece any more: the system has to clear memory
/// that is new to the process.
#[derive(Default)]
struct Spent(Vec<Bytes>);

impl Spent {
    /// How many are kept: one is read while the one before is on its way.
    const MOST: usize = 2;

    fn keep(&mut self, piece: &Bytes) {
        if self.0.len() < Self::MOST {
            // A byte of it keeps all of it.
            self.0.push(piece.slice(..piece.len().min(1)));
        }
    }

    /// Memory without content.
    fn memory(&mut self) -> Vec<u8> {
        let Some(index) = self.0.iter().position(Bytes::is_unique) else { return Vec::new() };
        let mut memory = Vec::from(self.0.swap_remove(index));
        memory.clear();
        memory
    }
}

/// The file from a byte on.
fn opened(path: &Path, start: u64) -> io::Result<fs::File> {
    let mut file = fs::File::open(path)?;
    if start > 0 {
        file.seek(SeekFrom::Start(start))?;
    }
    Ok(file)
}

/// A file that is written while a body comes in.
pub(super) struct Writer {
    file: fs::File,
}

impl Writer {
    pub(super) async fn create(path: PathBuf) -> Result<Self, BodyError> {
        let shown = path.clone();
        let created = aside(move || fs::File::create(path)).await;
        created.map(|file| Self { file }).map_err(|error| located(&shown, &error))
    }

    pub(super) async fn write(&mut self, bytes: Bytes) -> io::Result<()> {
        let mut file = self.file.try_clone()?;
        aside(move || file.write_all(&bytes)).await
    }

    pub(super) async fn finish(self) -> io::Result<()> {
        aside(move || self.file.sync_all()).await
    }
}

fn located(path: &Path, error: &io::Error) -> BodyError {
    format!("{}: {error}", path.display()).into()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_files_have_a_length() {
        for path in ["/dev/null", "/"] {
            assert!(File::new(path.into()).is_err(), "{path}");
        }
    }

    /// What is held is not written over, and what is dropped is.
    #[tokio::test]
    async fn memory_is_used_again_once_nobody_holds_it() {
        let path = std::env::temp_dir().join(format!("pieces-{}", std::process::id()));
        let content: Vec<u8> = (0..5 * CHUNK + 7).map(|index| (index % 251) as u8).collect();
        fs::write(&path, &content).expect("written");
        for holds in [true, false] {
            let mut file = File::new(path.clone()).expect("a file");
            let (mut held, mut places, mut read) = (Vec::new(), std::collections::BTreeSet::new(), Vec::new());
            while let Some(piece) = std::future::poll_fn(|cx| file.poll_chunk(cx)).await {
                let piece = piece.expect("a piece");
                read.extend_from_slice(&piece);
                places.insert(piece.as_ptr());
                held.extend(holds.then_some(piece));
            }
            assert!(read == content && (!holds || held.concat() == content));
            assert_eq!(places.len(), if holds { 6 } else { 1 });
        }
        fs::remove_file(path).expect("removed");
    }
}
