//! What is tried again, how often, and what the service sees of it.

use std::future::IntoFuture;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config, Error};
use runtime::{Credentials, Failure, Retry};
use tests::{Reply, Request, Server};

const ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo/1";

/// The standard mode without its long waits.
const QUICK: Retry = Retry::standard().backoff(Duration::from_millis(2)).throttling_backoff(Duration::from_millis(2));

fn config(server: &Server) -> Config {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    Config::new().endpoint(server.url()).region("us-west-2").credentials(credentials).retry(QUICK)
}

/// Answers the first requests as given, and all others with success.
async fn server(replies: Vec<Reply>) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |_| replies.get(count.fetch_add(1, Ordering::Relaxed)).cloned().unwrap_or(Reply::ok("{}"))).await
}

async fn call(client: &Client) -> Result<(), Error> {
    client.get_ice_server_config(GetIceServerConfigRequest::new(ARN)).await.map(|_| ())
}

fn unavailable() -> Reply {
    Reply::error(503, "ServiceUnavailable", "{}")
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.header(name).unwrap_or_default()
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    let throttled = Reply::error(400, "ClientLimitExceededException", "{}");
    for first in
        [unavailable(), throttled, Reply::Close, Reply::error(429, "", "{}"), Reply::error(400, "SlowDown", "{}")]
    {
        let server = server(vec![first.clone(), unavailable()]).await;
        call(&Client::new(config(&server))).await.unwrap_or_else(|error| panic!("{first:?}: {error}"));
        let received = server.received();
        let counted: Vec<&str> = received.iter().map(|request| header(request, "amz-sdk-request")).collect();
        assert_eq!(counted, ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"], "{first:?}");
        // One call has one id and one body, and a signature for each attempt.
        let first_id = header(&received[0], "amz-sdk-invocation-id");
        assert!(received.iter().all(|request| header(request, "amz-sdk-invocation-id") == first_id));
        assert!(received.iter().all(|request| request.body == received[0].body));
        for request in &received {
            assert!(tests::sigv4::check(request, "secret").expect("a signature").valid);
        }
    }
}

#[tokio::test]
async fn an_error_says_how_often_it_was_tried() {
    let server = Server::start(|_| unavailable()).await;
    let error = call(&Client::new(config(&server))).await.expect_err("an error");
    assert_eq!((error.attempts(), server.received().len()), (3, 3));
    assert!(error.to_string().contains("status 503, request 01234567-89ab) after 3 attempts"), "{error}");

    let refused = Server::start(|_| Reply::error(400, "InvalidArgumentException", "{}")).await;
    let error = call(&Client::new(config(&refused))).await.expect_err("an error");
    assert_eq!((error.attempts(), refused.received().len()), (1, 1));
    assert!(!error.to_string().contains("attempts"), "{error}");

    let invalid = Client::new(config(&refused)).get_ice_server_config(GetIceServerConfigRequest::new("")).await;
    assert_eq!(invalid.expect_err("an error").attempts(), 0);
}

#[tokio::test]
async fn a_client_and_a_call_choose_how_often() {
    let server = Server::start(|_| unavailable()).await;
    let client = Client::new(config(&server).retry(Retry::off()));
    assert_eq!(call(&client).await.expect_err("an error").attempts(), 1);
    let more = client.get_ice_server_config(GetIceServerConfigRequest::new(ARN)).retry(QUICK.max_attempts(5));
    assert_eq!(more.await.expect_err("an error").attempts(), 5);
    let from_environment = |variables: &'static [(&str, &str)]| {
        let look_up =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Config::from_variables(look_up)
            .endpoint(server.url())
            .region("us-west-2")
            .credentials(Credentials::new("a", "b"))
    };
    let client = Client::new(from_environment(&[("AWS_MAX_ATTEMPTS", "2"), ("AWS_RETRY_MODE", "adaptive")]));
    assert_eq!(call(&client).await.expect_err("an error").attempts(), 2);
    let error = call(&Client::new(from_environment(&[("AWS_MAX_ATTEMPTS", "many")]))).await.expect_err("an error");
    assert!(error.to_string().contains("AWS_MAX_ATTEMPTS is \"many\", must be a number greater than zero"), "{error}");
}

