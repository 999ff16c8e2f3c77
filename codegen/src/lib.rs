//! Writes the Rust client of a service model.
//!
//! ```text
//! Model -> names -> select -> check -> emit -> Vec<File> -> write
//! ```
//!
//! ```
//! use tinsmith_codegen::{Home, Options, generate, model};
//!
//! let text = r#"{ "smithy": "2.0", "shapes": {
//!     "example#Clock": { "type": "service", "operations": [{ "target": "example#Now" }],
//!         "traits": { "aws.protocols#restJson1": {} } },
//!     "example#Now": { "type": "operation", "output": { "target": "example#NowOutput" },
//!         "traits": { "smithy.api#http": { "method": "GET", "uri": "/now" } } },
//!     "example#NowOutput": { "type": "structure", "members": { "time": { "target": "smithy.api#Timestamp" } } }
//! } }"#;
//! let source = model::Source { path: "clock.json".to_owned(), text: text.to_owned() };
//! let model = model::parse(vec![source], model::Choice::default())?;
//! let client = generate(model, &Options::new(Home::Crate("clock".to_owned()), "clock.json"))?;
//! let now = client.sources.iter().find(|file| file.path == "operations/now.rs").expect("the operation");
//! assert!(now.text.contains("pub time: Option<runtime::DateTime>"));
//! # Ok::<_, model::Report>(())
//! ```
//!
//! A model that can't be generated is an error with every problem, drawn on its line. Corrections are applied before:
//! [`model::Overrides`].
//!
//! [`generate`] is the entry; [`write`](writer::write) puts its files into a folder, [`bundle`] makes one file of them for
//! a build script. Emitting can't fail and touches nothing: the writer is the one module that knows the disk.

#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

pub mod api;
mod attributes;
mod bundle;
mod check;
mod context;
mod custom_type;
mod docs;
mod emit;
mod facts;
mod features;
mod file;
mod imports;
mod names;
mod operation_features;
pub mod package;
mod paths;
pub mod pattern;
mod print;
mod wire;
mod words;
pub mod writer;

use std::time::{Duration, Instant};

use model::{Diagnostic, Model, Report, Selection};
use proc_macro2::Ident;
use quote::quote;

pub use crate::bundle::bundle;
use crate::context::Context;
pub use crate::emit::{Cases, cases, is_test_of};
use crate::facts::Facts;
pub use crate::file::File;
pub use crate::names::Names;
use crate::operation_features::OperationFeatures;
pub use crate::print::MARK;
pub use model;

/// Where a client lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// In a module of a crate that holds several clients, like `kinesis_video_signaling`: [`Options::package`] is the crate.
    Module(String),
    /// In a crate of its own, whose root is the client.
    Crate(String),
}

impl Home {
    /// The module or the crate, as Rust code names it.
    pub fn name(&self) -> &str {
        match self {
            Self::Module(name) | Self::Crate(name) => name,
        }
    }

    /// The name as Rust code writes it.
    ///
    /// # Errors
    /// It is not an identifier.
    fn ident(&self) -> Result<Ident, Report> {
        ident(self.name())
    }
}

/// A name of a module or a crate as Rust code writes it.
fn ident(name: &str) -> Result<Ident, Report> {
    let is_ascii = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    match syn::parse_str(name) {
        Ok(ident) if is_ascii => Ok(ident),
        _ => {
            let problem = Diagnostic::new(format!("{name:?} can't be the name of a client in Rust"));
            Err(Report::of(
                problem.help("give it one of ASCII letters, digits and `_` that is no keyword, like `kinesis_video`"),
            ))
        }
    }
}

/// What a client is generated with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the client lives.
    pub home: Home,
    /// The crate that has the client as a module, as Rust code names it.
    pub package: String,
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
    /// Whether each operation is behind a feature of its name, which switches on the types that it reaches, too. It takes a
    /// crate of its own.
    pub operation_features: bool,
    /// Whether there are the types alone, without a client: with their validators, and with `serde` by a feature.
    pub types_alone: bool,
}

impl Options {
    /// Everything, in this place.
    pub fn new(home: Home, origin: impl Into<String>) -> Self {
        Self {
            home,
            package: "generated".to_owned(),
            origin: origin.into(),
            selection: Selection::All,
            validators: true,
            patterns: true,
            tests: true,
            operation_features: false,
            types_alone: false,
        }
    }
}

