//! What generated code looks like: a fixture for each kind of item, pinned, and compiled under clippy.

use std::fs;
use std::path::{Path, PathBuf};

use tinsmith_codegen::package::{Package, workspace_member};
use tinsmith_codegen::{Client, Home, Options, writer};

use crate::cargo::cargo;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The names of all fixtures, sorted.
fn fixtures() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("the folder of fixtures");
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.expect("an entry").file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    names
}

fn generate(name: &str) -> (Options, Client) {
    generate_in(name, model::Choice::default())
}

fn generate_in(name: &str, choice: model::Choice<'_>) -> (Options, Client) {
    let model =
        model::read(&[folder().join(format!("{name}.json"))], choice).unwrap_or_else(|report| panic!("{report}"));
    let options = Options::new(Home::Module(name.to_owned()), format!("{name}.json"));
    let client = tinsmith_codegen::generate(model, &options).unwrap_or_else(|report| panic!("{report}"));
    (options, client)
}

#[test]
fn generated_files_are_pinned() {
    let names = fixtures();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let (_, client) = generate(&name);
        let files = client.sources.iter().chain(&client.tests);
        let text: String = files.map(|file| format!("//// {}\n{}\n", file.path, file.text)).collect();
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

/// What the protocols change in a service of several.
#[test]
fn each_protocol_is_pinned() {
    for protocol in ["awsQuery", "ec2Query"] {
        let (_, client) = generate_in("catalogue", model::Choice::protocol(protocol));
        let wanted = ["exceptions.rs", "operations/put_book.rs", "types/book.rs"];
        let files = client.sources.iter().filter(|file| wanted.iter().any(|path| file.path.ends_with(path)));
        let text: String = files.map(|file| format!("//// {}\n{}\n", file.path, file.text)).collect();
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("catalogue_{protocol}"), text);
        });
    }
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    for name in fixtures() {
        let (first, second) = (generate(&name).1, generate(&name).1);
        assert_eq!((first.sources, first.tests), (second.sources, second.tests), "{name}");
    }
}

/// Every fixture as a module of one package, which must pass clippy's defaults and its own tests without a warning.
#[test]
fn generated_files_compile_without_a_warning() {
    let clients: Vec<_> = fixtures().iter().map(|name| generate(name)).collect();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let package = Package {
        fields: vec!["edition = \"2024\"".to_owned()],
        tail: vec![
            "\n[workspace]\n\n[lints.rust]\nmissing_debug_implementations = \"warn\"\nmissing_docs = \"warn\""
                .to_owned(),
        ],
        ..Package::new("generated", format!("{{ path = {:?} }}", workspace.join("runtime")))
    };
    let target = tempfile::tempdir().expect("a folder");
    writer::write(target.path(), &workspace_member(&package, &clients)).expect("written");
    fs::copy(workspace.join("Cargo.lock"), target.path().join("Cargo.lock")).expect("the lock file");
    for arguments in [&["clippy", "--all-targets", "--quiet", "--", "-D", "warnings"][..], &["test", "--quiet"]] {
        let output = cargo(target.path()).args(arguments).output().expect("cargo");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stdout));
    }
}
