//! Calls over a real socket: what is sent, how it is signed, and what comes of each kind of answer.

use std::error::Error as _;
use std::time::{Duration, Instant};

use generated::kinesis_video_signaling::types::{
    GetIceServerConfigRequest, IceServer, SendAlexaOfferToMasterRequest, SendAlexaOfferToMasterRequired, Service,
};
use generated::kinesis_video_signaling::{Client, Config, Error, Exception};
use runtime::transport::TransportErrorKind;
use runtime::{Credentials, Failure, Policy, Retry};
use tests::{Reply, Server, sigv4};

const ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1234567890123";
const SECRET: &str = "EXAMPLE-secret";

fn config(server: &Server) -> Config {
    Config::new()
        .region("us-west-2")
        .endpoint(server.url())
        .credentials(Credentials::new("AKIDEXAMPLE", SECRET).with_session_token("EXAMPLE-token"))
        .app_name("doorbell")
        .retry(Retry::off())
}

fn client(server: &Server) -> Client {
    Client::new(config(server))
}

fn request() -> GetIceServerConfigRequest {
    GetIceServerConfigRequest::new(ARN)
}

/// The error of one call to a server that answers so.
async fn error_of(reply: Reply) -> Error {
    let server = Server::start(move |_| reply.clone()).await;
    client(&server).get_ice_server_config(request()).await.expect_err("an error")
}

#[tokio::test]
async fn a_request_is_exact_and_signed() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    client(&server).get_ice_server_config(request().client_id("viewer-1")).await.expect("an answer");
    let received = server.received();
    let [sent] = &received[..] else { panic!("one request, not {}", received.len()) };
    assert_eq!((sent.method.as_str(), sent.target.as_str()), ("POST", "/v1/get-ice-server-config"));
    assert_eq!(sent.text(), format!(r#"{{"ChannelARN":"{ARN}","ClientId":"viewer-1"}}"#));
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.header("content-length"), Some(sent.body.len().to_string().as_str()));
    assert_eq!(sent.header("x-amz-security-token"), Some("EXAMPLE-token"));
    assert_eq!(sent.header("amz-sdk-request"), Some("attempt=1; max=1"));
    assert_eq!(sent.header("amz-sdk-invocation-id").map(str::len), Some(36));
    let agent = sent.header("user-agent").expect("a user agent");
    assert!(agent.contains(" api/kinesis-video-signaling#2019-12-04 ") && agent.ends_with(" app/doorbell"), "{agent}");
    let signature = sigv4::check(sent, SECRET).expect("a signature");
    assert!(signature.valid);
    assert_eq!((signature.access_key.as_str(), signature.scope.as_str()), ("AKIDEXAMPLE", "us-west-2/kinesisvideo"));
    for name in ["host", "x-amz-date", "content-type"] {
        assert!(signature.signed_headers.iter().any(|signed| signed == name), "{name} is not signed");
    }
    for name in ["user-agent", "amz-sdk-invocation-id", "amz-sdk-request"] {
        assert!(!signature.signed_headers.iter().any(|signed| signed == name), "{name} is signed");
    }
    assert!(!sigv4::check(sent, "another secret").expect("a signature").valid);
}

