//! Whether the bytes in the file are those of the object.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::range::Written;
use crate::body::aside;
use crate::transfer::checksum::Algorithm;
use crate::transfer::{Described, ObjectChecksum, TransferError};

/// How much is read at once.
const PIECE: usize = 1 << 16;

/// The checksum that the object has, and those of the ranges that are there.
pub(super) struct Check {
    expected: Option<(Algorithm, ObjectChecksum)>,
    /// By their start: the checksum and the number of bytes.
    ranges: BTreeMap<u64, (u64, u64)>,
}

impl Check {
    /// # Errors
    /// What the store said is of another object than the one that it gives.
    pub(super) fn of<E>(described: Option<Described>, entity_tag: Option<&str>) -> Result<Self, TransferError<E>> {
        let none = Self { expected: None, ranges: BTreeMap::new() };
        let Some(Described { entity_tag: described_tag, checksum }) = described else { return Ok(none) };
        if described_tag.as_deref() != entity_tag {
            let text = "the object was replaced while its download began: try again";
            return Err(TransferError::Unexpected(text.to_owned()));
        }
        let expected = checksum.and_then(|checksum| Some((Algorithm::from_name(checksum.algorithm)?, checksum)));
        Ok(Self { expected, ..none })
    }

    /// The algorithm of the checksums that ranges need.
    pub(super) fn algorithm(&self) -> Option<Algorithm> {
        self.expected.as_ref().map(|(algorithm, _)| *algorithm)
    }

    pub(super) fn add(&mut self, written: &Written) {
        if let Some(checksum) = written.checksum {
            self.ranges.insert(written.start, (checksum, written.bytes));
        }
    }

    /// Takes ranges from the file, where an earlier download wrote them.
    ///
    /// # Errors
    /// The file can't be read.
    pub(super) async fn read<E>(&mut self, file: &Path, ranges: Vec<(u64, u64)>) -> Result<(), TransferError<E>> {
        let Some(algorithm) = self.algorithm() else { return Ok(()) };
        for (start, end) in ranges {
            let path = file.to_owned();
            let checksum = aside(move || checksum_of(&path, algorithm, start, end)).await;
            let checksum = checksum.map_err(|error| TransferError::File(file.to_owned(), error))?;
            self.ranges.insert(start, (checksum, end.saturating_sub(start)));
        }
        Ok(())
    }

    /// # Errors
    /// The bytes are not those of the object.
    pub(super) fn finish<E>(self) -> Result<(), TransferError<E>> {
        let Some((algorithm, expected)) = self.expected else { return Ok(()) };
        let found = algorithm.whole(self.ranges.into_values());
        if found == expected.value {
            return Ok(());
        }
        Err(TransferError::Damaged { algorithm: expected.algorithm, expected: expected.value, found })
    }
}

fn checksum_of(path: &Path, algorithm: Algorithm, start: u64, end: u64) -> std::io::Result<u64> {
    let mut file = fs::File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    let mut rest = file.take(end.saturating_sub(start));
    let (mut digest, mut piece) = (algorithm.begin(), vec![0; PIECE]);
    loop {
        match rest.read(&mut piece)? {
            0 => return Ok(digest.finalize()),
            read => digest.update(piece.get(..read).unwrap_or_default()),
        }
    }
}
