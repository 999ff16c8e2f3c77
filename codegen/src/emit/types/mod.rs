//! The types of a client: a file for each that does not belong to an operation.

pub(crate) mod enumeration;
pub(crate) mod exceptions;
pub(crate) mod pattern;
pub(crate) mod serde;
pub(crate) mod structure;
pub(crate) mod union;
pub(crate) mod validate;
pub(crate) mod value;

use std::collections::{BTreeMap, BTreeSet};

use model::{Kind, Shape};
use proc_macro2::Ident;
use quote::quote;

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
    let items = match &shape.kind {
        Kind::Structure(_) => structure::items(cx, shape),
        Kind::Union(_) => union::items(cx, shape),
        _ => enumeration::items(cx, shape),
    };
    RustFile { path: format!("types/{}.rs", cx.names.type_module(&shape.id)), docs: String::new(), items }
}
