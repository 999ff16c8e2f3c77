//! What clients make of their configuration, and what they say when it is incomplete.

use std::collections::HashMap;
use std::future::IntoFuture;
use std::sync::Arc;

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config, Error};
use runtime::transport::{Answer, Transport};
use runtime::{Body, Credentials, Failure};
use tests::{Reply, Server, sigv4};

const ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1234567890123";

fn variables(pairs: &[(&str, &str)]) -> Config {
    let pairs: HashMap<String, String> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::from_variables(move |name| pairs.get(name).cloned())
}

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "EXAMPLE-secret")];

async fn fail(config: Config) -> Error {
    Client::new(config).get_ice_server_config(GetIceServerConfigRequest::new(ARN)).await.expect_err("an error")
}

/// Answers every request with its own URL as the text of an error of this status.
#[derive(Debug)]
struct Echo(u16, &'static str);

impl Transport for Echo {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        let body = format!(r#"{{"__type":"{}","message":"{}"}}"#, self.1, request.uri());
        let response = http::Response::builder().status(self.0).body(Body::from(body)).expect("a response");
        Box::pin(async move { Ok(response) })
    }
}

#[tokio::test]
async fn the_environment_is_enough() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    let url = server.url();
    let all = [
        ("AWS_REGION", "eu-central-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        ("AWS_ENDPOINT_URL_KINESIS_VIDEO_SIGNALING", url.as_str()),
        ("AWS_SDK_UA_APP_ID", "doorbell"),
        ("AWS_SESSION_TOKEN", "EXAMPLE-token"),
    ];
    let config = variables(&[&all[..], &KEYS[..]].concat());
    Client::new(config).get_ice_server_config(GetIceServerConfigRequest::new(ARN)).await.expect("an answer");
    let received = server.received();
    let signature = sigv4::check(&received[0], "EXAMPLE-secret").expect("a signature");
    assert!(signature.valid);
    assert_eq!(signature.scope, "eu-central-1/kinesisvideo");
    assert_eq!(received[0].header("x-amz-security-token"), Some("EXAMPLE-token"));
    assert!(received[0].header("user-agent").is_some_and(|agent| agent.ends_with(" app/doorbell")));
}

#[tokio::test]
async fn rules_give_the_url() {
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[("AWS_DEFAULT_REGION", "us-west-2")], "https://kinesisvideo.us-west-2.amazonaws.com"),
        (
            &[("AWS_REGION", "us-west-2"), ("AWS_USE_FIPS_ENDPOINT", "true")],
            "https://kinesisvideo-fips.us-west-2.amazonaws.com",
        ),
        (
            &[("AWS_REGION", "cn-north-1"), ("AWS_USE_DUALSTACK_ENDPOINT", "TRUE")],
            "https://kinesisvideo.cn-north-1.api.amazonwebservices.com.cn",
        ),
        (
            &[
                ("AWS_REGION", "us-west-2"),
                ("AWS_ENDPOINT_URL", "https://example.com"),
                ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
            ],
            "https://kinesisvideo.us-west-2.amazonaws.com",
        ),
    ];
    for (pairs, url) in cases {
        let error = fail(variables(&[pairs, &KEYS[..]].concat()).transport(Echo(400, "Echo"))).await;
        assert_eq!(error.message(), Some(format!("{url}/v1/get-ice-server-config").as_str()));
    }
}

#[tokio::test]
async fn what_is_missing_is_told_with_what_was_looked_for() {
    let nowhere = [("AWS_REGION", "us-west-2"), ("AWS_EC2_METADATA_DISABLED", "true")];
    let error = fail(variables(&nowhere)).await;
    assert!(matches!(error.failure(), Some(Failure::Credentials(_))));
    assert!(error.to_string().contains("AWS_ACCESS_KEY_ID is not set"), "{error}");
    let error = fail(Config::new().region("us-west-2")).await;
    assert!(error.to_string().contains("no credentials: none are configured"), "{error}");
    let error = fail(variables(&KEYS)).await;
    assert!(error.to_string().contains("Missing Region") && error.to_string().contains("AWS_REGION"), "{error}");
    let error = fail(variables(&KEYS).endpoint("http://127.0.0.1:1")).await;
    assert!(error.to_string().contains("no region to sign for"), "{error}");
    let error = fail(variables(&[("AWS_USE_FIPS_ENDPOINT", "maybe")])).await;
    assert!(error.to_string().contains("AWS_USE_FIPS_ENDPOINT is \"maybe\", must be true or false"), "{error}");
}

