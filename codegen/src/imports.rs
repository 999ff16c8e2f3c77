//! The imports of a source file, derived from its tokens: a file imports what it mentions.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::file::RustFile;

/// The modules of the runtime that files name by their last segment.
const OF_RUNTIME: [&str; 4] = ["events", "http", "testing", "wire"];

/// Puts the imports of the standard library, of the runtime and of the client's patterns before the items of a file.
pub(crate) fn complete(mut file: RustFile) -> RustFile {
    let mut found = Found::default();
    file.items.iter().for_each(|item| found.walk(item.clone()));
    let mut imports: Vec<TokenStream> = Vec::new();
    if found.names.contains("BTreeMap") {
        imports.push(import(&["std", "collections", "BTreeMap"]));
    }
    if found.modules.contains("fmt") {
        imports.push(import(&["std", "fmt"]));
    }
    let modules = OF_RUNTIME.into_iter().filter(|module| found.modules.contains(*module));
    imports.extend(modules.map(|module| match (module, &found.traits) {
        ("wire", traits) if !traits.is_empty() => {
            let traits = traits.iter().map(|name| format_ident!("{name}"));
            quote!(use runtime::wire::{self, #(#traits as _),*};)
        }
        _ => import(&["runtime", module]),
    }));
    if found.modules.contains("patterns") {
        let depth = file.path.matches('/').count() + 1;
        imports.push(import(&[vec!["super"; depth], vec!["patterns"]].concat()));
    }
    file.items.splice(0..0, imports);
    file
}

fn import(path: &[&str]) -> TokenStream {
    let path = path.iter().map(|part| Ident::new(part, proc_macro2::Span::call_site()));
    quote!(use #(#path)::*;)
}

/// What the tokens of a file mention.
#[derive(Default)]
struct Found {
    /// Names at the beginning of a path.
    names: BTreeSet<String>,
    /// Those of them that a path goes on from.
    modules: BTreeSet<String>,
    /// The traits whose methods are called.
    traits: BTreeSet<&'static str>,
}

impl Found {
    fn walk(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |index: Option<usize>, sign: char| {
            let tree = index.and_then(|index| trees.get(index));
            matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
        };
        for (index, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => self.walk(group.stream()),
                TokenTree::Ident(name) => {
                    let before = index.checked_sub(1);
                    if is(before, '.') {
                        self.call(name, trees.get(index + 1));
                    } else if !is(before, ':') || !is(index.checked_sub(2), ':') {
                        self.names.insert(name.to_string());
                        if is(Some(index + 1), ':') && is(Some(index + 2), ':') {
                            self.modules.insert(name.to_string());
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// A method of a codec is called with the writer `out`, or the reader `input`, as the last argument.
    fn call(&mut self, method: &Ident, arguments: Option<&TokenTree>) {
        let Some(TokenTree::Group(group)) = arguments else { return };
        if group.delimiter() != Delimiter::Parenthesis {
            return;
        }
        let last = group.stream().into_iter().last().map(|last| last.to_string()).unwrap_or_default();
        match (method.to_string().as_str(), last.as_str()) {
            ("field" | "field_as" | "value_as", "out") => _ = self.traits.insert("Field"),
            ("decode" | "decode_as", "input") => _ = self.traits.insert("Decode"),
            _ => {}
        }
    }
}
