//! Where a model is: files, folders that hold them, archives.

use std::fs;
use std::path::{Path, PathBuf};

use model::Source;

use crate::{Problem, archive};

/// Where Smithy's own build puts the model of a projection, within the projection's folder.
const BUILT: &str = "model/model.json";

/// The texts of a model: of files, of those in a folder, and of those in an archive.
///
/// # Errors
/// One of them can't be read, or there is none where there should be.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<Source>, Problem> {
    let (archives, files): (Vec<PathBuf>, Vec<PathBuf>) =
        files(paths)?.into_iter().partition(|path| archive::is_archive(path));
    let mut sources = if files.is_empty() { Vec::new() } else { model::sources(&files)? };
    for path in archives {
        sources.extend(archive::read(&path)?);
    }
    Ok(sources)
}

/// The files that are meant: a file is itself, a folder of a Smithy build's projection is its model, and any other folder all
/// of its `.json` files, by name.
///
/// # Errors
/// A folder can't be read, or has no such file.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    let mut files = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => files.extend(in_folder(path)?),
            false => files.push(path.clone()),
        }
    }
    Ok(files)
}

fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let built = folder.join(BUILT);
    if built.is_file() {
        return Ok(vec![built]);
    }
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_file() && path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    found.sort_unstable();
    match found.is_empty() {
        true => {
            Err(format!("{} holds no model: neither {BUILT} nor a file that ends in .json", folder.display()).into())
        }
        false => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_its_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let asked = [folder.path().to_owned()];
        assert!(files(&asked).expect_err("nothing is there").to_string().contains("holds no model"));
        for name in ["b.json", "a.json", "notes.txt"] {
            fs::write(path(name), "{}").expect("written");
        }
        assert_eq!(files(&asked).expect("files"), [path("a.json"), path("b.json")]);
        fs::create_dir(path("model")).expect("a folder");
        fs::write(path(BUILT), "{}").expect("written");
        assert_eq!(files(&asked).expect("a file"), [path(BUILT)]);
        assert_eq!(
            files(&[path("b.json"), "missing.json".into()]).expect("as given"),
            [path("b.json"), "missing.json".into()]
        );
    }
}
