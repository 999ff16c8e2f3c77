//! What the tests of all cases that a model holds have in common: names, docs and texts.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::names::ident;
use crate::print::doc;
use crate::words;

/// The function of a case, like `empty_input_request`.
pub(crate) fn name(id: &str, suffix: &str) -> Ident {
    ident(&format!("{}{suffix}", words::snake(id)))
}

/// The documentation of a case, as the function's.
pub(crate) fn docs(documentation: Option<&str>) -> TokenStream {
    doc(&documentation.map(crate::docs::plain).unwrap_or_default())
}

/// A text as a raw literal where it has quotes to escape.
pub(crate) fn raw_text(text: &str) -> TokenStream {
    let plain = !text.contains('"') || text.contains("\"#") || text.contains('\r');
    let raw = format!("r#\"{text}\"#");
    match raw.parse() {
        Ok(tokens) if !plain => tokens,
        _ => quote!(#text),
    }
}
