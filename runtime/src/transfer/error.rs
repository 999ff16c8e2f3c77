//! Why an object was not transferred.

use std::fmt;
use std::path::PathBuf;

use super::MOST_PARTS;
use crate::body::BodyError;
use crate::error::{Error, ServiceException};
use crate::printable;

/// Why an object was not transferred. Nothing of it is left, unless the download is resumable: an upload is given up, and a file
/// that is not whole is removed.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransferError<E> {
    /// A call of the store failed.
    Call(Error<E>),
    /// What is uploaded can't be read, or what is downloaded breaks off again and again.
    Body(BodyError),
    /// The file can't be written.
    File(PathBuf, std::io::Error),
    /// A stream of unknown length has more than the most parts of this size.
    TooManyParts {
        /// The bytes of a part.
        part_size: u64,
    },
    /// The bytes in the file are not those of the object.
    Damaged {
        /// The algorithm of the checksum, like `CRC32`.
        algorithm: &'static str,
        /// What the store says, in Base64.
        expected: String,
        /// What the bytes have.
        found: String,
    },
    /// The store gave something else than was asked for, or the input asks for what parts can't do.
    Unexpected(String),
}

impl<E> fmt::Display for TransferError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => error.fmt(f),
            Self::Body(error) => error.fmt(f),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::TooManyParts { part_size } => {
                write!(f, "the stream has more than {MOST_PARTS} parts of {part_size} bytes: make them larger")
            }
            Self::Damaged { algorithm, expected, found } => {
                let expected = printable::text(expected);
                write!(
                    f,
                    "what was downloaded is damaged: its {algorithm} is {found}, that of the object is {expected}"
                )
            }
            Self::Unexpected(text) => f.write_str(text),
        }
    }
}

/// The text says everything, causes too, so there is no source.
impl<E: ServiceException> std::error::Error for TransferError<E> {}

impl<E> From<Error<E>> for TransferError<E> {
    fn from(error: Error<E>) -> Self {
        Self::Call(error)
    }
}