#[tokio::test]
async fn an_empty_quota_ends_retries_for_all_calls_of_a_client() {
    let server = Server::start(|_| unavailable()).await;
    let client = Client::new(config(&server));
    let mut attempts = Vec::new();
    for _ in 0..30 {
        attempts.push(call(&client).await.expect_err("an error").attempts());
    }
    // 500 tokens, of which each retry takes 14: 35 retries, two for each of 17 calls and one more.
    assert_eq!(attempts[..17], [3; 17]);
    assert_eq!(attempts[17..20], [2, 1, 1]);
    assert_eq!(server.received().len(), 30 + 35);
    let other = Client::new(config(&server));
    assert_eq!(call(&other).await.expect_err("an error").attempts(), 3);
}

#[tokio::test]
async fn a_service_says_how_long_to_wait() {
    let later =
        |name, value: &str| Reply::Answer { status: 503, headers: vec![(name, value.to_owned())], body: Vec::new() };
    for (reply, least) in [(later("x-amz-retry-after", "300"), 300), (later("retry-after", "1"), 1_000)] {
        let server = server(vec![reply]).await;
        let started = Instant::now();
        call(&Client::new(config(&server))).await.expect("success");
        assert!(started.elapsed() >= Duration::from_millis(least), "{:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_once_for_all() {
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(7_200));
    let skewed = Reply::Answer {
        status: 403,
        headers: vec![("x-amzn-errortype", "InvalidSignatureException".to_owned()), ("date", date)],
        body: Vec::new(),
    };
    let server = server(vec![skewed]).await;
    let client = Client::new(config(&server));
    call(&client).await.expect("success at the second attempt");
    call(&client).await.expect("success at once");
    let received = server.received();
    let hours: Vec<&str> = received.iter().map(|request| &header(request, "x-amz-date")[..11]).collect();
    assert_eq!(hours.len(), 3);
    assert!(hours[0] != hours[1] && hours[1] == hours[2], "{hours:?}");
}

#[tokio::test]
async fn a_slow_attempt_is_tried_again_and_the_whole_call_has_a_limit() {
    let slow = || Reply::Late(Duration::from_secs(30));
    let server = server(vec![slow(), slow()]).await;
    let client = Client::new(config(&server).attempt_timeout(Duration::from_millis(100)));
    call(&client).await.expect("success at the third attempt");

    let never = Server::start(move |_| slow()).await;
    let client = Client::new(config(&never));
    let input = || GetIceServerConfigRequest::new(ARN);
    let limits =
        client.get_ice_server_config(input()).attempt_timeout(Duration::from_millis(50)).retry(QUICK.max_attempts(2));
    let error = limits.await.expect_err("an error");
    assert!(matches!(error.failure(), Some(Failure::AttemptTimeout(_))) && error.is_timeout(), "{error}");
    assert_eq!(error.attempts(), 2);
    let whole = client
        .get_ice_server_config(input())
        .attempt_timeout(Duration::from_millis(80))
        .timeout(Duration::from_millis(120));
    let error = whole.retry(QUICK.max_attempts(100)).await.expect_err("an error");
    assert!(error.is_timeout() && error.attempts() <= 3, "{error}");
}

#[tokio::test]
async fn an_answer_that_stands_still_is_tried_again() {
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"IceServerList\"".to_vec();
    let server = server(vec![Reply::Stall(half.clone())]).await;
    let client = Client::new(config(&server).read_timeout(Duration::from_millis(100)));
    call(&client).await.expect("success at the second attempt");

    let stalls = Server::start(move |_| Reply::Stall(half.clone())).await;
    let stalled = Client::new(config(&stalls)).get_ice_server_config(GetIceServerConfigRequest::new(ARN));
    let error = stalled.read_timeout(Duration::from_millis(100)).retry(Retry::off()).await.expect_err("an error");
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().contains("nothing came for 100ms"), "{error}");
}

#[tokio::test]
async fn a_call_chooses_how_long_to_connect() {
    // A server that never gets to the end of a TLS handshake.
    let silent = Server::start(|_| Reply::Close).await;
    let mute = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("https://{}", mute.local_addr().expect("an address"));
    let call = Client::new(config(&silent)).get_ice_server_config(GetIceServerConfigRequest::new(ARN)).endpoint(url);
    let started = Instant::now();
    let error = call.connect_timeout(Duration::from_millis(150)).retry(Retry::off()).await.expect_err("an error");
    assert!(error.is_timeout() && started.elapsed() < Duration::from_secs(4), "{error}");
    assert!(error.to_string().contains("no connection within 150ms"), "{error}");
}

#[tokio::test]
async fn an_answer_too_large_is_not_asked_for_again() {
    let server = Server::start(|_| Reply::ok(vec![b' '; 2_000])).await;
    let error = call(&Client::new(config(&server).response_limit(1_000))).await.expect_err("an error");
    assert_eq!((error.attempts(), server.received().len()), (1, 1), "{error}");
}

