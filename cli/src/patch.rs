//! Unified diffs of what is there and what is generated.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use codegen::File;
use codegen::writer::Differences;
use similar::TextDiff;

/// The differences as a patch for `patch -p1` or `git apply`, in the folder that `folder` is seen from.
pub(crate) fn patch(folder: &Path, before: &[File], after: &[File], differences: &Differences) -> String {
    let texts = |files: &[File]| -> BTreeMap<String, String> {
        files.iter().map(|file| (file.path.clone(), file.text.clone())).collect()
    };
    let (before, after) = (texts(before), texts(after));
    let Differences { changed, missing, stale } = differences;
    let mut paths: Vec<&String> = changed.iter().chain(missing).chain(stale).collect();
    paths.sort_unstable();
    let mut patch = String::new();
    for path in paths {
        let name = |side: &str, files: &BTreeMap<String, String>| match files.contains_key(path) {
            true => format!("{side}/{}", folder.join(path).display()).replace('\\', "/"),
            false => "/dev/null".to_owned(),
        };
        let text = |files: &BTreeMap<String, String>| files.get(path).cloned().unwrap_or_default();
        let (old, new) = (text(&before), text(&after));
        let diff = TextDiff::from_lines(&old, &new);
        let (from, to) = (name("a", &before), name("b", &after));
        // Writing into a text never fails.
        let _ = write!(patch, "{}", diff.unified_diff().context_radius(3).header(&from, &to));
    }
    patch
}

/// The patch with colours for a terminal.
pub(crate) fn coloured(patch: &str) -> String {
    let colour = |line: &str| match line {
        line if line.starts_with("---") || line.starts_with("+++") => "1",
        line if line.starts_with("@@") => "36",
        line if line.starts_with('-') => "31",
        line if line.starts_with('+') => "32",
        _ => "",
    };
    let line = |line: &str| match colour(line) {
        "" => format!("{line}\n"),
        code => format!("\x1b[{code}m{line}\x1b[0m\n"),
    };
    patch.lines().map(line).collect()
}
