//! The official cases of chains of credentials, as far as the providers exist: `$SHARED/vectors/credentials`.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::chain::Chain;
use super::fetch::Fetcher;
use super::imds;
use crate::body::Body;
use crate::identity::ProvideCredentials;
use crate::profile::Profile;
use crate::transport::{Answer, Transport, TransportError, TransportErrorKind, TransportSettings};
use crate::variables::Variables;

/// The cases whose providers are not here: each has to be an error that says so.
const UNSUPPORTED: [&str; 10] = [
    "e2e_fips_and_dual_stack_sso",
    "ecs_assume_role",
    "imds_assume_role",
    "sso_assume_role",
    "web_identity_token_env",
    "web_identity_token_profile",
    "web_identity_token_source_profile",
    "region_override",
    "retry_on_error",
    "sso_credentials",
];
/// More of them, by how they begin.
const UNSUPPORTED_PREFIXES: [&str; 3] = ["assume_role_override_", "e2e_", "sso_override_"];
/// Cases of bearer tokens, which no profile gives here.
const OF_TOKENS: [&str; 1] = ["sso_token"];

fn shared(folder: &str) -> Option<PathBuf> {
    let Some(shared) = std::env::var_os("SHARED") else {
        println!("skipped: {folder}, for want of the variable SHARED");
        return None;
    };
    Some(PathBuf::from(shared).join("vectors/credentials").join(folder))
}

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The variables of a case. A path leads into its folder.
fn variables(env: &Value, files: PathBuf) -> Variables {
    let pairs: BTreeMap<String, String> = serde_json::from_value(env.clone()).expect("variables");
    Arc::new(move |name| {
        let value = pairs.get(name)?.trim();
        // These cases are about the profile alone.
        if files.to_string_lossy().contains("profile-provider") && name == "AWS_ACCESS_KEY_ID" {
            return None;
        }
        let is_path = (name == "HOME" || name.ends_with("_FILE")) && value.starts_with('/');
        let value = if is_path { format!("{}{value}", files.display()) } else { value.to_owned() };
        Some(value).filter(|value| !value.is_empty())
    })
}

#[tokio::test]
async fn chains_give_what_the_official_cases_say() {
    let folders = ["default-credential-provider-chain", "profile-provider"];
    let mut checked = 0;
    for folder in folders.into_iter().filter_map(shared) {
        let mut cases: Vec<PathBuf> =
            folder.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        cases.sort();
        for case in cases {
            let name = case.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            if !OF_TOKENS.contains(&name.as_str()) {
                check(&name, &case).await;
                checked += 1;
            }
        }
    }
    println!("{checked} cases");
}

async fn check(name: &str, case: &Path) {
    let variables = variables(&json(&case.join("env.json")), case.join("fs"));
    let replay = Replay::new(&json(&case.join("http-traffic.json")));
    let settings = TransportSettings::new(Duration::from_secs(1));
    let fetcher = Fetcher::with(TransportSettings { custom: Some(Arc::new(replay)), ..settings });
    let result = Chain::over(variables, fetcher).provide_credentials().await;
    let is_unsupported =
        UNSUPPORTED.contains(&name) || UNSUPPORTED_PREFIXES.iter().any(|start| name.starts_with(start));
    let expected = &json(&case.join("test-case.json"))["result"];
    match (result, expected.get("Ok")) {
        (Err(error), _) if is_unsupported => {
            let text = error.to_string();
            assert!(text.contains("takes a provider of `aws-config`"), "{name}: {text}");
        }
        (Ok(found), Some(expected)) if !is_unsupported => {
            let text = |member: &str| expected[member].as_str();
            assert_eq!(Some(found.access_key_id()), text("access_key_id"), "{name}");
            assert_eq!(Some(found.secret_access_key()), text("secret_access_key"), "{name}");
            assert_eq!(found.session_token(), text("session_token"), "{name}");
            assert_eq!(found.account_id(), text("account_id"), "{name}");
            let expiry =
                expected["expiry"].as_u64().map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
            assert_eq!(found.expiry(), expiry, "{name}");
        }
        (Err(_), None) => assert!(expected["ErrorContains"].is_string(), "{name}"),
        (Ok(found), _) => panic!("{name} gives the identity {}", found.access_key_id()),
        (Err(error), Some(_)) => panic!("{name}: {:?}", std::error::Error::source(&error).map(ToString::to_string)),
    }
}

