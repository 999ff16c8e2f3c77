//! Puts files into a folder: all of them, or none.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::file::File;
use crate::print::MARK;

/// What differs between a folder and the files that belong there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Files that are there with another text.
    pub changed: Vec<String>,
    /// Files that are not there.
    pub missing: Vec<String>,
    /// Files that were generated once and belong there no longer.
    pub stale: Vec<String>,
}

impl Differences {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.missing.is_empty() && self.stale.is_empty()
    }
}

/// One line for each file.
impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = [("changed", &self.changed), ("missing", &self.missing), ("stale", &self.stale)];
        for (word, paths) in groups {
            for path in paths {
                writeln!(f, "{word:8} {path}")?;
            }
        }
        Ok(())
    }
}

/// Why a folder could not be written. It is as it was, but for [`WriteError::Torn`].
#[derive(Debug)]
pub enum WriteError {
    /// The folder holds files, and none of them was generated.
    Foreign(PathBuf),
    /// A file that was not generated stands where one is to be written.
    InTheWay(PathBuf),
    /// The disk refused.
    Io(PathBuf, io::Error),
    /// The disk refused twice: to write, and to undo what was written. The old files are kept in this folder.
    Torn(PathBuf, Box<WriteError>),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign(path) => write!(
                f,
                "{} holds files, and none of them was generated; give an empty folder, or one that was generated before",
                path.display()
            ),
            Self::InTheWay(path) => write!(
                f,
                "{} was not generated, and stands where a generated file belongs; move it away",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Torn(path, error) => {
                write!(
                    f,
                    "{error}; what was there before could not be put back whole, and is kept in {}",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            Self::Torn(_, error) => Some(error),
            Self::Foreign(_) | Self::InTheWay(_) => None,
        }
    }
}

/// The generated files that a folder holds.
///
/// # Errors
/// A file or folder can't be read.
pub fn existing(folder: &Path) -> Result<Vec<File>, WriteError> {
    let mut files = Vec::new();
    for path in walk(folder)? {
        let full = folder.join(&path);
        if !fs::symlink_metadata(&full).is_ok_and(|metadata| metadata.is_file()) {
            continue;
        }
        let text = fs::read(&full).map_err(|error| WriteError::Io(full, error))?;
        if let Some(text) = String::from_utf8(text).ok().filter(|text| is_generated(text)) {
            files.push(File { path, text });
        }
    }
    Ok(files)
}

/// Compares a folder with the files that belong there. Nothing is written.
///
/// # Errors
/// The folder is not a generated one, or can't be read.
pub fn compare(folder: &Path, files: &[File]) -> Result<Differences, WriteError> {
    compare_with(folder, &existing(folder)?, files)
}

/// As [`compare`], with the generated files that the folder holds, as [`existing`] gives them.
///
/// # Errors
/// As [`compare`].
pub fn compare_with(folder: &Path, before: &[File], files: &[File]) -> Result<Differences, WriteError> {
    let present = walk(folder)?;
    let old: BTreeMap<&str, &str> = before.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    if old.is_empty() && !present.is_empty() {
        return Err(WriteError::Foreign(folder.to_owned()));
    }
    let mut differences = Differences::default();
    for file in files {
        if let Some(obstacle) = obstacle(folder, &file.path) {
            return Err(WriteError::InTheWay(obstacle));
        }
        match old.get(file.path.as_str()) {
            Some(text) if *text == file.text => {}
            Some(_) => differences.changed.push(file.path.clone()),
            None if present.contains(&file.path) => return Err(WriteError::InTheWay(folder.join(&file.path))),
            None => differences.missing.push(file.path.clone()),
        }
    }
    let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    differences.stale = old.into_keys().filter(|path| !wanted.contains(path)).map(str::to_owned).collect();
    Ok(differences)
}

/// Makes a folder hold exactly these generated files. Those that are right already are not touched, and neither is
/// any file that was not generated. If anything fails, the folder is as it was.
///
/// ```
/// use tinsmith_codegen::{File, MARK, writer};
///
/// let folder = tempfile::tempdir()?;
/// let file = File { path: "src/lib.rs".to_owned(), text: format!("// {MARK} from clock.json. Do not edit.\n") };
/// writer::write(folder.path(), std::slice::from_ref(&file))?;
/// assert!(writer::compare(folder.path(), &[file])?.is_empty());
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The folder is not a generated one, or the disk refuses.
pub fn write(folder: &Path, files: &[File]) -> Result<Differences, WriteError> {
    let differences = compare(folder, files)?;
    if differences.is_empty() {
        return Ok(differences);
    }
    let created = !folder.exists();
    let staging = Staging::new(folder)?;
    let texts: BTreeMap<&str, &str> = files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    let result = staging.fill(folder, &differences, &texts).and_then(|()| staging.swap(folder, &differences));
    if !matches!(result, Err(WriteError::Torn(..))) {
        // What is left of it is in nobody's way.
        let _ = fs::remove_dir_all(&staging.folder);
    }
    if result.is_err() && created {
        // Nothing else is in a folder that was made for this.
        let _ = fs::remove_dir_all(folder);
    }
    result?;
    remove_empty(folder, &differences.stale);
    Ok(differences)
}

/// New files before they are put into place, and old ones until that has succeeded.
struct Staging {
    folder: PathBuf,
}

impl Staging {
    fn new(target: &Path) -> Result<Self, WriteError> {
        let folder = target.join(format!(".staging-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| WriteError::Io(folder.clone(), error))?;
        Ok(Self { folder })
    }

    fn new_file(&self, path: &str) -> PathBuf {
        self.folder.join("new").join(path)
    }

    fn old_file(&self, path: &str) -> PathBuf {
        self.folder.join("old").join(path)
    }

    /// Writes every new text, and keeps a copy of every old one. Nothing of the target is touched yet.
    fn fill(&self, target: &Path, differences: &Differences, texts: &BTreeMap<&str, &str>) -> Result<(), WriteError> {
        for path in differences.changed.iter().chain(&differences.missing) {
            let file = self.new_file(path);
            create_parent(&file)?;
            let text = texts.get(path.as_str()).copied().unwrap_or_default();
            fs::write(&file, text).map_err(|error| WriteError::Io(file, error))?;
        }
        for path in &differences.changed {
            let copy = self.old_file(path);
            create_parent(&copy)?;
            fs::copy(target.join(path), &copy).map_err(|error| WriteError::Io(copy, error))?;
        }
        Ok(())
    }

    /// Puts each new file over its old one, then takes the stale ones away. If a move fails, all before it are undone.
    fn swap(&self, target: &Path, differences: &Differences) -> Result<(), WriteError> {
        let mut done: Vec<Undo> = Vec::new();
        let moves = differences
            .missing
            .iter()
            .map(|path| (self.new_file(path), target.join(path), Undo::Remove(target.join(path))))
            .chain(differences.changed.iter().map(|path| {
                (self.new_file(path), target.join(path), Undo::Restore(self.old_file(path), target.join(path)))
            }))
            .chain(differences.stale.iter().map(|path| {
                (target.join(path), self.old_file(path), Undo::Restore(self.old_file(path), target.join(path)))
            }));
        for (from, to, undo) in moves {
            let moved = create_parent(&to)
                .and_then(|()| fs::rename(&from, &to).map_err(|error| WriteError::Io(to.clone(), error)));
            match moved {
                Ok(()) => done.push(undo),
                Err(error) => {
                    let undone = done.iter().rev().map(Undo::run).fold(Ok(()), Result::and);
                    return Err(match undone {
                        Ok(()) => error,
                        Err(_) => WriteError::Torn(self.folder.clone(), Box::new(error)),
                    });
                }
            }
        }
        Ok(())
    }
}

/// How a move is undone.
enum Undo {
    /// The file was not there before.
    Remove(PathBuf),
    /// The old file is kept here, and belongs there.
    Restore(PathBuf, PathBuf),
}

impl Undo {
    fn run(&self) -> io::Result<()> {
        match self {
            Self::Remove(path) => fs::remove_file(path),
            Self::Restore(kept, path) => fs::rename(kept, path),
        }
    }
}

fn create_parent(file: &Path) -> Result<(), WriteError> {
    match file.parent() {
        Some(parent) => fs::create_dir_all(parent).map_err(|error| WriteError::Io(parent.to_owned(), error)),
        None => Ok(()),
    }
}

/// Whether a text begins with the header of a generated file, as Rust, TOML or HTML has it. To quote it is not enough.
fn is_generated(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    ["// ", "# ", "<!-- "].iter().any(|start| first.strip_prefix(start).is_some_and(|line| line.starts_with(MARK)))
}

/// The part of a path that leads out of the folder: a link, a file, or a package of its own where a folder should be.
fn obstacle(folder: &Path, path: &str) -> Option<PathBuf> {
    let mut parent = folder.to_owned();
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    parts.into_iter().find_map(|part| {
        parent.push(part);
        let kind = fs::symlink_metadata(&parent).ok()?.file_type();
        let is_package = kind.is_dir() && parent.join("Cargo.toml").exists();
        (!kind.is_dir() || is_package).then(|| parent.clone())
    })
}

/// Every file below a folder, by its path with slashes, sorted. Hidden folders, `target` and packages of their own are
/// passed over. What is neither a file nor a folder, like a link, counts as a file that is not ours.
fn walk(folder: &Path) -> Result<BTreeSet<String>, WriteError> {
    let mut found = BTreeSet::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((path, prefix)) = open.pop() {
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound && prefix.is_empty() => return Ok(found),
            Err(error) => return Err(WriteError::Io(path, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| WriteError::Io(path.clone(), error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type().map_err(|error| WriteError::Io(entry.path(), error))?;
            let below = format!("{prefix}{name}");
            let passed_over = name.starts_with('.') || name == "target";
            if kind.is_dir() && !passed_over && !entry.path().join("Cargo.toml").exists() {
                open.push((entry.path(), format!("{below}/")));
            } else if !kind.is_dir() && !name.starts_with('.') {
                found.insert(below);
            }
        }
    }
    Ok(found)
}

/// Removes the folders that stale files have left empty.
fn remove_empty(folder: &Path, stale: &[String]) {
    for path in stale {
        let mut parent = Path::new(path).parent();
        while let Some(path) = parent.filter(|path| !path.as_os_str().is_empty()) {
            // A folder that is not empty stays.
            if fs::remove_dir(folder.join(path)).is_err() {
                break;
            }
            parent = path.parent();
        }
    }
}
