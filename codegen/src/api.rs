//! The API of generated sources, read from the sources themselves, and what changed between two versions of it.

use std::collections::{BTreeMap, BTreeSet};

use syn::punctuated::Punctuated;
use syn::{Fields, FnArg, ImplItem, Item, ReturnType, Visibility};

use crate::features::ALL;
use crate::file::File;
use crate::print::on_one_line;

/// The traits whose loss breaks a caller: <https://doc.rust-lang.org/cargo/reference/semver.html>.
const PROMISED: [&str; 7] = ["AsRef", "Debug", "Default", "Display", "Error", "From", "FromStr"];

/// What the users of clients see: every item by its path, with its signature.
///
/// ```
/// use tinsmith_codegen::{File, api::Api};
///
/// let file = |text: &str| [File { path: "src/types/clock.rs".to_owned(), text: text.to_owned() }];
/// let before = Api::of(&file("pub struct Clock { pub zone: Option<String> }"));
/// let after = Api::of(&file("pub struct Clock {}"));
/// let changes = before.changes(&after);
/// assert!(changes.len() == 1 && changes[0].breaking, "{changes:?}");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Api {
    items: BTreeMap<String, Entry>,
    /// Whether operations are behind features.
    has_operation_features: bool,
}

/// An operation, a type, or a member.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    kind: &'static str,
    signature: String,
    required: bool,
    /// Whether only those have it who switch on `test-util`.
    for_tests: bool,
}

/// One difference between two APIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whether code that compiled may compile no longer.
    pub breaking: bool,
    /// What changed, in words.
    pub text: String,
}

