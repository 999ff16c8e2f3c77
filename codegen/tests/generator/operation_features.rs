//! A feature for each operation: it switches on the types that it reaches, and no others.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use model::{Choice, Selection};
use quote::ToTokens;
use syn::{Item, Meta, UseTree};
use tinsmith_codegen::api::Api;
use tinsmith_codegen::package::{Package, standalone};
use tinsmith_codegen::{Client, Home, Options, writer};

use crate::cargo::cargo;

/// Sets of features that are tried of a model.
const SETS: usize = 10;

fn options(name: &str) -> Options {
    Options { tests: false, ..Options::new(Home::Crate(name.to_owned()), format!("{name}.json")) }
}

fn generate(path: &Path, options: &Options) -> Client {
    let model = model::read(&[path], Choice::default()).unwrap_or_else(|report| panic!("{report}"));
    tinsmith_codegen::generate(model, options).unwrap_or_else(|report| panic!("{report}"))
}

/// The types that `types/mod.rs` exports with these features.
fn exported(client: &Client, features: &BTreeSet<String>) -> BTreeSet<String> {
    let file = client.sources.iter().find(|file| file.path == "types/mod.rs").expect("the types");
    let mut found = BTreeSet::new();
    for item in syn::parse_file(&file.text).expect("Rust").items {
        if let Item::Use(item) = item
            && item.attrs.iter().all(|attribute| is_on(&attribute.meta, features))
        {
            names(&item.tree, &mut found);
        }
    }
    found
}

/// Whether an attribute is no condition, or one that these features meet.
fn is_on(meta: &Meta, features: &BTreeSet<String>) -> bool {
    let text = meta.to_token_stream().to_string();
    let Some(condition) = text.strip_prefix("cfg") else { return true };
    assert!(!condition.contains("not"), "{condition}");
    let named: Vec<&str> = condition.split('"').skip(1).step_by(2).collect();
    named.iter().any(|name| features.contains(*name) || *name == "test-util")
}

fn names(tree: &UseTree, found: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => names(&path.tree, found),
        UseTree::Group(group) => group.items.iter().for_each(|tree| names(tree, found)),
        UseTree::Name(name) => _ = found.insert(name.ident.to_string()),
        UseTree::Rename(_) | UseTree::Glob(_) => panic!("neither is exported"),
    }
}

/// Numbers that are the same each time.
fn numbers(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    }
}

