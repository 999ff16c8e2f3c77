//! Makes the calls of the file `CALLS` at `SERVER_URL`, and says where the answers are not those that stand there. The arms for
//! operations are put in for the comment that stands for them.

use runtime::{Config, Credentials, DateTime, Operation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The model of each service. The list is put in for the comment that stands for it.
const MODELS: &[(&str, &str)] = &[
    // MODELS
];

/// Members that shapes of these calls do not have yet in these models, though others do.
const NEWER: [&str; 1] = ["TagCount"];

/// Whether a member is newer than the model, whose text is given: boto3 brings models of its own.
fn is_newer(place: &str, model: &str) -> bool {
    let member = place.rsplit('.').next().unwrap_or_default();
    NEWER.contains(&member) || !model.contains(&format!("\"{member}\""))
}

/// What came of a call: the output, or the code and the status of an error.
enum Outcome {
    Output(Value),
    Error(String, u16),
    Failure(String),
}

async fn run<O: Operation>(config: Config, input: Value) -> Outcome
where
    O::Input: DeserializeOwned,
    O::Output: Serialize,
{
    // An operation without an input takes `()`.
    let input = match serde_json::from_value(input.clone()).or_else(|error| {
        if input == Value::Object(Map::new()) { serde_json::from_value(Value::Null) } else { Err(error) }
    }) {
        Ok(input) => input,
        Err(error) => return Outcome::Failure(format!("the input: {error}")),
    };
    match runtime::Client::new::<O::Service>(config).call::<O>(input).await {
        Ok(output) => match serde_json::to_value(output) {
            Ok(output) => Outcome::Output(output),
            Err(error) => Outcome::Failure(format!("the output: {error}")),
        },
        Err(error) => match error.status() {
            Some(status) if error.failure().is_none() => Outcome::Error(error.code().unwrap_or_default().to_owned(), status),
            _ => Outcome::Failure(error.to_string()),
        },
    }
}

async fn call(service: &str, operation: &str, config: Config, input: Value) -> Outcome {
    match (service, operation) {
        // ARMS
        _ => Outcome::Failure("no such operation".to_owned()),
    }
}

/// Members that are other ones each time.
const CHANGING: [&str; 1] = ["LatestRestorableTime"];

/// Whether ours is a default of the model, or what a required member has that the mock leaves out: boto3 leaves both absent.
fn is_default(ours: &Value) -> bool {
    let is_empty = ours.as_str().is_some_and(str::is_empty) || ours.as_array().is_some_and(Vec::is_empty);
    *ours == Value::Bool(false) || ours.as_f64() == Some(0.0) || is_empty
}

/// The differences of two values, each with its place. These are none: a moment to the millisecond, a number that an older
/// model has as text, a policy as text or as the JSON that it is, and members that only one of the models has.
fn compare(place: &str, ours: &Value, theirs: &Value, model: &str, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                compare(&format!("{place}[{index}]"), ours, theirs, model, found);
            }
        }
        (ours, Value::Object(moment)) if moment.contains_key("$time") => {
            let seconds = match ours {
                Value::Number(number) => number.as_f64(),
                Value::String(text) => text.parse::<DateTime>().ok().map(|time| time.secs() as f64 + f64::from(time.subsec_nanos()) / 1e9),
                _ => None,
            };
            let wanted = moment["$time"].as_f64().expect("a number");
            if !seconds.is_some_and(|seconds| (seconds - wanted).abs() < 1e-3) {
                found.push(format!("{place}: {ours}, not {wanted}"));
            }
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            let names: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            for name in names.into_iter().filter(|name| !CHANGING.contains(&name.as_str())) {
                let of = |map: &Map<String, Value>| map.get(name).cloned().unwrap_or(Value::Null);
                compare(&format!("{place}.{name}"), &of(ours), &of(theirs), model, found);
            }
        }
        (Value::Number(ours), Value::Number(theirs)) if ours.as_f64() == theirs.as_f64() => {}
        (Value::String(ours), Value::Number(theirs)) if *ours == theirs.to_string() => {}
        (Value::String(ours), Value::Object(_)) if serde_json::from_str::<Value>(ours).is_ok_and(|ours| ours == *theirs) => {}
        (ours, Value::Null) if is_default(ours) => {}
        (Value::Null, _) if is_newer(place, model) => {}
        _ if ours == theirs => {}
        _ => found.push(format!("{place}: {ours}, not {theirs}")),
    }
}

#[tokio::main]
async fn main() {
    let variable = |name: &str| std::env::var(name).expect("a variable");
    let calls = std::fs::read_to_string(variable("CALLS")).expect("the calls");
    let url = variable("SERVER_URL");
    let text = |path: &str| std::fs::read_to_string(path).expect("a model");
    let models: std::collections::BTreeMap<&str, String> = MODELS.iter().map(|(name, path)| (*name, text(path))).collect();
    let mut found = Vec::new();
    for line in calls.lines() {
        let mut wanted: Value = serde_json::from_str(line).expect("a call");
        let text = |name: &str| wanted[name].as_str().unwrap_or_default().to_owned();
        let (service, operation) = (text("service"), text("operation"));
        let place = format!("{service} {operation} {}", wanted["input"]);
        let credentials = Credentials::new("AKIDEXAMPLE", "secret");
        let config = Config::new().endpoint(&url).region("us-east-1").credentials(credentials).retry(runtime::Retry::off());
        let input = wanted["input"].take();
        match call(&service, &operation, config, input).await {
            Outcome::Output(output) => compare(&place, &output, &wanted["output"], &models[service.as_str()], &mut found),
            Outcome::Error(code, status) => {
                // Where an answer to `HEAD` tells no code, boto3 takes the status for it.
                let told = wanted["error"] != status.to_string();
                if told && wanted["error"] != *code || wanted["status"] != status {
                    found.push(format!("{place}: {code} ({status}), not {} ({})", wanted["error"], wanted["status"]));
                }
            }
            Outcome::Failure(text) => found.push(format!("{place}: {text}")),
        }
    }
    if !found.is_empty() {
        println!("{}", found.join("\n"));
        std::process::exit(1);
    }
}
