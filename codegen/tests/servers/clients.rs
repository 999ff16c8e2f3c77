//! Crates of services, generated from real models.

use std::path::Path;

use model::{Choice, Selection};
use tinsmith_codegen::package::{Package, standalone};
use tinsmith_codegen::{Home, Options, writer};

/// The crate of a service with some of its operations.
pub(crate) fn client(workspace: &Path, folder: &Path, service: &str, model: &Path, operations: &[&str]) {
    let model = model::read(&[model], Choice::default()).unwrap_or_else(|report| panic!("{report}"));
    let mut options = Options::new(Home::Crate(service.to_owned()), format!("{service}.json"));
    options.selection = Selection::Named(operations.iter().map(|name| (*name).to_owned()).collect());
    options.tests = false;
    let client = tinsmith_codegen::generate(model, &options).unwrap_or_else(|report| panic!("{report}"));
    let package = Package {
        fields: vec!["edition = \"2024\"".to_owned()],
        ..Package::new(service, format!("{{ path = {:?} }}", workspace.join("runtime")))
    };
    writer::write(folder, &standalone(&package, &options, &client)).expect("written");
}
