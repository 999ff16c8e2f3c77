//! Puts items behind the features of the operations that need them.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
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
    let modules = match file.path.as_str() {
        "operations/mod.rs" => Some(&features.operation_modules),
        "types/mod.rs" => Some(&features.type_modules),
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
    let mut gated = Vec::new();
    for item in items {
        match item {
            Item::Mod(item) => {
                let gate = modules.and_then(|modules| modules.get(&item.ident.to_string()));
                let cfg = attribute(&gate.cloned().into_iter().collect::<Gate>());
                gated.push(quote!(#cfg #item));
            }
            Item::Use(item) => gated.extend(uses(&item, features)),
            Item::Macro(item) => gated.extend(lists(&item, features)?),
            Item::Impl(item) if item.trait_.is_none() => gated.push(methods(item, features)),
            Item::Struct(item) if own.contains_key(&item.ident.to_string()) => {
                let cfg = attribute(&own[&item.ident.to_string()]);
                gated.push(quote!(#cfg #item));
            }
            Item::Impl(item) => {
                let cfg = attribute(&of_impl(&item, features));
                gated.push(quote!(#cfg #item));
            }
            other => gated.push(other.to_token_stream()),
        }
    }
    file.items = gated;
    Ok(file)
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

/// What an impl needs: its operations, or else the type that it is of.
fn of_impl(item: &ItemImpl, features: &OperationFeatures) -> Gate {
    let of_operations = of_operations(item.to_token_stream(), features);
    let name = self_name(item).filter(|_| of_operations.is_empty());
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
        Item::Impl(item) if item.trait_.is_some() => Some((self_name(item)?, of_impl(item, features))),
        _ => None,
    });
    impls.filter(|(_, gate)| !gate.is_empty()).collect()
}

/// An impl whose methods are each behind the features of the operation that they call.
fn methods(mut item: ItemImpl, features: &OperationFeatures) -> TokenStream {
    for member in &mut item.items {
        if let ImplItem::Fn(method) = member
            && let Some(cfg) = attribute(&of_operations(method.to_token_stream(), features))
        {
            method.attrs.push(parse_quote!(#cfg));
        }
    }
    item.to_token_stream()
}

/// An import or export, once for each set of features that its names need.
fn uses(item: &ItemUse, features: &OperationFeatures) -> Vec<TokenStream> {
    let mut leaves = Vec::new();
    flatten(&item.tree, &mut Vec::new(), &mut leaves);
    let gate = |name: &String| features.operations.get(name).or_else(|| features.types.get(name)).cloned();
    if leaves.iter().all(|(_, name, _)| gate(name).is_none()) {
        return vec![item.to_token_stream()];
    }
    let mut grouped: BTreeMap<(Option<AnyOf>, Vec<String>), Vec<&UseTree>> = BTreeMap::new();
    for (path, name, tree) in &leaves {
        grouped.entry((gate(name), path.clone())).or_default().push(tree);
    }
    let (attributes, visibility) = (&item.attrs, &item.vis);
    let items = grouped.into_iter().map(|((gate, path), trees)| {
        let cfg = attribute(&gate.into_iter().collect::<Gate>());
        let path = path.iter().map(|segment| quote::format_ident!("{segment}"));
        let tree = if let [tree] = trees[..] { quote!(#tree) } else { quote!({#(#trees),*}) };
        quote!(#(#attributes)* #cfg #visibility use #(#path::)* #tree;)
    });
    items.collect()
}

/// The names of a tree, each with the path before it.
fn flatten<'t>(tree: &'t UseTree, path: &mut Vec<String>, leaves: &mut Vec<(Vec<String>, String, &'t UseTree)>) {
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            flatten(&inner.tree, path, leaves);
            path.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, path, leaves)),
        UseTree::Name(name) => leaves.push((path.clone(), name.ident.to_string(), tree)),
        UseTree::Rename(rename) => leaves.push((path.clone(), rename.ident.to_string(), tree)),
        UseTree::Glob(_) => leaves.push((path.clone(), String::new(), tree)),
    }
}

/// A macro over a list of types, once for each set of features that they need.
fn lists(item: &ItemMacro, features: &OperationFeatures) -> syn::Result<Vec<TokenStream>> {
    let path = &item.mac.path;
    let is_list = path.segments.last().is_some_and(|segment| segment.ident.to_string().starts_with("serde_by_"));
    if !is_list {
        return Ok(vec![item.to_token_stream()]);
    }
    let types = item.mac.parse_body_with(Punctuated::<Ident, Token![,]>::parse_terminated)?;
    let mut grouped: BTreeMap<Option<AnyOf>, Vec<Ident>> = BTreeMap::new();
    for name in types {
        grouped.entry(features.types.get(&name.to_string()).cloned()).or_default().push(name);
    }
    let lists = grouped.into_iter().map(|(gate, types)| {
        let cfg = attribute(&gate.into_iter().collect::<Gate>());
        quote!(#cfg #path!(#(#types),*);)
    });
    Ok(lists.collect())
}
