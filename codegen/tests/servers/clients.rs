//! Crates of services, generated from real models.

use std::collections::BTreeMap;
use std::path::Path;

use model::{Choice, Selection};
use tinsmith_codegen::package::{Package, standalone};
use tinsmith_codegen::{Home, Options, writer};

/// The crate of a service with some of its operations. Gives the type of each operation by its name.
pub(crate) fn client(
    workspace: &Path,
    folder: &Path,
    service: &str,
    model: &Path,
    operations: &[&str],
) -> BTreeMap<String, String> {
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
    let operations = client.sources.iter().filter(|file| file.path.contains("operations/"));
    operations.filter_map(|file| named(&file.text)).collect()
}

/// The name of the operation that a file is about, and its type.
fn named(file: &str) -> Option<(String, String)> {
    let after = |text: &str, end: char| Some(file.split_once(text)?.1.split_once(end)?.0.to_owned());
    Some((
        after("OperationMeta::new(", ',')?.trim().trim_matches('"').to_owned(),
        after("impl runtime::Operation for ", ' ')?,
    ))
}
