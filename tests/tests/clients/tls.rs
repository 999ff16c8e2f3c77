//! TLS: who is trusted, and who is not.

use std::time::Duration;

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config};
use runtime::transport::{Hyper, TransportErrorKind};
use runtime::{Credentials, Failure};
use tests::{Authority, Reply, Server, sigv4};

fn config(url: String) -> Config {
    let credentials = Credentials::new("AKIDEXAMPLE", "EXAMPLE-secret");
    Config::new().region("us-west-2").endpoint(url).credentials(credentials)
}

fn request() -> GetIceServerConfigRequest {
    GetIceServerConfigRequest::new("arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1234567890123")
}

#[tokio::test]
async fn a_certificate_of_a_trusted_authority_is_accepted() {
    let authority = Authority::new("known");
    let server = Server::start_tls(&authority, "localhost", |_| Reply::ok("{}")).await;
    let transport = Hyper::with_tls(authority.trusting_client(), Duration::from_secs(5));
    let client = Client::new(config(server.url_by_name()).transport(transport));
    for _ in 0..3 {
        client.get_ice_server_config(request()).await.expect("an answer");
    }
    let received = server.received();
    assert!(received.iter().all(|request| request.connection == 0));
    assert!(received.iter().all(|request| sigv4::check(request, "EXAMPLE-secret").is_some_and(|found| found.valid)));
}

#[tokio::test]
async fn everyone_else_is_refused() {
    let (authority, stranger) = (Authority::new("known"), Authority::new("stranger"));
    let trusting = || Hyper::with_tls(authority.trusting_client(), Duration::from_secs(5));
    let untrusted = Server::start_tls(&stranger, "localhost", |_| Reply::ok("{}")).await;
    let misnamed = Server::start_tls(&authority, "example.com", |_| Reply::ok("{}")).await;
    let cases = [
        (config(untrusted.url_by_name()).transport(trusting()), "UnknownIssuer"),
        (config(misnamed.url_by_name()).transport(trusting()), "not valid for name"),
        // The platform's roots do not know the authority of a test.
        (config(untrusted.url_by_name()), "certificate"),
    ];
    for (config, why) in cases {
        let error = Client::new(config).get_ice_server_config(request()).await.expect_err("an error");
        match error.failure() {
            Some(Failure::Transport(transport)) => {
                assert_eq!(transport.kind(), TransportErrorKind::Untrusted, "{transport:?}")
            }
            other => panic!("{other:?}"),
        }
        assert!(error.to_string().contains(why), "{error}");
        // It would not be trusted another time.
        assert_eq!(error.attempts(), 1);
    }
    assert!(untrusted.received().is_empty() && misnamed.received().is_empty());
}

#[tokio::test]
async fn a_handshake_that_stalls_runs_out_of_time() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let config = config(url).connect_timeout(Duration::from_millis(200));
    let error = Client::new(config).get_ice_server_config(request()).await.expect_err("an error");
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().contains("no connection within 200ms"), "{error}");
    drop(listener);
}
