//! What is told to whoever traces calls, and what is not.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config};
use runtime::{Credentials, Retry};
use tests::{Reply, Server};
use tracing_subscriber::fmt::format::FmtSpan;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("a log").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Collects what this thread traces.
fn collect() -> (Log, impl Drop) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    (log, tracing_subscriber::util::SubscriberInitExt::set_default(subscriber))
}

fn text(log: &Log) -> String {
    String::from_utf8(log.0.lock().expect("a log").clone()).expect("text")
}

#[test]
fn calls_attempts_and_retries_are_told_and_secrets_are_not() {
    let (log, _guard) = collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let server = Server::start(|request| match request.header("amz-sdk-request") {
            Some("attempt=1; max=3") => Reply::error(503, "SlowDown", r#"{"message":"SECRET-text"}"#),
            _ => Reply::ok(r#"{"IceServerList":[{"Password":"SECRET-password"}]}"#),
        })
        .await;
        let credentials = Credentials::new("AKIDEXAMPLE", "SECRET-key").with_session_token("SECRET-token");
        let config = Config::new().endpoint(server.url()).region("us-west-2").credentials(credentials);
        let client = Client::new(config.retry(Retry::standard().throttling_backoff(Duration::from_millis(1))));
        let input = GetIceServerConfigRequest::new("arn:aws:x").username("SECRET-user");
        client.get_ice_server_config(input).header("x-key", "SECRET-header").await.expect("an answer");
    });
    let text = text(&log);
    let ours: Vec<&str> = text.lines().filter(|line| line.contains(" tinsmith_runtime::")).collect();
    let call = r#"call{service="Kinesis Video Signaling" operation="GetIceServerConfig"}"#;
    let ended = call.replace('}', r#" attempts=2 outcome="success" status=200}"#);
    for wanted in [
        format!(r#"{call}:attempt{{attempt=1 status=503 request_id="01234567-89ab"}}"#),
        format!(
            r#"{call}: tinsmith_runtime::call::attempts: trying again failed=1 status=503 code="SlowDown" verdict=Throttled wait="#
        ),
        format!("{call}:attempt{{attempt=2 status=200}}"),
        format!("{ended}: tinsmith_runtime::call: close"),
    ] {
        assert!(ours.iter().any(|line| line.contains(&wanted)), "{wanted} is not in\n{}", ours.join("\n"));
    }
    assert!(!ours.join("\n").contains("SECRET"), "{}", ours.join("\n"));
}

/// What a generated structure with two required members is to the reader.
#[derive(Default)]
struct Thing {
    name: String,
}

impl runtime::wire::Fields for Thing {
    fn initial() -> Self {
        Self::default()
    }

    fn field(&mut self, name: &str, input: &mut dyn runtime::wire::Reader) -> runtime::wire::Result<()> {
        match name {
            "name" => runtime::wire::Decode::decode(&mut self.name, input),
            _ => input.skip(),
        }
    }

    fn required(&self) -> &'static [&'static str] {
        &["name", "size"]
    }
}

#[test]
fn members_that_were_filled_are_told() {
    let (log, _guard) = collect();
    let mut thing = Thing::default();
    let format = runtime::protocol::Protocol::format(&runtime::protocol::RestJson1);
    format.read_structure(br#"{"name":"SECRET"}"#, u64::MAX, &mut thing).expect("a thing");
    format.read_structure(br#"{"name":null,"size":1}"#, u64::MAX, &mut thing).expect("a thing");
    let text = text(&log);
    let filled: Vec<&str> = text.lines().filter(|line| line.contains("filled: it is required")).collect();
    assert_eq!(filled.len(), 2, "{text}");
    assert!(filled[0].contains("member=\"size\"") && filled[1].contains("member=\"name\""), "{text}");
    assert!(!text.contains("SECRET"), "{text}");
}
