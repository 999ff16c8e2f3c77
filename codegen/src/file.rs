//! Generated files, before and after they are printed.

use proc_macro2::TokenStream;

/// A Rust file as the emitters give it: items, to be printed one by one.
#[derive(Clone, Debug)]
pub(crate) struct RustFile {
    /// The path below the root of the sources.
    pub(crate) path: String,
    /// The text of the `//!` comment, in markdown; none if empty.
    pub(crate) docs: String,
    pub(crate) items: Vec<TokenStream>,
}

/// A file with its whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path below the folder that is written.
    pub path: String,
    /// The text.
    pub text: String,
}
