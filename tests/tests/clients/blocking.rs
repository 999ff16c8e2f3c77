//! Calls that block their thread: the same operations, inputs, outputs and errors, without a runtime around them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config, Error, Exception};
use runtime::transport::{TransportErrorKind, Ureq};
use runtime::{Credentials, Failure, Retry};
use tests::{Authority, Reply, Request, Server, sigv4};

use crate::pieces::Pieces;

const ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo/1";
const ANSWER: &str = r#"{"IceServerList":[{"Uris":["turn:a"],"Username":"u","Password":"p","Ttl":30}]}"#;

/// A server in a runtime of its own, far from the threads that call it.
struct Far {
    server: Server,
    _runtime: tokio::runtime::Runtime,
}

impl Far {
    fn start(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::with(|| Server::start(reply))
    }

    fn with<F: Future<Output = Server>>(start: impl FnOnce() -> F) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        Self { server: runtime.block_on(start()), _runtime: runtime }
    }

    fn config(&self) -> Config {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret");
        let retry = Retry::standard().backoff(Duration::from_millis(2)).throttling_backoff(Duration::from_millis(2));
        Config::new().region("us-west-2").credentials(credentials).endpoint(self.server.url()).retry(retry)
    }
}

fn call(config: Config) -> Result<(), Error> {
    Client::new(config).get_ice_server_config(GetIceServerConfigRequest::new(ARN)).blocking().map(|_| ())
}

