//! The writer: everything or nothing, and only its own files.

use std::fs;
use std::path::Path;

use tinsmith_codegen::writer::{WriteError, compare, write};
use tinsmith_codegen::{File, MARK};

fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: format!("// {MARK}. Do not edit.\n{text}\n") }
}

fn content(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(path).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").display().to_string();
                found.push((name, fs::read_to_string(path).expect("text")));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_folder_becomes_what_it_should_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = [file("src/lib.rs", "one"), file("src/old/a.rs", "a"), file("Cargo.toml", "x")];
    assert_eq!(write(folder.path(), &first).expect("written").missing.len(), 3);
    fs::write(folder.path().join("src/own.rs"), "by hand").expect("written");
    let second = [file("src/lib.rs", "two"), file("src/new/b.rs", "b"), file("Cargo.toml", "x")];
    let differences = compare(folder.path(), &second).expect("compared");
    assert_eq!(differences.to_string(), "changed  src/lib.rs\nmissing  src/new/b.rs\nstale    src/old/a.rs\n");
    let untouched = fs::metadata(folder.path().join("Cargo.toml")).expect("there").modified().expect("a time");
    assert_eq!(write(folder.path(), &second).expect("written"), differences);
    let names: Vec<String> = content(folder.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Cargo.toml", "src/lib.rs", "src/new/b.rs", "src/own.rs"]);
    assert!(!folder.path().join("src/old").exists(), "an empty folder stays behind");
    let after = fs::metadata(folder.path().join("Cargo.toml")).expect("there").modified().expect("a time");
    assert_eq!(untouched, after, "a file that was right has been touched");
    assert!(write(folder.path(), &second).expect("written").is_empty());
}

#[test]
fn a_foreign_folder_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("notes.txt"), "mine").expect("written");
    let before = content(folder.path());
    let error = write(folder.path(), &[file("src/lib.rs", "x")]).expect_err("refused");
    assert!(matches!(error, WriteError::Foreign(_)), "{error}");
    assert_eq!(content(folder.path()), before);
}

#[test]
fn a_file_of_someone_else_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[file("src/lib.rs", "x")]).expect("written");
    fs::write(folder.path().join("src/own.rs"), "by hand").expect("written");
    let before = content(folder.path());
    let error = write(folder.path(), &[file("src/lib.rs", "y"), file("src/own.rs", "z")]).expect_err("refused");
    assert!(matches!(error, WriteError::InTheWay(_)), "{error}");
    assert_eq!(content(folder.path()), before);
}

/// A package within the folder is another one's, generated or not.
#[test]
fn a_package_within_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("inner"), &[file("Cargo.toml", "x"), file("src/lib.rs", "x")]).expect("written");
    let before = content(folder.path());
    write(folder.path(), &[file("src/lib.rs", "y")]).expect("written");
    let after = content(folder.path());
    assert!(before.iter().all(|found| after.contains(found)) && after.len() == before.len() + 1);
}

#[cfg(unix)]
#[test]
fn a_link_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[file("a.rs", "a")]).expect("written");
    std::os::unix::fs::symlink("/dev/null", folder.path().join("b.rs")).expect("a link");
    let error = write(folder.path(), &[file("a.rs", "a"), file("b.rs", "b")]).expect_err("refused");
    assert!(matches!(error, WriteError::InTheWay(_)), "{error}");
}

#[test]
fn a_run_that_fails_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[file("a.rs", "a"), file("b.rs", "b"), file("gone.rs", "gone")]).expect("written");
    // A folder stands where a file is to go, so the last move fails.
    fs::create_dir_all(folder.path().join("z.rs/inner")).expect("made");
    let before = content(folder.path());
    let error =
        write(folder.path(), &[file("a.rs", "new"), file("b.rs", "new"), file("z.rs", "z")]).expect_err("fails");
    assert!(matches!(error, WriteError::Io(..)), "{error}");
    assert_eq!(content(folder.path()), before);
    let left: Vec<_> = fs::read_dir(folder.path())
        .expect("a folder")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    assert!(!left.iter().any(|name| name.starts_with(".staging")), "{left:?}");
    // A folder that was made for the files goes away again.
    let target = folder.path().join("z.rs/inner/new");
    let long = "x".repeat(300);
    write(&target, &[file(&long, "x")]).expect_err("the name is too long");
    assert!(!target.exists());
}

/// What lies behind a link, or is a package of its own, is somebody else's.
#[cfg(unix)]
#[test]
fn nothing_is_written_beyond_the_folder() {
    let (folder, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    fs::write(elsewhere.path().join("lib.rs"), file("", "mine").text).expect("written");
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("src")).expect("a link");
    write(folder.path(), &[file("a.rs", "a")]).expect_err("the folder holds a link");
    fs::write(folder.path().join("a.rs"), file("", "a").text).expect("written");
    let before = content(elsewhere.path());
    let error = write(folder.path(), &[file("a.rs", "a"), file("src/lib.rs", "new")]).expect_err("refused");
    assert!(matches!(&error, WriteError::InTheWay(path) if path.ends_with("src")), "{error}");
    assert_eq!(content(elsewhere.path()), before);

    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[file("a.rs", "a")]).expect("written");
    fs::create_dir(folder.path().join("src")).expect("made");
    fs::write(folder.path().join("src/Cargo.toml"), "[package]").expect("written");
    let error = write(folder.path(), &[file("a.rs", "a"), file("src/lib.rs", "new")]).expect_err("refused");
    assert!(matches!(&error, WriteError::InTheWay(path) if path.ends_with("src")), "{error}");
}

/// A file that speaks of the mark is not a generated one.
#[test]
fn a_file_that_quotes_the_mark_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[file("a.rs", "a")]).expect("written");
    for (name, text) in [
        ("one.rs", format!("//! Files with `{MARK}` are not mine.\n")),
        ("two.rs", format!("\n// {MARK}\n")),
        ("three.rs", format!("const MARK: &str = \"// {MARK}\";\n")),
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let before = content(folder.path());
    assert!(write(folder.path(), &[file("a.rs", "a")]).expect("written").is_empty());
    assert_eq!(content(folder.path()), before);
}