/// A client: its files.
#[derive(Clone, Debug)]
pub struct Client {
    /// The name of the service that people know.
    pub title: String,
    /// A program that calls an operation, as Rust code, for a README.
    pub example: String,
    /// A test of an application that calls an operation, as Rust code, for a README.
    pub test_example: String,
    /// Whether the service is one of AWS: its requests are signed, or its endpoint depends on a region.
    pub of_aws: bool,
    /// The features that the runtime needs beyond its default ones.
    pub features: Vec<&'static str>,
    /// Whether it uploads and downloads large objects in parts, with the feature `transfer`.
    pub transfers: bool,
    /// The features of the single operations; none if operations have no features.
    pub operation_features: Vec<String>,
    /// The crates that types of the user's come from, as Rust code names them: the client's crate has to depend on them.
    pub dependencies: Vec<String>,
    /// How many operations there are.
    pub operations: usize,
    /// How many types there are.
    pub types: usize,
    /// The patterns that are not checked, and why.
    pub unchecked: Vec<(String, pattern::Refusal)>,
    /// What the model offers beside its operations and the client does not: pages and waiters that take more than paths.
    pub missing: Vec<String>,
    /// The members that are printed as `***` for their names, though the model does not mark them as `sensitive`.
    pub marked_secrets: Vec<String>,
    /// How many requests, among those that the service must refuse, its types can't even express.
    pub inexpressible: usize,
    /// How long it took to make the items, and to print them.
    pub stages: Stages,
    /// The sources, with paths below `src`.
    pub sources: Vec<File>,
    /// The tests, with paths below `tests`.
    pub tests: Vec<File>,
}

/// How long the stages took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stages {
    /// Names, selection, checks and items.
    pub emit: Duration,
    /// From items to text.
    pub format: Duration,
}

/// Generates a client from a model that overrides have been applied to.
///
/// # Errors
/// Everything about the model that can't be generated, each problem with its place.
pub fn generate(mut model: Model, options: &Options) -> Result<Client, Report> {
    let started = Instant::now();
    check_options(&model, options)?;
    let client = options.home.ident()?;
    let package = ident(&options.package)?;
    let mut names = Names::decide(&model);
    let mut facts = Facts::of_service(&model);
    model.select(&options.selection)?;
    let of_aws = of_aws(&model);
    if options.types_alone {
        names.leave_operations();
        model.drop_client();
    }
    let rules = wire::rules(model.service.protocol);
    check::check(&model, rules)?;
    let has_tests = options.tests && !options.types_alone;
    custom_type::check(&model, &options.home, has_tests)?;
    facts.of_selection(&model, rules, options.tests);
    if options.types_alone {
        facts.of_types_alone(&model);
    }
    let paths = paths(&options.home, &package, &client);
    let cx = Context {
        paths: &paths,
        model: &model,
        names: &names,
        facts: &facts,
        rules,
        validators: options.validators,
        patterns: options.patterns,
    };
    let unsupported = emit::unsupported_endpoints(&cx);
    if !unsupported.is_empty() {
        return Err(Report::new(model.sources.clone(), unsupported));
    }
    let types = model.shapes.values().filter(|shape| names::has_type(shape));
    let types = types.map(|shape| names.type_name(&shape.id).to_string()).collect();
    let sources = if options.types_alone { emit::types_alone(&cx) } else { emit::client(&cx) };
    let sources: Vec<_> = sources.into_iter().map(|file| imports::complete(file, &types)).collect();
    let (sources, operation_features) = match options.operation_features {
        false => (sources, Vec::new()),
        true => with_features(&cx, sources)?,
    };
    let sources: Vec<_> = sources.into_iter().map(|file| place(file, &options.home)).collect();
    let tests = if has_tests { emit::tests(&cx, &client_path(&options.home, &package, &client)) } else { Vec::new() };
    let emit = started.elapsed();
    let printed = |files: Vec<file::RustFile>| -> Result<Vec<File>, Report> {
        let files = files.into_iter().map(|file| print::print(file, &options.origin));
        files.collect::<Result<_, _>>().map_err(Report::of)
    };
    let (sources, tests) = (printed(sources)?, printed(tests)?);
    Ok(Client {
        stages: Stages { emit, format: started.elapsed() - emit },
        title: docs::title(&model),
        example: emit::example::program(&cx),
        test_example: emit::example::test(&cx),
        of_aws,
        features: features(&model, rules),
        transfers: emit::transfer::is_there(&cx),
        operations: model.operations.len(),
        unchecked: emit::pattern::unchecked(&cx)
            .into_iter()
            .map(|(source, refusal)| (source.to_owned(), refusal.clone()))
            .collect(),
        missing: missing(&cx),
        operation_features,
        dependencies: custom_type::crates(&model),
        marked_secrets: marked_secrets(&model),
        inexpressible: emit::tests::refusal_tests::inexpressible(&cx),
        types: model.shapes.values().filter(|shape| names::has_type(shape)).count(),
        sources,
        tests,
    })
}

