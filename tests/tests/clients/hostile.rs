//! Answers, keys and URLs that mean ill, and what callers can see of an answer.

use std::error::Error as _;

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config, Error};
use runtime::{Credentials, Failure, Retry};
use tests::{Reply, Request, Server};

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "secret")
}

fn config(server: &Server) -> Config {
    Config::new().region("us-west-2").endpoint(server.url()).credentials(credentials()).retry(Retry::off())
}

fn request() -> GetIceServerConfigRequest {
    GetIceServerConfigRequest::new("arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1")
}

/// The error of one call to a server that answers so.
async fn error_of(reply: Reply) -> Error {
    let server = Server::start(move |_| reply.clone()).await;
    Client::new(config(&server)).get_ice_server_config(request()).await.expect_err("an error")
}

/// The head of an answer is there for whoever asks.
#[tokio::test]
async fn the_head_of_an_answer_can_be_had() {
    let headers = vec![("x-amzn-RequestId", "01234567-89ab".to_owned()), ("x-extra", "here".to_owned())];
    let server =
        Server::start(move |_| Reply::Answer { status: 202, headers: headers.clone(), body: b"{}".to_vec() }).await;
    let client = Client::new(config(&server));
    let (_, metadata) = client.get_ice_server_config(request()).with_metadata().await.expect("an answer");
    assert_eq!((metadata.status(), metadata.request_id(), metadata.attempts()), (202, Some("01234567-89ab"), 1));
    assert_eq!(metadata.headers()["x-extra"], "here");
    let call = client.get_ice_server_config(request()).with_metadata();
    let (_, metadata) =
        tokio::task::spawn_blocking(move || call.blocking()).await.expect("no panic").expect("an answer");
    assert_eq!(metadata.status(), 202);
}

/// What stands in a header is signed, whatever its characters.
#[tokio::test]
async fn headers_beyond_ascii_are_signed() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    let call = Client::new(config(&server)).get_ice_server_config(request()).header("x-name", "Grüße");
    call.await.expect("an answer");
    let sent = &server.received()[0];
    assert!(header_is_signed(sent, "x-name") && sent.header("x-name") == Some("Grüße"), "{sent:?}");
}

fn header_is_signed(request: &Request, name: &str) -> bool {
    let authorization = request.header("authorization").unwrap_or_default();
    let signed =
        authorization.split("SignedHeaders=").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or_default();
    signed.split(';').any(|signed| signed == name)
}

/// What a service says can't steer a terminal, wherever an error is printed, and nothing is said twice.
#[tokio::test]
async fn errors_are_one_line_whatever_a_service_says() {
    let evil = r"a\u001b[2Jb\u202ec\u2028d\r\nERROR forged";
    let long = "x".repeat(1 << 20);
    let bodies = [
        (400, format!(r#"{{"__type":"Odd{evil}","message":"{evil}"}}"#)),
        (400, format!(r#"{{"__type":"ResourceNotFoundException","Message":"{evil}{long}"}}"#)),
        (400, format!(r#"{{"__type":"{long}","message":"{long}"}}"#)),
        (500, "<html>a\u{1b}[2Jb\u{202e}c\u{2028}d\r\nERROR forged".to_owned()),
        (200, format!(r#"{{"IceServerList":[{{"{evil}":{{"{long}":[}}}}]}}"#)),
        (200, format!(r#"{{"IceServerList":[{{"Ttl":"{evil}"}}]}}"#)),
    ];
    for (status, body) in bodies {
        let headers = vec![("x-amzn-RequestId", "i".repeat(2000))];
        let error = error_of(Reply::Answer { status, headers, body: body.into_bytes() }).await;
        let mut printed = vec![error.to_string()];
        printed.extend(error.exception().map(ToString::to_string));
        printed.extend(error.failure().map(ToString::to_string));
        for text in printed {
            let steers = |character: char| character.is_control() || matches!(character, '\u{202e}' | '\u{2028}');
            assert!(!text.contains(steers), "{text:?}");
            assert!(text.chars().count() < 5_000, "{} characters", text.chars().count());
        }
        assert!(error.source().is_none());
    }
    let refused =
        Client::new(Config::new().region("us-west-2").endpoint("http://127.0.0.1:9").credentials(credentials()));
    let text = refused.get_ice_server_config(request()).retry(Retry::off()).await.expect_err("refused").to_string();
    assert_eq!(text.matches("refused").count(), 1, "{text}");
}

/// Keys that can't stand in a header are an error, wherever they come from.
#[tokio::test]
async fn keys_that_cannot_be_sent_are_an_error() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    for (id, token) in [("AKID\u{7f}", None), ("AKID\r\nx: y", None), ("", None), ("AKID", Some("to\nken"))] {
        let keys = token.into_iter().fold(Credentials::new(id, "SECRET"), Credentials::with_session_token);
        let client = Client::new(config(&server).credentials(keys));
        let error = client.get_ice_server_config(request()).await.expect_err("no keys");
        assert!(matches!(error.failure(), Some(Failure::Credentials(_))), "{error}");
    }
    assert!(server.received().is_empty());
}

/// A short answer can ask for much memory: it is bounded, too.
#[tokio::test]
async fn what_is_made_of_an_answer_is_bounded() {
    let items = vec!["{}"; 100_000].join(",");
    let body = format!(r#"{{"IceServerList":[{items}]}}"#);
    let server = Server::start(move |_| Reply::ok(body.clone())).await;
    let client = |limit| Client::new(config(&server).response_limit(limit));
    let error = client(1 << 20).get_ice_server_config(request()).await.expect_err("too much");
    assert!(error.to_string().contains("takes more memory than an answer may"), "{error}");
    client(64 << 20).get_ice_server_config(request()).await.expect("an answer");
}

/// URLs that mean something else than they say.
#[tokio::test]
async fn endpoints_with_parts_that_mean_nothing_are_errors() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    for url in ["http://127.0.0.1:99999", "http://127.0.0.1:0", "http://127.0.0.1:80#x", "http://127.0.0.1/#"] {
        let error = Client::new(config(&server)).get_ice_server_config(request()).endpoint(url).await.expect_err(url);
        assert!(matches!(error.failure(), Some(Failure::Endpoint(_))), "{url}: {error}");
    }
}
