//! The temporary file of a download.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::record::Record;
use crate::body::aside;

/// The temporary file of a download, in the folder of the target file.
pub(super) struct Partial {
    pub(super) path: PathBuf,
    state: State,
}

enum State {
    /// It is removed when it is dropped.
    Removed,
    /// It stays, with the record of its ranges, for a later download that resumes.
    Kept(Record),
    /// It was renamed to the target file.
    Done,
}

impl Partial {
    /// Creates a file with a random name.
    pub(super) async fn create(path: &Path) -> Result<Self, (PathBuf, io::Error)> {
        let bits = crate::random::bits().map_err(|failure| (path.to_owned(), io::Error::other(failure)))?;
        let path = beside(path, &format!(".{:016x}.part", bits as u64));
        let created = path.clone();
        match aside(move || fs::File::create_new(created)).await {
            Ok(_) => Ok(Self { path, state: State::Removed }),
            Err(error) => Err((path, error)),
        }
    }

    /// Opens the file that an earlier download left, or creates it.
    pub(super) async fn resume(path: &Path) -> Result<Self, (PathBuf, io::Error)> {
        let (path, record) = (beside(path, ".part"), beside(path, ".part.record"));
        let file = path.clone();
        match aside(move || Record::open(&file, record)).await {
            Ok(record) => Ok(Self { path, state: State::Kept(record) }),
            Err(error) => Err((path, error)),
        }
    }

    /// The record, if one is kept.
    pub(super) fn record(&mut self) -> Option<&mut Record> {
        match &mut self.state {
            State::Kept(record) => Some(record),
            State::Removed | State::Done => None,
        }
    }

    /// Renames it to the target file.
    pub(super) async fn finish(mut self, path: &Path) -> io::Result<()> {
        let (from, to) = (self.path.clone(), path.to_owned());
        aside(move || {
            fs::OpenOptions::new().write(true).open(&from)?.sync_all()?;
            fs::rename(from, to)
        })
        .await?;
        if let State::Kept(record) = std::mem::replace(&mut self.state, State::Done) {
            aside(move || record.remove()).await?;
        }
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if matches!(self.state, State::Removed) {
            // Where it can't be removed, its name says what it is.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}
