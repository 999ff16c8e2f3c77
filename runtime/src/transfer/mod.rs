//! Large objects of a store like S3, in parts that are sent and fetched side by side.
//!
//! A client that has the operations for it has the methods `upload` and `download` with its feature `transfer`. Both need no more
//! memory than parts are under way, whatever the object's size, and every part is tried again by itself.

mod checksum;
mod download;
mod error;
mod source;
#[cfg(test)]
mod tests;
mod upload;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

pub use self::checksum::{Described, ObjectChecksum, Whole, is_of_wholes};
pub use self::download::{Download, Downloaded};
pub use self::error::TransferError;
pub use self::upload::{Upload, Uploaded};
use crate::body::Body;
use crate::error::{Error, ServiceException};

/// How many bytes a part has unless it is said otherwise: 8 MiB.
pub const PART_SIZE: u64 = 8 << 20;
/// The least that a part may have, but for the last: 5 MiB.
pub const SMALLEST_PART: u64 = 5 << 20;
/// How many parts an object may have at most.
pub const MOST_PARTS: u64 = 10_000;
/// How many parts are under way at once unless it is said otherwise.
pub const CONCURRENCY: usize = 8;

/// A call of the store that is about to be made.
pub type Pending<T, E> = Pin<Box<dyn Future<Output = Result<T, Error<E>>> + Send>>;

/// A store of objects: what generated code knows of its operations.
pub trait ObjectStore: Clone + Send + Sync + 'static {
    /// The exceptions of its service.
    type Exception: ServiceException;
    /// What an object is put with.
    type Put: Send + 'static;
    /// What an object is got with.
    type Get: Clone + Send + Sync + 'static;
    /// A part that was uploaded.
    type Part: Send + 'static;

    /// Takes the body out of an input.
    fn take_body(input: &mut Self::Put) -> Body;

    /// The first member of an input that has no meaning for an object that goes in parts: a checksum that parts do not give or
    /// of another algorithm than theirs, or where to write.
    fn of_the_whole(&self, input: &Self::Put) -> Option<&'static str>;

    /// Puts an object as a whole.
    fn put(&self, input: Self::Put, body: Body) -> Pending<Stored, Self::Exception>;

    /// Begins an upload in parts, and gives its id.
    fn begin(&self, input: &Self::Put) -> Pending<String, Self::Exception>;

    /// Uploads a part.
    fn part(&self, input: &Self::Put, id: &str, number: i32, body: Body) -> Pending<Self::Part, Self::Exception>;

    /// The checksums of a part that was uploaded, in Base64, with the names of their algorithms.
    fn checksums(part: &Self::Part) -> Vec<(&'static str, &str)>;

    /// Makes an object of the parts.
    fn complete(
        &self,
        input: &Self::Put,
        id: &str,
        parts: Vec<Self::Part>,
        whole: &Whole,
    ) -> Pending<Stored, Self::Exception>;

    /// Gives up an upload: its parts are dropped.
    fn abort(&self, input: &Self::Put, id: &str) -> Pending<(), Self::Exception>;

    /// Whether an input asks for a part of an object alone.
    fn is_partial(input: &Self::Get) -> bool;

    /// The entity tag that an input wants the object to have.
    fn wanted_tag(input: &Self::Get) -> Option<&str>;

    /// Asks for the checksum of an object; none where it is not checked.
    fn describe(&self, input: &Self::Get) -> Option<Pending<Described, Self::Exception>>;

    /// Gets an object, or a range of it, and only if it is still the one with this entity tag.
    fn get(
        &self,
        input: &Self::Get,
        range: Option<String>,
        entity_tag: Option<String>,
    ) -> Pending<Fetched, Self::Exception>;
}

/// What a store says of an object that was put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The entity tag.
    pub entity_tag: Option<String>,
    /// The version, where the bucket keeps several.
    pub version_id: Option<String>,
}

/// What a store gives of an object.
#[derive(Debug)]
pub struct Fetched {
    /// The bytes.
    pub body: Body,
    /// The entity tag.
    pub entity_tag: Option<String>,
    /// Which bytes they are, and of how many: `bytes 0-9/100`.
    pub content_range: Option<String>,
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many bytes are there.
    pub bytes: u64,
    /// How many there will be, if that is known.
    pub total: Option<u64>,
}

/// What is told of the progress.
#[derive(Clone, Default)]
struct Observer(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl Observer {
    fn tell(&self, bytes: u64, total: Option<u64>) {
        if let Some(observer) = &self.0 {
            observer(Progress { bytes, total });
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Observer" } else { "none" })
    }
}