/// As in botocore: whoever names a URL has chosen.
#[tokio::test]
async fn a_custom_endpoint_wins_over_fips_and_dual_stack() {
    let config = variables(&KEYS).region("us-west-2").use_fips(true).use_dual_stack(true);
    let error = fail(config.endpoint("https://example.com").transport(Echo(400, "Echo"))).await;
    assert_eq!(error.message(), Some("https://example.com/v1/get-ice-server-config"));
}

#[tokio::test]
async fn what_is_set_afterwards_wins() {
    let config = variables(&[("AWS_USE_FIPS_ENDPOINT", "maybe"), ("AWS_REGION", " us-east-1 ")]).use_fips(true);
    let error = fail(config.credentials(Credentials::new("a", "b")).transport(Echo(400, "Echo"))).await;
    assert_eq!(error.message(), Some("https://kinesisvideo-fips.us-east-1.amazonaws.com/v1/get-ice-server-config"));
}

/// A region is part of a host's name: it must not lead a signed request elsewhere.
#[tokio::test]
async fn a_region_is_no_way_out() {
    for region in ["evil.com/", "evil.com#", "a.b", "", "us west 2", "us-west-2\n"] {
        let error = fail(variables(&KEYS).region(region).transport(Echo(200, "Echo"))).await;
        assert!(error.to_string().contains("is not a region"), "{region:?}: {error}");
    }
}

/// Only S3 takes bodies that are not signed.
#[tokio::test]
async fn a_body_is_signed_where_the_service_wants_it() {
    let config = || variables(&KEYS).region("us-west-2").endpoint("https://example.com").transport(Echo(400, "Echo"));
    let error = fail(config().payload_signing(runtime::PayloadSigning::Always)).await;
    assert_eq!(error.code(), Some("Echo"), "{error}");
    let error = fail(config().payload_signing(runtime::PayloadSigning::Never)).await;
    assert!(error.to_string().contains("the service wants the body signed"), "{error}");
    let client = Client::new(config().payload_signing(runtime::PayloadSigning::Never));
    let call = client.get_ice_server_config(GetIceServerConfigRequest::new(ARN));
    let error = call.presign(std::time::Duration::from_secs(60)).await.expect_err("a URL signs the body, too");
    assert!(error.to_string().contains("the service wants the body signed"), "{error}");
}