#[tokio::test]
async fn every_member_is_sent() {
    let server = Server::start(|_| Reply::ok(r#"{"Answer":"QQ=="}"#)).await;
    let input = SendAlexaOfferToMasterRequest::new(SendAlexaOfferToMasterRequired {
        channel_arn: ARN,
        sender_client_id: "alexa-1",
        message_payload: "T2ZmZXI=",
    });
    let reply = client(&server).send_alexa_offer_to_master(input).await.expect("an answer");
    assert_eq!(reply.answer.as_deref(), Some("QQ=="));
    let full = request().client_id("viewer-1").service(Service::Turn).username("front-door");
    client(&server).get_ice_server_config(full).await.expect("an answer");
    let texts: Vec<String> = server.received().iter().map(tests::Request::text).collect();
    assert_eq!(
        texts,
        [
            format!(r#"{{"ChannelARN":"{ARN}","SenderClientId":"alexa-1","MessagePayload":"T2ZmZXI="}}"#),
            format!(r#"{{"ChannelARN":"{ARN}","ClientId":"viewer-1","Service":"TURN","Username":"front-door"}}"#),
        ]
    );
}

#[tokio::test]
async fn an_answer_is_decoded() {
    let json = r#"{"IceServerList":[{"Password":"EXAMPLE=","Ttl":300,"Uris":["turn:a?transport=udp","turns:b"],"Username":"1:x="}]}"#;
    let server = Server::start(move |_| Reply::ok(json)).await;
    let reply = client(&server).get_ice_server_config(request()).await.expect("an answer");
    let expected = IceServer::new()
        .with_password("EXAMPLE=")
        .with_ttl(300)
        .with_uris(["turn:a?transport=udp".to_owned(), "turns:b".to_owned()])
        .with_username("1:x=");
    assert_eq!(reply.ice_server_list.expect("a list"), [expected]);
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    let client = client(&server);
    for _ in 0..5 {
        client.get_ice_server_config(request()).await.expect("an answer");
    }
    assert!(server.received().iter().all(|request| request.connection == 0));
}

#[tokio::test]
async fn each_modelled_error_has_its_type() {
    type Is = fn(&Exception) -> bool;
    let cases: [(u16, &str, Is); 6] = [
        (400, "ClientLimitExceededException", |e| matches!(e, Exception::ClientLimitExceededException(_))),
        (400, "InvalidArgumentException", |e| matches!(e, Exception::InvalidArgumentException(_))),
        (400, "InvalidClientException", |e| matches!(e, Exception::InvalidClientException(_))),
        (401, "NotAuthorizedException", |e| matches!(e, Exception::NotAuthorizedException(_))),
        (404, "ResourceNotFoundException", |e| matches!(e, Exception::ResourceNotFoundException(_))),
        (400, "SessionExpiredException", |e| matches!(e, Exception::SessionExpiredException(_))),
    ];
    for (status, code, is_it) in cases {
        for text in ["Message", "message"] {
            let error = error_of(Reply::error(status, code, &format!(r#"{{"{text}":"no such channel"}}"#))).await;
            assert!(error.exception().is_some_and(is_it), "{code}");
            assert_eq!((error.code(), error.status()), (Some(code), Some(status)));
            assert_eq!((error.message(), error.request_id()), (Some("no such channel"), Some("01234567-89ab")));
            assert_eq!(error.is_throttling(), code == "ClientLimitExceededException");
            assert_eq!(
                error.to_string(),
                format!("GetIceServerConfig: {code}: no such channel (status {status}, request 01234567-89ab)")
            );
            assert_eq!(error.exception().expect("the exception").to_string(), format!("{code}: no such channel"));
            // The text says all of it, so a chain of causes repeats nothing.
            assert!(error.source().is_none());
        }
    }
}

#[tokio::test]
async fn an_error_that_is_not_modelled_keeps_what_it_says() {
    let body = r#"{"__type":"com.amazon.coral#SlowDown","message":"wait","code":{"number":1}}"#;
    let error = error_of(Reply::Answer { status: 503, headers: Vec::new(), body: body.into() }).await;
    assert_eq!(error.exception(), Some(&Exception::Unmodeled));
    assert_eq!((error.code(), error.message(), error.status()), (Some("SlowDown"), Some("wait"), Some(503)));
    assert_eq!(error.to_string(), "GetIceServerConfig: SlowDown: wait (status 503)");
}

#[tokio::test]
async fn an_error_without_a_readable_body_is_still_an_error() {
    let empty = error_of(Reply::Answer { status: 500, headers: Vec::new(), body: Vec::new() }).await;
    assert_eq!(empty.to_string(), "GetIceServerConfig: an error without a code (status 500)");
    let page = "<html><body><h1>503 Service Unavailable</h1></body></html>".repeat(50);
    let page = error_of(Reply::Answer { status: 503, headers: Vec::new(), body: page.into() }).await;
    assert_eq!((page.exception(), page.status()), (Some(&Exception::Unmodeled), Some(503)));
    let text = page.to_string();
    assert!(text.contains("body begins \"<html><body><h1>503 Service") && text.len() < 400, "{text}");
    let broken = error_of(Reply::error(404, "ResourceNotFoundException", r#"{"Message":"no su"#)).await;
    assert_eq!((broken.code(), broken.status()), (Some("ResourceNotFoundException"), Some(404)));
    assert_eq!(broken.request_id(), Some("01234567-89ab"));
}

#[tokio::test]
async fn an_answer_that_does_not_fit_says_where() {
    let cases = [
        (r#"{"IceServerList":[{"Uris":["a",7]}]}"#, "IceServerList[0].Uris[1]: expected a string, found a number"),
        (r#"{"IceServerList":[{},{"Ttl":3000000000}]}"#, "IceServerList[1].Ttl: 3000000000 does not fit into i32"),
        (r#"{"IceServerList":[{"Ttl":1.5}]}"#, "IceServerList[0].Ttl: expected a whole number, found 1.5"),
        (r#"{"IceServerList":{}}"#, "IceServerList: expected an array, found an object"),
        (r#"["IceServerList"]"#, "expected an object, found an array"),
    ];
    for (body, text) in cases {
        let error = error_of(Reply::ok(body)).await;
        assert_eq!(error.to_string(), format!("GetIceServerConfig: an answer that can't be read (status 200): {text}"));
        assert!(matches!(error.failure(), Some(Failure::Response { .. })));
    }
    for body in [&b"{\"IceServerList\":"[..], b"{} x", b"\xff", b"not JSON"] {
        let error = error_of(Reply::ok(body)).await;
        assert!(matches!(error.failure(), Some(Failure::Response { status: 200, .. })), "{error}");
        assert!(matches!(error.failure(), Some(Failure::Response { .. })) && error.source().is_none());
    }
    let deep = format!("{{\"x\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(error_of(Reply::ok(deep)).await.failure(), Some(Failure::Response { .. })));
}

#[tokio::test]
async fn an_answer_is_held_up_to_a_limit() {
    let server = Server::start(|_| Reply::ok(format!("{{\"x\":\"{}\"}}", "x".repeat(100_000)))).await;
    let small = Client::new(config(&server).response_limit(99_999));
    let error = small.get_ice_server_config(request()).await.expect_err("too much");
    assert!(error.to_string().contains("larger than 99999 bytes, the most that is kept in memory"), "{error}");
    client(&server).get_ice_server_config(request()).await.expect("an answer");
    // A length that is only claimed reserves nothing.
    let claimed = b"HTTP/1.1 200 OK\r\ncontent-length: 9223372036854775807\r\n\r\n{}".to_vec();
    let error = error_of(Reply::Raw(claimed)).await;
    assert!(error.to_string().contains("larger than 268435456 bytes"), "{error}");
}

#[tokio::test]
async fn a_key_that_comes_twice_replaces() {
    let server =
        Server::start(|_| Reply::ok(r#"{"IceServerList":[{"Ttl":1}],"IceServerList":[{"Ttl":2,"Ttl":3}]}"#)).await;
    let reply = client(&server).get_ice_server_config(request()).await.expect("an answer");
    assert_eq!(reply.ice_server_list, Some(vec![IceServer::new().with_ttl(3)]));
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_transport_error() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"IceServerList\":[".to_vec();
    for (reply, kind) in [
        (Reply::Close, TransportErrorKind::Send),
        (Reply::Raw(cut), TransportErrorKind::Receive),
        (Reply::Raw(b"SSH-2.0-OpenSSH\r\n".to_vec()), TransportErrorKind::Send),
    ] {
        let error = error_of(reply).await;
        match error.failure() {
            Some(Failure::Transport(transport)) => assert_eq!(transport.kind(), kind, "{error}"),
            other => panic!("{other:?}"),
        }
        assert!(error.source().is_none(), "{error}");
        assert_eq!((error.status(), error.is_timeout()), (None, false));
    }
}

#[tokio::test]
async fn nobody_at_home_is_a_connect_error() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let server = Server::start(|_| Reply::Close).await;
    let error =
        Client::new(config(&server).endpoint(url)).get_ice_server_config(request()).await.expect_err("an error");
    match error.failure() {
        Some(Failure::Transport(transport)) => assert_eq!(transport.kind(), TransportErrorKind::Connect, "{error}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_slow_answer_runs_out_of_time() {
    let server = Server::start(|_| Reply::Late(Duration::from_secs(30))).await;
    let started = Instant::now();
    let limit = Duration::from_millis(100);
    let error = client(&server).get_ice_server_config(request()).timeout(limit).await.expect_err("an error");
    assert!(error.is_timeout() && matches!(error.failure(), Some(Failure::Timeout(after)) if *after == limit));
    assert_eq!(error.to_string(), "GetIceServerConfig: no complete answer within 100ms");
    assert!(started.elapsed() < Duration::from_secs(5));
    let error =
        Client::new(config(&server).timeout(limit)).get_ice_server_config(request()).await.expect_err("an error");
    assert!(error.is_timeout());
}

#[tokio::test]
async fn an_answer_of_five_megabytes_arrives_whole() {
    let uri = format!("turn:{}", "x".repeat(1000));
    let list: Vec<String> = (0..5000).map(|ttl| format!(r#"{{"Ttl":{ttl},"Uris":["{uri}"]}}"#)).collect();
    let json = format!(r#"{{"IceServerList":[{}]}}"#, list.join(","));
    assert!(json.len() > 5_000_000);
    let server = Server::start(move |_| Reply::ok(json.clone())).await;
    let reply = client(&server).get_ice_server_config(request()).await.expect("an answer");
    let servers = reply.ice_server_list.expect("a list");
    assert_eq!((servers.len(), servers[4999].ttl), (5000, Some(4999)));
    assert!(servers.iter().all(|server| server.uris.as_deref() == Some(std::slice::from_ref(&uri))));
}

#[tokio::test]
async fn a_call_can_go_elsewhere_and_carry_more() {
    let (first, second) = (Server::start(|_| Reply::Close).await, Server::start(|_| Reply::ok("{}")).await);
    client(&first)
        .get_ice_server_config(request())
        .endpoint(format!("{}/prefix/", second.url()))
        .header("x-trace", "abc")
        .await
        .expect("an answer");
    assert!(first.received().is_empty());
    let received = second.received();
    assert_eq!(received[0].target, "/prefix/v1/get-ice-server-config");
    let signature = sigv4::check(&received[0], SECRET).expect("a signature");
    assert!(signature.valid && signature.signed_headers.iter().any(|name| name == "x-trace"));
}

#[tokio::test]
async fn invalid_input_is_refused_before_anything_is_sent() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    // Without credentials: the input is checked before they are asked for.
    let client = Client::new(Config::new().region("us-west-2").endpoint(server.url()));
    let input = GetIceServerConfigRequest::new("").client_id("x".repeat(257)).username("é".repeat(256));
    let error = client.get_ice_server_config(input.clone()).await.expect_err("an error");
    assert_eq!(
        error.to_string(),
        "GetIceServerConfig: invalid input, nothing was sent: ChannelARN: 0 characters, must be 1 to 1024; \
         ClientId: 257 characters, must be 1 to 256"
    );
    assert_eq!(error.violations().map(|violations| violations.iter().count()), Some(2));
    let strict = client.get_ice_server_config(input.clone()).validation(Policy::Strict).await.expect_err("an error");
    assert_eq!(strict.violations().map(|violations| violations.iter().count()), Some(4));
    let off = client.get_ice_server_config(input).validation(Policy::Off).await.expect_err("an error");
    assert!(matches!(off.failure(), Some(Failure::Credentials(_))), "{off}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn patterns_are_for_the_strict() {
    let server = Server::start(|_| Reply::ok("{}")).await;
    let china = "arn:aws-cn:kinesisvideo:cn-north-1:123456789012:channel/front-door/1234567890123";
    client(&server).get_ice_server_config(GetIceServerConfigRequest::new(china)).await.expect("an answer");
    let strict = Client::new(config(&server).validation(Policy::Strict));
    strict.get_ice_server_config(request()).await.expect("an answer");
    let error = strict.get_ice_server_config(GetIceServerConfigRequest::new(china)).await.expect_err("an error");
    assert!(error.to_string().contains("ChannelARN: does not match ^arn:aws:kinesisvideo:"), "{error}");
}
