//! The modules at the root of each crate form layers: what one uses, directly or through others, never uses it in turn. Within a
//! folder, no more than two files may use each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::Problem;

/// The crates whose layers are checked.
const CRATES: [&str; 5] = ["model", "codegen", "cli", "xtask", "runtime"];

/// The modules that each module of a crate uses.
type Uses = BTreeMap<String, BTreeSet<String>>;

pub(super) fn broken(root: &Path) -> Result<Vec<String>, Problem> {
    let mut broken = Vec::new();
    for name in CRATES {
        let source = root.join(name).join("src");
        let circle = circle(&uses(&source, "crate::")?);
        broken.extend(circle.into_iter().map(|module| format!("{name}/src/{module}: uses what uses it")));
        check_folders(&source, "crate::", &mut broken)?;
    }
    Ok(broken)
}

/// The folders below a folder, in which circles of two are allowed: what is recursive may take two files.
fn check_folders(folder: &Path, path: &str, broken: &mut Vec<String>) -> Result<(), Problem> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            let path = format!("{path}{}::", entry.file_name().to_string_lossy());
            let uses = uses(&entry.path(), &path)?;
            let larger = circle(&uses).into_iter().filter(|module| others_in_circle(&uses, module).len() > 1);
            broken.extend(larger.map(|module| format!("{path}{module}: one of three or more that use each other")));
            check_folders(&entry.path(), &path, broken)?;
        }
    }
    Ok(())
}

/// What each module of a folder uses of the others. `path` leads to the folder.
fn uses(folder: &Path, path: &str) -> Result<Uses, Problem> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut root = String::new();
    for file in super::rust_files(folder)? {
        let inner: Vec<_> = file.strip_prefix(folder)?.iter().map(|part| part.to_string_lossy()).collect();
        let module = inner[0].trim_end_matches(".rs").to_owned();
        let is_test = super::is_test(&file.to_string_lossy());
        let text = code(&fs::read_to_string(&file)?);
        match module.as_str() {
            "lib" | "mod" if inner.len() == 1 => root = text,
            "main" => {}
            _ if is_test => {}
            _ => {
                // `super` is this folder for what stands in it. What the generator quotes is code of others.
                let is_direct = inner.len() == 1 || inner[1] == "mod.rs";
                let text = match (is_direct, text.contains("quote!")) {
                    (true, false) => text.replace("super::super::", "").replace("super::", path),
                    (true, true) => text.replace("\nuse super::", &format!("\nuse {path}")),
                    (false, _) => text,
                };
                texts.entry(module).or_default().push_str(&text);
            }
        }
    }
    let exported = exported(&root);
    let used = |module: &String, text: &str| {
        let named = named(text, path).into_iter().map(|name| exported.get(name).copied().unwrap_or(name));
        named.filter(|name| name != module && texts.contains_key(*name)).map(str::to_owned).collect()
    };
    Ok(texts.iter().map(|(module, text)| (module.clone(), used(module, text))).collect())
}

/// The first names behind a path like `crate::`, in paths and in imports like `use crate::{a, b::B};`.
fn named<'a>(text: &'a str, path: &str) -> BTreeSet<&'a str> {
    let is_end = |character: char| !character.is_alphanumeric() && character != '_';
    let first = |path: &'_ str| -> usize { path.find(is_end).unwrap_or(path.len()) };
    let mut names = BTreeSet::new();
    for rest in text.split(path).skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split(';').next().unwrap_or_default();
                names.extend(group.split(',').map(str::trim).map(|path| &path[..first(path)]));
            }
            None => _ = names.insert(&rest[..first(rest)]),
        }
    }
    names
}

/// The modules of the names that the root exports, by `use module::Name;` or `use self::module::{Name, Other};`.
fn exported(root: &str) -> BTreeMap<&str, &str> {
    let mut exported = BTreeMap::new();
    // `pub use`, `pub(crate) use` and `use` in a root are the same here.
    for path in root.split("use ").skip(1).filter_map(|rest| rest.split(';').next()) {
        let Some((module, names)) = path.trim_start_matches("self::").split_once("::") else { continue };
        let names = names.rsplit("::").next().unwrap_or_default().trim_matches(['{', '}', '\n', ' ']);
        exported.extend(names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(|name| (name, module)));
    }
    exported
}

/// A file without its comments and its tests.
fn code(text: &str) -> String {
    let text = text.split("\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// The modules that lead back to themselves.
fn circle(uses: &Uses) -> BTreeSet<String> {
    uses.keys().filter(|module| reached(uses, module).contains(*module)).cloned().collect()
}

/// The other modules of a module's circle.
fn others_in_circle(uses: &Uses, module: &str) -> BTreeSet<String> {
    let leads_back = |other: &String| other != module && reached(uses, other).contains(module);
    reached(uses, module).into_iter().filter(leads_back).collect()
}

/// The modules that a module uses, directly or through others.
fn reached(uses: &Uses, module: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&String> = uses.get(module).into_iter().flatten().collect();
    while let Some(module) = open.pop() {
        if seen.insert(module.clone()) {
            open.extend(uses.get(module).into_iter().flatten());
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_files_that_use_each_other_are_found() {
        let folder = std::env::temp_dir().join(format!("tidy-layers-{}", std::process::id()));
        let room = folder.join("inner");
        fs::create_dir_all(&room).expect("a folder");
        for (name, text) in [
            ("mod.rs", "mod a;\nmod b;\nmod c;\nuse self::b::Middle;\n"),
            ("a.rs", "use super::Middle;\n"),
            ("b.rs", "fn f() { super::c::g() }\n"),
            ("c.rs", "use crate::inner::a::A;\nuse super::d;\n"),
            ("d.rs", "// use super::c;\n"),
        ] {
            fs::write(room.join(name), text).expect("written");
        }
        let mut broken = Vec::new();
        let checked = check_folders(&folder, "crate::", &mut broken);
        fs::remove_dir_all(&folder).expect("removed");
        checked.expect("checked");
        assert_eq!(broken.len(), 3, "{broken:?}");
        assert!(broken[0].starts_with("crate::inner::a: "), "{broken:?}");
    }

    #[test]
    fn a_circle_is_found() {
        let uses = |pairs: &[(&str, &[&str])]| -> Uses {
            let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
            pairs.iter().map(|(name, used)| ((*name).to_owned(), names(used))).collect()
        };
        assert!(circle(&uses(&[("a", &["b"]), ("b", &["c"]), ("c", &[])])).is_empty());
        let found = circle(&uses(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"]), ("d", &["a"])]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["b", "c"]);
        let three = uses(&[("a", &["b"]), ("b", &["c"]), ("c", &["a", "d"]), ("d", &["c"])]);
        assert_eq!(others_in_circle(&three, "a").into_iter().collect::<Vec<_>>(), ["b", "c", "d"]);
        let text = "use crate::{a, b_c::B};\nuse crate::d::D; fn f() -> crate::E {}";
        assert_eq!(named(text, "crate::").into_iter().collect::<Vec<_>>(), ["E", "a", "b_c", "d"]);
        let root = exported("mod d;\npub use d::E;\npub use f::{G,\n    H};\npub use i::j::K;");
        assert_eq!(root.into_iter().collect::<Vec<_>>(), [("E", "d"), ("G", "f"), ("H", "f"), ("K", "i")]);
        assert_eq!(code("use crate::a::A;\n// crate::b::B\nmod tests {\nuse crate::c::C;"), "use crate::a::A;\n");
    }
}
