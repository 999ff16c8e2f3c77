//! What a client depends on: the README lists the crates and says why, and a client that blocks has no runtime.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Problem;

/// What stands in front of the list of the core's crates in the README.
const CORE: &str = "<!-- core: checked by `cargo xtask tidy` -->";
/// What stands in front of the table of the crates of a client that sends with hyper.
const CRATES: &str = "<!-- crates: checked by `cargo xtask tidy` -->";

/// The platform that the list is of.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// What of tokio a client that blocks must not have.
const RUNTIME: [&str; 5] = ["net", "rt", "rt-multi-thread", "time", "io-util"];

/// What is wrong about the crates that `generated` depends on.
pub(super) fn broken(root: &Path) -> Result<Vec<String>, Problem> {
    let mut broken = Vec::new();
    let readme = fs::read_to_string(root.join("README.md"))?;
    let tree = crates(root, "hyper", "{p}")?;
    for (found, listed) in [(crates(root, "", "{p}")?, listed(&readme)), (tree.clone(), explained(&readme))] {
        let found: BTreeSet<String> = found.lines().filter_map(name).collect();
        if found != listed {
            let text = found.into_iter().collect::<Vec<_>>().join(" ");
            broken
                .push(format!("README.md: a client depends on other crates than the {} listed: {text}", listed.len()));
        }
    }
    let macros = tree.lines().filter(|line| line.contains("(proc-macro)"));
    broken.extend(macros.map(|line| format!("generated: a client has the procedural macro {line}")));
    broken.extend(twice(&tree).into_iter().map(|name| format!("generated: a client has two versions of {name}")));
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

/// The crates that are there in more than one version.
fn twice(tree: &str) -> BTreeSet<String> {
    let versions: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    let mut seen = BTreeSet::new();
    versions.iter().filter_map(|line| name(line)).filter(|name| !seen.insert(name.clone())).collect()
}

/// The names in the first column of the table behind the mark.
fn explained(readme: &str) -> BTreeSet<String> {
    let table = readme.split(CRATES).nth(1).unwrap_or_default().trim_start();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let names = rows.flat_map(|row| row.split('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2));
    names.map(str::to_owned).collect()
}

/// The names in the block behind the mark.
fn listed(readme: &str) -> BTreeSet<String> {
    let block = readme.split(CORE).nth(1).and_then(|rest| rest.split("```").nth(1)).unwrap_or_default();
    block.trim_start_matches("text").split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        let readme = format!("a\n\n{CORE}\n\n```text\nbytes http\nring\n```\nb `c`");
        assert_eq!(listed(&readme), ["bytes", "http", "ring"].map(str::to_owned).into());
        let table = "| crates | why |\n|---|---|\n| `bytes` `http` | `c` |\n| `ring` | d |\n\n| `e` | f |\n";
        assert_eq!(explained(&format!("a\n\n{CRATES}\n\n{table}")), listed(&readme));
        let twice = twice("ring v0.17.1\nhttp v1.0.0\nring v0.17.1 (*)\nhttp v0.2.0\n");
        assert_eq!(twice, ["http"].map(str::to_owned).into());
        assert_eq!(name("bytes v1.12.1"), Some("bytes".to_owned()));
        assert_eq!(name("syn v2.0.1 (proc-macro)"), Some("syn".to_owned()));
        assert_eq!(name("runtime v0.1.0 (/a/runtime)"), None);
    }
}
