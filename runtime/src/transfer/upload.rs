//! Uploads: as a whole where they are small, else in parts.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::JoinSet;

use super::source::Source;
use super::{CONCURRENCY, MOST_PARTS, ObjectStore, Observer, Progress, Stored, TransferError, Whole};
use crate::error::{Error, Failure};

/// An object that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uploaded {
    /// The entity tag.
    pub entity_tag: Option<String>,
    /// The version, where the bucket keeps several.
    pub version_id: Option<String>,
    /// How many parts it went in; one if it was put as a whole.
    pub parts: u64,
    /// How many bytes it has.
    pub bytes: u64,
}

/// An upload, about to be made: choose how, then `.await` it.
///
/// Bytes and files are read where they are, so a file of any size takes no memory; of a stream as many parts are in memory as
/// are under way. Each part is tried again by itself, as the client retries calls. If the upload fails, it is given up, and
/// the store drops its parts; if it is dropped before it is over, too. Where parts are sent with a checksum that gives that of the
/// whole (CRC64NVME, CRC32C, CRC32), the object is stored with it, and the store compares.
#[must_use = "an upload does nothing until it is awaited"]
pub struct Upload<S: ObjectStore> {
    store: S,
    input: S::Put,
    part_size: Option<u64>,
    concurrency: usize,
    observer: Observer,
}

impl<S: ObjectStore> Upload<S> {
    /// An upload of what the input holds.
    pub fn new(store: S, input: S::Put) -> Self {
        Self { store, input, part_size: None, concurrency: CONCURRENCY, observer: Observer::default() }
    }

    /// How many bytes a part has: at least 5 MiB, and 8 MiB if it is not set. Parts are larger where there would be more
    /// than 10,000. What is no larger than a part is put as a whole.
    pub fn part_size(mut self, bytes: u64) -> Self {
        self.part_size = Some(bytes);
        self
    }

    /// How many parts are under way at once: 8 if it is not set, one at least.
    pub fn concurrency(mut self, parts: usize) -> Self {
        self.concurrency = parts.max(1);
        self
    }

    /// Is told after each part how far the upload is.
    pub fn on_progress(mut self, observer: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.observer = Observer(Some(Arc::new(observer)));
        self
    }

    async fn run(self) -> Result<Uploaded, TransferError<S::Exception>> {
        let Self { store, mut input, part_size, concurrency, observer } = self;
        let body = S::take_body(&mut input);
        let total = body.size();
        let mut source = Source::new(body, part_size);
        let first = source.next().await.map_err(TransferError::Body)?;
        if source.is_empty() {
            let bytes = first.size().unwrap_or_default();
            let Stored { entity_tag, version_id } = store.put(input, first).await?;
            observer.tell(bytes, Some(bytes));
            return Ok(Uploaded { entity_tag, version_id, parts: 1, bytes });
        }
        if let Some(member) = store.of_the_whole(&input) {
            let text = format!(
                "{member} is about the object as a whole, and means nothing for one that goes in parts, or whose parts have \
                 checksums of another algorithm"
            );
            return Err(TransferError::Unexpected(text));
        }
        let begin = store.begin(&input);
        let id = begin.await?;
        let begun = Begun { store, input: Mutex::new(input), id, is_open: true };
        let mut parts = Parts { begun: &begun, running: JoinSet::new(), done: Vec::new(), bytes: 0, observer, total };
        let sent = parts.send(first, &mut source, concurrency).await;
        // What is still under way is not wanted any more.
        parts.running.shutdown().await;
        let (done, bytes) = (parts.done, parts.bytes);
        match sent {
            Ok(()) => begun.complete(done, bytes).await,
            Err(error) => {
                begun.abort().await;
                Err(error)
            }
        }
    }
}

impl<S: ObjectStore> IntoFuture for Upload<S> {
    type Output = Result<Uploaded, TransferError<S::Exception>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<S: ObjectStore> fmt::Debug for Upload<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("part_size", &self.part_size)
            .field("concurrency", &self.concurrency)
            .field("observer", &self.observer)
            .finish_non_exhaustive()
    }
}

/// An upload in parts that the store knows of. It is given up when it is dropped before it is over.
struct Begun<S: ObjectStore> {
    store: S,
    /// Behind a lock, since a body can't be shared; nobody waits for it.
    input: Mutex<S::Put>,
    id: String,
    is_open: bool,
}

