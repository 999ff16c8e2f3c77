//! Crates of their own from models, built, and called over sockets.

use std::fs;
use std::path::{Path, PathBuf};

use model::Choice;
use tempfile::TempDir;
use tinsmith_codegen::package::{Package, standalone};
use tinsmith_codegen::{File, Home, Options, writer};

use crate::cargo::cargo;

#[test]
fn a_service_that_is_not_of_aws_has_a_client_too() {
    let tokio = r#"tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;
    let library = Crate::new("library", "city-library", "call", tokio);
    let tests = library.cargo(&["test", "--quiet"]);
    assert!(tests.contains("7 passed"), "{tests}");
    let tree = library.cargo(&["tree", "--edges", "normal", "--prefix", "none"]);
    assert!(tree.contains("runtime") && !tree.contains("aws-"), "{tree}");

    let readme = library.files.iter().find(|file| file.path == "README.md").expect("the README");
    assert!(
        readme.text.contains("Config::new().endpoint(\"https://example.com\").bearer_token(\"token\")"),
        "{readme:?}"
    );
    for file in &library.files {
        let text = file.text.to_lowercase();
        assert!(!text.contains("aws") && !text.contains("region"), "{}: AWS is told of", file.path);
    }
}

/// Streams, events, checksums and compression over real sockets.
#[test]
fn what_is_too_large_to_be_held_goes_through() {
    let dependencies = r#"
aws-smithy-eventstream = "0.61"
aws-smithy-types = "1.9"
flate2 = "1.1"
h2 = "0.4"
http = "1"
http-body = "1"
tempfile = "3"
tests = { path = "WORKSPACE/tests" }
tokio = { version = "1", features = ["io-util", "macros", "net", "rt-multi-thread", "time"] }"#;
    let darkroom = Crate::new("streams", "darkroom", "streams", dependencies);
    let tests = darkroom.cargo(&["test", "--quiet"]);
    assert!(tests.contains("10 passed"), "{tests}");
}