/// No date moves the clock to where signatures can't be made.
#[tokio::test]
async fn a_date_that_is_not_credible_moves_no_clock() {
    let expired = Reply::Answer {
        status: 400,
        headers: vec![("x-amzn-ErrorType", "RequestExpired".into()), ("Date", "Fri, 31 Dec 9999 23:59:59 GMT".into())],
        body: b"{}".to_vec(),
    };
    let server = server(vec![expired.clone(), expired.clone(), expired]).await;
    let client = Client::new(config(&server));
    call(&client).await.expect_err("expired");
    call(&client).await.expect("an answer");
    let received = server.received();
    let year = |request: &Request| header(request, "x-amz-date")[..4].to_owned();
    assert!(received.iter().all(|request| year(request) == year(&received[0]) && year(request) != "9999"));
}

/// Calls that are given up while they wait for a retry leave the quota to the others.
#[tokio::test]
async fn calls_that_are_dropped_give_back_their_quota() {
    let failing = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let fails = std::sync::Arc::clone(&failing);
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| match fails.load(Ordering::Relaxed) {
        true => unavailable(),
        // Then every second request fails.
        false if count.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) => unavailable(),
        false => Reply::ok("{}"),
    })
    .await;
    let slow = Retry::standard().backoff(Duration::from_secs(3_600)).max_backoff(Duration::from_secs(3_600));
    let client = Client::new(config(&server).timeout(Duration::from_secs(100_000)));
    for _ in 0..100 {
        let waiting = client.get_ice_server_config(GetIceServerConfigRequest::new(ARN)).retry(slow);
        let _ = tokio::time::timeout(Duration::from_millis(20), waiting.into_future()).await.expect_err("it waits");
    }
    failing.store(false, Ordering::Relaxed);
    call(&client).await.expect("there is quota for a retry");
}

/// No limit is too long to be added to the time.
#[tokio::test]
async fn no_limit_is_too_long() {
    let server = server(vec![unavailable()]).await;
    let longest = Duration::MAX;
    let retry = Retry::standard().backoff(Duration::from_millis(1)).max_backoff(longest);
    let config = config(&server)
        .retry(retry)
        .timeout(longest)
        .attempt_timeout(longest)
        .connect_timeout(longest)
        .read_timeout(longest);
    let client = Client::new(config);
    call(&client).await.expect("an answer");
    let blocking = client.get_ice_server_config(GetIceServerConfigRequest::new(ARN));
    tokio::task::spawn_blocking(move || blocking.blocking()).await.expect("no panic").expect("an answer");
    let endless = Retry::standard().backoff(longest).max_backoff(longest).max_attempts(u32::MAX);
    let server = self::server(vec![unavailable()]).await;
    let waits = Client::new(self::config(&server).retry(endless).timeout(Duration::from_millis(200)));
    call(&waits).await.expect_err("no time is left to wait so long");
}

#[tokio::test]
async fn a_retry_that_succeeds_gives_back_what_it_took() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::Relaxed) % 2 {
        0 => unavailable(),
        _ => Reply::ok("{}"),
    })
    .await;
    let client = Client::new(config(&server));
    // Without it, 500 tokens are enough for 35 of them.
    for _ in 0..60 {
        let call = client.get_ice_server_config(GetIceServerConfigRequest::new(ARN)).with_metadata();
        let (_, metadata) = call.await.expect("success at the second attempt");
        assert_eq!(metadata.attempts(), 2);
    }
}

/// The adaptive mode slows down for those who ask for it, and for nobody else.
#[tokio::test]
async fn only_throttling_slows_a_client_down() {
    for (reply, is_throttling) in [(unavailable(), false), (Reply::error(400, "ThrottlingException", "{}"), true)] {
        let server = Server::start(move |_| reply.clone()).await;
        let client = Client::new(config(&server).retry(Retry::adaptive().max_attempts(1)));
        let call =
            || client.get_ice_server_config(GetIceServerConfigRequest::new(ARN)).timeout(Duration::from_millis(500));
        for _ in 0..5 {
            let _ = call().await.expect_err("the service does not serve");
        }
        let sent = if is_throttling { 1 } else { 5 };
        assert!(server.received().len() == sent, "{} requests", server.received().len());
        // Those that were not sent cost nothing: one request in two seconds is what is left.
        if is_throttling {
            tokio::time::sleep(Duration::from_secs(2)).await;
            let _ = call().await.expect_err("the service does not serve");
            assert_eq!(server.received().len(), 2);
        }
    }
}
