//! Exchanges with a service are recorded, and played to the tests of an application.

use std::fs;

use generated::kinesis_video_signaling::operations::GetIceServerConfig;
use generated::kinesis_video_signaling::types::{GetIceServerConfigRequest, ResourceNotFoundException};
use generated::kinesis_video_signaling::types::{GetIceServerConfigResponse, IceServer};
use generated::kinesis_video_signaling::{Client, Config, Error, Exception};
use runtime::testing::{Recorder, Replay, answer, refusal};
use runtime::transport::{Hyper, Ureq};
use runtime::{Credentials, Retry};
use tests::{Reply, Server};

const ANSWER: &str = r#"{"IceServerList":[{"Uris":["turn:ä"],"Ttl":30}]}"#;

fn config() -> Config {
    let credentials = Credentials::new("AKIDSECRET", "secret-key").with_session_token("secret-token");
    Config::new().region("us-west-2").credentials(credentials).retry(Retry::off())
}

async fn ask(client: &Client, channel: &str) -> Result<Option<i32>, Error> {
    let reply = client.get_ice_server_config(GetIceServerConfigRequest::new(channel)).await?;
    Ok(reply.ice_server_list.unwrap_or_default().first().and_then(|server| server.ttl))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_is_played() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("exchanges.jsonl");
    let server = Server::start(|request| match request.text().contains("gone") {
        true => Reply::error(404, "ResourceNotFoundException", r#"{"message":"no such channel"}"#),
        false => Reply::ok(ANSWER),
    })
    .await;
    let hyper = Hyper::new(Config::CONNECT_TIMEOUT).expect("a transport");
    let recorder = Recorder::new(hyper, &path).expect("a file");
    let client = Client::new(config().endpoint(server.url()).transport(recorder));
    assert_eq!(ask(&client, "arn:a").await.expect("an answer"), Some(30));
    ask(&client, "arn:gone").await.expect_err("an exception");

    let text = fs::read_to_string(&path).expect("the record");
    assert_eq!(text.lines().count(), 2);
    for secret in ["AKIDSECRET", "secret-key", "secret-token", "AWS4-HMAC", "127.0.0.1", "amz-sdk"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }

    // Nobody is there any more, and the order does not count.
    let replay = Replay::new(&path).expect("a record");
    let client = Client::new(config().endpoint("http://127.0.0.1:9").transport(replay.clone()));
    let error = ask(&client, "arn:gone").await.expect_err("an exception");
    assert!(
        error.to_string().contains("ResourceNotFoundException: no such channel (status 404, request 01234567-89ab)")
    );
    assert_eq!(ask(&client, "arn:a").await.expect("an answer"), Some(30));
    assert_eq!(replay.left(), 0);
    let error = ask(&client, "arn:a").await.expect_err("nothing is left").to_string();
    assert!(error.contains("no exchange is left in the record for POST /v1/get-ice-server-config"), "{error}");

    let replay = Replay::new(&path).expect("a record");
    let blocking = Client::new(config().endpoint("http://127.0.0.1:9").blocking_transport(replay));
    blocking.get_ice_server_config(GetIceServerConfigRequest::new("arn:a")).blocking().expect("an answer");
    let again = folder.path().join("again.jsonl");
    let recorder = Recorder::new(Ureq::new(), &again).expect("a file");
    let blocking = Client::new(config().endpoint(server.url()).blocking_transport(recorder));
    blocking.get_ice_server_config(GetIceServerConfigRequest::new("arn:a")).blocking().expect("an answer");
    let first = |text: &str| text.lines().next().map(str::to_owned);
    assert_eq!(first(&fs::read_to_string(again).expect("a record")), first(&text));

    fs::write(&path, "{}\n").expect("a file");
    let error = Replay::new(&path).expect_err("no record").to_string();
    assert!(error.contains("line 1: no request"), "{error}");
}

#[tokio::test]
async fn answers_are_made_by_the_model() {
    let output =
        || GetIceServerConfigResponse::new().with_ice_server_list([IceServer::new().with_ttl(30).with_password("p")]);
    let made = answer::<GetIceServerConfig>(output()).expect("an answer");
    assert_eq!(&made.body().bytes().expect("bytes")[..], br#"{"IceServerList":[{"Password":"p","Ttl":30}]}"#);
    assert_eq!(runtime::read::<GetIceServerConfig>(made).await.expect("an output"), output());

    let gone = Exception::ResourceNotFoundException(ResourceNotFoundException::new().with_message("no such channel"));
    let made = refusal::<GetIceServerConfig>(gone.clone()).expect("an answer");
    assert_eq!(made.status(), 404);
    let error = runtime::read::<GetIceServerConfig>(made).await.expect_err("an exception");
    assert_eq!(error.exception(), Some(&gone));
    assert_eq!(error.message(), Some("no such channel"));
    // Without members, too, it has a body in JSON.
    let empty = Exception::ResourceNotFoundException(ResourceNotFoundException::new());
    let made = refusal::<GetIceServerConfig>(empty).expect("an answer");
    assert_eq!(made.body().bytes().expect("bytes")[..], *b"{}");
}
