//! Types of a user's own in the place of shapes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

const OVERRIDES: [(&str, &str); 5] = [
    ("AccountId", "bank_types::AccountId"),
    ("Day", "::bank_types::Day"),
    ("Since", "bank_types::Since"),
    ("Kind", "bank_types::Kind"),
    ("Money", "bank_types::Euros"),
];

fn entry(shape: &str, path: &str) -> String {
    format!("[[override]]\nshape = \"example#{shape}\"\ntype = {path:?}\nreason = \"We have one.\"\n\n")
}

/// A workspace with the types, an application, and the configuration of the client that both are for.
fn project(overrides: &str, more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/custom_types");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    let copy = |from: &str, to: &str| write(to, &fs::read_to_string(sources.join(from)).expect("a file"));
    let (runtime, tests) = (workspace().join("runtime"), workspace().join("tests"));
    write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"bank-types\", \"clients/bank\", \"application\"]\nresolver = \"3\"\n",
    );
    write(
        "bank-types/Cargo.toml",
        &format!(
            "[package]\nname = \"bank-types\"\nedition = \"2024\"\n\n[dependencies]\n\
             runtime = {{ package = \"tinsmith-runtime\", path = {runtime:?}, default-features = false }}\n"
        ),
    );
    copy("types.rs", "bank-types/src/lib.rs");
    write(
        "application/Cargo.toml",
        &format!(
            "[package]\nname = \"application\"\nedition = \"2024\"\n\n[dependencies]\nbank-types.path = \"../bank-types\"\n\
             bank = {{ path = \"../clients/bank\", features = [\"serde\"] }}\nserde_json = \"1\"\ntests = {{ path = {tests:?} }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
        ),
    );
    write("application/src/lib.rs", "");
    copy("application.rs", "application/tests/application.rs");
    copy("model.json", "model.json");
    write("overrides.toml", overrides);
    write(
        "tinsmith.toml",
        &format!(
            "out = \"clients\"\nlayout = \"crates\"\noverrides = \"overrides.toml\"\nruntime = {{ path = {runtime:?} }}\n\n\
             [dependencies]\nbank-types = {{ path = \"bank-types\" }}\n\n[[client]]\nname = \"bank\"\nmodel = \"model.json\"\n{more}"
        ),
    );
    fs::copy(workspace().join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("the lock file");
    folder
}

fn generate(folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tinsmith")).arg("generate").current_dir(folder).output().expect("the program")
}

fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(folder).env("CARGO_TARGET_DIR", workspace().join("target/fixtures"));
    let output = command.env("CARGO_INCREMENTAL", "0").output().expect("cargo");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    text
}

#[test]
fn types_stand_for_shapes() {
    let entries: String = OVERRIDES.iter().map(|(shape, path)| entry(shape, path)).collect();
    let project = project(&entries, "protocol-tests = false\n");
    let generated = generate(project.path());
    assert_eq!(generated.status.code(), Some(0), "{generated:?}");
    let bank = project.path().join("clients/bank");
    let manifest = fs::read_to_string(bank.join("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("bank-types = { path = \"../../bank-types\" }"), "{manifest}");
    // Nothing leads to `Currency` any more.
    let exported = fs::read_to_string(bank.join("src/types/mod.rs")).expect("the types");
    assert!(!exported.contains("Currency") && !exported.contains("Money"), "{exported}");
    let tested = cargo(project.path(), &["test", "--quiet", "-p", "application"]);
    assert!(tested.contains("4 passed"), "{tested}");
    // The examples of the documentation compile, too.
    cargo(project.path(), &["test", "--quiet", "--doc", "-p", "bank", "--features", "test-util"]);
}

#[test]
fn cases_of_the_model_make_values_of_the_types() {
    let simple: String = OVERRIDES[..4].iter().map(|(shape, path)| entry(shape, path)).collect();
    let tested_project = project(&simple, "");
    assert_eq!(generate(tested_project.path()).status.code(), Some(0));
    let tested = cargo(tested_project.path(), &["test", "--quiet", "-p", "bank", "--test", "bank"]);
    assert!(tested.contains("1 passed"), "{tested}");
    let refused = generate(project(&entry("Money", "bank_types::Euros"), "").path());
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("can't make a value of the type that stands for `example#Money`"), "{said}");
}

#[test]
fn what_can_not_be_replaced_is_refused() {
    for (shape, path, said) in [
        ("GetBalanceInput", "a::B", "inputs, outputs, errors and events are not replaced"),
        ("AccountIds", "a::B", "lists and maps are not replaced"),
        ("Gone", "a::B", "the model has no such shape"),
        ("Money$cents", "a::B", "a type stands for a whole shape"),
        ("AccountId", "AccountId", "is no path of Rust"),
        ("AccountId", "a b", "is no path of Rust"),
        ("AccountId", "crate::AccountId", "is no path of Rust"),
        ("AccountId", "super::AccountId", "is no path of Rust"),
        ("AccountId", "other::AccountId", "the crate `other` has a type that stands for a shape, and is no dependency"),
        ("Ids", "bank_types::Day", "in a map of headers or of the query"),
        ("Name", "bank_types::Day", "the key of a map"),
    ] {
        let refused = generate(project(&entry(shape, path), "").path());
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
        let text = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(text.contains(said), "{shape}: {text}");
    }
    let twice = entry("Day", "a::B") + &entry("Day", "a::C");
    let refused = String::from_utf8_lossy(&generate(project(&twice, "").path()).stderr).into_owned();
    assert!(refused.contains("it is replaced already"), "{refused}");
}

/// A pattern replaces what is replaced, and passes over lists and what is gone by then.
#[test]
fn a_pattern_replaces_several_shapes() {
    let pattern = entry("AccountId*", "bank_types::AccountId") + &entry("*Day", "bank_types::Day");
    let project = project(&pattern, "");
    let generated = generate(project.path());
    assert_eq!(generated.status.code(), Some(0), "{generated:?}");
    let model = project.path().join("model.json").display().to_string();
    let out = project.path().join("alone").display().to_string();
    let overrides = project.path().join("overrides.toml").display().to_string();
    let runtime = workspace().join("runtime").display().to_string();
    let types = project.path().join("bank-types").display().to_string();
    let arguments = ["generate", "--model", &model, "--out", &out, "--overrides", &overrides, "--runtime", &runtime];
    let run = |more: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_tinsmith")).args(arguments).args(more).output().expect("the program")
    };
    let refused = run(&[]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("`--dependency bank_types=PATH`"), "{refused:?}");
    let generated = run(&["--dependency", &format!("bank-types={types}")]);
    assert_eq!(generated.status.code(), Some(0), "{generated:?}");
    let manifest = fs::read_to_string(project.path().join("alone/Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("bank-types = { path = \"../bank-types\" }"), "{manifest}");
    assert_eq!(run(&["--dependency", "bank-types"]).status.code(), Some(2));
}
