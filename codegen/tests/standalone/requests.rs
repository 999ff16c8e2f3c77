//! Makes a request of each input in the file `CALLS`, and prints it as a line of JSON. Nothing is sent. The arms for operations
//! are put in for the comment that stands for them.

use runtime::{Config, Credentials, Operation, Policy};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

async fn request<O: Operation>(config: Config, input: Value) -> Value
where
    O::Input: DeserializeOwned,
{
    // An operation without an input takes `()`.
    let input = serde_json::from_value(input.clone()).or_else(|error| {
        if input == Value::Object(Map::new()) { serde_json::from_value(Value::Null) } else { Err(error) }
    });
    let input = match input {
        Ok(input) => input,
        Err(error) => return json!({ "error": format!("the input: {error}") }),
    };
    let request = match runtime::Client::new::<O::Service>(config).call::<O>(input).into_request().await {
        Ok(request) => request,
        Err(error) => return json!({ "error": error.to_string() }),
    };
    let (head, body) = request.into_parts();
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers: Map<String, Value> =
        head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value).into())).collect();
    let body = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, body.collect().await.expect("a body"));
    json!({ "method": head.method.as_str(), "url": head.uri.to_string(), "headers": headers, "body": body })
}

async fn made(service: &str, operation: &str, config: Config, input: Value) -> Value {
    match (service, operation) {
        // ARMS
        _ => json!({ "error": "no such operation" }),
    }
}

#[tokio::main]
async fn main() {
    let calls = std::fs::read_to_string(std::env::var("CALLS").expect("a variable")).expect("the calls");
    for line in calls.lines() {
        let mut call: Value = serde_json::from_str(line).expect("a call");
        let text = |name: &str| call[name].as_str().unwrap_or_default().to_owned();
        let (service, operation) = (text("service"), text("operation"));
        let credentials = Credentials::new("AKIDEXAMPLE", "secret");
        // boto3 checks less.
        let config = Config::new().region("us-west-2").credentials(credentials).validation(Policy::Off);
        println!("{}", made(&service, &operation, config, call["input"].take()).await);
    }
}
