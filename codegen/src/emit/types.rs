//! The types of a client: a file for each that does not belong to an operation.

use std::collections::{BTreeMap, BTreeSet};

use model::{Kind, Shape, ShapeId};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{codec, enumeration, request, response, structure, union, validate};
use crate::context::Context;
use crate::file::RustFile;
use crate::names::{has_type, ident};

/// `types/mod.rs`, and a file for each type.
pub(crate) fn files(cx: &Context<'_>) -> Vec<RustFile> {
    let shapes: Vec<&Shape> = cx.model.shapes.values().filter(|shape| has_type(shape)).collect();
    let mut files = vec![index(cx, &shapes)];
    files.extend(shapes.into_iter().filter(|shape| cx.names.home(&shape.id).is_none()).map(|shape| file(cx, shape)));
    files
}

/// Every type is reachable here, wherever it is defined.
fn index(cx: &Context<'_>, shapes: &[&Shape]) -> RustFile {
    let mut modules = BTreeSet::new();
    let mut exports: BTreeMap<(bool, String), BTreeSet<Ident>> = BTreeMap::new();
    for shape in shapes {
        let home = cx.names.home(&shape.id);
        let module = match home {
            Some(operation) => cx.names.operation_module(operation),
            None => cx.names.type_module(&shape.id),
        };
        if home.is_none() {
            modules.insert(ident(module));
        }
        let names = exports.entry((home.is_some(), module.to_owned())).or_default();
        names.insert(cx.names.type_name(&shape.id));
        names.extend(has_required(cx, shape).then(|| cx.names.required_name(&shape.id)));
    }
    let modules = modules.iter();
    let exports = exports.iter().map(|((elsewhere, module), names)| {
        let module = ident(module);
        let path = if *elsewhere { quote!(super::operations::#module) } else { quote!(#module) };
        let names: Vec<_> = names.iter().collect();
        match names[..] {
            [name] => quote!(pub use #path::#name;),
            _ => quote!(pub use #path::{#(#names),*};),
        }
    });
    RustFile {
        path: "types/mod.rs".to_owned(),
        docs: "Everything that operations take and give.".to_owned(),
        items: vec![quote!(#(mod #modules;)*), quote!(#(#exports)*)],
    }
}

fn has_required(cx: &Context<'_>, shape: &Shape) -> bool {
    matches!(shape.kind, Kind::Structure(_)) && structure::required_members(cx, shape).len() > 1
}

fn file(cx: &Context<'_>, shape: &Shape) -> RustFile {
    let own = [shape];
    let mut items = std_imports(cx, &own);
    items.extend(runtime_imports(cx, &own));
    if validate::uses_patterns(cx, shape) {
        items.push(quote!(
            use super::super::patterns;
        ));
    }
    items.extend(sibling_imports(cx, shape));
    items.extend(match &shape.kind {
        Kind::Structure(_) => structure::items(cx, shape),
        Kind::Union(_) => union::items(cx, shape),
        _ => enumeration::items(cx, shape),
    });
    RustFile { path: format!("types/{}.rs", cx.names.type_module(&shape.id)), docs: String::new(), items }
}

fn sibling_imports(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    let mut names: Vec<_> =
        cx.references(shape).iter().filter(|id| **id != shape.id).map(|id| cx.names.type_name(id)).collect();
    names.sort();
    match &names[..] {
        [] => None,
        [name] => Some(quote!(use super::#name;)),
        _ => Some(quote!(use super::{#(#names),*};)),
    }
}

/// What these shapes need of the standard library.
pub(crate) fn std_imports(cx: &Context<'_>, own: &[&Shape]) -> Vec<TokenStream> {
    let maps = own.iter().any(|shape| shape.members().iter().any(|member| holds_map(cx, &member.target)));
    let fmt = own.iter().any(|shape| match shape.kind {
        Kind::Structure(_) => structure::uses_fmt(cx, shape),
        Kind::Union(_) => union::is_secret(cx, shape),
        _ => false,
    });
    let maps = maps.then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    let fmt = fmt.then(|| {
        quote!(
            use std::fmt;
        )
    });
    maps.into_iter().chain(fmt).collect()
}

fn holds_map(cx: &Context<'_>, id: &ShapeId) -> bool {
    match &cx.model.shape(id).kind {
        Kind::Map(..) => true,
        Kind::List(item) => holds_map(cx, &item.target),
        _ => false,
    }
}

/// What these shapes need of the runtime: the codec, and those of its traits whose methods they call.
pub(crate) fn runtime_imports(cx: &Context<'_>, own: &[&Shape]) -> Option<TokenStream> {
    let bound = |shape: &Shape| response::is_read(cx, shape) || request::is_written(cx, shape);
    let events = own.iter().any(|shape| shape.is_event_stream() || cx.facts.is_event(&shape.id)).then(|| {
        quote!(
            use runtime::events;
        )
    });
    let http = own.iter().any(|shape| bound(shape)).then(|| {
        quote!(
            use runtime::http;
        )
    });
    let http = http.filter(|_| own.iter().all(|shape| cx.names.home(&shape.id).is_none()));
    let coded = own.iter().any(|shape| {
        cx.facts.is_encoded(&shape.id) || cx.facts.is_decoded(&shape.id) || cx.facts.is_textual(&shape.id)
    });
    let (encodes, decodes) = own.iter().fold((false, false), |(encodes, decodes), shape| {
        let (encode, decode) = codec::uses(cx, shape);
        (encodes || encode, decodes || decode)
    });
    if !coded || own.iter().all(|shape| shape.is_event_stream()) {
        let read = own.iter().any(|shape| cx.facts.is_decoded(&shape.id));
        let wire = read.then(|| {
            quote!(
                use runtime::wire;
            )
        });
        return events.map(|events| quote!(#events #wire));
    }
    let decode = decodes.then(|| quote!(, Decode as _));
    let field = encodes.then(|| quote!(, Field as _));
    if decode.is_none() && field.is_none() {
        return Some(quote!(#events #http use runtime::wire;));
    }
    Some(quote!(#events #http use runtime::wire::{self #decode #field};))
}
