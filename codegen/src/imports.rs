//! The imports of a source file, derived from its tokens: a file imports what it mentions.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::file::RustFile;

/// The modules of the runtime that files name by their last segment.
const OF_RUNTIME: [&str; 4] = ["events", "http", "testing", "wire"];

/// Puts the imports of the standard library, of the runtime, and of the client's patterns and types before the items of a
/// file. `types` are the names of the client's types.
pub(crate) fn complete(mut file: RustFile, types: &BTreeSet<String>) -> RustFile {
    let mut found = Found::default();
    file.items.iter().for_each(|item| found.walk(item.clone()));
    found.modules.retain(|module| !found.children.contains(module));
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
    imports.extend(import_of_types(&file.path, &found, types));
    file.items.splice(0..0, imports);
    file
}

/// The types that a file mentions by their names alone, and that it neither defines nor exports.
fn import_of_types(path: &str, found: &Found, types: &BTreeSet<String>) -> Option<TokenStream> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let types_module = match folder {
        // An index mentions what it exports.
        _ if name == "mod.rs" => return None,
        "types" => quote!(super),
        "operations" => quote!(super::super::types),
        _ if matches!(name, "pages.rs" | "waiters.rs") => quote!(super::types),
        _ => return None,
    };
    let is_missing = |name: &&String| types.contains(*name) && !found.defined.contains(*name);
    let names: Vec<Ident> = found.names.iter().filter(is_missing).map(|name| format_ident!("{name}")).collect();
    match &names[..] {
        [] => None,
        [name] => Some(quote!(use #types_module::#name;)),
        _ => Some(quote!(use #types_module::{#(#names),*};)),
    }
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
    /// The modules below the file, which may be called as those of the runtime are.
    children: BTreeSet<String>,
    /// What the file defines, imports or exports itself.
    defined: BTreeSet<String>,
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
        let is_word = |index: Option<usize>, word: &str| {
            let tree = index.and_then(|index| trees.get(index));
            matches!(tree, Some(TokenTree::Ident(ident)) if ident == word)
        };
        for (index, tree) in trees.iter().enumerate() {
            match tree {
                // What an attribute names is no item of the client.
                TokenTree::Group(_) if is(index.checked_sub(1), '#') => {}
                TokenTree::Group(group) if is_body_of_enum(&trees[..index]) => self.walk_variants(group.stream()),
                TokenTree::Group(group) => self.walk(group.stream()),
                TokenTree::Ident(word) if *word == "use" => self.define(&trees[index + 1..]),
                TokenTree::Ident(word) if *word == "mod" => {
                    self.children.extend(trees.get(index + 1).map(ToString::to_string));
                }
                TokenTree::Ident(word) if *word == "struct" || *word == "enum" => {
                    self.defined.extend(trees.get(index + 1).map(ToString::to_string));
                }
                // The name of an associated type, where it is defined and where it is bound: `Iterator<Item = T>`.
                TokenTree::Ident(_) if is_word(index.checked_sub(1), "type") => {}
                TokenTree::Ident(_)
                    if is(Some(index + 1), '=')
                        && !is(Some(index + 2), '=')
                        && !is(Some(index + 2), '>')
                        && [',', '<'].iter().any(|sign| is(index.checked_sub(1), *sign)) => {}
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

    /// The variants of an enum are names of their own; what they hold is not.
    fn walk_variants(&mut self, variants: TokenStream) {
        for tree in variants {
            if let TokenTree::Group(group) = tree {
                self.walk(group.stream());
            }
        }
    }

    /// Everything that a `use` names, up to its end.
    fn define(&mut self, path: &[TokenTree]) {
        let is_end = |tree: &TokenTree| matches!(tree, TokenTree::Punct(sign) if sign.as_char() == ';');
        for tree in path.iter().take_while(|tree| !is_end(tree)) {
            match tree {
                TokenTree::Group(group) => self.define(&group.stream().into_iter().collect::<Vec<_>>()),
                other => _ = self.defined.insert(other.to_string()),
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

/// Whether what comes next is the body of an enum: `enum Name` stands before it.
fn is_body_of_enum(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Ident(word), TokenTree::Ident(_)] if *word == "enum")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(path: &str, item: TokenStream) -> String {
        let types = ["Book", "Hash", "Token"].map(str::to_owned).into();
        let file = RustFile { path: path.to_owned(), docs: String::new(), items: vec![item] };
        complete(file, &types).items[0].to_string()
    }

    #[test]
    fn only_what_is_mentioned_is_imported() {
        let mentioned = quote!(
            pub struct Shelf {
                pub book: Option<Book>,
            }
        );
        assert_eq!(completed("types/shelf.rs", mentioned.clone()), "use super :: Book ;");
        assert_eq!(completed("operations/put.rs", mentioned), "use super :: super :: types :: Book ;");
        // Attributes, variants, associated types and what the file defines or exports are none of the client's types.
        for item in [
            quote!(
                pub fn put(books: impl IntoIterator<Item = String, Book = u8>) {}
            ),
            quote!(
                #[derive(Hash)]
                pub enum Kind {
                    Book,
                    Token(String),
                }
            ),
            quote!(impl Paginated for List { type Token = String; }),
            quote!(
                pub struct Book;
            ),
            quote!(pub use super::super::types::Book; impl Put { type Input = Book; }),
        ] {
            let text = item.to_string();
            assert_eq!(completed("types/kind.rs", item), text);
        }
    }

    /// A shape `Http` has a module of its own.
    #[test]
    fn a_module_of_the_file_is_none_of_the_runtime() {
        for module in OF_RUNTIME.into_iter().chain(["fmt", "patterns"]) {
            let module = format_ident!("{module}");
            let item = quote!(mod #module; pub use #module::Thing;);
            let text = item.to_string();
            assert_eq!(completed("types/mod.rs", item), text);
        }
    }
}
