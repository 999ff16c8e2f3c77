//! Makes a request of each input in the file `CALLS`, and an answer with the output that stands there, and prints both as a line of
//! JSON, with what is read of the answer; and the same of an answer with an exception. Nothing is sent. The arms for operations are
//! put in for the comment that stands for them, and the exceptions of each service.

use runtime::testing::{self, Answers, Refuses};
use runtime::{Body, Config, Credentials, ExceptionOf, Operation, Policy};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

async fn all<O: Answers>(config: Config, mut call: Value) -> Value
where
    O::Input: DeserializeOwned,
    O::Output: DeserializeOwned + Serialize,
    ExceptionOf<O>: Exceptions,
{
    let mut line = request::<O>(config, call["input"].take()).await;
    if !call["exception"].is_null() {
        line["refused"] = refused::<O>(call["exception"].take()).await.unwrap_or_else(|error| json!({ "problem": error }));
    }
    let output = call["output"].take();
    let answered = if output.is_null() { Ok(()) } else { answer::<O>(output, &mut line).await };
    if let Err(error) = answered {
        line["unanswered"] = error.into();
    }
    line
}

/// Adds to a line the answer with an output, and what is read of it.
async fn answer<O: Answers>(output: Value, line: &mut Value) -> Result<(), String>
where
    O::Output: DeserializeOwned + Serialize,
{
    let output = serde_json::from_value(output).map_err(|error| format!("the output: {error}"))?;
    let answer = testing::answer::<O>(output).map_err(|error| format!("the answer: {error}"))?;
    let (shown, answer) = shown(answer).await?;
    line["answer"] = shown;
    let read = runtime::read::<O>(answer).await.map_err(|error| format!("reading: {error}"))?;
    line["read"] = serde_json::to_value(read).map_err(|error| error.to_string())?;
    Ok(())
}

/// The exceptions of a service, as they are made of a code and members, and their members.
trait Exceptions: Refuses + Sized {
    fn made(code: &str, members: Value) -> Result<Self, String>;
    fn members(&self) -> Value;
}

fn decoded<T: DeserializeOwned>(members: Value) -> Result<T, String> {
    serde_json::from_value(members).map_err(|error| format!("the exception: {error}"))
}

/// The answer with an exception, and what is read of it.
async fn refused<O: Operation>(exception: Value) -> Result<Value, String>
where
    ExceptionOf<O>: Exceptions,
{
    let code = exception["code"].as_str().unwrap_or_default();
    let exception = ExceptionOf::<O>::made(code, exception["members"].clone())?;
    let answer = testing::refusal::<O>(exception).map_err(|error| format!("the answer: {error}"))?;
    let (shown, answer) = shown(answer).await?;
    let Err(error) = runtime::read::<O>(answer).await else {
        return Err("an exception is read as an output".to_owned());
    };
    let members = error.exception().map(Exceptions::members);
    Ok(json!({ "answer": shown, "read": { "code": error.code(), "members": members } }))
}

/// An answer as JSON, and itself.
async fn shown(answer: http::Response<Body>) -> Result<(Value, http::Response<Body>), String> {
    let (head, body) = answer.into_parts();
    let body = body.collect().await.map_err(|error| error.to_string())?;
    let shown = json!({ "status": head.status.as_u16(), "headers": texts(&head.headers), "body": encoded(&body) });
    Ok((shown, http::Response::from_parts(head, Body::from(body))))
}

fn texts(headers: &http::HeaderMap) -> Map<String, Value> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value).into())).collect()
}

fn encoded(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}

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
    let body = encoded(&body.collect().await.expect("a body"));
    json!({ "method": head.method.as_str(), "url": head.uri.to_string(), "headers": texts(&head.headers), "body": body })
}

async fn made(service: &str, operation: &str, config: Config, call: Value) -> Value {
    match (service, operation) {
        // ARMS
        _ => json!({ "error": "no such operation" }),
    }
}

#[tokio::main]
async fn main() {
    let calls = std::fs::read_to_string(std::env::var("CALLS").expect("a variable")).expect("the calls");
    for line in calls.lines() {
        let call: Value = serde_json::from_str(line).expect("a call");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (service, operation, place) = (text(&call["service"]), text(&call["operation"]), &call["place"]);
        let credentials = Credentials::new("AKIDEXAMPLE", "secret");
        // boto3 checks less.
        let config = Config::new().region(text(&place[0])).credentials(credentials).validation(Policy::Off);
        let config = config.use_fips(place[1] == true).use_dual_stack(place[2] == true);
        println!("{}", made(&service, &operation, config, call).await);
    }
}

// EXCEPTIONS
