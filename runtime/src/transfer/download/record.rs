//! The record of a resumable download: which object it is of, and which ranges of that the temporary file has.
//!
//! ```text
//! download 1
//! entity-tag "d41d8cd9"
//! bytes 20971520
//! range-bytes 8388608
//! done 0
//! done 2
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The first line: what the file is, and in which form.
const HEAD: &str = "download 1";

/// Which object is downloaded, in which ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) entity_tag: String,
    /// How many bytes the object has.
    pub(super) total: u64,
    /// How many bytes a range has, but for the last.
    pub(super) range: u64,
}

/// The record of a download: a file next to its temporary file.
#[derive(Clone, Debug)]
pub(super) struct Record {
    file: PathBuf,
    path: PathBuf,
    /// Nothing if nothing is known of the object yet.
    begun: Option<(Layout, BTreeSet<u64>)>,
}

impl Record {
    /// The record of a file; a new one if there is none, or none that can be gone on with.
    ///
    /// # Errors
    /// The file is there without a record, so it is not ours. One of them can't be read or written.
    pub(super) fn open(file: &Path, path: PathBuf) -> io::Result<Self> {
        let text = match fs::read(&path) {
            Ok(bytes) => Some(String::from_utf8(bytes).map_err(|_| foreign(&path))?),
            Err(error) if error.kind() == io::ErrorKind::NotFound && file.try_exists()? => return Err(foreign(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        // A line without an end was not written to its end.
        let whole =
            text.as_deref().map(|text| text.get(..text.rfind('\n').map_or(0, |end| end + 1)).unwrap_or_default());
        let begun = match whole {
            Some(lines) if lines.starts_with(HEAD) => parse(lines),
            None => None,
            Some(_) if text.as_deref() == Some("") => None,
            Some(_) => return Err(foreign(&path)),
        };
        let begun = begun.filter(|(layout, done)| has_ranges(file, layout, done));
        let record = Self { file: file.to_owned(), path, begun };
        match (&record.begun, whole) {
            (Some(_), Some(lines)) if text.as_deref() != Some(lines) => replace(&record.path, lines)?,
            (Some(_), _) => {}
            (None, _) => {
                // The record comes first: whatever happens then, the file is known as ours.
                replace(&record.path, &format!("{HEAD}\n"))?;
                fs::File::create(&record.file)?;
            }
        }
        Ok(record)
    }

    /// The object and the ranges that are there, if a download of it was begun.
    pub(super) fn begun(&self) -> Option<(Layout, BTreeSet<u64>)> {
        self.begun.clone()
    }

    /// Begins anew, with nothing there. Without a layout nothing of it can be gone on with.
    ///
    /// # Errors
    /// One of the files can't be written.
    pub(super) fn begin(&mut self, layout: Option<Layout>) -> io::Result<()> {
        fs::File::create(&self.file)?;
        let lines = layout.as_ref().map(|Layout { entity_tag, total, range }| {
            format!("entity-tag {entity_tag}\nbytes {total}\nrange-bytes {range}\n")
        });
        replace(&self.path, &format!("{HEAD}\n{}", lines.unwrap_or_default()))?;
        self.begun = layout.map(|layout| (layout, BTreeSet::new()));
        Ok(())
    }

    /// What notes ranges; none if nothing is known of the object.
    pub(super) fn notes(&self) -> Option<Notes> {
        self.begun.as_ref().map(|_| Notes { file: self.file.clone(), path: self.path.clone() })
    }

    /// Removes the record.
    ///
    /// # Errors
    /// It can't be removed.
    pub(super) fn remove(self) -> io::Result<()> {
        fs::remove_file(self.path)
    }
}

/// The files of a download that was begun.
#[derive(Clone, Debug)]
pub(super) struct Notes {
    file: PathBuf,
    path: PathBuf,
}

impl Notes {
    /// Notes a range that is in the file now, once it is on the disk.
    ///
    /// # Errors
    /// One of the files can't be written.
    pub(super) fn add(&self, range: u64) -> io::Result<()> {
        fs::OpenOptions::new().write(true).open(&self.file)?.sync_data()?;
        fs::OpenOptions::new().append(true).open(&self.path)?.write_all(format!("done {range}\n").as_bytes())
    }
}

/// Replaces the record file atomically: after a crash it has the old text or the new one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let mut file = fs::File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(beside, path)
}

fn foreign(path: &Path) -> io::Error {
    let text = format!("{} is there already, and is none that a download left: move it away", path.display());
    io::Error::new(io::ErrorKind::AlreadyExists, text)
}

/// Whether a file is long enough to hold the ranges.
fn has_ranges(file: &Path, layout: &Layout, done: &BTreeSet<u64>) -> bool {
    let length = fs::metadata(file).map(|metadata| metadata.len()).unwrap_or_default();
    let end = |range: u64| range.checked_add(1).and_then(|next| next.checked_mul(layout.range));
    done.iter().all(|range| {
        let fits = range.checked_mul(layout.range).is_some_and(|start| start < layout.total);
        fits && end(*range).unwrap_or(u64::MAX).min(layout.total) <= length
    })
}

/// What a record says; none if it says too little.
fn parse(text: &str) -> Option<(Layout, BTreeSet<u64>)> {
    let mut lines = text.lines().skip(1);
    let mut value = |key: &str| lines.next()?.strip_prefix(key)?.strip_prefix(' ');
    let entity_tag = value("entity-tag")?.to_owned();
    let (total, range) = (value("bytes")?.parse().ok()?, value("range-bytes")?.parse().ok()?);
    let done = lines.map(|line| line.strip_prefix("done ")?.parse().ok()).collect::<Option<_>>()?;
    (range > 0).then_some((Layout { entity_tag, total, range }, done))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> Layout {
        Layout { entity_tag: "\"a b\"".to_owned(), total: 25, range: 10 }
    }

    #[test]
    fn what_was_noted_is_there_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, path) = (folder.path().join("a.part"), folder.path().join("a.part.record"));
        let open = || Record::open(&file, path.clone()).expect("a record");
        assert_eq!(open().begun(), None);
        let mut record = open();
        record.begin(Some(layout())).expect("begun");
        fs::write(&file, [0; 25]).expect("written");
        let notes = record.notes().expect("it was begun");
        notes.add(2).expect("noted");
        notes.add(0).expect("noted");
        assert_eq!(open().begun(), Some((layout(), BTreeSet::from([0, 2]))));
        // A line that was not written to its end does not count, and what comes after it is not added to it.
        let text = fs::read_to_string(&path).expect("there");
        fs::write(&path, format!("{text}done 1")).expect("written");
        open().notes().expect("it was begun").add(1).expect("noted");
        assert_eq!(open().begun(), Some((layout(), BTreeSet::from([0, 1, 2]))));
        // A record that was never written begins anew.
        fs::write(&path, "").expect("written");
        assert_eq!(open().begun(), None);
        open().begin(Some(layout())).expect("begun");
        fs::write(&file, [0; 25]).expect("written");
        open().notes().expect("it was begun").add(2).expect("noted");
        // A file that is too short can't have the ranges.
        fs::write(&file, [0; 24]).expect("written");
        assert_eq!(open().begun(), None);
        open().remove().expect("removed");
        assert!(!path.exists());
    }