#[tokio::test]
async fn messages_tell_no_secrets_and_stay_on_their_line() {
    let client = Client::new(variables(&KEYS).region("us-west-2").endpoint("https://user:SECRET@example.com"));
    let call = || client.get_ice_server_config(GetIceServerConfigRequest::new(ARN));
    let errors = [call().await, call().endpoint("https://example.com").header("authorization", "SECRET\n").await];
    for error in errors {
        let error = error.expect_err("an error");
        assert!(!format!("{error}{error:?}{client:?}").contains("SECRET"), "{error}");
    }
    let server = Server::start(|_| Reply::error(400, "Odd", r#"{"message":"one\ntwo\u001b[31m"}"#)).await;
    let error = call().endpoint(server.url()).await.expect_err("an error");
    assert_eq!(error.message(), Some("one\ntwo\u{1b}[31m"));
    assert!(!error.to_string().contains(char::is_control), "{error}");
}

/// Without a runtime there is an error, not a panic.
#[test]
fn a_call_outside_of_a_runtime_is_an_error() {
    let client = Client::new(variables(&KEYS).region("us-west-2").transport(Echo(200, "Echo")));
    let mut call = client.get_ice_server_config(GetIceServerConfigRequest::new(ARN)).into_future();
    let waker = std::task::Waker::noop();
    match call.as_mut().poll(&mut std::task::Context::from_waker(waker)) {
        std::task::Poll::Ready(Err(error)) => assert!(error.to_string().contains("tokio runtime"), "{error}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn endpoints_that_are_no_urls_are_told() {
    for url in ["example.com", "ftp://example.com", "https://", "https://user@example.com", "https://example.com/?a=b"]
    {
        let error = fail(variables(&KEYS).region("us-west-2").endpoint(url)).await;
        assert!(matches!(error.failure(), Some(Failure::Endpoint(_))), "{url}: {error}");
        assert!(error.to_string().contains(url.trim_start_matches("https://user@")), "{error}");
    }
}

#[tokio::test]
async fn the_regional_endpoint_leads_to_the_hint() {
    let hint = "answers only on the channel's own HTTPS endpoint: ask GetSignalingChannelEndpoint";
    let config = || variables(&KEYS).region("us-west-2");
    for (status, code) in [(403, "ForbiddenException"), (404, "UnknownOperationException")] {
        let error = fail(config().transport(Echo(status, code))).await;
        assert!(error.to_string().contains(hint), "{error}");
        assert!(error.hint().is_some());
        // Whoever gave a URL has been past this already.
        let error = fail(config().transport(Echo(status, code)).endpoint("https://r-1.example.com")).await;
        assert_eq!(error.hint(), None);
    }
    let error = fail(config().transport(Echo(400, "InvalidArgumentException"))).await;
    assert!(!error.to_string().contains(hint), "{error}");
}

#[tokio::test]
async fn secrets_are_not_printed() {
    let credentials = Credentials::new("AKIDEXAMPLE", "SECRET-key").with_session_token("SECRET-token");
    let config = Config::new().region("us-west-2").credentials(credentials).transport(Echo(400, "Echo"));
    let client = Client::new(config.clone());
    let call = client.get_ice_server_config(GetIceServerConfigRequest::new(ARN));
    let mut printed = format!("{config:?}{client:?}{call:?}");
    printed.push_str(&format!("{:?}", call.await));
    let password = r#"{"IceServerList":[{"Password":"SECRET-password","Ttl":30}]}"#;
    let server = Server::start(move |_| Reply::ok(password)).await;
    let reply = Client::new(variables(&KEYS).region("us-west-2").endpoint(server.url()))
        .get_ice_server_config(GetIceServerConfigRequest::new(ARN))
        .await
        .expect("an answer");
    printed.push_str(&format!("{reply:?}"));
    assert!(!printed.contains("SECRET"), "{printed}");
    assert!(printed.contains("password: ***"), "{printed}");
    assert!(reply.ice_server_list.expect("a list")[0].password.as_deref() == Some("SECRET-password"));
}

/// An error is as small as a pointer, so a `Result` costs nothing to pass on.
#[test]
fn errors_are_small() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[test]
fn clients_can_be_shared() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Client>();
    let _ = Arc::new(Client::new(Config::new()));
}

#[tokio::test]
async fn what_the_environment_says_of_checksums_is_read() {
    use runtime::ChecksumPolicy;
    for (name, setter) in [
        ("AWS_REQUEST_CHECKSUM_CALCULATION", Config::request_checksums as fn(Config, ChecksumPolicy) -> Config),
        ("AWS_RESPONSE_CHECKSUM_VALIDATION", Config::response_checksums),
    ] {
        let all = [&[(name, "sometimes"), ("AWS_REGION", "us-west-2")][..], &KEYS[..]].concat();
        let config = variables(&all).transport(Echo(400, "Echoed"));
        let error = fail(config.clone()).await.to_string();
        let wanted = format!("the variable {name} is \"sometimes\", must be when_supported or when_required");
        assert!(error.contains(&wanted), "{error}");
        let error = fail(setter(config, ChecksumPolicy::WhenRequired)).await;
        assert_eq!(error.code(), Some("Echoed"), "{error}");
    }
    let all =
        [&[("AWS_REQUEST_CHECKSUM_CALCULATION", "When_Required"), ("AWS_REGION", "us-west-2")][..], &KEYS[..]].concat();
    assert_eq!(fail(variables(&all).transport(Echo(400, "Echoed"))).await.code(), Some("Echoed"));
}

#[tokio::test]
async fn a_user_name_with_a_colon_is_an_error_before_anything_is_sent() {
    let config =
        |user: &str| Config::new().region("us-west-2").credentials(Credentials::new("a", "b")).basic_auth(user, "x");
    let error = fail(config("a:b").transport(Echo(400, "Echo"))).await;
    assert!(error.to_string().contains("the user name for basic authentication has a colon in it"), "{error}");
    assert_eq!(fail(config("ab").transport(Echo(400, "Echo"))).await.status(), Some(400));
}