impl Api {
    /// The API of the sources of one or several clients. Files that are no Rust are passed over.
    pub fn of<'a>(files: impl IntoIterator<Item = &'a File>) -> Self {
        let mut api = Self::default();
        let mut required = Required::default();
        for file in files {
            api.has_operation_features |= file.path == "Cargo.toml" && file.text.contains(&format!("\n{ALL} = ["));
            let Some(path) = file.path.strip_prefix("src/") else { continue };
            let module = path.split_once('/').map_or("", |(module, _)| module);
            let client = if matches!(module, "operations" | "types") { "" } else { module };
            let Ok(parsed) = syn::parse_file(&file.text) else { continue };
            for item in &parsed.items {
                api.add_item(client, item, &mut required);
            }
        }
        api.require(required);
        api
    }

    fn add_item(&mut self, client: &str, item: &Item, required: &mut Required) {
        let path = |name: &dyn ToString| {
            if client.is_empty() { name.to_string() } else { format!("{client}::{}", name.to_string()) }
        };
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let owner = path(&item.ident);
                self.add("type", owner.clone(), "struct".to_owned(), is_for_tests(&item.attrs));
                self.add_derives(&owner, &item.attrs);
                if let Fields::Named(fields) = &item.fields {
                    for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                        let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                        self.add("member", format!("{owner}::{name}"), on_one_line(&field.ty), false);
                    }
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let owner = path(&item.ident);
                self.add("type", owner.clone(), "enum".to_owned(), is_for_tests(&item.attrs));
                self.add_derives(&owner, &item.attrs);
                for variant in &item.variants {
                    self.add("variant", format!("{owner}::{}", variant.ident), on_one_line(&variant.fields), false);
                }
            }
            Item::Impl(item) if item.trait_.is_some() => {
                let name = item.trait_.as_ref().map(|(path, _)| on_one_line(path)).unwrap_or_default();
                let name = name.trim_start_matches("fmt::").trim_start_matches("std::error::").to_owned();
                if PROMISED.iter().any(|promised| name.split('<').next() == Some(promised)) {
                    let name = format!("{}: {name}", path(&on_one_line(&item.self_ty)));
                    self.add("impl", name, String::new(), is_for_tests(&item.attrs));
                }
            }
            Item::Macro(item) => {
                let of_enum =
                    item.mac.path.segments.last().is_some_and(|last| last.ident.to_string().ends_with("_enum"));
                let words = item.mac.tokens.to_string();
                let mut words = words.split(',').map(str::trim);
                // What is said of several enums is how they travel.
                let owner = words.next().filter(|owner| of_enum && !owner.contains(' '));
                if let Some(owner) = owner {
                    // One that is sensitive has its `Debug` from the macro, too.
                    let debug = words.next().filter(|word| *word == "sensitive").map(|_| "Debug");
                    for name in ["Display"].into_iter().chain(debug) {
                        self.add("impl", format!("{}: {name}", path(&owner)), String::new(), false);
                    }
                }
            }
            Item::Impl(item) => {
                let owner = path(&on_one_line(&item.self_ty));
                for function in &item.items {
                    let ImplItem::Fn(function) = function else { continue };
                    if is_public(&function.vis) {
                        let for_tests = is_for_tests(&item.attrs) || is_for_tests(&function.attrs);
                        self.add_function(&owner, &function.sig, for_tests, required);
                    }
                }
            }
            _ => {}
        }
    }

    /// What is derived is promised as well.
    fn add_derives(&mut self, owner: &str, attributes: &[syn::Attribute]) {
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
            let Ok(traits) = attribute.parse_args_with(Punctuated::<syn::Path, syn::Token![,]>::parse_terminated)
            else {
                continue;
            };
            for name in traits {
                self.add("impl", format!("{owner}: {}", on_one_line(&name)), String::new(), false);
            }
        }
    }

    /// A client's methods are operations; the arguments of a constructor are required members.
    fn add_function(&mut self, owner: &str, signature: &syn::Signature, for_tests: bool, required: &mut Required) {
        let arguments: Vec<&syn::PatType> = signature
            .inputs
            .iter()
            .filter_map(|argument| match argument {
                FnArg::Typed(argument) => Some(argument),
                FnArg::Receiver(_) => None,
            })
            .collect();
        if owner == "Client" || owner.ends_with("::Client") {
            let inputs: Vec<String> = arguments.iter().map(|argument| on_one_line(&argument.ty)).collect();
            let output = match &signature.output {
                ReturnType::Type(_, kind) => on_one_line(kind),
                ReturnType::Default => "()".to_owned(),
            };
            self.add(
                "operation",
                format!("{owner}::{}", signature.ident),
                format!("({}) -> {output}", inputs.join(", ")),
                for_tests,
            );
        } else if signature.ident == "new" {
            for argument in &arguments {
                match on_one_line(&argument.pat).as_str() {
                    "required" => {
                        let kind = on_one_line(&argument.ty);
                        let structure = kind.split_once('<').map_or(kind.as_str(), |(structure, _)| structure);
                        required.structures.push((owner.to_owned(), structure.trim_end().to_owned()));
                    }
                    name => drop(required.members.insert(format!("{owner}::{name}"))),
                }
            }
            let kinds: Vec<String> = arguments.iter().map(|argument| on_one_line(&argument.ty)).collect();
            self.add("constructor", format!("{owner}::new"), format!("({})", kinds.join(", ")), for_tests);
        } else {
            let inputs: Vec<String> = signature.inputs.iter().map(on_one_line).collect();
            let (name, inputs) = (format!("{owner}::{}()", signature.ident), format!("({})", inputs.join(", ")));
            self.add("function", name, inputs, for_tests);
        }
    }

    /// Marks the members that constructors ask for. The structures that several of them are given in are only a way of
    /// writing, so they are not told by themselves.
    fn require(&mut self, mut required: Required) {
        for (owner, structure) in required.structures {
            let module = owner.rsplit_once("::").map_or(String::new(), |(module, _)| format!("{module}::"));
            let structure = format!("{module}{structure}");
            let fields: Vec<String> = self
                .items
                .keys()
                .filter_map(|path| path.strip_prefix(&format!("{structure}::")).map(str::to_owned))
                .collect();
            for field in fields {
                self.items.remove(&format!("{structure}::{field}"));
                required.members.insert(format!("{owner}::{field}"));
            }
            let is_impl = |path: &str| path.strip_prefix(&structure).is_some_and(|rest| rest.starts_with([':', '<']));
            self.items.retain(|path, _| *path != structure && !is_impl(path));
        }
        for path in required.members {
            if let Some(entry) = self.items.get_mut(&path) {
                entry.required = true;
            }
        }
    }

    fn add(&mut self, kind: &'static str, path: String, signature: String, for_tests: bool) {
        self.items.insert(path, Entry { kind, signature, required: false, for_tests });
    }

    /// What is different in `new`, breaking changes first.
    pub fn changes(&self, new: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        if new.has_operation_features && !self.has_operation_features {
            let text = format!("each operation is behind a feature; `{ALL}` switches on all of them");
            changes.push(Change { breaking: true, text });
        }
        for (path, entry) in &self.items {
            match new.items.get(path) {
                None if is_within_other(path, self, new) || follows_member(path, self, new) => {}
                None => changes.push(Change { breaking: true, text: format!("{} {path} is gone", entry.kind) }),
                Some(_) if follows_member(path, self, new) => {}
                Some(now) => changes.extend(difference(path, entry, now)),
            }
        }
        for (path, entry) in new.items.iter().filter(|(path, _)| !self.items.contains_key(*path)) {
            if is_within_other(path, new, self) || follows_member(path, new, self) {
                continue;
            }
            let breaking = entry.required;
            let note = if breaking { ", and required" } else { "" };
            changes.push(Change { breaking, text: format!("{} {path} is new{note}", entry.kind) });
        }
        changes.sort_by(|a, b| b.breaking.cmp(&a.breaking).then(a.text.cmp(&b.text)));
        changes
    }
}

