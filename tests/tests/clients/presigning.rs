//! Requests that are signed by their URL, sent by somebody else.

use std::time::{Duration, SystemTime};

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config};
use runtime::transport::{Hyper, Transport};
use runtime::{Body, Credentials, Failure};
use tests::{Reply, Server, sigv4};

const ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo/1";
const MINUTE: Duration = Duration::from_secs(60);

fn client(url: String, expiry: Option<SystemTime>) -> Client {
    let credentials = Credentials::new("AKIDEXAMPLE", "SECRET-key").with_session_token("session/token+1=");
    let credentials = expiry.into_iter().fold(credentials, Credentials::with_expiry);
    Client::new(Config::new().endpoint(url).region("us-west-2").credentials(credentials))
}

#[tokio::test]
async fn anybody_can_send_what_is_presigned() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    let client = client(server.url(), None);
    let input = GetIceServerConfigRequest::new(ARN).client_id("viewer 1");
    let presigned = client.get_ice_server_config(input).presign(MINUTE).await.expect("a signature");
    assert_eq!(server.received().len(), 0);
    assert_eq!(presigned.method(), "POST");
    assert!(presigned.url().contains("X-Amz-Expires=60") && presigned.url().contains("X-Amz-Security-Token="));
    assert_eq!(format!("{presigned:?}"), "Presigned(POST 127.0.0.1/v1/get-ice-server-config)");
    assert_eq!(presigned.headers()["content-type"], "application/json");
    assert_eq!(presigned.body(), format!(r#"{{"ChannelARN":"{ARN}","ClientId":"viewer 1"}}"#).as_bytes());

    let transport = Hyper::new(Duration::from_secs(1)).expect("a transport");
    let answer = transport.send(presigned.into_request().map(Body::from)).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let sent = &server.received()[0];
    let signature = sigv4::check_presigned(sent, "SECRET-key").expect("a signature");
    assert!(signature.valid, "{sent:?}");
    assert_eq!(signature.scope, "us-west-2/kinesisvideo");
    assert_eq!(signature.signed_headers, ["content-type", "host"]);
    assert!(!sigv4::check_presigned(sent, "another").expect("a signature").valid);
    assert_eq!(sent.text(), format!(r#"{{"ChannelARN":"{ARN}","ClientId":"viewer 1"}}"#));
}

#[tokio::test]
async fn a_url_is_good_for_a_second_to_a_week_and_as_long_as_its_credentials() {
    let soon = SystemTime::now() + Duration::from_secs(30);
    let (lasting, ending) =
        (client("http://127.0.0.1:1".into(), None), client("http://127.0.0.1:1".into(), Some(soon)));
    let input = || GetIceServerConfigRequest::new(ARN);
    for wrong in [Duration::ZERO, Duration::from_secs(604_801)] {
        let error = lasting.get_ice_server_config(input()).presign(wrong).await.expect_err("an error");
        assert!(error.to_string().contains("only for 1 s to 7 days"), "{error}");
    }
    let error = ending.get_ice_server_config(input()).presign(MINUTE).await.expect_err("an error");
    assert!(error.to_string().contains("the credentials expire before 60s are over"), "{error}");
    ending.get_ice_server_config(input()).presign(Duration::from_secs(10)).await.expect("in time");
    for seconds in [1, 604_800] {
        lasting.get_ice_server_config(input()).presign(Duration::from_secs(seconds)).await.expect("in bounds");
    }
    let invalid = lasting.get_ice_server_config(GetIceServerConfigRequest::new("")).presign(MINUTE).await;
    assert!(matches!(invalid.expect_err("an error").failure(), Some(Failure::Invalid(_))));
}

/// A URL is dated by the service's clock, as far as the client knows it.
#[tokio::test]
async fn a_url_is_dated_by_the_clock_of_the_service() {
    let is_first = std::sync::atomic::AtomicBool::new(true);
    let server = Server::start(move |_| match is_first.swap(false, std::sync::atomic::Ordering::Relaxed) {
        true => Reply::Answer {
            status: 400,
            headers: vec![
                ("x-amzn-ErrorType", "RequestExpired".into()),
                ("Date", "Fri, 01 Jan 2100 00:00:00 GMT".into()),
            ],
            body: b"{}".to_vec(),
        },
        false => Reply::ok("{}"),
    })
    .await;
    let client = client(server.url(), None);
    let call = || client.get_ice_server_config(GetIceServerConfigRequest::new(ARN));
    let url = async || call().presign(MINUTE).await.expect("a signature").url();
    assert!(!url().await.contains("X-Amz-Date=2100"));
    call().await.expect("an answer to the second attempt");
    assert!(url().await.contains("X-Amz-Date=21000101T00"), "{}", url().await);
}
