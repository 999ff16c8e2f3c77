//! A package around clients: manifest, root, and the tests' root.

use crate::file::File;
use crate::file::RustFile;
use crate::names::ident;
use crate::print::{MARK, print};
use crate::{Client, Options};

use quote::quote;

/// What the package's manifest says.
#[derive(Clone, Debug)]
pub struct Package {
    /// The package's name.
    pub name: String,
    /// What stands behind `runtime = `: a table of TOML, like `{ path = "../runtime" }`.
    pub runtime: String,
    /// Lines for `[package]` beyond name and edition.
    pub fields: Vec<String>,
    /// Lines after the dependencies.
    pub tail: Vec<String>,
}

/// Lints that generated code can't always keep: deprecated items are part of it, and some shapes are large.
const ALLOWED: [&str; 2] = ["clippy::large_enum_variant", "deprecated"];

/// The files of a package that holds several clients, each behind a feature of its name.
pub fn workspace_member(package: &Package, clients: &[(Options, Client)]) -> Vec<File> {
    let mut files = vec![manifest(package, clients), root(clients)];
    for (options, client) in clients {
        files.extend(client.sources.iter().map(|file| under("src", file)));
        if !client.tests.is_empty() {
            files.push(tests_root(options, client));
            files.extend(client.tests.iter().map(|file| under(&format!("tests/{}", options.module), file)));
        }
    }
    files
}

fn under(folder: &str, file: &File) -> File {
    File { path: format!("{folder}/{}", file.path), text: file.text.clone() }
}

fn manifest(package: &Package, clients: &[(Options, Client)]) -> File {
    let mut text = format!("# {MARK}. Do not edit.\n\n[package]\nname = \"{}\"\n", package.name);
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    package.fields.iter().for_each(|field| line(field));
    line("autotests = false");
    line("\n[features]");
    let names: Vec<String> = clients.iter().map(|(options, _)| format!("\"{}\"", options.module)).collect();
    line(&format!("default = [{}]", names.join(", ")));
    for (options, _) in clients {
        line(&format!("{} = []", options.module));
    }
    line("\n[dependencies]");
    line(&format!("runtime = {}", package.runtime));
    let tested: Vec<_> = clients.iter().filter(|(_, client)| !client.tests.is_empty()).collect();
    if !tested.is_empty() {
        line("\n[dev-dependencies]");
        let runtime = package.runtime.trim_end_matches('}').trim_end();
        line(&format!("runtime = {runtime}, features = [\"test-util\"] }}"));
    }
    for (options, _) in tested {
        let module = &options.module;
        line(&format!(
            "\n[[test]]\nname = \"{module}\"\npath = \"tests/{module}/main.rs\"\nrequired-features = [\"{module}\"]"
        ));
    }
    package.tail.iter().for_each(|field| line(field));
    File { path: "Cargo.toml".to_owned(), text }
}

fn root(clients: &[(Options, Client)]) -> File {
    let modules = clients.iter().map(|(options, _)| {
        let (module, feature) = (ident(&options.module), &options.module);
        quote!(#[cfg(feature = #feature)] #[rustfmt::skip] pub mod #module;)
    });
    let file = RustFile {
        path: "src/lib.rs".to_owned(),
        docs: "Clients of services, generated from their models. Each is behind a feature of its name.".to_owned(),
        items: vec![quote!(#(#modules)*)],
    };
    with_allowed(print(&file, "codegen.toml"))
}

fn tests_root(options: &Options, client: &Client) -> File {
    let mut modules: Vec<&str> = client.tests.iter().filter_map(|file| file.path.strip_suffix(".rs")).collect();
    modules.sort_unstable();
    let modules = modules.into_iter().map(|module| {
        let module = ident(module);
        quote!(#[rustfmt::skip] mod #module;)
    });
    let file = RustFile {
        path: format!("tests/{}/main.rs", options.module),
        docs: "The test cases that the model holds.".to_owned(),
        items: vec![quote!(#(#modules)*)],
    };
    with_allowed(print(&file, &options.origin))
}

/// Adds the lints to the root of a crate, behind its documentation.
fn with_allowed(mut file: File) -> File {
    let line = format!("#![allow({})]\n\n", ALLOWED.join(", "));
    let end = file.text.rfind("//! ").and_then(|at| file.text[at..].find("\n\n").map(|length| at + length + 2));
    file.text.insert_str(end.unwrap_or(0), &line);
    file
}
