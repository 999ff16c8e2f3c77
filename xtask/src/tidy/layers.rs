//! The modules at the root of each crate form layers: what one uses, by whatever way, never uses it in turn.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::Problem;

/// The crates whose layers are checked, each with the modules that are still in a circle. A module that is none of them, or
/// that has left it, is told of: the lists only become shorter.
const CRATES: [(&str, &[&str]); 5] = [
    ("model", &[]),
    ("codegen", &[]),
    ("cli", &[]),
    ("xtask", &[]),
    (
        "runtime",
        &[
            "attempts",
            "auth",
            "call",
            "client",
            "config",
            "connection",
            "credentials",
            "error",
            "events",
            "http",
            "operation",
            "protocol",
            "request",
            "testing",
            "transport",
        ],
    ),
];

/// The modules that each module of a crate uses.
type Uses = BTreeMap<String, BTreeSet<String>>;

pub(super) fn broken(root: &Path) -> Result<Vec<String>, Problem> {
    let mut broken = Vec::new();
    for (name, known) in CRATES {
        let circle = circle(&uses(&root.join(name).join("src"))?);
        let known: BTreeSet<String> = known.iter().map(|module| (*module).to_owned()).collect();
        broken.extend(circle.difference(&known).map(|module| format!("{name}/src/{module}: uses what uses it")));
        broken.extend(known.difference(&circle).map(|module| {
            format!("xtask/src/tidy/layers.rs: {module} of {name} is in no circle any more: take it out of the list")
        }));
    }
    Ok(broken)
}

fn uses(folder: &Path) -> Result<Uses, Problem> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for path in super::rust_files(folder)? {
        let inner = path.strip_prefix(folder)?;
        let first = inner.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
        let module = first.unwrap_or_default().trim_end_matches(".rs").to_owned();
        let is_test = super::TEST_FILES.iter().any(|name| path.to_string_lossy().ends_with(name));
        if !is_test && module != "lib" && module != "main" {
            texts.entry(module).or_default().push_str(&code(&fs::read_to_string(&path)?));
        }
    }
    let modules: BTreeSet<String> = texts.keys().cloned().collect();
    let used = |module: &String, text: &str| {
        let grouped = grouped(text);
        let others = modules.iter().filter(|other| *other != module);
        let is_used = |other: &&String| text.contains(&format!("crate::{other}::")) || grouped.contains(other.as_str());
        others.filter(is_used).cloned().collect()
    };
    Ok(texts.iter().map(|(module, text)| (module.clone(), used(module, text))).collect())
}

/// The modules that imports like `use crate::{a, b::B};` name.
fn grouped(text: &str) -> BTreeSet<&str> {
    let groups = text.split("crate::{").skip(1).filter_map(|rest| rest.split(';').next());
    let is_end = |character: char| !character.is_alphanumeric() && character != '_';
    groups.flat_map(|group| group.split(',')).map(|name| name.trim().split(is_end).next().unwrap_or_default()).collect()
}

/// A file without its comments and its tests.
fn code(text: &str) -> String {
    let text = text.split("\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// The modules that lead back to themselves.
fn circle(uses: &Uses) -> BTreeSet<String> {
    let leads_back = |start: &&String| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = uses[*start].iter().collect();
        while let Some(module) = open.pop() {
            if module == *start {
                return true;
            }
            if seen.insert(module) {
                open.extend(uses.get(module).into_iter().flatten());
            }
        }
        false
    };
    uses.keys().filter(leads_back).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found() {
        let uses = |pairs: &[(&str, &[&str])]| -> Uses {
            let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
            pairs.iter().map(|(name, used)| ((*name).to_owned(), names(used))).collect()
        };
        assert!(circle(&uses(&[("a", &["b"]), ("b", &["c"]), ("c", &[])])).is_empty());
        let found = circle(&uses(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"]), ("d", &["a"])]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(grouped("use crate::{a, b_c::B};\nuse crate::d::D;").into_iter().collect::<Vec<_>>(), ["a", "b_c"]);
        assert_eq!(code("use crate::a::A;\n// crate::b::B\nmod tests {\nuse crate::c::C;"), "use crate::a::A;\n");
    }
}
