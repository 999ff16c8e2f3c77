//! Transports of the caller's own.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use generated::kinesis_video_signaling::operations::GetIceServerConfig;
use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config};
use runtime::transport::{BlockingTransport as _, Hyper, Proxies, Reqwest, Tower, Transport, TransportErrorKind, Ureq};
use runtime::{Body, Credentials, Failure, Retry};
use tests::{Authority, Reply, Request, Server, sigv4};
use tokio::io::AsyncWriteExt;
use tower_service::Service;

use crate::pieces::Pieces;

/// A service of `tower` that answers by itself, and fails the first time.
#[derive(Clone, Default)]
struct Local {
    called: Arc<AtomicU32>,
}

impl Service<http::Request<Body>> for Local {
    type Response = http::Response<Body>;
    type Error = std::io::Error;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        assert!(request.headers().contains_key("authorization"));
        std::future::ready(match self.called.fetch_add(1, Ordering::Relaxed) {
            0 => Err(std::io::Error::other("the line is cut")),
            _ => Ok(http::Response::new(Body::from(r#"{"IceServerList":[{"Ttl":30}]}"#))),
        })
    }
}

fn config() -> Config {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    let retry = Retry::standard().backoff(Duration::from_millis(1));
    Config::new().region("us-west-2").credentials(credentials).endpoint("http://local").retry(retry)
}

#[tokio::test]
async fn a_tower_service_carries_calls() {
    let local = Local::default();
    let client = Client::new(config().transport(Tower::new(local.clone())));
    let reply = client.get_ice_server_config(GetIceServerConfigRequest::new("arn:aws:x")).await.expect("an answer");
    assert_eq!(reply.ice_server_list.unwrap_or_default()[0].ttl, Some(30));
    assert_eq!(local.called.load(Ordering::Relaxed), 2);

    let once = Client::new(config().retry(Retry::off()).transport(Tower::new(Local::default())));
    let error = once.get_ice_server_config(GetIceServerConfigRequest::new("arn:aws:x")).await.expect_err("an error");
    let Some(Failure::Transport(failure)) = error.failure() else { panic!("{error}") };
    assert_eq!(failure.kind(), TransportErrorKind::Send);
    assert!(error.to_string().contains("the line is cut"), "{error}");
}

/// A service that can't fail fits, too.
#[derive(Clone)]
struct Never;

impl Service<http::Request<Body>> for Never {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Request<Body>) -> Self::Future {
        std::future::ready(Ok(http::Response::new(Body::empty())))
    }
}

#[tokio::test]
async fn an_empty_answer_is_an_answer() {
    let client = Client::new(config().transport(Tower::new(Never)));
    client.get_ice_server_config(GetIceServerConfigRequest::new("arn:aws:x")).await.expect("an answer");
}

fn request() -> GetIceServerConfigRequest {
    GetIceServerConfigRequest::new("arn:aws:x")
}

#[tokio::test]
async fn a_client_of_reqwest_carries_calls() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    let reqwest = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let client = Client::new(config().endpoint(server.url()).transport(Reqwest::new(reqwest.clone())));
    for _ in 0..2 {
        client.get_ice_server_config(request()).await.expect("an answer");
    }
    let received = server.received();
    assert!(received.iter().all(|sent| sigv4::check(sent, "secret").is_some_and(|found| found.valid)));
    assert_eq!(received[1].connection, 0);

    let nobody =
        Client::new(config().endpoint("http://127.0.0.1:9").retry(Retry::off()).transport(Reqwest::new(reqwest)));
    let error = nobody.get_ice_server_config(request()).await.expect_err("nobody is there");
    let Some(Failure::Transport(failure)) = error.failure() else { panic!("{error}") };
    assert_eq!(failure.kind(), TransportErrorKind::Connect);
}