/// What the options contradict: each other, or the model.
fn check_options(model: &Model, options: &Options) -> Result<(), Report> {
    let problem = if model.is_closure && !options.types_alone {
        Diagnostic::new(format!("`{}` is a closure of shapes, which has no client", model.service.id))
            .help("generate its types alone")
    } else if options.operation_features && options.types_alone {
        Diagnostic::new("types alone have no operations that features could switch on").help("leave one of the two out")
    } else if options.operation_features && matches!(options.home, Home::Module(_)) {
        Diagnostic::new("operations have features in a crate of their own alone")
            .help("make a crate of the client, with `layout = \"crates\"`")
    } else {
        return Ok(());
    };
    Err(Report::of(problem))
}

/// The sources with each operation behind a feature, and the names of these.
fn with_features(cx: &Context<'_>, sources: Vec<file::RustFile>) -> Result<(Vec<file::RustFile>, Vec<String>), Report> {
    let features = OperationFeatures::decide(cx, &sources);
    let gated = operation_features::gated(sources, &features);
    let defect = |error: syn::Error| Report::of(print::defect("a source file", &error));
    Ok((gated.map_err(defect)?, features.names.into_iter().collect()))
}

/// The secrets by name among what the client has.
fn marked_secrets(model: &Model) -> Vec<String> {
    let is_there = |id: &&String| {
        let shape = id.split_once('$').map_or(id.as_str(), |(shape, _)| shape);
        model.shapes.contains_key(&model::ShapeId::new(shape))
    };
    model.marked_secrets.iter().filter(is_there).cloned().collect()
}

/// The pages and waiters of the model that the client does not have.
fn missing(cx: &Context<'_>) -> Vec<String> {
    let operations = cx.model.operations.values().filter(|operation| emit::pagination::is_missing(cx, operation));
    let pages = operations.map(|operation| format!("the pages of {}", operation.id.name()));
    let waiters = emit::waiters::missing(cx).into_iter().map(|name| format!("the waiter {name}"));
    let unchecked = emit::transfer::is_there(cx) && !emit::transfer::checks_downloads(cx);
    let checksum = "the checksum of an object that is downloaded in parts, which takes HeadObject".to_owned();
    pages.chain(waiters).chain(unchecked.then_some(checksum)).collect()
}

/// Whether anything about a service is known only to AWS.
fn of_aws(model: &Model) -> bool {
    let signed = model.service.auth.iter().any(|scheme| matches!(scheme, model::AuthScheme::SigV4 { .. }));
    let is_of_aws = |name: &String| name.starts_with("AWS::");
    let parameters = model.service.rules.iter().flat_map(|rules| rules.parameters.values());
    signed || parameters.filter_map(|parameter| parameter.built_in.as_ref()).any(is_of_aws)
}

/// What the selected operations need of the runtime that most services do not.
fn features(model: &Model, rules: &dyn wire::Rules) -> Vec<&'static str> {
    let mut features = rules.features().to_vec();
    if of_aws(model) {
        features.push("sigv4");
    }
    if model.operations.values().any(|operation| operation.checksum.is_some()) {
        features.push("checksum");
    }
    if model.service.answers_have_crc32 {
        features.push("crc32");
    }
    if model.operations.values().any(|operation| operation.customization.md5.is_some()) {
        features.push("md5");
    }
    if model.shapes.values().any(model::Shape::is_event_stream) {
        features.push("event-stream");
    }
    if model.service.http2 {
        features.push("http2");
    }
    if model.operations.values().any(|operation| operation.compressed) {
        features.push("compression");
    }
    features
}

/// Puts a file below the client's module, or below the root of its crate.
fn place(mut file: file::RustFile, home: &Home) -> file::RustFile {
    file.path = match home {
        Home::Crate(_) if file.path == "mod.rs" => "lib.rs".to_owned(),
        Home::Crate(_) => file.path,
        Home::Module(module) => format!("{module}/{}", file.path),
    };
    file
}

/// Where the documentation of a client finds it.
fn paths(home: &Home, package: &Ident, client: &Ident) -> paths::Paths {
    match home {
        Home::Module(_) => paths::Paths { client: quote!(#package::#client), runtime: quote!(#package::runtime) },
        Home::Crate(_) => paths::Paths { client: quote!(#client), runtime: quote!(#client::runtime) },
    }
}

/// What tests call the client.
fn client_path(home: &Home, package: &Ident, client: &Ident) -> syn::Path {
    match home {
        Home::Module(_) => syn::parse_quote!(#package::#client),
        Home::Crate(_) => syn::parse_quote!(#client),
    }
}

/// What the README shows compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
