//! What a client drags in: the README lists the core's crates, and a client that blocks has no runtime.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Problem;

/// What stands in front of the list in the README.
const MARK: &str = "<!-- core: checked by `cargo xtask tidy` -->";

/// The platform that the list is of.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// What of tokio a client that blocks must not have.
const RUNTIME: [&str; 5] = ["net", "rt", "rt-multi-thread", "time", "io-util"];

/// What is wrong about the crates that `generated` depends on.
pub(super) fn broken(root: &Path) -> Result<Vec<String>, Problem> {
    let mut broken = Vec::new();
    let core: BTreeSet<String> = crates(root, "", "{p}")?.lines().filter_map(name).collect();
    let listed = listed(&fs::read_to_string(root.join("README.md"))?);
    if core != listed {
        let text = core.iter().cloned().collect::<Vec<_>>().join(" ");
        broken.push(format!("README.md: the core has other crates than the {} listed: {text}", listed.len()));
    }
    let blocking = crates(root, "blocking", "{p} {f}")?;
    for line in blocking.lines().filter(|line| line.starts_with("tokio v")) {
        let features = line.rsplit(' ').next().unwrap_or_default();
        let wrong = features.split(',').filter(|feature| RUNTIME.contains(feature));
        broken.extend(wrong.map(|feature| format!("generated: a client that blocks has tokio's feature {feature}")));
    }
    Ok(broken)
}

/// The crates of a client with these features alone, a line each.
fn crates(root: &Path, features: &str, format: &str) -> Result<String, Problem> {
    let features = format!("kinesis_video_signaling,{features}");
    let output = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["tree", "--package", "generated", "--no-default-features", "--features", &features])
        .args([
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--no-dedupe",
            "--format",
            format,
            "--offline",
            "--target",
            TARGET,
        ])
        .output()?;
    if !output.status.success() {
        return Err(format!("cargo tree failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The name of a crate that is not of this workspace.
fn name(line: &str) -> Option<String> {
    let (name, rest) = line.split_once(" v")?;
    (!rest.contains('/')).then(|| name.to_owned())
}

/// The names in the block behind the mark.
fn listed(readme: &str) -> BTreeSet<String> {
    let block = readme.split(MARK).nth(1).and_then(|rest| rest.split("```").nth(1)).unwrap_or_default();
    block.trim_start_matches("text").split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        let readme = format!("a\n\n{MARK}\n\n```text\nbytes http\njiter\n```\nb `c`");
        assert_eq!(listed(&readme), ["bytes", "http", "jiter"].map(str::to_owned).into());
        assert_eq!(name("bytes v1.12.1"), Some("bytes".to_owned()));
        assert_eq!(name("syn v2.0.1 (proc-macro)"), Some("syn".to_owned()));
        assert_eq!(name("runtime v0.1.0 (/a/runtime)"), None);
    }
}