/// What constructors ask for.
#[derive(Default)]
struct Required {
    /// Members, by path.
    members: BTreeSet<String>,
    /// Types, and the structures that their constructors take.
    structures: Vec<(String, String)>,
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Whether an item is behind the feature `test-util`.
fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| on_one_line(&attribute.meta).contains("feature = \"test-util\""))
}

/// A member of a type that the other API does not have at all: then only the type is told.
fn is_within_other(path: &str, own: &Api, other: &Api) -> bool {
    let of_type = path.split_once(": ");
    of_type
        .or_else(|| path.rsplit_once("::"))
        .is_some_and(|(parent, _)| own.items.contains_key(parent) && !other.items.contains_key(parent))
}

/// A setter or a reader of a member that is different itself: then only the member is told.
fn follows_member(path: &str, own: &Api, other: &Api) -> bool {
    let Some((owner, function)) = path.strip_suffix("()").and_then(|path| path.rsplit_once("::")) else { return false };
    let stems = ["set_", "with_"].into_iter().filter_map(|prefix| function.strip_prefix(prefix));
    let mut members = stems.chain([function]).map(|name| format!("{owner}::{name}"));
    members.any(|member| {
        let (own, other) = (own.items.get(&member), other.items.get(&member));
        (own.is_some() || other.is_some()) && own != other
    })
}

/// Whether one signature takes all that another takes, and more: `impl Into<T>` for `T`. Within an `Option` it is not:
/// a bare `None` is of no type then.
fn is_wider(before: &str, now: &str) -> bool {
    let count = |signature: &str| signature.matches("impl Into<").count();
    count(now) > count(before)
        && !now.contains("Option<impl")
        && without_conversions(before) == without_conversions(now)
}

/// A signature with `T` for each `impl Into<T>`.
fn without_conversions(signature: &str) -> String {
    const START: &str = "impl Into<";
    let mut plain = signature.to_owned();
    while let Some(start) = plain.find(START) {
        let mut depth = 1;
        let end = plain[start + START.len()..].char_indices().find_map(|(at, character)| {
            depth += match character {
                '<' => 1,
                '>' => -1,
                _ => 0,
            };
            (depth == 0).then_some(start + START.len() + at)
        });
        let Some(end) = end else { break };
        let inner = plain[start + START.len()..end].to_owned();
        plain.replace_range(start..=end, &inner);
    }
    plain
}

fn difference(path: &str, before: &Entry, now: &Entry) -> Option<Change> {
    if before.for_tests != now.for_tests {
        let place = if now.for_tests { "is now behind" } else { "is no longer behind" };
        let mut text = format!("{} {path} {place} the feature `test-util`", now.kind);
        let is_other = before.signature != now.signature;
        if is_other {
            text.push_str(&format!(", and was `{}`, is `{}`", before.signature, now.signature));
        }
        return Some(Change { breaking: now.for_tests || is_other || (now.required && !before.required), text });
    }
    let text = if before.required != now.required {
        format!("{} {path} is {}", now.kind, if now.required { "newly required" } else { "no longer required" })
    } else if before.kind != now.kind {
        format!("{path} was a {}, is a {}", before.kind, now.kind)
    } else if before.signature != now.signature {
        let text = format!("{} {path} was `{}`, is `{}`", now.kind, before.signature, now.signature);
        return Some(Change { breaking: !is_wider(&before.signature, &now.signature), text });
    } else {
        return None;
    };
    Some(Change { breaking: true, text })
}