/// Tries sets of features: each gives the types of a client with these operations alone, beside those of exceptions, and
/// compiles without a warning.
fn try_sets(name: &str, path: &Path) {
    let whole = generate(path, &Options { operation_features: true, ..options(name) });
    let plain = generate(path, &options(name));
    let operations = plain.sources.iter().find(|file| file.path == "operations/mod.rs").expect("the operations");
    let mut markers = BTreeSet::new();
    for item in syn::parse_file(&operations.text).expect("Rust").items {
        if let Item::Use(item) = item {
            names(&item.tree, &mut markers);
        }
    }
    let markers: Vec<String> = markers.into_iter().collect();
    assert!(whole.operation_features.len() > 1);
    let always = exported(&whole, &BTreeSet::new());

    let folder = tempfile::tempdir().expect("a folder");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let package = Package {
        fields: vec!["edition = \"2024\"".to_owned()],
        tail: vec!["\n[workspace]".to_owned()],
        ..Package::new(name, format!("{{ path = {:?} }}", workspace.join("runtime")))
    };
    writer::write(folder.path(), &standalone(&package, &options(name), &whole)).expect("written");
    fs::copy(workspace.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("the lock file");
    let compile = |features: &BTreeSet<String>, others: &str| {
        let features: Vec<&str> = features.iter().map(String::as_str).chain(others.split_whitespace()).collect();
        let output = cargo(folder.path())
            .args(["clippy", "--quiet", "--lib", "--no-default-features", "--features", &features.join(",")])
            .args(["--", "-D", "warnings"])
            .output()
            .expect("cargo");
        assert!(output.status.success(), "{features:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let mut next = numbers(7);
    for set in 0..SETS {
        let chosen: BTreeSet<&String> = (0..=next(4)).map(|_| &markers[next(markers.len())]).collect();
        let features: BTreeSet<String> =
            chosen.iter().map(|marker| heck::ToKebabCase::to_kebab_case(&***marker)).collect();
        let named = chosen.iter().map(|marker| (*marker).clone()).collect();
        let alone = generate(path, &Options { selection: Selection::Named(named), ..options(name) });
        let expected: BTreeSet<String> = exported(&alone, &BTreeSet::new()).union(&always).cloned().collect();
        assert_eq!(exported(&whole, &features), expected, "{features:?}");
        compile(&features, ["", "serde", "hyper", "serde test-util hyper"][set % 4]);
    }
    compile(&BTreeSet::new(), "");
    compile(&["all-operations".to_owned()].into(), "serde test-util hyper");
}

#[test]
fn a_feature_switches_on_what_its_operation_reaches() {
    try_sets("gallery", &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gallery.json"));
}

/// A service with shapes that are named as what generated code imports or defines itself, each reached by one operation.
#[test]
fn shapes_may_be_named_as_what_generated_code_uses() {
    const NAMES: [&str; 20] = [
        "BTreeMap",
        "Client",
        "Config",
        "Decode",
        "Endpoint",
        "EndpointConfig",
        "EndpointError",
        "EndpointParams",
        "Error",
        "Events",
        "Exception",
        "Field",
        "Fields",
        "Fmt",
        "Http",
        "Patterns",
        "Service",
        "Testing",
        "Whole",
        "Wire",
    ];
    let mut shapes = vec![
        r#""example#TheService": { "type": "service", "version": "1",
        "operations": [OPERATIONS], "traits": { "aws.protocols#restJson1": {} } }"#
            .to_owned(),
    ];
    for name in NAMES {
        shapes.push(format!(
            r#""example#Take{name}": {{ "type": "operation", "input": {{ "target": "example#Take{name}Input" }},
                "output": {{ "target": "example#{name}" }},
                "traits": {{ "smithy.api#http": {{ "method": "POST", "uri": "/{name}" }} }} }},
            "example#Take{name}Input": {{ "type": "structure", "members": {{ "items": {{ "target": "example#{name}List" }} }} }},
            "example#{name}List": {{ "type": "list", "member": {{ "target": "example#{name}" }} }},
            "example#{name}": {{ "type": "structure", "members": {{ "text": {{ "target": "smithy.api#String" }} }} }}"#
        ));
    }
    let operations = NAMES.map(|name| format!(r#"{{ "target": "example#Take{name}" }}"#)).join(", ");
    let text =
        format!(r#"{{ "smithy": "2.0", "shapes": {{ {} }} }}"#, shapes.join(", ")).replace("OPERATIONS", &operations);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("names.json");
    fs::write(&path, text).expect("written");
    try_sets("names", &path);
}

#[test]
fn sets_of_lambdas_features_compile() {
    let Some(shared) = std::env::var_os("SHARED") else { return println!("skipped: SHARED is not set") };
    try_sets("lambda", &PathBuf::from(shared).join("models/smithy/lambda.json"));
}

#[test]
fn features_for_operations_break_the_users_of_a_client() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gallery.json");
    let api = |operation_features| {
        let options = Options { operation_features, ..options("gallery") };
        let package = Package::new("gallery", "\"1\"");
        Api::of(&standalone(&package, &options, &generate(&path, &options)))
    };
    let changes = api(false).changes(&api(true));
    assert!(changes.iter().any(|change| change.breaking && change.text.contains("all-operations")), "{changes:?}");
    assert_eq!(api(true).changes(&api(true)), []);
}

#[test]
fn a_client_in_one_file_has_no_features() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gallery.json");
    let options = Options { operation_features: true, ..options("gallery") };
    let client = generate(&path, &options);
    let report = tinsmith_codegen::bundle(&options, &client).expect_err("features").to_string();
    assert!(report.contains("operation_features"), "{report}");
}

#[test]
fn operations_of_a_module_have_no_features() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gallery.json");
    let model = model::read(&[&path], Choice::default()).unwrap_or_else(|report| panic!("{report}"));
    let module = Options { home: Home::Module("gallery".to_owned()), operation_features: true, ..options("gallery") };
    let report = tinsmith_codegen::generate(model, &module).expect_err("features").to_string();
    assert!(report.contains("layout = \"crates\""), "{report}");
}
