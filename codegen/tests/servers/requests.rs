//! Requests for random inputs, beside those that boto3 makes of them, and what is read of answers with random outputs and exceptions,
//! beside what boto3 reads, by the models that boto3 has. Nothing is sent. `SEED` chooses operations and values: 1 if it is not set,
//! so that what fails fails again. `SERVICES`, with commas between, chooses services: other ones each day if it is not set.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use serde_json::Value;

use crate::cargo::cargo;
use crate::clients::client;
use crate::compared::python;

/// Each so-many-th service is tested, beginning with another each day.
const EVERY: usize = 40;

#[test]
fn requests_and_outputs_are_those_of_boto3() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let seed = std::env::var("SEED").unwrap_or_else(|_| "1".to_owned());
    let services = std::env::var("SERVICES").unwrap_or_else(|_| services(&python));
    println!("SEED={seed} SERVICES={services}");
    let (calls, models) = (folder.path().join("calls.jsonl"), folder.path().join("models"));
    let made = script(&python).args(["make", &seed, &services]).args([&calls, &models]).output().expect("Python");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let text = fs::read_to_string(&calls).expect("the calls");
    let mut operations: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines() {
        let call: Value = serde_json::from_str(line).expect("a call");
        let text = |name: &str| call[name].as_str().expect("a text").to_owned();
        operations.entry(text("service")).or_default().insert(text("operation"));
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut types = BTreeMap::new();
    for (service, named) in &operations {
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let name = crate_name(service);
        let model = models.join(service).join("service-2.json");
        types.insert(service.clone(), client(workspace, &folder.path().join(&name), &name, &model, &named));
    }
    program(workspace, folder.path(), &types);
    let output = cargo(folder.path())
        .args(["run", "--quiet", "--package", "requests"])
        .env("CALLS", &calls)
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ours = folder.path().join("ours.jsonl");
    fs::write(&ours, output.stdout).expect("written");
    let compared = script(&python).arg("compare").args([&calls, &ours]).output().expect("Python");
    let (found, errors) = (String::from_utf8_lossy(&compared.stdout), String::from_utf8_lossy(&compared.stderr));
    assert!(compared.status.success(), "{found}{errors}");
    println!("{found}");
}

/// Days since 1970.
fn days() -> usize {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    (seconds / 86_400) as usize
}

fn script(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standalone/boto3_requests.py"));
    command
}

/// The services of today, with commas between.
fn services(python: &Path) -> String {
    const LIST: &str = "import botocore.session as s; print('\\n'.join(s.get_session().get_available_services()))";
    let output = Command::new(python).args(["-c", LIST]).output().expect("Python");
    let names = String::from_utf8(output.stdout).expect("names");
    names.lines().skip(days() % EVERY).step_by(EVERY).collect::<Vec<_>>().join(",")
}

/// The name of a service's crate.
fn crate_name(service: &str) -> String {
    format!("of_{}", service.replace(['-', '.'], "_"))
}

/// The workspace, and the program that makes the requests.
fn program(workspace: &Path, folder: &Path, types: &BTreeMap<String, BTreeMap<String, String>>) {
    let runtime: PathBuf = workspace.join("runtime");
    let members: String = types.keys().map(|service| format!(", {:?}", crate_name(service))).collect();
    let root = format!("[workspace]\nresolver = \"3\"\nmembers = [\"requests\"{members}]\n");
    fs::write(folder.join("Cargo.toml"), root).expect("the workspace");
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let mut manifest = format!(
        "[package]\nname = \"requests\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         runtime = {{ package = \"tinsmith-runtime\", path = {runtime:?}, features = [\"serde\", \"test-util\"] }}\n\
         base64 = \"0.22\"\nhttp = \"1\"\nserde = \"1\"\nserde_json = \"1\"\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
    );
    let mut arms = String::new();
    for (service, types) in types {
        let name = crate_name(service);
        writeln!(manifest, "{name} = {{ path = \"../{name}\", features = [\"serde\", \"test-util\"] }}")
            .expect("a text");
        for (operation, kind) in types {
            writeln!(arms, "({service:?}, {operation:?}) => all::<{name}::operations::{kind}>(config, call).await,")
                .expect("a text");
        }
    }
    let exceptions: String = types.keys().map(|service| exceptions(folder, &crate_name(service))).collect();
    let main =
        include_str!("../standalone/requests.rs").replace("// ARMS", &arms).replace("// EXCEPTIONS", &exceptions);
    fs::create_dir_all(folder.join("requests/src")).expect("a folder");
    fs::write(folder.join("requests/Cargo.toml"), manifest).expect("written");
    fs::write(folder.join("requests/src/main.rs"), main).expect("written");
}

/// How the exceptions of a client are made and read, by their codes, which stand in its file of exceptions.
fn exceptions(folder: &Path, name: &str) -> String {
    let file = fs::read_to_string(folder.join(name).join("src/exceptions.rs")).expect("the exceptions");
    let words = file.split_whitespace().collect::<Vec<_>>().join(" ");
    let arms: Vec<&str> = words.split(" => ").collect();
    let decoded = arms.windows(2).filter_map(|pair| {
        let code = pair[0].strip_suffix('"')?.rsplit('"').next()?;
        let (variant, _) = pair[1].trim_start_matches("{ ").strip_prefix("Self::")?.split_once('(')?;
        Some((code, variant))
    });
    let (mut made, mut members) = (String::new(), String::new());
    for (code, variant) in decoded {
        writeln!(made, "{code:?} => decoded(members).map(Self::{variant}),").expect("a text");
        writeln!(members, "Self::{variant}(error) => serde_json::to_value(error).expect(\"JSON\"),").expect("a text");
    }
    format!(
        "impl Exceptions for {name}::Exception {{
            #[allow(unused_variables)]
            fn made(code: &str, members: Value) -> Result<Self, String> {{
                match code {{
                    {made}
                    _ => Err(format!(\"no exception has the code {{code}}\")),
                }}
            }}
            fn members(&self) -> Value {{
                match self {{
                    {members}
                    _ => Value::Null,
                }}
            }}
        }}
"
    )
}
