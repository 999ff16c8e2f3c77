//! The types of a client: a file for each that does not belong to an operation.

mod argument;
pub(crate) mod constructor;
mod debug;
mod documentation;
pub(crate) mod enumeration;
pub(crate) mod exceptions;
pub(crate) mod one_direction;
pub(crate) mod pattern;
pub(crate) mod serde;
mod setter;
pub(crate) mod structure;
pub(crate) mod union;
pub(crate) mod validate;

use std::collections::{BTreeMap, BTreeSet};

use model::{Kind, Shape};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::context::Context;
use crate::emit::types::constructor::Form;
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
    let mut exports: BTreeMap<Export, BTreeSet<Ident>> = BTreeMap::new();
    for shape in shapes {
        let home = cx.names.home(&shape.id);
        let module = match home {
            Some(operation) => cx.names.operation_module(operation),
            None => cx.names.type_module(&shape.id),
        };
        if home.is_none() {
            modules.insert(ident(module));
        }
        let for_tests = cx.test_gate(shape).is_some();
        let export = |for_tests| Export { for_tests, is_elsewhere: home.is_some(), module: module.to_owned() };
        exports.entry(export(false)).or_default().insert(cx.names.type_name(&shape.id));
        if has_required(cx, shape) {
            exports.entry(export(for_tests)).or_default().insert(cx.names.required_name(&shape.id));
        }
    }
    let modules = modules.iter();
    let exports = [(false, false), (false, true), (true, false), (true, true)].into_iter().filter_map(|which| {
        let chosen = exports.iter().filter(|(export, _)| (export.for_tests, export.is_elsewhere) == which);
        exported(which, &chosen.collect::<Vec<_>>())
    });
    RustFile {
        path: "types/mod.rs".to_owned(),
        docs: if cx.model.operations.is_empty() { "Every type." } else { "Everything that operations take and give." }
            .to_owned(),
        items: [quote!(#(mod #modules;)*)].into_iter().chain(exports).collect(),
    }
}

/// Where exported types are defined.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Export {
    /// Whether only tests need them.
    for_tests: bool,
    /// Whether they are defined in the module of an operation.
    is_elsewhere: bool,
    module: String,
}

/// The exports of types that only tests need or not, from the modules of operations or not.
fn exported((for_tests, is_elsewhere): (bool, bool), exports: &[(&Export, &BTreeSet<Ident>)]) -> Option<TokenStream> {
    if exports.is_empty() {
        return None;
    }
    let trees = exports.iter().map(|(export, names)| {
        let module = ident(&export.module);
        let names: Vec<_> = names.iter().collect();
        match names[..] {
            [name] => quote!(#module::#name),
            _ => quote!(#module::{#(#names),*}),
        }
    });
    let gate = for_tests.then(|| quote!(#[cfg(feature = "test-util")]));
    let exports = if is_elsewhere {
        // The modules of operations are public, so these would be told as exports alone.
        quote!(#gate #[doc(inline)] pub use super::operations::{#(#trees),*};)
    } else {
        quote!(#(#gate pub use #trees;)*)
    };
    Some(exports)
}

fn has_required(cx: &Context<'_>, shape: &Shape) -> bool {
    matches!(shape.kind, Kind::Structure(_)) && matches!(Form::of(cx, shape), Form::ByName(_))
}

fn file(cx: &Context<'_>, shape: &Shape) -> RustFile {
    let items = match &shape.kind {
        Kind::Structure(_) => structure::items(cx, shape),
        Kind::Union(_) => union::items(cx, shape),
        _ => enumeration::items(cx, shape),
    };
    RustFile { path: format!("types/{}.rs", cx.names.type_module(&shape.id)), docs: String::new(), items }
}
