//! Types of a user's own in the place of shapes.

use std::collections::BTreeSet;

use model::{Diagnostic, Kind, Model, Report};
use proc_macro2::TokenStream;
use quote::quote;

use crate::Home;

/// A path and its first segment; none for what is no path.
fn parsed(text: &str) -> Option<(syn::Path, String)> {
    let path: syn::Path = syn::parse_str(text).ok()?;
    let first = path.segments.first()?.ident.to_string();
    Some((path, first))
}

/// A path as every file can write it: one that begins with the name of a crate gets `::` in front. Nothing for what is no path,
/// which was refused before.
pub(crate) fn tokens(path: &str) -> TokenStream {
    let Some((path, first)) = parsed(path) else { return TokenStream::new() };
    let is_absolute = path.leading_colon.is_some() || first == "crate";
    if is_absolute { quote!(#path) } else { quote!(::#path) }
}

/// The crates that the types which stand for shapes come from, as Rust code names them.
pub(crate) fn crates(model: &Model) -> Vec<String> {
    let paths = model.shapes.values().filter_map(|shape| match &shape.kind {
        Kind::Custom { path, .. } => parsed(path),
        _ => None,
    });
    let first = paths.map(|(_, first)| first);
    first.filter(|first| first != "crate").collect::<BTreeSet<_>>().into_iter().collect()
}

/// Whether every file of a client can name the type: by its crate, or by the root of a crate that has the client as a module.
fn is_path(text: &str, home: &Home) -> bool {
    let Some((path, first)) = parsed(text) else { return false };
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
        let id = &shape.id;
        let mut report =
            |title: String, help: &str| found.push(Diagnostic::new(title).at(shape.place, "this shape").help(help));
        if !is_path(path, home) {
            report(
                format!("the overrides give `{id}` the type {path:?}, which is no path of Rust"),
                "name the crate, too: `my_types::AccountId`",
            );
        }
        if tests && matches!(**kind, Kind::Structure(_) | Kind::Union(_)) {
            report(
                format!("the tests of the model can't make a value of the type that stands for `{id}`"),
                "leave the tests out: `protocol-tests = false`",
            );
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Report::new(model.sources.clone(), found)) }
}
