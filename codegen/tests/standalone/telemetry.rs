//! Telemetry over real sockets, in whichever of its protocols the crate was generated for: `PROTOCOL` says which one. This
//! file is copied into the crate that is generated from the fixture.

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use runtime::{BigInteger, Bytes, Credentials, DateTime, EventStream};
use telemetry::types::*;
use telemetry::{Client, Config, Exception};
use tests::{Reply, Request, Server, events, sigv4};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const EVENTS: &str = "application/vnd.amazon.eventstream";

fn protocol() -> String {
    std::env::var("PROTOCOL").expect("the protocol that the crate was generated for")
}

/// What differs between the protocols: the media type of bodies, and the same object with a text in both formats.
fn media_type() -> &'static str {
    match protocol().as_str() {
        "awsJson1_1" => "application/x-amz-json-1.1",
        "rpcv2Cbor" => "application/cbor",
        _ => "application/json",
    }
}

fn client(server: &Server) -> Client {
    let credentials = Credentials::new("AKIDEXAMPLE", SECRET);
    Client::new(config(server).bearer_token("open sesame").credentials(credentials))
}

fn config(server: &Server) -> Config {
    Config::new().endpoint(server.url()).region("eu-central-1")
}

/// CBOR where the protocol has it, else JSON.
fn body(json: &str, cbor: &str) -> Vec<u8> {
    if protocol() != "rpcv2Cbor" {
        return json.into();
    }
    (0..cbor.len()).step_by(2).map(|at| u8::from_str_radix(&cbor[at..at + 2], 16).expect("hexadecimal")).collect()
}

/// The header that answers of rpcv2 have.
fn headers(content_type: &str) -> Vec<(&'static str, String)> {
    let mut headers = vec![("content-type", content_type.to_owned())];
    match protocol().as_str() {
        "rpcv2Cbor" => headers.push(("smithy-protocol", "rpc-v2-cbor".to_owned())),
        "rpcv2Json" => headers.push(("smithy-protocol", "rpc-v2-json".to_owned())),
        _ => {}
    }
    headers
}

fn answer(status: u16, body: Vec<u8>) -> Reply {
    Reply::Answer { status, headers: headers(media_type()), body }
}

/// Path and headers say the operation, and the request is authenticated as its model wants it.
fn check(request: &Request, operation: &str) {
    assert_eq!(request.method, "POST");
    assert_eq!(request.header("x-amzn-query-mode"), Some("true"));
    match operation {
        "Ping" => assert_eq!(request.header("authorization"), Some("Bearer open sesame")),
        _ => assert!(sigv4::check(request, SECRET).is_some(), "{request:?}"),
    }
    match protocol().as_str() {
        "awsJson1_1" => {
            assert_eq!(request.target, "/");
            assert_eq!(request.header("x-amz-target"), Some(&*format!("Telemetry_20240101.{operation}")));
        }
        rpc => {
            assert_eq!(request.target, format!("/service/Telemetry_20240101/operation/{operation}"));
            let name = if rpc == "rpcv2Cbor" { "rpc-v2-cbor" } else { "rpc-v2-json" };
            assert_eq!((request.header("smithy-protocol"), request.header("x-amz-target")), (Some(name), None));
        }
    }
}

