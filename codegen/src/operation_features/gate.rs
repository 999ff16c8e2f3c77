//! Puts items behind the features of the operations that need them.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Ident, ImplItem, Item, ItemImpl, ItemMacro, ItemUse, Token, Type, UseTree, parse_quote};

use super::{AnyOf, OperationFeatures};
use crate::file::RustFile;

/// What has to be switched on: any feature of each set. Nothing, if it is always there.
type Gate = Vec<AnyOf>;

/// The files with each item behind its features. The files of single operations and types are as they are: their modules are
/// behind features as a whole.
///
/// # Errors
/// An emitter gave tokens that are not items.
pub(crate) fn gated(files: Vec<RustFile>, features: &OperationFeatures) -> syn::Result<Vec<RustFile>> {
    files.into_iter().map(|file| gate_file(file, features)).collect()
}

fn gate_file(mut file: RustFile, features: &OperationFeatures) -> syn::Result<RustFile> {
    let index = match file.path.as_str() {
        "operations/mod.rs" => Some(Index { modules: &features.operation_modules, names: &features.operations }),
        "types/mod.rs" => Some(Index { modules: &features.type_modules, names: &features.types }),
        path if path.contains('/') => return Ok(file),
        // Its own feature switches on the operations that it calls.
        "transfer.rs" => return Ok(file),
        _ => None,
    };
    let mut items = Vec::new();
    for tokens in file.items {
        items.extend(syn::parse2::<syn::File>(tokens)?.items);
    }
    let own = own_structs(&items, features);
    let names_types = items.iter().any(imports_all_types);
    let mut gated = Vec::new();
    for item in items {
        match item {
            Item::Mod(item) => {
                let gate = index.as_ref().and_then(|index| index.modules.get(&item.ident.to_string()));
                let cfg = attribute(&gate.cloned().into_iter().collect::<Gate>());
                gated.push(quote!(#cfg #item));
            }
            Item::Use(item) => gated.extend(uses(&item, index.as_ref(), features)),
            Item::Macro(item) => gated.extend(lists(&item, features)?),
            Item::Impl(item) if item.trait_.is_none() => gated.push(methods(item, features)),
            Item::Struct(item) if own.contains_key(&item.ident.to_string()) => {
                let cfg = attribute(&own[&item.ident.to_string()]);
                gated.push(quote!(#cfg #item));
            }
            Item::Impl(item) => {
                let cfg = attribute(&of_impl(&item, names_types, features));
                gated.push(quote!(#cfg #item));
            }
            other => gated.push(other.to_token_stream()),
        }
    }
    file.items = gated;
    Ok(file)
}

/// The index of a folder: it declares the modules, and exports what they define.
struct Index<'a> {
    modules: &'a BTreeMap<String, AnyOf>,
    names: &'a BTreeMap<String, AnyOf>,
}

/// Whether an item is `use super::types::*`: the file then names types alone.
fn imports_all_types(item: &Item) -> bool {
    let Item::Use(item) = item else { return false };
    let mut leaves = Vec::new();
    flatten(&item.tree, &mut Vec::new(), &mut leaves);
    leaves
        .iter()
        .any(|leaf| matches!(leaf.tree, UseTree::Glob(_)) && leaf.path.last().is_some_and(|last| last == "types"))
}

/// `#[cfg(..)]`; nothing for what is always there.
fn attribute(gate: &Gate) -> Option<TokenStream> {
    let any = gate.iter().map(|features| match features.iter().collect::<Vec<_>>()[..] {
        [feature] => quote!(feature = #feature),
        ref features => quote!(any(#(feature = #features),*)),
    });
    let any: Vec<TokenStream> = any.collect();
    match &any[..] {
        [] => None,
        [any] => Some(quote!(#[cfg(#any)])),
        all => Some(quote!(#[cfg(all(#(#all),*))])),
    }
}

/// The names behind `operations::` in tokens: the types that stand for operations.
pub(super) fn operations_in(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = [String::new(), String::new(), String::new()];
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            found.extend(operations_in(group.stream()));
        }
        let text = match &token {
            TokenTree::Group(_) => String::new(),
            other => other.to_string(),
        };
        if let (TokenTree::Ident(name), ["operations", ":", ":"]) = (&token, before.each_ref().map(String::as_str)) {
            found.push(name.to_string());
        }
        before.rotate_left(1);
        before[2] = text;
    }
    found
}

/// What the operations that tokens mention need.
fn of_operations(tokens: TokenStream, features: &OperationFeatures) -> Gate {
    let mut gate = Gate::new();
    for operation in operations_in(tokens) {
        gate.extend(features.operations.get(&operation).filter(|any| !gate.contains(any)).cloned());
    }
    gate
}

/// What an impl needs: its operations, or else the type that it is of, in a file that names types alone.
fn of_impl(item: &ItemImpl, names_types: bool, features: &OperationFeatures) -> Gate {
    let of_operations = of_operations(item.to_token_stream(), features);
    let name = self_name(item).filter(|_| names_types && of_operations.is_empty());
    let of_type = name.and_then(|name| features.types.get(&name)).cloned();
    of_operations.into_iter().chain(of_type).collect()
}

fn self_name(item: &ItemImpl) -> Option<String> {
    match &*item.self_ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// The structures of a file, like waiters, whose impls mention operations.
fn own_structs(items: &[Item], features: &OperationFeatures) -> BTreeMap<String, Gate> {
    let impls = items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_some() => Some((self_name(item)?, of_impl(item, false, features))),
        _ => None,
    });
    impls.filter(|(_, gate)| !gate.is_empty()).collect()
}

/// An impl whose methods are each behind the features of the operation that they call. One of what stands for an operation is
/// behind its feature as a whole.
fn methods(mut item: ItemImpl, features: &OperationFeatures) -> TokenStream {
    if let Some(cfg) = attribute(&of_operations(item.self_ty.to_token_stream(), features)) {
        return quote!(#cfg #item);
    }
    for member in &mut item.items {
        if let ImplItem::Fn(method) = member
            && let Some(cfg) = attribute(&of_operations(method.to_token_stream(), features))
        {
            method.attrs.push(parse_quote!(#cfg));
        }
    }
    item.to_token_stream()
}

/// An import or export, once for each set of features that its names need. Imports from other modules than `types` and
/// `operations` stay as they are, even where a type of the client has the same name.
fn uses(item: &ItemUse, index: Option<&Index<'_>>, features: &OperationFeatures) -> Vec<TokenStream> {
    let mut leaves = Vec::new();
    flatten(&item.tree, &mut Vec::new(), &mut leaves);
    let gate = |leaf: &Leaf<'_>| {
        let names = match index {
            Some(index) => index.names,
            None if leaf.path.iter().any(|segment| segment == "types") => &features.types,
            None if leaf.path.iter().any(|segment| segment == "operations") => &features.operations,
            None => return None,
        };
        names.get(&leaf.name).cloned()
    };
    if leaves.iter().all(|leaf| gate(leaf).is_none()) {
        return vec![item.to_token_stream()];
    }
    let mut grouped: BTreeMap<(Option<AnyOf>, Vec<String>), Vec<&UseTree>> = BTreeMap::new();
    for leaf in &leaves {
        grouped.entry((gate(leaf), leaf.path.clone())).or_default().push(leaf.tree);
    }
    let (attributes, visibility) = (&item.attrs, &item.vis);
    let items = grouped.into_iter().map(|((gate, path), trees)| {
        let cfg = attribute(&gate.into_iter().collect::<Gate>());
        let path = path.iter().map(|segment| quote::format_ident!("{segment}"));
        let tree = match trees[..] {
            [UseTree::Name(name)] if name.ident != "self" => quote!(#name),
            _ => quote!({#(#trees),*}),
        };
        quote!(#(#attributes)* #cfg #visibility use #(#path::)* #tree;)
    });
    items.collect()
}

/// One name of an import, with the path before it.
struct Leaf<'t> {
    path: Vec<String>,
    name: String,
    tree: &'t UseTree,
}

/// The names of a tree.
fn flatten<'t>(tree: &'t UseTree, path: &mut Vec<String>, leaves: &mut Vec<Leaf<'t>>) {
    let name = match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            flatten(&inner.tree, path, leaves);
            path.pop();
            return;
        }
        UseTree::Group(group) => return group.items.iter().for_each(|tree| flatten(tree, path, leaves)),
        UseTree::Name(name) => name.ident.to_string(),
        UseTree::Rename(rename) => rename.ident.to_string(),
        UseTree::Glob(_) => String::new(),
    };
    leaves.push(Leaf { path: path.clone(), name, tree });
}

/// A macro over a list of types, once for each set of features that they need.
fn lists(item: &ItemMacro, features: &OperationFeatures) -> syn::Result<Vec<TokenStream>> {
    let path = &item.mac.path;
    let Some(TypeList { before, types }) = item.mac.parse_body_with(TypeList::of(path))? else {
        return Ok(vec![item.to_token_stream()]);
    };
    let mut grouped: BTreeMap<Option<AnyOf>, Vec<Ident>> = BTreeMap::new();
    for name in types {
        grouped.entry(features.types.get(&name.to_string()).cloned()).or_default().push(name);
    }
    let lists = grouped.into_iter().map(|(gate, types)| {
        let cfg = attribute(&gate.into_iter().collect::<Gate>());
        quote!(#cfg #path!(#before #(#types),*);)
    });
    Ok(lists.collect())
}

/// Types in a macro: `A, B` of those whose names begin with `serde_by_`, or `Trait for A, B`.
struct TypeList {
    before: TokenStream,
    types: Punctuated<Ident, Token![,]>,
}

impl TypeList {
    /// Reads the list of a macro of this path; none if it has none.
    fn of(path: &syn::Path) -> impl Fn(ParseStream<'_>) -> syn::Result<Option<Self>> {
        let is_plain = path.segments.last().is_some_and(|segment| segment.ident.to_string().starts_with("serde_by_"));
        move |input| {
            let mut before = TokenStream::new();
            if input.peek2(Token![for]) {
                let (name, of): (Ident, Token![for]) = (input.parse()?, input.parse()?);
                before = quote!(#name #of);
            } else if !is_plain {
                let _rest: TokenStream = input.parse()?;
                return Ok(None);
            }
            Ok(Some(Self { before, types: Punctuated::parse_terminated(input)? }))
        }
    }
}
