//! Requests beside those of boto3, and clients against servers that others wrote, which are started and stopped here: services in five protocols against moto, a
//! mock of AWS, and S3 against MinIO, a store of its own that checks each signature. `SHARED` is the folder of real models.
//! `MOTO_SERVER` and `MINIO_SERVER` are the programs, `moto_server` and `minio` if they are not set. With `REQUIRE_MOTO` or
//! `REQUIRE_MINIO` it is an error that one is missing. With `LARGE_OBJECT` an object of 5 GB is put, which takes as much disk.

#[path = "../generator/cargo.rs"]
mod cargo;
mod clients;
mod compared;
mod requests;
mod server;

use std::fs;
use std::path::Path;

use self::cargo::cargo;
use self::clients::client;
use self::server::Server;

/// The name of each client, its model, and its operations.
const CLIENTS: [(&str, &str, &[&str]); 11] = [
    ("cloudformation", "smithy/cloudformation.json", &["CreateStack", "DescribeStacks", "DescribeStackResources"]),
    ("cloudwatch", "smithy/cloudwatch.json", &["GetMetricStatistics", "ListMetrics", "PutMetricData"]),
    (
        "cognitoidentity",
        "smithy/cognito-identity.json",
        &["CreateIdentityPool", "GetCredentialsForIdentity", "GetId", "ListIdentityPools"],
    ),
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
    ("sso", "smithy/sso.json", &["GetRoleCredentials"]),
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
    let lint =
        ["clippy", "--quiet", "--package", "s3", "--features", "transfer,serde,test-util", "--", "-D", "warnings"];
    let linted = cargo(folder.path()).args(lint).output().expect("cargo");
    assert!(linted.status.success(), "{}", String::from_utf8_lossy(&linted.stderr));
    // No server is needed for what is not sent, nor for buckets that only AWS has.
    run(folder.path(), "accounts", 2, &[]);
    run(folder.path(), "copies", 2, &[]);
    run(folder.path(), "bodies", 2, &[]);
    run(folder.path(), "express", 3, &[]);
    run(folder.path(), "sso", 1, &[]);
    for server in servers.iter().flatten() {
        let certificate = server.certificate.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        let variables = [("SERVER_URL", server.url.as_str()), ("SERVER_CERTIFICATE", certificate.as_str())];
        let given = if certificate.is_empty() { &variables[..1] } else { &variables[..] };
        for (name, tests) in server.tests {
            run(folder.path(), name, *tests, given);
        }
        if server.stores_large() && std::env::var_os("LARGE_OBJECT").is_some() {
            run(folder.path(), "large", 1, given);
        }
    }
}

/// Runs a file of tests.
fn run(folder: &Path, name: &str, tests: usize, variables: &[(&str, &str)]) {
    let output = cargo(folder)
        .args(["test", "--quiet", "--package", "calls", "--test", name])
        .envs(variables.iter().copied())
        .output()
        .expect("cargo");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains(&format!("{tests} passed")), "{name}: {text}");
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
        let features = if *name == "s3" { ", features = [\"blocking\", \"transfer\"]" } else { "" };
        format!("{name} = {{ path = \"../{name}\"{features} }}\n")
    };
    let clients: String = names.iter().map(client).collect();
    let manifest = format!(
        "[package]\nname = \"calls\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{clients}\
         runtime = {{ package = \"tinsmith-runtime\", path = {runtime:?} }}\nureq = {{ version = \"3\", default-features = false }}\nfutures-util = {{ version = \"0.3\", default-features = false }}\n\
         form_urlencoded = \"1\"\nhttp = \"1\"\nhttp-body = \"1\"\nhttp-body-util = {{ version = \"0.1\", default-features = false }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\", \"time\"] }}\n"
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
    for shared in ["relay", "store"] {
        fs::create_dir_all(folder.join("calls/tests").join(shared)).expect("a folder");
    }
    let tests = [
        "accounts.rs",
        "blocking.rs",
        "bodies.rs",
        "copies.rs",
        "express.rs",
        "large.rs",
        "minio.rs",
        "moto.rs",
        "relay.rs",
        "sso.rs",
        "store.rs",
        "transfers.rs",
    ];
    for test in tests {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standalone").join(test);
        let to = match test {
            "relay.rs" => "relay/mod.rs",
            "store.rs" => "store/mod.rs",
            test => test,
        };
        fs::copy(from, folder.join("calls/tests").join(to)).expect("the test");
    }
}
