//! Types of a user's own in the place of shapes.

use std::collections::BTreeSet;

use model::{Diagnostic, Kind, Model, Report};
use proc_macro2::TokenStream;
use quote::quote;

use crate::Home;

/// A path as every file can write it: one that begins with the name of a crate gets `::` in front. Nothing for what is no path,
/// which was refused before.
pub(crate) fn tokens(path: &str) -> TokenStream {
    let Ok(path) = syn::parse_str::<syn::Path>(path) else { return TokenStream::new() };
    let is_absolute = path.leading_colon.is_some() || path.segments.first().is_some_and(|first| first.ident == "crate");
    if is_absolute { quote!(#path) } else { quote!(::#path) }
}

/// The crates that the types which stand for shapes come from, as Rust code names them.
pub(crate) fn crates(model: &Model) -> Vec<String> {
    let paths = model.shapes.values().filter_map(|shape| match &shape.kind {
        Kind::Custom { path, .. } => syn::parse_str::<syn::Path>(path).ok(),
        _ => None,
    });
    let first = paths.filter_map(|path| path.segments.first().map(|first| first.ident.to_string()));
    first.filter(|first| first != "crate").collect::<BTreeSet<_>>().into_iter().collect()
}

/// Whether every file of a client can name the type: by its crate, or by the root of a crate that has the client as a module.
fn is_path(text: &str, home: &Home) -> bool {
    let Ok(path) = syn::parse_str::<syn::Path>(text) else { return false };
    let Some(first) = path.segments.first().map(|first| first.ident.to_string()) else { return false };
    let is_placed = match first.as_str() {
        "self" | "super" | "Self" => false,
        "crate" => matches!(home, Home::Module(_)),
        _ => true,
    };
    is_placed && path.segments.len() > 1
}

/// Whether the types that stand for shapes can be written. `tests` says whether the cases of the model become tests.
///
/// # Errors
/// What is no path, or can't be made by a test.
pub(crate) fn check(model: &Model, home: &Home, tests: bool) -> Result<(), Report> {
    let mut found = Vec::new();
    for shape in model.shapes.values() {
        let Kind::Custom { path, shape: kind } = &shape.kind else { continue };
        if !is_path(path, home) {
            found.push(
                Diagnostic::new(format!(
                    "the overrides give `{}` the type {path:?}, which is no path of Rust",
                    shape.id
                ))
                .at(shape.place, "this shape")
                .help("name the crate, too: `my_types::AccountId`"),
            );
        }
        if tests && matches!(**kind, Kind::Structure(_) | Kind::Union(_)) {
            found.push(
                Diagnostic::new(format!(
                    "the tests of the model can't make a value of the type that stands for `{}`",
                    shape.id
                ))
                .at(shape.place, "this shape")
                .help("leave the tests out: `protocol-tests = false`"),
            );
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Report::new(model.sources.clone(), found)) }
}
