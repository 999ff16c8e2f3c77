//! Clients against servers that others wrote, which are started and stopped here: services in five protocols against moto, a
//! mock of AWS, and S3 against MinIO, a store of its own that checks each signature. `SHARED` is the folder of real models.
//! `MOTO_SERVER` and `MINIO_SERVER` are the programs, `moto_server` and `minio` if they are not set. With `REQUIRE_MOTO` or
//! `REQUIRE_MINIO` it is an error that one is missing.

use std::ffi::OsString;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use model::{Choice, Selection};
use tinsmith_codegen::package::{Package, standalone};
use tinsmith_codegen::{Home, Options, writer};

/// The name of each client, its model, and its operations.
const CLIENTS: [(&str, &str, &[&str]); 9] = [
    ("cloudformation", "smithy/cloudformation.json", &["CreateStack", "DescribeStacks", "DescribeStackResources"]),
    ("cloudwatch", "smithy/cloudwatch.json", &["GetMetricStatistics", "ListMetrics", "PutMetricData"]),
    ("dynamodb", "smithy/dynamodb.json", &["CreateTable", "PutItem", "Query", "Scan", "TransactWriteItems"]),
    ("ec2", "api-json/ec2/service-2.json", &["CopySnapshot", "CreateTags", "CreateVpc", "DeleteVpc", "DescribeVpcs"]),
    ("iam", "smithy/iam.json", &["CreateRole", "CreateUser", "GetRole", "GetUser", "ListUsers"]),
    ("kms", "smithy/kms.json", &["CreateKey", "Decrypt", "DescribeKey", "Encrypt"]),
    (
        "s3",
        "smithy/s3.json",
        &[
            "AbortMultipartUpload",
            "CompleteMultipartUpload",
            "CopyObject",
            "CreateBucket",
            "CreateMultipartUpload",
            "CreateSession",
            "DeleteObject",
            "DeleteObjects",
            "GetBucketLocation",
            "GetBucketTagging",
            "GetObject",
            "HeadBucket",
            "HeadObject",
            "ListMultipartUploads",
            "ListObjectsV2",
            "ListParts",
            "PutBucketTagging",
            "PutObject",
            "UploadPart",
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
fn services_are_called_as_their_servers_want_it() {
    let Some(shared) = std::env::var_os("SHARED") else {
        assert!(
            ["REQUIRE_MOTO", "REQUIRE_MINIO"].iter().all(|name| std::env::var_os(name).is_none()),
            "SHARED is not set"
        );
        return println!("skipped: SHARED is not set");
    };
    let folder = tempfile::tempdir().expect("a folder");
    let servers =
        [Server::moto(), Server::minio(&folder.path().join("plain"), None), Server::minio_with_tls(folder.path())];
    if servers.iter().all(Option::is_none) {
        return;
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    for (service, model, operations) in CLIENTS {
        let model = Path::new(&shared).join("models").join(model);
        client(workspace, &folder.path().join(service), service, &model, operations);
    }
    test_package(workspace, folder.path());
    // No server is needed for buckets that only AWS has.
    run(workspace, folder.path(), "express", 2, &[]);
    for server in servers.iter().flatten() {
        let certificate = server.certificate.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        let variables = [("SERVER_URL", server.url.as_str()), ("SERVER_CERTIFICATE", certificate.as_str())];
        let given = if certificate.is_empty() { &variables[..1] } else { &variables[..] };
        for (name, tests) in server.tests {
            run(workspace, folder.path(), name, *tests, given);
        }
    }
}

/// Runs a file of tests.
fn run(workspace: &Path, folder: &Path, name: &str, tests: usize, variables: &[(&str, &str)]) {
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--package", "calls", "--test", name])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", workspace.join("target/fixtures"))
        .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
        .envs(variables.iter().copied())
        .output()
        .expect("cargo");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains(&format!("{tests} passed")), "{name}: {text}");
}

/// The crate of a service with some of its operations.
fn client(workspace: &Path, folder: &Path, service: &str, model: &Path, operations: &[&str]) {
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

/// The workspace, and the crate that calls the clients.
fn test_package(workspace: &Path, folder: &Path) {
    let runtime = workspace.join("runtime");
    let names = CLIENTS.map(|(service, ..)| service);
    let members: Vec<String> = names.iter().chain(["calls"].iter()).map(|name| format!("{name:?}")).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    fs::write(folder.join("Cargo.toml"), manifest).expect("the workspace");
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let client = |name: &&str| {
        let features = if *name == "s3" { ", features = [\"transfer\"]" } else { "" };
        format!("{name} = {{ path = \"../{name}\"{features} }}\n")
    };
    let clients: String = names.iter().map(client).collect();
    let manifest = format!(
        "[package]\nname = \"calls\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{clients}\
         runtime = {{ package = \"tinsmith-runtime\", path = {runtime:?} }}\nureq = {{ version = \"3\", default-features = false }}\nfutures-util = {{ version = \"0.3\", default-features = false }}\n\
         form_urlencoded = \"1\"\nhttp = \"1\"\nhttp-body = \"1\"\nhttp-body-util = {{ version = \"0.1\", default-features = false }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
    );
    for (path, text) in [("Cargo.toml", manifest.as_str()), ("src/lib.rs", "")] {
        let path = folder.join("calls").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    fs::create_dir_all(folder.join("calls/tests")).expect("a folder");
    let examples = workspace.join("examples/aws/src/bin");
    fs::create_dir_all(folder.join("calls/src/bin")).expect("a folder");
    for example in ["dynamodb_scan.rs", "s3_copy.rs"] {
        fs::copy(examples.join(example), folder.join("calls/src/bin").join(example)).expect("the example");
    }
    fs::create_dir_all(folder.join("calls/tests/store")).expect("a folder");
    for test in ["copies.rs", "express.rs", "minio.rs", "moto.rs", "store.rs", "transfers.rs"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standalone").join(test);
        let to = if test == "store.rs" { "store/mod.rs" } else { test };
        fs::copy(from, folder.join("calls/tests").join(to)).expect("the test");
    }
}

/// A server that runs until it is dropped.
struct Server {
    /// The files of tests for it, and how many tests each has.
    tests: &'static [(&'static str, usize)],
    process: Child,
    url: String,
    /// By which it is known, if it speaks TLS.
    certificate: Option<PathBuf>,
}

impl Server {
    fn moto() -> Option<Self> {
        let program = program("MOTO_SERVER", "moto_server");
        let server = Self::start("moto", &[("copies", 1), ("moto", 15)], |port| {
            let mut command = Command::new(&program);
            command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
            command
        });
        server.or_else(|| missing("REQUIRE_MOTO", "there is no moto_server: pip install 'moto[server]'"))
    }

    /// With a certificate in `certificates`, or without TLS.
    fn minio(store: &Path, certificates: Option<&Path>) -> Option<Self> {
        let program = program("MINIO_SERVER", "minio");
        let server = Self::start("minio", &[("minio", 10), ("transfers", 3)], |port| {
            let mut command = Command::new(&program);
            command.args(["server", "--quiet", "--address", &format!("127.0.0.1:{port}")]).arg(store);
            if let Some(certificates) = certificates {
                command.arg("--certs-dir").arg(certificates);
            }
            command.env("MINIO_ROOT_USER", "AKIDEXAMPLE").env("MINIO_ROOT_PASSWORD", "a-secret-key");
            command
        });
        server.or_else(|| missing("REQUIRE_MINIO", "there is no minio: go install github.com/minio/minio@latest"))
    }

    fn minio_with_tls(folder: &Path) -> Option<Self> {
        let certificates = folder.join("certificates");
        fs::create_dir(&certificates).expect("a folder");
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        fs::write(certificates.join("public.crt"), made.cert.pem()).expect("written");
        fs::write(certificates.join("private.key"), made.signing_key.serialize_pem()).expect("written");
        let mut server = Self::minio(&folder.join("tls"), Some(&certificates))?;
        server.url = server.url.replace("http://127.0.0.1", "https://localhost");
        server.certificate = Some(certificates.join("public.crt"));
        Some(server)
    }

    /// None if the program is not there.
    fn start(
        name: &'static str,
        tests: &'static [(&'static str, usize)],
        command: impl Fn(u16) -> Command,
    ) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
        let process = command(port).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let server = Self { tests, process, url: format!("http://127.0.0.1:{port}"), certificate: None };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(60), "{name} does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }
}

fn program(variable: &str, default: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| default.into())
}

/// Nothing, unless it is an error that the server is missing.
fn missing(required: &str, what: &str) -> Option<Server> {
    assert!(std::env::var_os(required).is_none(), "{what}");
    println!("skipped: {what}");
    None
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