#[test]
fn metadata_are_asked_where_the_official_cases_say() {
    let Some(folder) = shared("imds-config") else { return };
    for case in json(&folder.join("imds-endpoint-tests.json"))["tests"].as_array().expect("cases") {
        // What a caller of the provider sets has no place here: the chain makes the provider.
        if case.get("endpoint_override").is_some() || case.get("mode_override").is_some() {
            continue;
        }
        let files = tempfile::tempdir().expect("a folder");
        for (name, text) in case["fs"].as_object().expect("files") {
            std::fs::write(files.path().join(name), text.as_str().expect("a text")).expect("a file");
        }
        let mut env = case["env"].clone();
        if let Some(file) = env.get_mut("AWS_CONFIG_FILE") {
            *file = files.path().join(file.as_str().expect("a path")).display().to_string().into();
        }
        let variables = variables(&env, PathBuf::new());
        let profile = Profile::load(&variables).expect("a profile");
        match (imds::endpoint(&variables, &profile), case["result"]["Ok"].as_str()) {
            (Ok(endpoint), Some(expected)) => assert_eq!(format!("{endpoint}/latest/api/token"), expected, "{case}"),
            (Err(_), None) => {}
            (other, _) => panic!("{case}: {other:?}"),
        }
    }
}

/// Answers requests as a recorded exchange has them.
struct Replay(Mutex<VecDeque<Exchange>>);

#[derive(Default)]
struct Exchange {
    method: String,
    uri: String,
    headers: Vec<(String, String)>,
    status: u16,
    body: String,
}

impl Replay {
    fn new(traffic: &Value) -> Self {
        let mut exchanges: BTreeMap<u64, Exchange> = BTreeMap::new();
        for event in traffic["events"].as_array().expect("events") {
            let exchange = exchanges.entry(event["connection_id"].as_u64().expect("a number")).or_default();
            let action = &event["action"];
            if let Some(request) = action.pointer("/Request/request") {
                exchange.method = request["method"].as_str().expect("a method").to_owned();
                exchange.uri = request["uri"].as_str().expect("a URL").to_owned();
                for (name, values) in request["headers"].as_object().expect("headers") {
                    exchange.headers.push((name.clone(), values[0].as_str().expect("a text").to_owned()));
                }
            } else if let Some(status) = action.pointer("/Response/response/Ok/status") {
                exchange.status = status.as_u64().and_then(|status| status.try_into().ok()).expect("a status");
            } else if let (Some("Response"), Some(text)) =
                (action.pointer("/Data/direction").and_then(Value::as_str), action.pointer("/Data/data/Utf8"))
            {
                exchange.body.push_str(text.as_str().expect("a text"));
            }
        }
        Self(Mutex::new(exchanges.into_values().collect()))
    }
}

impl Transport for Replay {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        let next = self.0.lock().expect("no panic").pop_front();
        Box::pin(async move {
            let unexpected =
                || TransportError::new(TransportErrorKind::Connect, format!("nobody at {}", request.uri()));
            let exchange = next.ok_or_else(unexpected)?;
            assert_eq!((request.method().as_str(), request.uri().to_string()), (&*exchange.method, exchange.uri));
            for (name, value) in
                exchange.headers.iter().filter(|(name, _)| name.starts_with("x-aws-") || name == "authorization")
            {
                assert_eq!(request.headers().get(name).and_then(|found| found.to_str().ok()), Some(value.as_str()));
            }
            let answer = http::Response::builder().status(exchange.status).body(Body::from(exchange.body));
            answer.map_err(|error| TransportError::new(TransportErrorKind::Receive, error))
        })
    }
}