#[tokio::test]
async fn a_structure_goes_there_and_another_comes_back() {
    let server = Server::start(|_| {
        answer(200, body(
            r#"{"Sequence":7,"At":1700000000.5,"Value":{"__type":"x","Text":"ok"},"Counter":COUNTER,"New":[{}]}"#
                .replace("COUNTER", if protocol() == "rpcv2Json" { r#""18446744073709551616""# } else { "18446744073709551616" })
                .as_str(),
            // `Sequence`, `At`, `Value` with a null beside it, `Counter`, and a member that nobody knows.
            "bf6853657175656e636507624174c1fb41d954fc402000006556616c7565a265 4f74686572f66454657874626f6b67436f756e746572c249010000000000000000634e657781a0ff"
                .replace(' ', "").as_str(),
        ))
    });
    let server = server.await;
    let input = PutReadingInput::new("door")
        .at(DateTime::from_secs(1_700_000_000))
        .raw(Bytes::from_static(b"\x01\x02"))
        .value(Value::Number(1.5))
        .counter("18446744073709551616".parse::<BigInteger>().expect("a number"));
    let result = client(&server).put_reading(input).await;
    let request = server.received().remove(0);
    check(&request, "PutReading");
    assert_eq!(request.header("content-type"), Some(media_type()));
    let sent = match protocol().as_str() {
        "awsJson1_1" => r#"{"Sensor":"door","At":"2023-11-14T22:13:20Z","Raw":"AQI=","Value":{"Number":1.5},"Counter":18446744073709551616}"#.into(),
        "rpcv2Json" => r#"{"Sensor":"door","At":1700000000,"Raw":"AQI=","Value":{"Number":1.5},"Counter":"18446744073709551616"}"#.into(),
        _ => body("", "bf6653656e736f7264646f6f72624174c11a6553f10063526177420102 6556616c7565bf664e756d626572fa3fc00000ff67436f756e746572c249010000000000000000ff".replace(' ', "").as_str()),
    };
    assert_eq!(request.body, sent, "{}", request.text());
    let output = result.expect("an output");
    assert_eq!((output.sequence, output.value), (Some(7), Some(Value::Text("ok".into()))));
    assert_eq!(output.at, Some(DateTime::from_secs_and_nanos(1_700_000_000, 500_000_000)));
    assert_eq!(output.counter.as_ref().map(AsRef::as_ref), Some("18446744073709551616"));
}

#[tokio::test]
async fn an_operation_without_messages_has_the_body_that_its_protocol_wants() {
    let server = Server::start(|_| answer(200, Vec::new())).await;
    client(&server).ping().await.expect("nothing");
    let request = server.received().remove(0);
    check(&request, "Ping");
    match protocol().as_str() {
        "awsJson1_1" => assert_eq!((request.text().as_str(), request.header("content-type")), ("{}", Some(media_type()))),
        _ => assert_eq!((request.body.len(), request.header("content-type")), (0, None)),
    }
}

#[tokio::test]
async fn the_first_scheme_that_there_is_something_for_is_taken() {
    let server = Server::start(|_| answer(200, body("{}", "a0"))).await;
    let reading = || PutReadingInput::new("door");
    let bearer = Client::new(config(&server).bearer_token("open sesame"));
    bearer.put_reading(reading()).await.expect("authenticated by a token");
    assert_eq!(server.received()[0].header("authorization"), Some("Bearer open sesame"));
    let error = Client::new(config(&server)).put_reading(reading()).await.expect_err("nobody");
    assert!(error.to_string().contains("no credentials: none are configured"), "{error}");
    let error = Client::new(config(&server)).ping().await.expect_err("nobody");
    assert!(error.to_string().contains("the service wants a bearer token"), "{error}");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn an_error_is_known_by_its_shape_and_told_by_its_code() {
    let server = Server::start(|_| {
        let json = r#"{"__type":"other.namespace#SensorUnknown","message":"no door","Sensor":"door"}"#;
        let cbor = "a3665f5f747970656d53656e736f72556e6b6e6f776e676d657373616765676e6f20646f6f726653656e736f7264646f6f72";
        let Reply::Answer { status, mut headers, body } = answer(400, body(json, cbor)) else { unreachable!() };
        headers.push(("x-amzn-query-error", "Telemetry.NoSuchSensor;Sender".to_owned()));
        Reply::Answer { status, headers, body }
    });
    let error = client(&server.await).put_reading(PutReadingInput::new("door")).await.expect_err("refused");
    match error.exception() {
        Some(Exception::SensorUnknown(unknown)) => assert_eq!(unknown.sensor.as_deref(), Some("door")),
        other => panic!("{other:?}"),
    }
    assert_eq!(error.to_string(), "PutReading: Telemetry.NoSuchSensor: no door (status 400)");
}

#[tokio::test]
async fn an_answer_of_another_protocol_is_an_error() {
    if protocol() == "awsJson1_1" {
        return;
    }
    for status in [200, 400] {
        let server = Server::start(move |_| Reply::Answer {
            status,
            headers: vec![("smithy-protocol", "rpc-v2-other".to_owned())],
            body: br#"{"__type":"SensorUnknown"}"#.to_vec(),
        });
        let error = client(&server.await).ping().await.expect_err("not its protocol");
        match status {
            200 => assert!(error.to_string().contains("protocol rpc-v2-other"), "{error}"),
            _ => assert_eq!((error.exception(), error.code()), (Some(&Exception::Unmodeled), None)),
        }
    }
}

fn message(headers: &[(&'static str, &str)], payload: Vec<u8>, into: &mut Vec<u8>) {
    let text = |value: &str| HeaderValue::String(value.to_owned().into());
    let headers = headers.iter().map(|(name, value)| Header::new(*name, text(value)));
    write_message_to(&Message::new_from_parts(headers.collect(), payload), into).expect("a message");
}

fn event(kind: &str, payload: Vec<u8>, into: &mut Vec<u8>) {
    message(&[(":message-type", "event"), (":event-type", kind)], payload, into);
}

#[tokio::test]
async fn a_stream_begins_with_the_other_members() {
    let server = Server::start(|_| {
        let mut stream = Vec::new();
        event("initial-response", body(r#"{"SessionId":"s1"}"#, "a16953657373696f6e4964627331"), &mut stream);
        event("Reading", body(r#"{"Value":1.5}"#, "a16556616c7565f93e00"), &mut stream);
        let unknown = body(r#"{"Sensor":"door"}"#, "a16653656e736f7264646f6f72");
        message(&[(":message-type", "exception"), (":exception-type", "SensorUnknown")], unknown, &mut stream);
        Reply::Answer { status: 200, headers: headers(EVENTS), body: stream }
    });
    let server = server.await;
    let commands = EventStream::of([Commands::Pause(Pause::new().seconds(3))]);
    let output = client(&server).watch(WatchInput::new("door").commands(commands)).await.expect("a stream");
    assert_eq!(output.session_id.as_deref(), Some("s1"));
    let mut readings = output.readings;
    assert_eq!(readings.next().await.transpose().expect("a reading"), Some(Readings::Reading(Reading::new().with_value(1.5))));
    let error = readings.next().await.transpose().expect_err("an exception");
    assert!(matches!(error.exception(), Some(Exception::SensorUnknown(_))), "{error}");

    let request = server.received().remove(0);
    assert_eq!(request.header("content-type"), Some(EVENTS));
    if protocol() != "awsJson1_1" {
        assert_eq!(request.header("accept"), Some(EVENTS));
    }
    let signed = events::signed_payloads(&request, SECRET).expect("each follows from the one before it");
    assert_eq!(signed.len(), 3, "the initial request, an event and the end");
    let kind = |index: usize| events::text_header(&signed[index], ":event-type");
    assert_eq!((kind(0).as_deref(), kind(1).as_deref()), (Some("initial-request"), Some("Pause")));
    let sent = |index: usize| events::payload(&signed[index]);
    assert_eq!(sent(0), Some(body(r#"{"Sensor":"door"}"#, "bf6653656e736f7264646f6f72ff")));
    assert_eq!(sent(1), Some(body(r#"{"Seconds":3}"#, "bf675365636f6e647303ff")));
}

#[tokio::test]
async fn a_stream_without_an_initial_message_is_one_too() {
    let server = Server::start(|_| {
        let mut stream = Vec::new();
        event("Reading", body(r#"{"Value":1.5}"#, "a16556616c7565f93e00"), &mut stream);
        Reply::Answer { status: 200, headers: headers(EVENTS), body: stream }
    });
    let output = client(&server.await).watch(WatchInput::new("door")).await.expect("a stream");
    let mut readings = output.readings;
    assert_eq!((output.session_id, readings.next().await.transpose().expect("a reading").is_some()), (None, true));
    assert_eq!(readings.next().await.transpose().expect("the end"), None);
}

/// Servers of tests name the protocol as the service does, and what they answer is read again.
#[cfg(feature = "test-util")]
#[tokio::test]
async fn answers_of_tests_are_those_of_the_protocol() {
    type Operation = telemetry::operations::PutReading;
    let output = PutReadingOutput::new().with_sequence(7).with_value(Value::Text("ok".into()));
    let answer = runtime::testing::answer::<Operation>(output.clone()).expect("an answer");
    assert_eq!(runtime::read::<Operation>(answer).await.expect("an output"), output);
    for shape in [SensorUnknown::new(), SensorUnknown::new().with_sensor("door")] {
        let unknown = Exception::SensorUnknown(shape);
        let answer = runtime::testing::refusal::<Operation>(unknown.clone()).expect("an answer");
        assert!(!answer.headers().contains_key("x-amzn-errortype"), "{answer:?}");
        assert!(answer.body().bytes().expect("bytes").windows(6).any(|bytes| bytes == b"__type"), "{answer:?}");
        let error = runtime::read::<Operation>(answer).await.expect_err("an exception");
        assert_eq!(error.exception(), Some(&unknown));
    }
}

/// An assertion that can't fail proves nothing.
#[cfg(feature = "test-util")]
#[test]
fn assertions_about_events_fail_where_they_should() {
    use tests::fails;

    type Operation = telemetry::operations::Watch;

    let response = |stream: Vec<u8>| {
        let headers = headers(EVENTS);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        runtime::testing::Response::new(200, &headers, stream)
    };
    let (mut reading, mut refused) = (Vec::new(), Vec::new());
    event("Reading", body(r#"{"Value":1.5}"#, "a16556616c7565f93e00"), &mut reading);
    let unknown = body(r#"{"Sensor":"door"}"#, "a16653656e736f7264646f6f72");
    message(&[(":message-type", "exception"), (":exception-type", "SensorUnknown")], unknown, &mut refused);
    let (reading, refused) = (|| response(reading.clone()), || response(refused.clone()));
    let readings = |output: WatchOutput| output.readings;
    let value = |value| Readings::Reading(Reading::new().with_value(value));
    let is_unknown = |exception: &Exception| matches!(exception, Exception::SensorUnknown(_));

    reading().gives_event::<Operation, _>(readings, &value(1.5));
    assert!(fails(|| reading().gives_event::<Operation, _>(readings, &value(2.5))));
    assert!(fails(|| refused().gives_event::<Operation, _>(readings, &value(1.5))));
    assert!(fails(|| response(Vec::new()).gives_event::<Operation, _>(readings, &value(1.5))));
    refused().fails_with::<Operation, _>(readings, is_unknown);
    assert!(fails(|| refused().fails_with::<Operation, _>(readings, |_| false)));
    assert!(fails(|| reading().fails_with::<Operation, _>(readings, is_unknown)));
    refused().fails_somehow::<Operation, _>(readings);
    assert!(fails(|| reading().fails_somehow::<Operation, _>(readings)));
}
