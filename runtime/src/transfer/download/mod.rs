//! Downloads into a file, in ranges that are fetched side by side.

mod check;
mod missing;
mod partial;
mod range;
mod record;

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::task::JoinSet;

use self::check::Check;
use self::missing::{Missing, Range};
use self::partial::Partial;
use self::range::{Part, Written, range};
use self::record::Layout;
use super::{CONCURRENCY, Described, Fetched, ObjectStore, Observer, PART_SIZE, Progress, TransferError};
use crate::body::{Body, aside};
use crate::error::Error;

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
/// All ranges are of the object that the first was of. One that breaks off goes on where it did. Where checksums of answers are
/// checked, the object's own is, if it is of the whole (CRC64NVME, CRC32C, CRC32).
#[must_use = "a download does nothing until it is told where to"]
pub struct Download<S: ObjectStore> {
    store: S,
    input: S::Get,
    part_size: u64,
    concurrency: usize,
    is_resumable: bool,
    observer: Observer,
}

impl<S: ObjectStore> Download<S> {
    /// A download of the object that the input names.
    pub fn new(store: S, input: S::Get) -> Self {
        Self {
            store,
            input,
            part_size: PART_SIZE,
            concurrency: CONCURRENCY,
            is_resumable: false,
            observer: Observer::default(),
        }
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

    /// Keeps the ranges that have arrived if the download fails, is dropped, or ends with the program. The next resumable download
    /// to the same path fetches only the missing ranges if the object still has the same entity tag, and all of them otherwise.
    /// Until the download is complete, `NAME.part` holds the bytes and `NAME.part.record` lists the ranges, both in the folder of
    /// the target file `NAME`. One download at a time may write them. The ranges stay as large as those of the first download. A
    /// part of an object ([`is_partial`](ObjectStore::is_partial)) is always downloaded from its start.
    pub fn resumable(mut self) -> Self {
        self.is_resumable = true;
        self
    }

    /// Is told after each range how far the download is.
    pub fn on_progress(mut self, observer: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.observer = Observer(Some(Arc::new(observer)));
        self
    }

    /// Writes the object to a temporary file in the folder of the path, and renames that to the path once it is complete: a file
    /// that the path named before stays as it is if the download fails or is dropped.
    ///
    /// # Errors
    /// A call fails, a range breaks off again and again, the object is replaced meanwhile, or the file can't be written.
    pub async fn to_file(self, path: impl Into<PathBuf>) -> Result<Downloaded, TransferError<S::Exception>> {
        let path = path.into();
        let partial = match self.is_resumable {
            true => Partial::resume(&path).await,
            false => Partial::create(&path).await,
        };
        let mut partial = partial.map_err(|(path, error)| TransferError::File(path, error))?;
        let downloaded = self.fetch(&mut partial).await?;
        partial.finish(&path).await.map_err(|error| TransferError::File(path, error))?;
        Ok(downloaded)
    }

    async fn fetch(self, partial: &mut Partial) -> Result<Downloaded, TransferError<S::Exception>> {
        let mut plan = match self.go_on(partial).await? {
            Some(plan) => plan,
            None => self.begin(partial).await?,
        };
        let mut check = Check::of(plan.described.take(), plan.entity_tag.as_deref())?;
        check.read(&partial.path, plan.missing.there()).await?;
        let part = Part {
            store: self.store.clone(),
            input: self.input.clone(),
            file: partial.path.clone(),
            entity_tag: plan.entity_tag.clone(),
            start: 0,
            end: None,
            algorithm: check.algorithm(),
        };
        let mut running = JoinSet::new();
        if let Some(((start, end), body)) = plan.first.take() {
            running.spawn(Part { start, end, ..part.clone() }.run(Some(body)));
        }
        let fetched = self.fetch_ranges(partial, part, &mut plan, &mut running, &mut check).await;
        // What is still under way writes no more.
        running.shutdown().await;
        fetched?;
        if let Err(error) = check.finish() {
            // What is damaged is nothing to go on with.
            self.begin_record(partial, None).await?;
            return Err(error);
        }
        Ok(Downloaded { entity_tag: plan.entity_tag, bytes: plan.bytes })
    }

    /// Fetches what is missing, and notes what is there.
    async fn fetch_ranges(
        &self,
        partial: &mut Partial,
        part: Part<S>,
        plan: &mut Plan,
        running: &mut JoinSet<Result<Written, TransferError<S::Exception>>>,
        check: &mut Check,
    ) -> Result<(), TransferError<S::Exception>> {
        loop {
            while running.len() < self.concurrency
                && let Some((start, end)) = plan.missing.next()
            {
                running.spawn(Part { start, end, ..part.clone() }.run(None));
            }
            let Some(joined) = running.join_next().await else { return Ok(()) };
            let written = joined.map_err(|error| TransferError::Body(error.into()))??;
            plan.bytes += written.bytes;
            note(partial, written.start, plan.range).await?;
            check.add(&written);
            self.observer.tell(plan.bytes, plan.total);
        }
    }

    /// Asks for the checksum of the object, if it is to be checked, while its first range is on its way. A part of an object
    /// has none.
    fn describe(&self) -> Describing<S::Exception> {
        let mut asked = JoinSet::new();
        if let Some(describe) = self.store.describe(&self.input).filter(|_| !S::is_partial(&self.input)) {
            asked.spawn(describe);
        }
        asked
    }

    /// What is left of a download that was begun before; none if there is nothing to go on with.
    async fn go_on(&self, partial: &mut Partial) -> Result<Option<Plan>, TransferError<S::Exception>> {
        let Some((layout, done)) = partial.record().and_then(|record| record.begun()) else { return Ok(None) };
        let is_other = |wanted: &str| wanted != "*" && wanted != layout.entity_tag;
        if S::is_partial(&self.input) || S::wanted_tag(&self.input).is_some_and(is_other) {
            return Ok(None);
        }
        let mut missing = Missing::of(&layout, done);
        let Some((start, Some(end))) = missing.next() else { return Ok(None) };
        let Layout { entity_tag, total, range: size } = layout;
        let asked = self.describe();
        let first = match self.store.get(&self.input, Some(range(start, end)), Some(entity_tag.clone())).await {
            // The object has been replaced, or is shorter now.
            Err(error) if matches!(error.status(), Some(412 | 416)) => return Ok(None),
            first => first?,
        };
        let described = described(asked).await?;
        let expected = format!("bytes {start}-{}/{total}", end - 1);
        let is_other = first.entity_tag.as_ref().is_some_and(|tag| *tag != entity_tag);
        if is_other || first.content_range.as_deref() != Some(&*expected) {
            return Ok(None);
        }
        Ok(Some(Plan {
            entity_tag: Some(entity_tag),
            total: Some(total),
            range: size,
            bytes: missing.bytes_there(),
            first: Some(((start, Some(end)), first.body)),
            missing,
            described,
        }))
    }

    async fn begin(&self, partial: &mut Partial) -> Result<Plan, TransferError<S::Exception>> {
        let wanted = (!S::is_partial(&self.input)).then(|| range(0, self.part_size));
        let asked = self.describe();
        let first = match self.store.get(&self.input, wanted.clone(), None).await {
            // Of an empty object there is no range.
            Err(error) if error.status() == Some(416) && wanted.is_some() => {
                self.store.get(&self.input, None, None).await?
            }
            first => first?,
        };
        let described = described(asked).await?;
        let (entity_tag, total, size) = (first.entity_tag.clone(), self.total(&first)?, self.part_size);
        let layout = |total| Layout { entity_tag: entity_tag.clone().unwrap_or_default(), total, range: size };
        // Without an entity tag nobody knows later whether it is still the same object.
        self.begin_record(partial, total.filter(|_| entity_tag.is_some()).map(layout)).await?;
        let mut missing = match total {
            None => Missing::unknown(),
            Some(total) => Missing::of(&layout(total), BTreeSet::new()),
        };
        let first = missing.next().map(|range| (range, first.body));
        Ok(Plan { entity_tag, total, range: size, missing, bytes: 0, first, described })
    }

    /// Empties the file and its record, where one is kept.
    async fn begin_record(
        &self,
        partial: &mut Partial,
        layout: Option<Layout>,
    ) -> Result<(), TransferError<S::Exception>> {
        let path = partial.path.clone();
        let Some(record) = partial.record() else { return Ok(()) };
        let mut begun = record.clone();
        let begun = aside(move || begun.begin(layout).map(|()| begun)).await;
        *record = begun.map_err(|error| TransferError::File(path, error))?;
        Ok(())
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
            .field("is_resumable", &self.is_resumable)
            .field("observer", &self.observer)
            .finish_non_exhaustive()
    }
}

/// A question for the checksum of an object, if one is asked.
type Describing<E> = JoinSet<Result<Described, Error<E>>>;

async fn described<E: 'static>(mut asked: Describing<E>) -> Result<Option<Described>, TransferError<E>> {
    match asked.join_next().await {
        None => Ok(None),
        Some(joined) => Ok(Some(joined.map_err(|error| TransferError::Body(error.into()))??)),
    }
}

/// What is to be fetched.
struct Plan {
    entity_tag: Option<String>,
    total: Option<u64>,
    /// How many bytes a range has, but for the last.
    range: u64,
    missing: Missing,
    /// How many bytes are there.
    bytes: u64,
    /// The first range that is missing, and its bytes.
    first: Option<(Range, Body)>,
    /// What the store says of the object, if it was asked.
    described: Option<Described>,
}

/// Notes a range that is in the file now, where a record is kept.
async fn note<E>(partial: &mut Partial, start: u64, range: u64) -> Result<(), TransferError<E>> {
    let path = partial.path.clone();
    let Some(notes) = partial.record().and_then(|record| record.notes()) else { return Ok(()) };
    aside(move || notes.add(start / range)).await.map_err(|error| TransferError::File(path, error))
}