#[test]
fn a_call_is_signed_sent_and_read_over_one_connection() {
    let far = Far::start(|_| Reply::ok(ANSWER));
    let client = Client::new(far.config());
    for _ in 0..3 {
        let request = GetIceServerConfigRequest::new(ARN).client_id("viewer-1");
        let reply = client.get_ice_server_config(request).blocking().expect("an answer");
        assert_eq!(reply.ice_server_list.expect("servers")[0].ttl, Some(30));
    }
    for request in far.server.received() {
        assert!(sigv4::check(&request, "secret").expect("a signature").valid);
        assert_eq!(request.text(), format!(r#"{{"ChannelARN":"{ARN}","ClientId":"viewer-1"}}"#));
        assert_eq!((request.connection, request.header("accept-encoding")), (0, None));
        assert!(request.header("user-agent").expect("a user agent").contains("api/"));
    }
}

#[test]
fn errors_and_retries_are_as_those_of_awaited_calls() {
    let count = AtomicUsize::new(0);
    let far = Far::start(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => Reply::error(503, "", ""),
        1 => Reply::Close,
        2 => Reply::ok(ANSWER),
        _ => Reply::error(404, "ResourceNotFoundException", r#"{"message":"no such channel"}"#),
    });
    call(far.config()).expect("the third attempt");
    let counted: Vec<_> =
        far.server.received().iter().map(|sent| sent.header("amz-sdk-request").map(str::to_owned)).collect();
    assert_eq!(counted.last().cloned().flatten().as_deref(), Some("attempt=3; max=3"));

    let error = call(far.config()).expect_err("an exception");
    assert!(matches!(error.exception(), Some(Exception::ResourceNotFoundException(_))));
    assert!(error.to_string().contains("ResourceNotFoundException: no such channel (status 404"), "{error}");
    let error = call(far.config().endpoint("http://127.0.0.1:9")).expect_err("nobody is there");
    let Some(Failure::Transport(failure)) = error.failure() else { panic!("{error}") };
    assert_eq!((failure.kind(), error.attempts()), (TransportErrorKind::Connect, 3));

    let sent = far.server.received().len();
    let client = Client::new(far.config());
    let error = client.get_ice_server_config(GetIceServerConfigRequest::new("")).blocking().expect_err("too short");
    assert!(error.violations().is_some());
    assert_eq!(far.server.received().len(), sent);
}

#[test]
fn limits_hold() {
    let far = Far::start(|request| match request.header("x-test") {
        Some("half") => Reply::Stall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec()),
        _ => Reply::Late(Duration::from_secs(5)),
    });
    let client = Client::new(far.config().retry(Retry::off()));
    let request = || client.get_ice_server_config(GetIceServerConfigRequest::new(ARN));
    let short = Duration::from_millis(200);
    let started = Instant::now();
    let error = request().timeout(short).blocking().expect_err("too late");
    assert!(matches!(error.failure(), Some(Failure::Timeout(limit)) if *limit == short), "{error}");
    let error = request().attempt_timeout(short).blocking().expect_err("too late");
    assert!(matches!(error.failure(), Some(Failure::AttemptTimeout(limit)) if *limit == short), "{error}");
    let error = request().header("x-test", "half").read_timeout(short).blocking().expect_err("half an answer");
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().contains("nothing came for 200ms"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

#[test]
fn certificates_are_verified() {
    let (authority, stranger) = (Authority::new("known"), Authority::new("stranger"));
    let trusted = Far::with(|| Server::start_tls(&authority, "localhost", |_| Reply::ok("{}")));
    let untrusted = Far::with(|| Server::start_tls(&stranger, "localhost", |_| Reply::ok("{}")));
    let misnamed = Far::with(|| Server::start_tls(&authority, "example.com", |_| Reply::ok("{}")));
    let trusting = || Ureq::trusting([authority.certificate()]);
    let config = |far: &Far| far.config().endpoint(far.server.url_by_name()).retry(Retry::off());
    call(config(&trusted).blocking_transport(trusting())).expect("an answer");
    for (config, why) in [
        (config(&untrusted).blocking_transport(trusting()), "UnknownIssuer"),
        (config(&misnamed).blocking_transport(trusting()), "not valid for name"),
        (config(&untrusted), "certificate"),
    ] {
        let error = call(config).expect_err("an error");
        let Some(Failure::Transport(failure)) = error.failure() else { panic!("{error}") };
        assert_eq!(failure.kind(), TransportErrorKind::Connect, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
}

#[test]
fn credentials_of_a_container_are_fetched() {
    let document = r#"{"AccessKeyId":"AKIDSERVED","SecretAccessKey":"served-secret","Token":"t","Expiration":"2100-01-01T00:00:00Z"}"#;
    let (credentials, far) = (Far::start(move |_| Reply::ok(document)), Far::start(|_| Reply::ok("{}")));
    let variables = BTreeMap::from([
        ("AWS_REGION", "us-west-2".to_owned()),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{}/creds", credentials.server.url())),
        // A proxy is not between neighbours.
        ("HTTP_PROXY", "http://127.0.0.1:9".to_owned()),
        ("NO_PROXY", "127.0.0.1".to_owned()),
    ]);
    let config = Config::from_variables(move |name| variables.get(name).cloned()).endpoint(far.server.url());
    call(config).expect("an answer");
    let signature = sigv4::check(&far.server.received()[0], "served-secret").expect("a signature");
    assert!(signature.valid && signature.access_key == "AKIDSERVED");
}

#[tokio::test]
async fn a_thread_of_a_runtime_may_wait_too() {
    let far = std::thread::spawn(|| Far::start(|_| Reply::ok(ANSWER))).join().expect("a server");
    let config = far.config();
    // On the only thread of this runtime: nothing that is waited for may need it.
    call(config).expect("an answer");
    tokio::task::spawn_blocking(move || drop(far)).await.expect("the end");
}

/// What is said of a body, by its method and by what is known of it.
#[test]
fn a_request_says_how_long_its_body_is() {
    use runtime::transport::BlockingTransport as _;

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(Server::start(|_| Reply::ok("answer")));
    let body = |text: &'static str| runtime::Body::from(text);
    let cases = [
        ("GET", body(""), (None, None)),
        ("DELETE", body(""), (None, None)),
        ("POST", body(""), (Some("0"), None)),
        ("PUT", body("abc"), (Some("3"), None)),
        ("DELETE", body("abc"), (Some("3"), None)),
        ("PUT", runtime::Body::sized_stream(3, body("abc")), (Some("3"), None)),
        ("PUT", Pieces::of(["a", "bc"]).body(), (None, Some("chunked"))),
    ];
    for (number, (method, body, expected)) in cases.into_iter().enumerate() {
        let request = http::Request::builder().method(method).uri(server.url()).body(body).expect("a request");
        let answer = Ureq::new().send(request).expect("an answer");
        assert_eq!(answer.body().size(), Some(6));
        let sent = &server.received()[number];
        let found = (sent.header("content-length"), sent.header("transfer-encoding"));
        assert_eq!(found, expected, "request {number}");
        assert_eq!(sent.text(), if number < 3 { "" } else { "abc" });
    }
}
