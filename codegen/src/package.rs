//! Packages around clients: manifest, root, README, and the tests' root.

use std::collections::BTreeSet;

use quote::quote;

use crate::file::{File, RustFile};
use crate::names::ident;
use crate::print::{MARK, comment, one_line, print};
use crate::{Client, Options};

/// What a package's manifest says.
#[derive(Clone, Debug)]
pub struct Package {
    /// The package's name.
    pub name: String,
    /// What stands behind `runtime = `: a table of TOML, like `{ path = "../runtime" }`.
    pub runtime: String,
    /// Lines for `[package]` beyond the name.
    pub fields: Vec<String>,
    /// Lines after the dependencies.
    pub tail: Vec<String>,
}

/// The features that every client hands on to the runtime, and what they give.
const FEATURES: [(&str, &str); 12] = [
    (
        "hyper",
        "Calls that are awaited within tokio, sent with hyper and rustls. Without any of these there are types alone.",
    ),
    ("reqwest", "Calls that are sent with a client of reqwest of your own."),
    ("tower", "Calls that are sent with any service of tower."),
    ("blocking", "Calls that block their thread, sent with ureq."),
    ("proxy", "Proxies for hyper, as `Config::from_env` reads them."),
    ("aws-config", "`Config::from(&SdkConfig)`: what `aws-config` loads, and its providers of credentials."),
    ("sigv4a", "Signatures for several regions, where the endpoint rules want them."),
    ("serde", "Types serialise and deserialise with their wire names."),
    ("chrono", "Timestamps convert to and from those of `chrono`."),
    ("jiff", "Timestamps convert to and from those of `jiff`."),
    ("time", "Timestamps convert to and from those of `time`."),
    ("test-util", "A mock for the tests of applications."),
];

/// Lints that generated code can't always keep: deprecated items are part of it, and some shapes are large.
const ALLOWED: &str = "#![allow(clippy::large_enum_variant, deprecated)]\n\n";

/// The files of a package that holds several clients, each behind a feature of its name.
pub fn workspace_member(package: &Package, clients: &[(Options, Client)]) -> Vec<File> {
    let features: Vec<&str> = clients.iter().map(|(options, _)| options.home.name()).collect();
    let tested: Vec<(&str, bool)> = clients
        .iter()
        .filter(|(_, client)| !client.tests.is_empty())
        .map(|(options, _)| (options.home.name(), true))
        .collect();
    let needed = needed(clients.iter().map(|(_, client)| client));
    let mut files = vec![manifest(package, &features, &needed, &tested), root(clients)];
    for (options, client) in clients {
        files.extend(client.sources.iter().map(|file| under("src", file)));
        files.extend(tests(options, client));
    }
    files
}

/// The files of a package that is one client, with a README that shows how it is used.
pub fn standalone(package: &Package, options: &Options, client: &Client) -> Vec<File> {
    let tested = if client.tests.is_empty() { Vec::new() } else { vec![(options.home.name(), false)] };
    let formatting = format!("# {MARK}. Do not edit.\n\ndisable_all_formatting = true\n");
    let needed = needed(std::iter::once(client));
    let mut files = vec![
        manifest(package, &[], &needed, &tested),
        readme(package, options, client),
        File { path: "rustfmt.toml".to_owned(), text: formatting },
    ];
    for file in &client.sources {
        let file = if file.path == "lib.rs" { with_allowed(file.clone()) } else { file.clone() };
        files.push(under("src", &file));
    }
    files.extend(tests(options, client));
    files
}

/// The features of the runtime that clients can't do without. What sends calls is for the application to choose.
fn needed<'a>(clients: impl Iterator<Item = &'a Client>) -> Vec<&'static str> {
    let features = |client: &'a Client| {
        let signs = client.of_aws.then_some("sigv4");
        client.features.iter().copied().chain(signs)
    };
    clients.flat_map(features).collect::<BTreeSet<_>>().into_iter().collect()
}