/// Pages and waiters over real sockets; what can't be written is told.
#[test]
fn what_follows_an_operation_is_called_for_it() {
    let dependencies = r#"
futures-util = { version = "0.3", default-features = false }
tests = { path = "WORKSPACE/tests" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;
    let gallery = Crate::new("gallery", "gallery", "following", dependencies);
    assert_eq!(gallery.missing, ["the waiter PictureSorted"]);
    let tests = gallery.cargo(&["test", "--quiet", "--features", "blocking"]);
    assert!(tests.contains("10 passed"), "{tests}");
}

/// Endpoints that another operation tells.
#[test]
fn endpoints_are_asked_for() {
    let dependencies = r#"
tests = { path = "WORKSPACE/tests" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;
    let depot = Crate::new("depot", "depot", "discovery", dependencies);
    let tests = depot.cargo(&["test", "--quiet"]);
    assert!(tests.contains("3 passed"), "{tests}");
}

/// Unions, enums, options and documents from what callers have.
#[test]
fn what_callers_have_is_taken() {
    let dependencies = r#"
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;
    let choices = Crate::new("unions", "choices", "conversions", dependencies);
    let tests = choices.cargo(&["test", "--quiet", "--features", "serde"]);
    assert!(tests.contains("5 passed"), "{tests}");
}

/// Who awaits a call without a transport is told which feature is missing.
#[test]
fn a_call_without_a_transport_says_so() {
    let library = Crate::new("library", "city-library", "call", "tokio = { version = \"1\", features = [\"rt\"] }");
    let application = library.folder.path().join("application");
    fs::create_dir_all(application.join("src")).expect("a folder");
    let manifest = "[package]\nname = \"application\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                    [dependencies]\ncity-library = { path = \"..\", default-features = false }\n";
    fs::write(application.join("Cargo.toml"), manifest).expect("the manifest");
    fs::copy(library.workspace.join("Cargo.lock"), application.join("Cargo.lock")).expect("the lock file");
    let shown = |code: &str| {
        fs::write(application.join("src/main.rs"), code).expect("the code");
        let output = cargo(&application).arg("build").output().expect("cargo");
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    // By the type, wherever the output is used, and else when the code is generated.
    let main = "fn main() { drop(books(city_library::Client::new(city_library::Config::new()))); }\n";
    let used = "async fn books(client: city_library::Client) { client.list_books(()).await.unwrap(); }\n";
    let text = shown(&format!("{main}{used}"));
    assert!(text.contains("NoTransportTurnOnFeatureHyperOrReqwestOrTower"), "{text}");
    let unused = "async fn books(client: city_library::Client) { _ = client.list_books(()).await; }\n";
    let main = "fn main() { let books = books(city_library::Client::new(city_library::Config::new())); \
                let mut context = std::task::Context::from_waker(std::task::Waker::noop()); \
                _ = std::pin::pin!(books).poll(&mut context); }\n";
    let text = shown(&format!("{main}{unused}"));
    assert!(text.contains("turn on the feature `hyper`, `reqwest` or `tower` of the client's crate"), "{text}");
}

/// Whatever is received can be written, and whatever is sent can be read: for tests of applications, and for `serde`.
#[test]
fn every_message_goes_both_ways() {
    let dependencies = r#"
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;
    let files = Crate::new("bindings", "files", "both_ways", dependencies);
    let tests = files.cargo(&["test", "--quiet", "--features", "serde,test-util"]);
    assert!(tests.contains("4 passed"), "{tests}");
}

/// Every RPC protocol over real sockets: bodies, errors, streams of events with their initial messages.
#[test]
fn a_service_of_several_protocols_is_called_in_each() {
    let dependencies = r#"
aws-smithy-eventstream = "0.61"
aws-smithy-types = "1.9"
tests = { path = "WORKSPACE/tests" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;
    for protocol in ["awsJson1_1", "rpcv2Cbor", "rpcv2Json"] {
        let choice = Choice::protocol(protocol);
        let mut telemetry = Crate::of("telemetry", choice, "telemetry", "telemetry", dependencies);
        telemetry.variables = vec![("PROTOCOL", protocol)];
        let tests = telemetry.cargo(&["test", "--quiet", "--features", "test-util"]);
        assert!(tests.contains("9 passed"), "{protocol}: {tests}");
    }
}

/// The protocols with XML in them over real sockets: bodies, forms, errors, hostile answers.
#[test]
fn a_service_of_xml_is_called_in_each_protocol() {
    let dependencies = r#"
tests = { path = "WORKSPACE/tests" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;
    for protocol in ["restXml", "awsQuery", "ec2Query"] {
        let choice = Choice::protocol(protocol);
        let mut catalogue = Crate::of("catalogue", choice, "catalogue", "catalogue", dependencies);
        catalogue.variables = vec![("PROTOCOL", protocol)];
        let tests = catalogue.cargo(&["test", "--quiet", "--features", "test-util"]);
        assert!(tests.contains("9 passed"), "{protocol}: {tests}");
    }
}

/// A generated crate in a folder of its own, with a test beside it that is not generated.
struct Crate {
    /// What was generated.
    files: Vec<File>,
    /// What the model offers and the client does not.
    missing: Vec<String>,
    folder: TempDir,
    workspace: PathBuf,
    /// What the environment of its tests says.
    variables: Vec<(&'static str, &'static str)>,
}

impl Crate {
    /// The crate of a fixture. `test` is a file of `tests/standalone`, `dependencies` are lines for the test alone.
    fn new(fixture: &str, name: &str, test: &str, dependencies: &str) -> Self {
        Self::of(fixture, Choice::default(), name, test, dependencies)
    }

    /// As [`Crate::new`], with a choice of what the fixture offers.
    fn of(fixture: &str, choice: Choice<'_>, name: &str, test: &str, dependencies: &str) -> Self {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let workspace = own.parent().expect("the workspace").to_owned();
        let path = own.join(format!("tests/fixtures/{fixture}.json"));
        let model = model::read(&[path], choice).unwrap_or_else(|report| panic!("{report}"));
        let options = Options::new(Home::Crate(name.replace('-', "_")), format!("{fixture}.json"));
        let client = tinsmith_codegen::generate(model, &options).unwrap_or_else(|report| panic!("{report}"));
        let dependencies = dependencies.replace("WORKSPACE", &workspace.display().to_string().replace('\\', "/"));
        let package = Package {
            fields: vec!["edition = \"2024\"".to_owned()],
            dev_dependencies: vec![dependencies],
            tail: vec![format!("\n[[test]]\nname = {test:?}\n\n[workspace]")],
            ..Package::new(name, format!("{{ path = {:?} }}", workspace.join("runtime")))
        };
        let folder = tempfile::tempdir().expect("a folder");
        let files = standalone(&package, &options, &client);
        writer::write(folder.path(), &files).expect("written");
        fs::copy(workspace.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("the lock file");
        fs::create_dir_all(folder.path().join("tests")).expect("a folder");
        let file = format!("{test}.rs");
        fs::copy(own.join("tests/standalone").join(&file), folder.path().join("tests").join(&file)).expect("the test");
        Self { files, missing: client.missing, folder, workspace, variables: Vec::new() }
    }

    /// What cargo says, which must be that all is well.
    fn cargo(&self, arguments: &[&str]) -> String {
        let output =
            cargo(self.folder.path()).args(arguments).envs(self.variables.iter().copied()).output().expect("cargo");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{text}");
        text
    }
}
