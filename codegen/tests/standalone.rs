//! A crate of its own from a model that has nothing to do with AWS: built, and called over HTTP.

use std::fs;
use std::path::Path;
use std::process::Command;

use codegen::package::{Package, standalone};
use codegen::{Home, Options, writer};

#[test]
fn a_service_that_is_not_of_aws_has_a_client_too() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = own.parent().expect("the workspace");
    let model =
        model::read(&[own.join("tests/fixtures/library.json")], None).unwrap_or_else(|report| panic!("{report}"));
    let options = Options::new(Home::Crate("city_library".to_owned()), "library.json");
    let client = codegen::generate(model, &options).unwrap_or_else(|report| panic!("{report}"));
    let tokio = r#"tokio = { version = "1", features = ["macros", "rt"] }"#;
    let package = Package {
        name: "city-library".to_owned(),
        runtime: format!("{{ path = {:?} }}", workspace.join("runtime")),
        fields: vec!["edition = \"2024\"".to_owned()],
        tail: vec![format!("\n[dev-dependencies]\n{tokio}\n\n[[test]]\nname = \"call\"\n\n[workspace]")],
    };
    let folder = tempfile::tempdir().expect("a folder");
    let files = standalone(&package, &options, &client);
    writer::write(folder.path(), &files).expect("written");
    fs::copy(workspace.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("the lock file");
    fs::create_dir_all(folder.path().join("tests")).expect("a folder");
    fs::copy(own.join("tests/standalone/call.rs"), folder.path().join("tests/call.rs")).expect("the test");

    let cargo = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(folder.path())
            .env("CARGO_TARGET_DIR", workspace.join("target/fixtures"))
            .output()
            .expect("cargo");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{text}");
        text
    };
    let tests = cargo(&["test", "--offline", "--quiet"]);
    assert!(tests.contains("3 passed"), "{tests}");
    let tree = cargo(&["tree", "--offline", "--edges", "normal", "--prefix", "none"]);
    assert!(
        tree.contains("runtime") && !tree.contains("aws-sigv4") && !tree.contains("aws-credential-types"),
        "{tree}"
    );

    let readme = fs::read_to_string(folder.path().join("README.md")).expect("the README");
    assert!(readme.contains("Config::new().endpoint(\"https://example.com\").bearer_token(token)"), "{readme}");
    for file in &files {
        let text = file.text.to_lowercase();
        assert!(!text.contains("aws") && !text.contains("region"), "{}: AWS is told of", file.path);
    }
}