/// No transport at all: the request goes, and the answer comes, by whatever way the caller has.
#[test]
fn a_call_needs_no_transport() {
    let client = Client::new(config());
    let call = client.get_ice_server_config(request().client_id("viewer"));
    let signed = now(call.into_request()).expect("a request");
    assert_eq!((signed.method().as_str(), signed.uri().path()), ("POST", "/v1/get-ice-server-config"));
    assert!(signed.headers().contains_key("authorization"));
    assert_eq!(&signed.body().bytes().expect("bytes")[..], br#"{"ChannelARN":"arn:aws:x","ClientId":"viewer"}"#);

    let answer = http::Response::new(r#"{"IceServerList":[{"Ttl":30}]}"#);
    let output = now(runtime::read::<GetIceServerConfig>(answer)).expect("an output");
    assert_eq!(output.ice_server_list.expect("servers")[0].ttl, Some(30));
    let refused = http::Response::builder().status(403).header("x-amzn-errortype", "NotAuthorizedException");
    let answer = refused.body(r#"{"message":"no"}"#).expect("an answer");
    let error = now(runtime::read::<GetIceServerConfig>(answer)).expect_err("an exception");
    assert_eq!(error.code(), Some("NotAuthorizedException"));
}

/// What a future gives that waits for nothing.
fn now<T>(future: impl Future<Output = T>) -> T {
    match std::pin::pin!(future).poll(&mut Context::from_waker(std::task::Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// A proxy that tunnels to one address whatever host it is asked for, and says what it was asked.
async fn tunnel(to: Server) -> (String, Arc<std::sync::Mutex<Vec<Request>>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://me:secret@{}", listener.local_addr().expect("an address"));
    let asked = Arc::new(std::sync::Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let (to, noted) = (to.clone(), Arc::clone(&noted));
            tokio::spawn(async move {
                let Some(request) = Request::read(&mut near, 0).await else { return };
                noted.lock().expect("a list").push(request);
                near.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.expect("an answer");
                let address = to.url().split_once("://").expect("a URL").1.to_owned();
                let mut far = tokio::net::TcpStream::connect(address).await.expect("a connection");
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            });
        }
    });
    (url, asked)
}

#[tokio::test(flavor = "multi_thread")]
async fn proxies_are_tunnels_for_tls() {
    let authority = Authority::new("known");
    let server = Server::start_tls(&authority, "service.example.com", |_| Reply::ok("{}")).await;
    let (url, asked) = tunnel(server.clone()).await;
    let proxies = Proxies::none().https(url);
    let config = || config().endpoint("https://service.example.com").retry(Retry::off());

    let hyper =
        Hyper::through(&proxies, Some(authority.trusting_client()), Duration::from_secs(5)).expect("a transport");
    Client::new(config().transport(hyper)).get_ice_server_config(request()).await.expect("an answer");
    let ureq = Ureq::trusting([authority.certificate()]).through(&proxies).expect("a transport");
    let client = Client::new(config().blocking_transport(ureq));
    client.get_ice_server_config(request()).blocking().expect("an answer");

    for asked in asked.lock().expect("a list").iter() {
        assert_eq!((asked.method.as_str(), asked.target.as_str()), ("CONNECT", "service.example.com:443"));
        // me:secret
        assert_eq!(asked.header("proxy-authorization"), Some("Basic bWU6c2VjcmV0"));
    }
    assert_eq!(asked.lock().expect("a list").len(), 2);
    for request in server.received() {
        assert!(sigv4::check(&request, "secret").expect("a signature").valid);
        assert_eq!(request.header("proxy-authorization"), None);
    }
}

#[tokio::test]
async fn a_proxy_of_plain_http_is_asked_for_whole_urls() {
    let proxy = Server::start(|_| Reply::ok("{}")).await;
    let proxies =
        Proxies::none().http(proxy.url().replace("//", "//me:secret@")).except("direct.example.com,127.0.0.1");
    let client = Client::new(config().endpoint("http://service.example.com").proxies(proxies.clone()));
    client.get_ice_server_config(request()).await.expect("an answer");
    let received = proxy.received();
    assert_eq!(received[0].target, "http://service.example.com/v1/get-ice-server-config");
    assert_eq!(received[0].header("proxy-authorization"), Some("Basic bWU6c2VjcmV0"));

    let server = Server::start(|_| Reply::ok("{}")).await;
    let direct = Client::new(config().endpoint(server.url()).proxies(proxies));
    direct.get_ice_server_config(request()).await.expect("an answer");
    assert_eq!(server.received()[0].target, "/v1/get-ice-server-config");
    assert_eq!(proxy.received().len(), 1);
}

/// Whatever sends: a proxy that can't be used is an error, and nothing goes another way.
#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_cannot_be_used_is_an_error() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    for url in ["socks5://127.0.0.1:1080", "http://me:pass/SECRET@127.0.0.1:1", "http://127.0.0.1:99999", "no proxy"] {
        let config = || config().endpoint(server.url()).proxies(Proxies::none().http(url).https(url));
        let awaited = Client::new(config()).get_ice_server_config(request()).await.expect_err("no proxy");
        let blocking = Client::new(config());
        let blocking = tokio::task::spawn_blocking(move || blocking.get_ice_server_config(request()).blocking());
        let blocking = blocking.await.expect("no panic").expect_err("no proxy");
        for error in [awaited.to_string(), blocking.to_string()] {
            assert!(error.contains("the proxy") && error.contains("can't be used"), "{error}");
            assert!(!error.contains("SECRET"), "{error}");
        }
    }
    assert!(server.received().is_empty());
}

/// Streams go there and come back, through each transport that is awaited.
#[tokio::test]
async fn streams_go_both_ways() {
    let server =
        Server::start(|request| Reply::Answer { status: 200, headers: Vec::new(), body: request.body.clone() }).await;
    let hyper = Hyper::new(Duration::from_secs(5)).expect("a transport");
    let reqwest = Reqwest::new(reqwest::Client::new());
    let pieces = [vec![b'c'; 100_000], vec![b'b'; 100_000]];
    for number in 0..4 {
        let stream = Pieces::of(pieces.clone());
        let body = if number % 2 == 0 { stream.body() } else { Body::sized_stream(200_000, stream) };
        let request = http::Request::put(format!("{}/key", server.url())).body(body).expect("a request");
        let answer = if number < 2 { hyper.send(request).await } else { reqwest.send(request).await };
        let body = answer.expect("an answer").into_body();
        assert_eq!(body.size(), Some(200_000));
        assert!(body.collect().await.expect("the body") == pieces.concat());
        let sent = &server.received()[number];
        let length = sent.header("content-length");
        assert_eq!(length, if number % 2 == 0 { None } else { Some("200000") }, "request {number}");
    }
}

/// The length of an empty body, which calls announce, is sent once.
#[tokio::test(flavor = "multi_thread")]
async fn the_length_of_an_empty_body_is_sent() {
    let server = Server::start(|_| Reply::ok("")).await;
    let request = || {
        let request = http::Request::put(server.url()).header("content-length", "0").body(Body::empty());
        request.expect("a request")
    };
    Hyper::new(Duration::from_secs(5)).expect("a transport").send(request()).await.expect("an answer");
    Reqwest::new(reqwest::Client::new()).send(request()).await.expect("an answer");
    let blocking = request();
    let blocking = tokio::task::spawn_blocking(move || Ureq::new().send(blocking)).await.expect("no panic");
    blocking.expect("an answer");
    let received = server.received();
    assert_eq!(received.len(), 3);
    for (number, request) in received.iter().enumerate() {
        let lengths: Vec<_> = request.headers.iter().filter(|(name, _)| name == "content-length").collect();
        assert_eq!(lengths.len(), 1, "request {number}: {:?}", request.headers);
        assert_eq!((request.header("content-length"), request.header("transfer-encoding")), (Some("0"), None));
    }
}
