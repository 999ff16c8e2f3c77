//! Packages around clients: manifest, root, README, and the tests' root.

mod manifest;
mod readme;

use quote::quote;

use self::manifest::{Manifest, Tested};

use crate::file::{File, RustFile};
use crate::names::ident;
use crate::print::{MARK, print};
use crate::{Client, Options};

/// The features that every generated crate may have, apart from the one named after each client.
pub fn features() -> impl Iterator<Item = &'static str> {
    crate::features::handed_on(&["sigv4"], true).map(|(name, _)| name)
}

/// What a package's manifest says.
#[derive(Clone, Debug)]
pub struct Package {
    /// The package's name.
    pub name: String,
    /// What stands behind `runtime = `: a table of TOML, like `{ path = "../runtime" }`.
    pub runtime: String,
    /// Lines for `[package]` beyond the name.
    pub fields: Vec<String>,
    /// Lines for `[dependencies]` beyond the runtime.
    pub dependencies: Vec<String>,
    /// Lines for `[dev-dependencies]` beyond what the package's own tests need.
    pub dev_dependencies: Vec<String>,
    /// Lines after the dependencies.
    pub tail: Vec<String>,
    /// What the headers of a package with several clients name as the origin.
    pub origin: String,
}

impl Package {
    /// A package of this name that depends on this runtime, and nothing else.
    pub fn new(name: impl Into<String>, runtime: impl Into<String>) -> Self {
        let (name, runtime) = (name.into(), runtime.into());
        Self {
            name,
            runtime,
            fields: Vec::new(),
            dependencies: Vec::new(),
            dev_dependencies: Vec::new(),
            tail: Vec::new(),
            origin: "tinsmith.toml".to_owned(),
        }
    }
}

/// Lints that generated code can't always keep: deprecated items are part of it, and some shapes are large.
const ALLOWED: &str = "#![allow(clippy::large_enum_variant, deprecated)]\n\n";

/// What nothing uses where operations are switched off.
const UNUSED_WITHOUT_OPERATIONS: &str = "#![cfg_attr(not(feature = \"all-operations\"), allow(dead_code, unused_imports, reason = \
     \"used by operations that are switched off\"))]\n";

/// The files of a package that holds several clients, each behind a feature of its name.
pub fn workspace_member(package: &Package, clients: &[(Options, Client)]) -> Vec<File> {
    let features: Vec<&str> = clients.iter().map(|(options, _)| options.home.name()).collect();
    let has_tests = clients.iter().filter(|(_, client)| !client.tests.is_empty());
    let tested = has_tests.map(|(options, _)| Tested { client: options.home.name(), is_feature: true }).collect();
    let needed = manifest::needed(clients.iter().map(|(_, client)| client));
    let transfers = clients.iter().any(|(_, client)| client.transfers);
    let types_alone = clients.iter().all(|(options, _)| options.types_alone);
    let manifest = Manifest { package, clients: features, needed, transfers, types_alone, operations: &[], tested };
    let mut files = vec![manifest.file(), root(clients, &package.origin)];
    for (options, client) in clients {
        files.extend(client.sources.iter().map(|file| under("src", file)));
        files.extend(tests(options, client));
    }
    files
}

/// The files of a package that is one client, with a README that shows how it is used.
pub fn standalone(package: &Package, options: &Options, client: &Client) -> Vec<File> {
    let tested = Tested { client: options.home.name(), is_feature: false };
    let tested = if client.tests.is_empty() { Vec::new() } else { vec![tested] };
    let formatting = format!("# {MARK}. Do not edit.\n\ndisable_all_formatting = true\n");
    let needed = manifest::needed(std::iter::once(client));
    let operations = &client.operation_features;
    let manifest = Manifest {
        package,
        clients: Vec::new(),
        needed,
        transfers: client.transfers,
        types_alone: options.types_alone,
        operations,
        tested,
    };
    let mut files = vec![
        manifest.file(),
        readme::file(package, options, client),
        File { path: "rustfmt.toml".to_owned(), text: formatting },
    ];
    for file in &client.sources {
        let file = if file.path == "lib.rs" {
            with_readme(with_allowed(file.clone(), !operations.is_empty()))
        } else {
            file.clone()
        };
        files.push(under("src", &file));
    }
    files.extend(tests(options, client));
    files
}

fn tests(options: &Options, client: &Client) -> Vec<File> {
    if client.tests.is_empty() {
        return Vec::new();
    }
    let folder = format!("tests/{}", options.home.name());
    let mut files = vec![tests_root(options, client)];
    files.extend(client.tests.iter().map(|file| under(&folder, file)));
    files
}

fn under(folder: &str, file: &File) -> File {
    File { path: format!("{folder}/{}", file.path), text: file.text.clone() }
}

fn root(clients: &[(Options, Client)], origin: &str) -> File {
    let modules = clients.iter().map(|(options, _)| {
        let feature = options.home.name();
        let module = ident(feature);
        quote!(#[cfg(feature = #feature)] #[rustfmt::skip] pub mod #module;)
    });
    let file = RustFile {
        path: "src/lib.rs".to_owned(),
        docs: "Clients of services, generated from their models. Each is behind a feature of its name.".to_owned(),
        items: vec![
            quote!(#(#modules)*),
            quote! {
                /// What every client stands on: errors, policies, transports, credentials.
                pub use runtime;
            },
        ],
    };
    with_allowed(file_text(file, origin), false)
}

fn tests_root(options: &Options, client: &Client) -> File {
    let mut modules: Vec<&str> = client.tests.iter().filter_map(|file| file.path.strip_suffix(".rs")).collect();
    modules.sort_unstable();
    let modules = modules.into_iter().map(|module| {
        let module = ident(module);
        quote!(#[rustfmt::skip] mod #module;)
    });
    let file = RustFile {
        path: format!("tests/{}/main.rs", options.home.name()),
        docs: "The test cases that the model holds.".to_owned(),
        items: vec![quote!(#(#modules)*)],
    };
    with_allowed(file_text(file, &options.origin), false)
}

/// The text of a root, which is made of plain module declarations.
fn file_text(file: RustFile, origin: &str) -> File {
    let path = file.path.clone();
    print(file, origin).unwrap_or_else(|_| File { path, text: String::new() })
}

/// Adds the README to the documentation that is tested.
fn with_readme(mut file: File) -> File {
    file.text.push_str("\n#[cfg(doctest)]\n#[doc = include_str!(\"../README.md\")]\nmod readme {}\n");
    file
}

/// Adds the lints to the root of a crate, behind its documentation.
fn with_allowed(mut file: File, has_operation_features: bool) -> File {
    let documentation = file.text.lines().skip_while(|line| !line.starts_with("//!"));
    let end = documentation.take_while(|line| line.starts_with("//!")).map(|line| line.len() + 1).sum::<usize>();
    let start = file.text.find("//!").unwrap_or_default();
    let allowed =
        if has_operation_features { format!("{UNUSED_WITHOUT_OPERATIONS}{ALLOWED}") } else { ALLOWED.to_owned() };
    file.text.insert_str(start + end + 1, &allowed);
    file
}