/// A table of TOML with one more entry.
fn with(table: &str, entry: &str) -> String {
    format!("{}, {entry} }}", table.trim_end_matches('}').trim_end())
}

/// A workspace's dependency has its default features off where the workspace says so.
fn with_defaults_off(runtime: &str) -> String {
    if runtime.contains("workspace = true") { runtime.to_owned() } else { with(runtime, "default-features = false") }
}

fn with_features(runtime: &str, features: &[&str]) -> String {
    let features: Vec<String> = features.iter().map(|name| format!("{name:?}")).collect();
    if features.is_empty() {
        runtime.to_owned()
    } else {
        with(runtime, &format!("features = [{}]", features.join(", ")))
    }
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

/// `tested` are the clients with tests, and whether a feature of the name is needed for them.
fn manifest(package: &Package, features: &[&str], needed: &[&str], tested: &[(&str, bool)]) -> File {
    let mut lines = vec![format!("# {MARK}. Do not edit.\n\n[package]\nname = \"{}\"", package.name)];
    lines.extend(package.fields.iter().cloned());
    lines.push("autotests = false".to_owned());
    lines.push("\n[features]".to_owned());
    let default = features.iter().chain(&["hyper"]).map(|name| format!("\"{name}\""));
    lines.push(format!("default = [{}]", default.collect::<Vec<_>>().join(", ")));
    lines.extend(features.iter().map(|name| format!("{name} = []")));
    let of_aws = needed.contains(&"sigv4");
    for (name, what) in FEATURES.iter().filter(|(name, _)| of_aws || !["aws-config", "sigv4a"].contains(name)) {
        lines.push(format!("# {what}\n{name} = [\"runtime/{name}\"]"));
    }
    let runtime = with_defaults_off(&package.runtime);
    lines.push(format!("\n[dependencies]\nruntime = {}", with_features(&runtime, needed)));
    if !tested.is_empty() {
        let features = with_features(&runtime, &["hyper", "test-util"]);
        lines.push(format!("\n[dev-dependencies]\nruntime = {features}"));
    }
    for (name, behind_feature) in tested {
        lines.push(format!("\n[[test]]\nname = \"{name}\"\npath = \"tests/{name}/main.rs\""));
        if *behind_feature {
            lines.push(format!("required-features = [\"{name}\"]"));
        }
    }
    lines.extend(package.tail.iter().cloned());
    File { path: "Cargo.toml".to_owned(), text: lines.join("\n") + "\n" }
}

fn readme(package: &Package, options: &Options, client: &Client) -> File {
    let text = format!(
        "<!-- {MARK} from {}. Do not edit. -->\n\n# {}\n\nA client of {}.\n\n\
         ```rust\n{}```\n\n\
         {}Everything that operations take and give is in `types`; what a call fails with is `Error`, and the\n\
         service's own exceptions are in `Exception`.\n",
        one_line(&options.origin),
        package.name,
        client.title,
        client.example,
        if client.of_aws { "`Config::from_env()` documents each variable that it reads.\n" } else { "" },
    );
    let text = text.lines().map(|line| comment(line) + "\n").collect();
    File { path: "README.md".to_owned(), text }
}

fn root(clients: &[(Options, Client)]) -> File {
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
    with_allowed(file_text(file, "codegen.toml"))
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
    with_allowed(file_text(file, &options.origin))
}

/// The text of a root, which is made of plain module declarations.
fn file_text(file: RustFile, origin: &str) -> File {
    let path = file.path.clone();
    print(file, origin).unwrap_or_else(|_| File { path, text: String::new() })
}

/// Adds the lints to the root of a crate, behind its documentation.
fn with_allowed(mut file: File) -> File {
    let documentation = file.text.lines().skip_while(|line| !line.starts_with("//!"));
    let end = documentation.take_while(|line| line.starts_with("//!")).map(|line| line.len() + 1).sum::<usize>();
    let start = file.text.find("//!").unwrap_or_default();
    file.text.insert_str(start + end + 1, ALLOWED);
    file
}
