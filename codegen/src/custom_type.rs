//! Types of a user's own in the place of shapes.

use model::{Diagnostic, Kind, Model, Report};
use proc_macro2::TokenStream;
use quote::quote;

/// A path as every file can write it: one that begins with the name of a crate gets `::` in front. Nothing for what is no path,
/// which was refused before.
pub(crate) fn tokens(path: &str) -> TokenStream {
    let Ok(path) = syn::parse_str::<syn::Path>(path) else { return TokenStream::new() };
    let is_absolute = path.leading_colon.is_some() || path.segments.first().is_some_and(|first| first.ident == "crate");
    if is_absolute { quote!(#path) } else { quote!(::#path) }
}

/// Whether the types that stand for shapes can be written. `tests` says whether the cases of the model become tests.
///
/// # Errors
/// What is no path, or can't be made by a test.
pub(crate) fn check(model: &Model, tests: bool) -> Result<(), Report> {
    let mut found = Vec::new();
    for shape in model.shapes.values() {
        let Kind::Custom { path, shape: kind } = &shape.kind else { continue };
        let is_path = syn::parse_str::<syn::Path>(path).is_ok_and(|path| path.segments.len() > 1);
        if !is_path {
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