    #[test]
    fn what_is_no_record_is_not_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, path) = (folder.path().join("a.part"), folder.path().join("a.part.record"));
        fs::write(&file, "mine").expect("written");
        let error = Record::open(&file, path.clone()).expect_err("not ours");
        assert!(error.to_string().contains("a.part is there already"), "{error}");
        fs::write(&path, "mine too").expect("written");
        let error = Record::open(&file, path.clone()).expect_err("not ours");
        assert!(error.to_string().contains("a.part.record is there already"), "{error}");
        assert_eq!(fs::read_to_string(&file).expect("there"), "mine");
    }

    #[test]
    fn records_that_make_no_sense_begin_anew() {
        let whole = "download 1\nentity-tag x\nbytes 25\nrange-bytes 10\n";
        assert!(parse(whole).is_some());
        for text in [
            "download 1\n",
            "download 1\nentity-tag x\nbytes 25\n",
            "download 1\nentity-tag x\nbytes -1\nrange-bytes 10\n",
            "download 1\nentity-tag x\nbytes 25\nrange-bytes 0\n",
            &format!("{whole}done x\n"),
            &format!("{whole}more\n"),
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.part");
        let huge = format!("download 1\nentity-tag x\nbytes {0}\nrange-bytes {0}\ndone {0}\n", u64::MAX);
        let (layout, done) = parse(&huge).expect("a record");
        assert!(!has_ranges(&file, &layout, &done));
    }
}
