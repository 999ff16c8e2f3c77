//! Clients of services in five protocols against moto, which is started and stopped here. `SHARED` is the folder of real models,
//! and `MOTO_SERVER` the program, `moto_server` if it is not set. With `REQUIRE_MOTO` it is an error that one is missing.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use codegen::package::{Package, standalone};
use codegen::{Home, Options, writer};
use model::{Choice, Selection};

/// The name of each client, its model, and its operations.
const CLIENTS: [(&str, &str, &[&str]); 7] = [
    ("dynamodb", "smithy/dynamodb.json", &["CreateTable", "PutItem", "Query", "TransactWriteItems"]),
    ("ec2", "api-json/ec2/service-2.json", &["CreateTags", "CreateVpc", "DeleteVpc", "DescribeVpcs"]),
    ("iam", "smithy/iam.json", &["CreateUser", "GetUser", "ListUsers"]),
    ("kms", "smithy/kms.json", &["CreateKey", "Decrypt", "DescribeKey", "Encrypt"]),
    (
        "s3",
        "smithy/s3.json",
        &[
            "CreateBucket",
            "DeleteObjects",
            "GetBucketLocation",
            "GetBucketTagging",
            "GetObject",
            "ListObjectsV2",
            "PutBucketTagging",
            "PutObject",
        ],
    ),
    (
        "sqs",
        "smithy/sqs.json",
        &["CreateQueue", "DeleteMessageBatch", "GetQueueUrl", "ReceiveMessage", "SendMessageBatch"],
    ),
    ("sts", "smithy/sts.json", &["AssumeRole", "GetCallerIdentity"]),
];

#[test]
fn real_services_are_called_as_their_mock_wants_it() {
    let missing = |what: &str| {
        assert!(std::env::var_os("REQUIRE_MOTO").is_none(), "{what}");
        println!("skipped: {what}");
    };
    let Some(shared) = std::env::var_os("SHARED") else { return missing("SHARED is not set") };
    let Some(moto) = Moto::start() else { return missing("there is no moto_server: pip install 'moto[server]'") };
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    for (service, model, operations) in CLIENTS {
        let model = Path::new(&shared).join("models").join(model);
        client(workspace, &folder.path().join(service), service, &model, operations);
    }
    test_package(workspace, folder.path());
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--package", "calls"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", workspace.join("target/fixtures"))
        .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
        .env("MOTO_URL", &moto.url)
        .output()
        .expect("cargo");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("11 passed"), "{text}");
}

/// The crate of a service with some of its operations.
fn client(workspace: &Path, folder: &Path, service: &str, model: &Path, operations: &[&str]) {
    let model = model::read(&[model], Choice::default()).unwrap_or_else(|report| panic!("{report}"));
    let mut options = Options::new(Home::Crate(service.to_owned()), format!("{service}.json"));
    options.selection = Selection::Named(operations.iter().map(|name| (*name).to_owned()).collect());
    options.tests = false;
    let client = codegen::generate(model, &options).unwrap_or_else(|report| panic!("{report}"));
    let package = Package {
        fields: vec!["edition = \"2024\"".to_owned()],
        ..Package::new(service, format!("{{ path = {:?} }}", workspace.join("runtime")))
    };
    writer::write(folder, &standalone(&package, &options, &client)).expect("written");
}

/// The workspace, and the crate that calls the clients.
fn test_package(workspace: &Path, folder: &Path) {
    let runtime = workspace.join("runtime");
    let names = CLIENTS.map(|(service, ..)| service);
    let members: Vec<String> = names.iter().chain(["calls"].iter()).map(|name| format!("{name:?}")).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    fs::write(folder.join("Cargo.toml"), manifest).expect("the workspace");
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let clients: String = names.iter().map(|name| format!("{name} = {{ path = \"../{name}\" }}\n")).collect();
    let manifest = format!(
        "[package]\nname = \"calls\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dev-dependencies]\n{clients}\
         runtime = {{ path = {runtime:?} }}\nfutures-util = {{ version = \"0.3\", default-features = false }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
    );
    for (path, text) in [("Cargo.toml", manifest.as_str()), ("src/lib.rs", "")] {
        let path = folder.join("calls").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    fs::create_dir_all(folder.join("calls/tests")).expect("a folder");
    let test = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standalone/moto.rs");
    fs::copy(test, folder.join("calls/tests/moto.rs")).expect("the test");
}

/// A server that runs until it is dropped.
struct Moto {
    process: Child,
    url: String,
}

impl Moto {
    /// None if the program is not there.
    fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
        let program = std::env::var_os("MOTO_SERVER").unwrap_or_else(|| "moto_server".into());
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Self { process: command.spawn().ok()?, url: format!("http://127.0.0.1:{port}") };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(60), "moto does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
