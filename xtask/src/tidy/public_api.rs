//! The public API of `runtime`, as a list that is checked in: a change that breaks somebody is seen when it is made.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, TraitItem, Visibility};

use crate::Problem;

/// Where the list is, below the workspace.
const LIST: &str = "runtime/public-api.txt";

/// What differs between the list and the sources. With the variable `UPDATE` the list is written anew.
pub(super) fn broken(root: &Path) -> Result<Vec<String>, Problem> {
    let sources = root.join("runtime/src");
    let (mut files, mut lines) = (Vec::new(), Vec::new());
    for path in super::rust_files(&sources)? {
        let name = path.strip_prefix(&sources).unwrap_or(&path).display().to_string().replace('\\', "/");
        let file = syn::parse_file(&fs::read_to_string(&path)?)?;
        let module = name.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
        files.push((module, file));
    }
    let types: BTreeSet<String> = files.iter().flat_map(|(_, file)| &file.items).filter_map(public_type).collect();
    for (module, file) in &files {
        file.items.iter().for_each(|item| add(module, item, &types, &mut lines));
    }
    lines.sort();
    let text = lines.join("\n") + "\n";
    let list = root.join(LIST);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&list, &text)?;
    }
    let listed = fs::read_to_string(&list).unwrap_or_default();
    let is_in = |text: &str, line: &str| text.lines().any(|other| other == line);
    let gone = listed.lines().filter(|line| !is_in(&text, line)).map(|line| format!("{LIST}: gone: {line}"));
    let new = text.lines().filter(|line| !is_in(&listed, line)).map(|line| format!("{LIST}: not listed: {line}"));
    let mut differences: Vec<String> = gone.chain(new).collect();
    if !differences.is_empty() {
        differences.push(format!("{LIST}: if that is meant, write it with `UPDATE=1 cargo xtask tidy`"));
    }
    Ok(differences)
}

/// Items that are public are reachable, which a lint demands. What is hidden from the documentation is nobody's.
fn add(module: &str, item: &Item, types: &BTreeSet<String>, lines: &mut Vec<String>) {
    match item {
        Item::Struct(item) if is_public(&item.vis, &item.attrs) => {
            lines.push(format!("{module}: struct {}{}", item.ident, text(&item.generics)));
            add_fields(module, &item.ident.to_string(), &item.fields, lines);
        }
        Item::Enum(item) if is_public(&item.vis, &item.attrs) => {
            lines.push(format!("{module}: enum {}{}", item.ident, text(&item.generics)));
            for variant in &item.variants {
                let fields: Vec<String> = variant.fields.iter().map(field_text).collect();
                lines.push(format!("{module}: {}::{} ({})", item.ident, variant.ident, fields.join(", ")));
            }
        }
        Item::Trait(item) if is_public(&item.vis, &item.attrs) => {
            lines.push(format!("{module}: trait {}{}", item.ident, text(&item.generics)));
            for member in &item.items {
                let (attributes, shown) = match member {
                    TraitItem::Fn(function) => (&function.attrs, text(&function.sig)),
                    TraitItem::Const(constant) => {
                        (&constant.attrs, format!("const {}: {}", constant.ident, text(&constant.ty)))
                    }
                    TraitItem::Type(kind) => (&kind.attrs, format!("type {}", kind.ident)),
                    _ => continue,
                };
                if !is_hidden(attributes) {
                    lines.push(format!("{module}: {}: {shown}", item.ident));
                }
            }
        }
        Item::Fn(item) if is_public(&item.vis, &item.attrs) => lines.push(format!("{module}: {}", text(&item.sig))),
        Item::Type(item) if is_public(&item.vis, &item.attrs) => {
            lines.push(format!("{module}: type {}{} = {}", item.ident, text(&item.generics), text(&item.ty)));
        }
        Item::Use(item) if is_public(&item.vis, &item.attrs) => {
            lines.push(format!("{module}: use {}", text(&item.tree)))
        }
        Item::Impl(item) if !is_hidden(&item.attrs) => {
            let owner = text(&item.self_ty);
            if !types.contains(owner.split_whitespace().next().unwrap_or_default()) {
                return;
            }
            if let Some((path, _)) = &item.trait_ {
                lines.push(format!("{module}: impl{} {} for {owner}", text(&item.generics), text(path)));
            }
            for member in &item.items {
                match member {
                    ImplItem::Fn(function) if is_public(&function.vis, &function.attrs) => {
                        lines.push(format!("{module}: {owner}: {}", text(&function.sig)));
                    }
                    ImplItem::Const(constant) if is_public(&constant.vis, &constant.attrs) => {
                        lines.push(format!("{module}: {owner}: const {}: {}", constant.ident, text(&constant.ty)));
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// The name of a type or a trait that users see.
fn public_type(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) if is_public(&item.vis, &item.attrs) => Some(item.ident.to_string()),
        Item::Enum(item) if is_public(&item.vis, &item.attrs) => Some(item.ident.to_string()),
        _ => None,
    }
}

fn add_fields(module: &str, owner: &str, fields: &Fields, lines: &mut Vec<String>) {
    for field in fields.iter().filter(|field| is_public(&field.vis, &field.attrs)) {
        lines.push(format!("{module}: {owner}: {}", field_text(field)));
    }
}

fn field_text(field: &syn::Field) -> String {
    let name = field.ident.as_ref().map_or_else(String::new, |name| format!("{name}: "));
    name + &text(&field.ty)
}

fn is_public(visibility: &Visibility, attributes: &[Attribute]) -> bool {
    matches!(visibility, Visibility::Public(_)) && !is_hidden(attributes)
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("doc") && text(attribute).contains("hidden"))
        || attributes.iter().any(|attribute| attribute.path().is_ident("cfg") && text(attribute) == "# [cfg (test)]")
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