impl<S: ObjectStore> Begun<S> {
    fn input(&self) -> MutexGuard<'_, S::Put> {
        self.input.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn complete(
        mut self,
        mut done: Vec<(i32, u64, S::Part)>,
        bytes: u64,
    ) -> Result<Uploaded, TransferError<S::Exception>> {
        done.sort_unstable_by_key(|(number, ..)| *number);
        let of_parts = done.iter().map(|(_, size, part)| (*size, S::checksums(part))).collect::<Vec<_>>();
        let (whole, parts) = (Whole::of(&of_parts), done.len() as u64);
        let done = done.into_iter().map(|(.., part)| part).collect();
        let complete = self.store.complete(&self.input(), &self.id, done, &whole);
        match complete.await {
            Ok(Stored { entity_tag: None, .. }) => {
                self.is_open = false;
                Err(TransferError::Unexpected(
                    "the store made an object of the parts, and gave no entity tag".to_owned(),
                ))
            }
            Ok(Stored { entity_tag, version_id }) => {
                self.is_open = false;
                Ok(Uploaded { entity_tag, version_id, parts, bytes })
            }
            // Nobody knows whether the object is made meanwhile, so its parts are not dropped.
            Err(error) if error.status().is_none() => {
                self.is_open = false;
                Err(error.into())
            }
            Err(error) => {
                self.abort().await;
                Err(error.into())
            }
        }
    }

    async fn abort(mut self) {
        self.is_open = false;
        let abort = self.store.abort(&self.input(), &self.id);
        if let Err(error) = abort.await {
            tracing::warn!(%error, "the parts of an upload that failed could not be dropped");
        }
    }
}

impl<S: ObjectStore> Drop for Begun<S> {
    fn drop(&mut self) {
        if let (true, Ok(runtime)) = (self.is_open, tokio::runtime::Handle::try_current()) {
            runtime.spawn(self.store.abort(&self.input(), &self.id));
        }
    }
}

type Finished<S> = Result<(i32, u64, <S as ObjectStore>::Part), Error<<S as ObjectStore>::Exception>>;

/// The parts of an upload.
struct Parts<'a, S: ObjectStore> {
    begun: &'a Begun<S>,
    running: JoinSet<Finished<S>>,
    done: Vec<(i32, u64, S::Part)>,
    bytes: u64,
    observer: Observer,
    total: Option<u64>,
}

impl<S: ObjectStore> Parts<'_, S> {
    async fn send(
        &mut self,
        first: crate::Body,
        source: &mut Source,
        concurrency: usize,
    ) -> Result<(), TransferError<S::Exception>> {
        let mut next = Some(first);
        let mut number = 0;
        loop {
            while let Some(body) = next.take() {
                number += 1;
                self.begin(number, body);
                if source.is_empty() {
                    break;
                }
                if u64::try_from(number).unwrap_or(u64::MAX) >= MOST_PARTS {
                    return Err(TransferError::TooManyParts { part_size: source.part_size() });
                }
                // Room comes first, so that no more is read than is sent.
                while self.running.len() >= concurrency {
                    self.finish_one().await?;
                }
                next = Some(source.next().await.map_err(TransferError::Body)?);
            }
            if self.running.is_empty() {
                return Ok(());
            }
            self.finish_one().await?;
        }
    }

    fn begin(&mut self, number: i32, body: crate::Body) {
        let size = body.size().unwrap_or_default();
        let call = self.begun.store.part(&self.begun.input(), &self.begun.id, number, body);
        self.running.spawn(async move { call.await.map(|part| (number, size, part)) });
    }

    async fn finish_one(&mut self) -> Result<(), TransferError<S::Exception>> {
        match self.running.join_next().await {
            None => Ok(()),
            Some(Ok(finished)) => {
                let (number, size, part) = finished?;
                self.done.push((number, size, part));
                self.bytes += size;
                self.observer.tell(self.bytes, self.total);
                Ok(())
            }
            // The observer is not called by the task, so only the runtime's end leads here.
            Some(Err(error)) => {
                let failure = Failure::Signing(error.into());
                Err(Error::failure_of("UploadPart", failure).into())
            }
        }
    }
}
