//! Nothing that is printed, for whatever purpose, holds a secret.

use std::fmt::Debug;
use std::time::Duration;

use generated::kinesis_video_signaling::operations::GetIceServerConfig;
use generated::kinesis_video_signaling::types::{GetIceServerConfigRequest, GetIceServerConfigResponse, IceServer};
use generated::kinesis_video_signaling::{Client, Config};
use runtime::testing::{Mock, Recorder, Replay, answer};
use runtime::transport::{Hyper, Proxies, Reqwest, Ureq};
use runtime::{Body, Credentials, Retry};
use tests::{Reply, Server};

const SECRET: &str = "SECRET";

/// Everything that was printed, with what it was.
#[derive(Default)]
struct Printed(Vec<(&'static str, String)>);

impl Printed {
    fn debug(&mut self, what: &'static str, value: &impl Debug) {
        self.0.push((what, format!("{value:?}")));
        self.0.push((what, format!("{value:#?}")));
    }

    fn error(&mut self, what: &'static str, error: &(impl std::error::Error + 'static)) {
        self.debug(what, error);
        let mut cause: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = cause {
            self.0.push((what, error.to_string()));
            cause = error.source();
        }
    }
}

fn config() -> Config {
    let credentials = Credentials::new("AKIDEXAMPLE", "SECRET-key").with_session_token("SECRET-token");
    Config::new()
        .region("us-west-2")
        .credentials(credentials)
        .bearer_token("SECRET-bearer")
        .api_key("SECRET-api-key")
        .basic_auth("user", "SECRET-password")
        .proxies(Proxies::none().http("http://me:SECRET@proxy:1").https("http://me:SECRET@proxy:2"))
        .retry(Retry::off())
}

fn input() -> GetIceServerConfigRequest {
    GetIceServerConfigRequest::new("arn:aws:x")
}

fn output() -> GetIceServerConfigResponse {
    GetIceServerConfigResponse::new().with_ice_server_list([IceServer::new().with_password("SECRET-password")])
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_printed_is_a_secret() {
    let mut printed = Printed::default();
    printed.debug("a configuration", &config().endpoint("https://me:SECRET@example.com"));
    let client = Client::new(config().endpoint("https://example.com"));
    printed.debug("a client", &client);
    printed.debug("a call", &client.get_ice_server_config(input().username(SECRET)).header("x-key", SECRET));
    let presigned = client.get_ice_server_config(input()).presign(Duration::from_secs(60)).await.expect("a URL");
    assert!(presigned.url().contains("SECRET-token"), "the URL is the secret");
    printed.debug("a presigned request", &presigned);
    let request = client.get_ice_server_config(input().username(SECRET)).into_request().await.expect("a request");
    printed.debug("the headers of a request", request.headers());
    printed.debug("the body of a request", request.body());
    printed.debug("an output", &output());
    printed.debug("the body of an answer", answer::<GetIceServerConfig>(output()).expect("an answer").body());
    printed.debug("a reader", &Body::from(SECRET).into_reader());

    let mock = Mock::new();
    mock.gives::<GetIceServerConfig>(output());
    printed.debug("a mock", &mock);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("record");
    printed.debug("a recorder", &Recorder::new(Ureq::new(), &path).expect("a file"));
    printed.debug("a replay", &Replay::new(&path).expect("a record"));
    let proxies = Proxies::none().https("http://me:SECRET@proxy:1");
    printed.debug("hyper", &Hyper::through(&proxies, None, Duration::from_secs(1)).expect("a transport"));
    printed.debug("ureq", &Ureq::new().through(&proxies).expect("a transport"));
    printed.debug("reqwest", &Reqwest::new(reqwest::Client::new()));
    let wrong = Ureq::new().through(&Proxies::none().https("http://me:SECRET@[proxy")).expect_err("no URL");
    printed.0.push(("a proxy that is none", format!("{wrong} {wrong:?}")));
    errors(&mut printed).await;

    assert!(printed.0.len() > 60, "{}", printed.0.len());
    for (what, text) in &printed.0 {
        assert!(!text.contains(SECRET), "{what}: {text}");
    }
}

/// What goes wrong tells no secret either, with whatever the service says.
async fn errors(printed: &mut Printed) {
    let long = "SECRET".repeat(100);
    let broken =
        Server::start(|_| Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"SECRET".to_vec())).await;
    let not_json = Server::start(|_| Reply::ok(r#"{"IceServerList":[{"Password":7,"Username":"SECRET"}]}"#)).await;
    let number = Server::start(|_| Reply::ok(r#"{"IceServerList":[{"Ttl":"SECRET"}]}"#)).await;
    for (what, config, input) in [
        ("an input that is too long", config(), input().username(&long)),
        ("an endpoint that is none", config().endpoint("ftp://me:SECRET@example.com"), input()),
        ("an endpoint with a password", config().endpoint("https://me:SECRET@example.com"), input()),
        ("half an answer", config().endpoint(broken.url()), input()),
        ("an answer that does not fit", config().endpoint(not_json.url()), input()),
        ("a number that is none", config().endpoint(number.url()), input()),
        ("nobody there", config().endpoint("http://127.0.0.1:9"), input()),
    ] {
        let client = Client::new(config.proxies(Proxies::none()));
        let call = || client.get_ice_server_config(input.clone());
        printed.error(what, &call().await.expect_err(what));
        printed.error(what, &call().blocking().expect_err(what));
    }
    let client = Client::new(config().endpoint("https://example.com"));
    for name in ["x-key", "x key"] {
        let call = client.get_ice_server_config(input()).header(name, "SECRET\n");
        printed.error("a header that can't be sent", &call.await.expect_err("a header"));
    }
}
