//! What our clients get from moto, beside what boto3 gets: a script fills the mock and asks it, and ours ask the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::cargo::cargo;
use crate::clients::client;
use crate::server::{Server, missing};

/// The name of each service in boto3, the name of its crate, and its model, which for some is that of boto3.
const SERVICES: [(&str, &str, &str); 23] = [
    ("cloudformation", "cloudformation", "smithy/cloudformation.json"),
    ("cloudwatch", "cloudwatch", "smithy/cloudwatch.json"),
    ("dynamodb", "dynamodb", "smithy/dynamodb.json"),
    ("ec2", "ec2", "api-json/ec2/service-2.json"),
    ("ecr", "ecr", "smithy/ecr.json"),
    ("eks", "eks", "smithy/eks.json"),
    ("elasticache", "elasticache", "smithy/elasticache.json"),
    ("events", "eventbridge", "smithy/eventbridge.json"),
    ("glue", "glue", "smithy/glue.json"),
    ("iam", "iam", "smithy/iam.json"),
    ("iot", "iot", "smithy/iot.json"),
    ("kinesis", "kinesis", "smithy/kinesis.json"),
    ("kms", "kms", "smithy/kms.json"),
    ("lambda", "lambda", "smithy/lambda.json"),
    ("logs", "cloudwatch_logs", "smithy/cloudwatch-logs.json"),
    ("rds", "rds", BOTO3),
    ("redshift", "redshift", "smithy/redshift.json"),
    ("route53", "route53", BOTO3),
    ("s3", "s3", "smithy/s3.json"),
    ("ses", "ses", BOTO3),
    ("sns", "sns", BOTO3),
    ("sqs", "sqs", "smithy/sqs.json"),
    ("sts", "sts", "smithy/sts.json"),
];

/// So many calls are made at the least.
const CALLS: usize = 280;

/// In place of a model: the one that boto3 has.
const BOTO3: &str = "";

/// Where the model of a service is.
fn model_path(service: &str, model: &str, shared: &Path, folder: &Path) -> PathBuf {
    match model {
        BOTO3 => folder.join("models").join(service).join("service-2.json"),
        model => shared.join("models").join(model),
    }
}

#[test]
fn answers_are_those_that_boto3_gets() {
    let Some(shared) = std::env::var_os("SHARED") else { return println!("skipped: SHARED is not set") };
    let Some(server) = Server::moto() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let calls = folder.path().join("calls.jsonl");
    if ask_by_boto3(&server.url, &calls, &folder.path().join("models")).is_none() {
        return;
    }
    let text = fs::read_to_string(&calls).expect("the calls");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a call")).collect();
    assert!(lines.len() >= CALLS, "{} calls", lines.len());
    let mut operations: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in &lines {
        let text = |name: &str| line[name].as_str().expect("a text");
        operations.entry(text("service")).or_default().insert(text("operation"));
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut types = BTreeMap::new();
    for (service, name, model) in SERVICES {
        let named: Vec<&str> = operations.get(service).into_iter().flatten().copied().collect();
        let model = model_path(service, model, Path::new(&shared), folder.path());
        types.insert(service, client(workspace, &folder.path().join(name), name, &model, &named));
    }
    caller(workspace, folder.path(), Path::new(&shared), &types);
    let output = cargo(folder.path())
        .args(["run", "--quiet", "--package", "caller"])
        .env("SERVER_URL", &server.url)
        .env("CALLS", &calls)
        .output()
        .expect("cargo");
    let (found, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{found}{errors}");
    println!("{} calls give what boto3 gets", lines.len());
}

/// A Python that has boto3; none if there is none.
pub(crate) fn python() -> Option<PathBuf> {
    // A server of a virtual environment stands beside its Python.
    let server = std::env::var_os("MOTO_SERVER").map(PathBuf::from);
    let beside = server.and_then(|server| Some(server.parent()?.join("python"))).filter(|python| python.is_file());
    let python = beside.unwrap_or_else(|| "python3".into());
    let found = Command::new(&python).args(["-c", "import boto3"]).output();
    if !found.is_ok_and(|output| output.status.success()) {
        return missing("REQUIRE_MOTO", "there is no boto3: pip install 'moto[server]'");
    }
    Some(python)
}

/// Fills the mock, and writes what boto3 gets, and its models; none if there is no boto3.
fn ask_by_boto3(url: &str, calls: &Path, models: &Path) -> Option<()> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standalone/boto3_calls.py");
    let output = Command::new(python()?).arg(script).arg(url).arg(calls).arg(models).output().expect("Python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(())
}

/// The workspace, and the program that calls the clients.
fn caller(workspace: &Path, folder: &Path, shared: &Path, types: &BTreeMap<&str, BTreeMap<String, String>>) {
    let runtime = workspace.join("runtime");
    let members: Vec<String> = SERVICES.iter().map(|(_, name, _)| format!("{name:?}")).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [\"caller\", {}]\n", members.join(", "));
    fs::write(folder.join("Cargo.toml"), manifest).expect("the workspace");
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let mut manifest = format!(
        "[package]\nname = \"caller\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         runtime = {{ package = \"tinsmith-runtime\", path = {runtime:?}, features = [\"serde\"] }}\n\
         serde = \"1\"\nserde_json = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
    );
    let (mut paths, mut arms) = (String::new(), String::new());
    for (service, name, model) in SERVICES {
        writeln!(paths, "({service:?}, {:?}),", model_path(service, model, shared, folder)).expect("a text");
        writeln!(manifest, "{name} = {{ path = \"../{name}\", features = [\"serde\"] }}").expect("a text");
        for (operation, name_of_type) in &types[service] {
            writeln!(
                arms,
                "(\"{service}\", \"{operation}\") => run::<{name}::operations::{name_of_type}>(config, input).await,"
            )
            .expect("a text");
        }
    }
    let main = include_str!("../standalone/compared.rs").replace("// ARMS", &arms).replace("// MODELS", &paths);
    for (path, text) in [("Cargo.toml", manifest), ("src/main.rs", main)] {
        let path = folder.join("caller").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
}
