//! `cargo xtask tidy`: the house rules.

mod layers;
mod public_api;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Outcome, Problem};

/// The most lines of a hand-written file.
const LONGEST: usize = 400;

/// The crates of this workspace that each crate may depend on: arrows run one way.
const ARROWS: [(&str, &[&str]); 9] = [
    ("model", &[]),
    ("codegen", &["model"]),
    ("runtime", &[]),
    ("generated", &["runtime"]),
    ("cli", &["codegen", "model"]),
    ("xtask", &["codegen", "model", "tinsmith"]),
    ("tests", &["codegen", "generated", "model", "runtime"]),
    ("examples", &["generated", "runtime"]),
    ("examples/build-script", &["codegen", "runtime"]),
];

/// What must not be called where a failure is an error of the caller's, not of ours.
const PANICS: [&str; 6] = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];

/// Whether a file is one of a module of tests. What emits tests is none.
fn is_test(path: &str) -> bool {
    (path.contains("/tests/") && !path.contains("/emit/tests/"))
        || ["/tests.rs", "/vectors.rs"].iter().any(|name| path.ends_with(name))
}

/// The mark of a generated file, as the generator writes it.
const MARK: &str = codegen::MARK;

/// Checks the house rules, and prints what breaks them.
pub(crate) fn run(root: &Path) -> Result<Outcome, Problem> {
    let broken = broken_rules(root)?;
    for rule in &broken {
        println!("{rule}");
    }
    println!("{} house rules broken", broken.len());
    Ok(if broken.is_empty() { Outcome::Done } else { Outcome::Failed })
}

fn broken_rules(root: &Path) -> Result<Vec<String>, Problem> {
    let mut broken = Vec::new();
    for (name, may) in ARROWS {
        let folder = root.join(name);
        broken.extend(arrows(name, may, &fs::read_to_string(folder.join("Cargo.toml"))?)?);
        for path in rust_files(&folder)? {
            let text = fs::read_to_string(&path)?;
            let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string().replace('\\', "/");
            broken.extend(length(name, &shown, &text));
            broken.extend(mark(name, &shown, &text));
            if matches!(name, "runtime" | "generated") && shown.contains("/src/") {
                broken.extend(panics(&shown, &text));
            }
        }
    }
    broken.extend(layers::broken(root)?);
    broken.extend(public_api::broken(root)?);
    broken.extend(tree::broken(root)?);
    Ok(broken)
}

/// Dependencies within the workspace, those of tests included, follow the arrows.
fn arrows(name: &str, may: &[&str], manifest: &str) -> Result<Vec<String>, Problem> {
    let manifest: toml::Table = manifest.parse()?;
    let mut broken = Vec::new();
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(table) = manifest.get(section).and_then(toml::Value::as_table) else { continue };
        // A package's tests may depend on the package itself, with other features.
        let others = table.keys().filter(|key| *key != name || section != "dev-dependencies");
        let own = others.filter(|key| ARROWS.iter().any(|(name, _)| name == key));
        let wrong = own.filter(|key| !may.contains(&key.as_str()));
        broken.extend(wrong.map(|key| format!("{name}/Cargo.toml: {name} must not depend on {key}")));
    }
    Ok(broken)
}

fn length(name: &str, path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (name != "generated" && lines > LONGEST).then(|| format!("{path}: {lines} lines, more than {LONGEST}"))
}

/// Every file of `generated` has the mark in its first line, and no other file has.
fn mark(name: &str, path: &str, text: &str) -> Option<String> {
    let first = text.lines().next().unwrap_or_default();
    match (name == "generated", first.contains(MARK)) {
        (true, false) => Some(format!("{path}: not generated, but in the folder of generated files")),
        (false, true) => Some(format!("{path}: marked as generated, and it is not")),
        _ => None,
    }
}

/// No panics outside of tests and of what tests call.
fn panics(path: &str, text: &str) -> Vec<String> {
    if path.contains("/testing/") || is_test(path) {
        return Vec::new();
    }
    let code = text.split("\nmod tests {").next().unwrap_or_default();
    // A constant that panics is an error of the compiler's.
    let befores = std::iter::once("").chain(code.lines());
    let lines = code.lines().zip(befores).enumerate().filter(|(_, (_, before))| before.trim() != "const {");
    let lines =
        lines.map(|(number, (line, _))| (number, line)).filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|(number, line)| PANICS.iter().filter(|call| line.contains(**call)).map(move |call| (number, call)))
        .map(|(number, call)| format!("{path}:{}: `{call}`: give an error instead", number + 1))
        .collect()
}

fn rust_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_rules_hold() {
        let broken = broken_rules(&crate::workspace()).expect("readable files");
        assert!(broken.is_empty(), "{}", broken.join("\n"));
    }

    #[test]
    fn broken_rules_are_found() {
        let manifest = "[dependencies]\ngenerated = \"1\"\n[dev-dependencies]\nmodel = \"1\"\nserde = \"1\"\n";
        assert_eq!(arrows("runtime", &[], manifest).expect("TOML").len(), 2);
        assert_eq!(arrows("codegen", &["model"], "[dependencies]\nmodel = \"1\"\n").expect("TOML").len(), 0);
        assert!(length("runtime", "a.rs", &"\n".repeat(LONGEST + 1)).is_some());
        assert!(length("generated", "a.rs", &"\n".repeat(LONGEST + 1)).is_none());
        assert!(mark("generated", "a.rs", "fn main() {}\n").is_some());
        assert!(mark("runtime", "a.rs", &format!("// {MARK}\n")).is_some());
        let code = "fn f() { x.unwrap(); }\n// y.unwrap()\n#[cfg(test)]\nmod tests {\n    fn g() { x.unwrap(); }\n}\n";
        assert_eq!(panics("runtime/src/a.rs", code), ["runtime/src/a.rs:1: `.unwrap()`: give an error instead"]);
    }
}
