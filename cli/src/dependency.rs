//! What generated crates depend on.

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use toml::Table;

use crate::Problem;

/// A crate that others depend on, as a configuration names it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Dependency {
    /// A version, like `"0.1"`.
    Version(String),
    /// A table of Cargo's: `{ path = ".." }`, `{ git = ".." }`, `{ workspace = true }`.
    Table(Table),
}

impl Dependency {
    /// The runtime that belongs to this release of the program.
    pub(crate) fn runtime() -> Self {
        Self::Version(env!("CARGO_PKG_VERSION").to_owned())
    }

    /// The dependency that an argument names: a path, the URL of a git repository, or a version.
    pub(crate) fn from_argument(text: &str) -> Self {
        let table = |key: &str| Self::Table(Table::from_iter([(key.to_owned(), text.into())]));
        match text {
            url if url.contains("://") || url.starts_with("git@") => table("git"),
            version if version.starts_with(|first: char| first.is_ascii_digit() || "^~=*<>".contains(first)) => {
                Self::Version(version.to_owned())
            }
            _ => table("path"),
        }
    }

    /// What stands behind `name = ` in the manifest of a crate: a table on one line. Paths are given as seen from `base` and
    /// written as seen from the crate.
    ///
    /// # Errors
    /// There is no crate at the path.
    pub(crate) fn written(&self, name: &str, base: &Path, out: &Path) -> Result<String, Problem> {
        let mut table = match self {
            Self::Version(version) => Table::from_iter([("version".to_owned(), version.as_str().into())]),
            Self::Table(table) => table.clone(),
        };
        if let Some(path) = table.get("path").and_then(toml::Value::as_str) {
            let path = base.join(path);
            if !path.join("Cargo.toml").exists() {
                return Err(format!(
                    "there is no crate `{name}` at {}: give a path, the URL of a git repository, or a version",
                    path.display()
                )
                .into());
            }
            let relative = relative(&resolved(&path)?, &resolved(out)?);
            table.insert("path".to_owned(), relative.display().to_string().replace('\\', "/").into());
        }
        Ok(toml::Value::Table(table).to_string())
    }
}

/// Whether the crates that types come from are among the lines of a crate's dependencies.
///
/// # Errors
/// One is not.
pub(crate) fn check_named(needed: &[String], lines: &[String]) -> Result<(), Problem> {
    let named = |line: &String| line.split('=').next().unwrap_or_default().trim().replace('-', "_");
    match needed.iter().find(|name| !lines.iter().any(|line| named(line) == **name)) {
        None => Ok(()),
        Some(name) => Err(format!(
            "the crate `{name}` has a type that stands for a shape, and is no dependency: name it in `[dependencies]` of the \
             configuration, or by `--dependency {name}=PATH`"
        )
        .into()),
    }
}

/// An absolute path without `..` and without links, as far as it exists.
fn resolved(path: &Path) -> std::io::Result<PathBuf> {
    let mut resolved = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        if part == Component::ParentDir {
            resolved.pop();
            continue;
        }
        resolved.push(part);
        if let Ok(real) = resolved.canonicalize() {
            resolved = real;
        }
    }
    Ok(resolved)
}

/// A path as seen from a folder. Both are [`resolved`].
fn relative(path: &Path, from: &Path) -> PathBuf {
    let common = path.components().zip(from.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(common).map(|_| "..");
    up.map(PathBuf::from).chain(path.components().skip(common).map(|part| PathBuf::from(part.as_os_str()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_crate() {
        let cases = [
            ("/a/runtime", "/a/out", "../runtime"),
            ("/a/runtime", "/b/c", "../../a/runtime"),
            ("/a/b/runtime", "/a", "b/runtime"),
        ];
        for (path, from, expected) in cases {
            assert_eq!(relative(Path::new(path), Path::new(from)), Path::new(expected));
        }
    }

    #[test]
    fn a_folder_may_be_given_by_its_parent() {
        let here = resolved(Path::new(".")).expect("this folder");
        let name = here.file_name().expect("its name");
        let by_parent = Path::new("..").join(name).join("not-there/../out");
        assert_eq!(resolved(&by_parent).expect("a path"), here.join("out"));
    }

    #[test]
    fn a_runtime_is_a_version_a_repository_or_a_path() {
        let dependency = |text| Dependency::from_argument(text).written("runtime", Path::new("."), Path::new("out"));
        assert_eq!(dependency("0.1").expect("a version"), r#"{ version = "0.1" }"#);
        assert_eq!(dependency("https://example.com/x.git").expect("a URL"), r#"{ git = "https://example.com/x.git" }"#);
        assert_eq!(dependency("../runtime").expect("a path"), r#"{ path = "../../runtime" }"#);
        assert!(dependency("nowhere").expect_err("no path").to_string().contains("there is no crate `runtime`"));
    }
}
