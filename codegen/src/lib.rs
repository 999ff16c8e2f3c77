//! Writes the Rust client of a service model.
//!
//! ```text
//! Model -> names -> select -> check -> emit -> Vec<File> -> write
//! ```
//!
//! [`generate`] is the entry; [`write`](writer::write) puts its files into a folder. Emitting can't fail and touches
//! nothing: the writer is the one module that knows the disk.

#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

pub mod api;
mod check;
mod context;
mod docs;
mod emit;
mod facts;
mod file;
mod names;
pub mod package;
mod print;
mod words;
pub mod writer;

use model::{Model, Report, Selection};

use crate::context::Context;
use crate::facts::Facts;
pub use crate::file::File;
pub use crate::names::Names;
pub use crate::print::MARK;

/// What a client is generated with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The client's module, like `kinesis_video_signaling`; the sources are below a folder of this name. Empty for a
    /// crate of its own, whose root is the client.
    pub module: String,
    /// What the headers name as the origin.
    pub origin: String,
    /// The operations that the client has.
    pub selection: Selection,
    /// Whether inputs are checked before they are sent.
    pub validators: bool,
    /// Whether patterns are among the checks.
    pub patterns: bool,
    /// Whether the model's test cases become tests.
    pub tests: bool,
}

impl Options {
    /// Everything, in a module of this name.
    pub fn new(module: impl Into<String>, origin: impl Into<String>) -> Self {
        Self {
            module: module.into(),
            origin: origin.into(),
            selection: Selection::All,
            validators: true,
            patterns: true,
            tests: true,
        }
    }
}

/// A client: its files.
#[derive(Clone, Debug)]
pub struct Client {
    /// The sources, with paths below `src`.
    pub sources: Vec<File>,
    /// The tests, with paths below `tests`.
    pub tests: Vec<File>,
}

/// Generates a client from a model that overrides have been applied to.
///
/// # Errors
/// Everything about the model that can't be generated, each problem with its place.
pub fn generate(mut model: Model, options: &Options) -> Result<Client, Report> {
    let names = Names::decide(&model);
    let mut facts = Facts::of_service(&model);
    model.select(&options.selection)?;
    check::check(&model)?;
    facts.of_selection(&model);
    let cx = Context {
        model: &model,
        names: &names,
        facts: &facts,
        validators: options.validators,
        patterns: options.patterns,
    };
    let sources = emit::client(&cx).into_iter().map(|file| place(file, &options.module, "mod.rs"));
    let tests = if options.tests { emit::tests(&cx, &client_path(&options.module)) } else { Vec::new() };
    Ok(Client {
        sources: sources.map(|file| print::print(&file, &options.origin)).collect(),
        tests: tests.iter().map(|file| print::print(file, &options.origin)).collect(),
    })
}

/// Puts a file below the client's module.
fn place(mut file: file::RustFile, module: &str, root: &str) -> file::RustFile {
    file.path = match (module.is_empty(), file.path == root) {
        (true, true) => "lib.rs".to_owned(),
        (true, false) => file.path,
        (false, _) => format!("{module}/{}", file.path),
    };
    file
}

/// What tests call the client's module.
fn client_path(module: &str) -> syn::Path {
    let client = names::ident(if module.is_empty() { "client" } else { module });
    if module.is_empty() { syn::parse_quote!(#client) } else { syn::parse_quote!(generated::#client) }
}
