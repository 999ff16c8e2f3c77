//! A server that misbehaves in every way that a network has, and many calls at once. None is lost, none gets the answer of
//! another, and every error is one of those that were to be expected.
//!
//! `FAULT_SECONDS` says how long the flood lasts: 5 if it is not set.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config, Error};
use runtime::{Credentials, Failure, Retry};
use tests::Request;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

const ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo/1";

/// What the server does with a request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    /// Ends the connection with RST, before any answer.
    Reset,
    /// Says nothing any more.
    Stall,
    /// Sends half an answer, and ends the connection.
    Half,
    /// Sends half an answer, and nothing any more.
    HalfStall,
    Unavailable,
    Throttle,
    /// Answers, and closes a connection that should have been kept.
    Close,
    /// Says that the clock is wrong.
    Clock,
}

const FAULTS: [Fault; 8] = [
    Fault::Reset,
    Fault::Stall,
    Fault::Half,
    Fault::HalfStall,
    Fault::Unavailable,
    Fault::Throttle,
    Fault::Close,
    Fault::Clock,
];

/// What the server saw: for each call, the numbers of its attempts.
type Seen = Arc<Mutex<HashMap<String, Vec<u32>>>>;

/// A server that fails so many of a thousand requests.
async fn server(per_thousand: u64) -> (Config, Seen) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (seen, count) = (Seen::default(), Arc::new(AtomicU64::new(1)));
    let all = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&all), Arc::clone(&count), per_thousand));
        }
    });
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    let retry = Retry::standard().backoff(Duration::from_millis(2)).throttling_backoff(Duration::from_millis(2));
    let config = Config::new().endpoint(url).region("us-west-2").credentials(credentials).retry(retry.max_attempts(6));
    (config.attempt_timeout(Duration::from_millis(400)).read_timeout(Duration::from_millis(200)), seen)
}

async fn serve(mut stream: TcpStream, seen: Seen, count: Arc<AtomicU64>, per_thousand: u64) {
    while let Some(request) = Request::read(&mut stream, 0).await {
        let id = request
            .text()
            .split(r#""ClientId":""#)
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default()
            .to_owned();
        let attempt = request
            .header("amz-sdk-request")
            .and_then(|text| text.strip_prefix("attempt=")?.split(';').next()?.parse().ok());
        seen.lock().expect("a map").entry(id.clone()).or_default().push(attempt.expect("a number"));
        // The same faults each time, in an order that looks like none.
        let number = count.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        let fault = if number % 1_000 < per_thousand { FAULTS[(number / 1_000 % 8) as usize] } else { Fault::None };
        let body = format!(r#"{{"IceServerList":[{{"Username":"{id}"}}]}}"#);
        let answer = |status: u16, headers: &str, body: &str| {
            format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
        };
        let good = answer(200, "", &body);
        let text = match fault {
            Fault::None | Fault::Close => good,
            Fault::Reset => {
                #[allow(deprecated, reason = "it does not block with a time of zero")]
                stream.set_linger(Some(Duration::ZERO)).expect("a socket");
                return;
            }
            Fault::Stall => String::new(),
            Fault::Half | Fault::HalfStall => good[..good.len() - 9].to_owned(),
            Fault::Unavailable => answer(503, "", ""),
            Fault::Throttle => answer(400, "x-amzn-errortype: ClientLimitExceededException\r\n", "{}"),
            Fault::Clock => {
                let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(600));
                answer(403, &format!("date: {date}\r\nx-amzn-errortype: RequestTimeTooSkewed\r\n"), "{}")
            }
        };
        if stream.write_all(text.as_bytes()).await.is_err() || matches!(fault, Fault::Close | Fault::Half) {
            return;
        }
        if matches!(fault, Fault::Stall | Fault::HalfStall) {
            tokio::time::sleep(Duration::from_secs(3)).await;
            return;
        }
    }
}

/// Makes a call, and demands that its answer is its own.
async fn call(client: &Client, id: u64) -> Result<(), Error> {
    let id = id.to_string();
    let reply = client.get_ice_server_config(GetIceServerConfigRequest::new(ARN).client_id(&*id)).await?;
    let servers = reply.ice_server_list.unwrap_or_default();
    assert_eq!(servers[0].username.as_deref(), Some(id.as_str()), "the answer of another call");
    Ok(())
}

/// Whether an error is one that this server provokes.
fn is_expected(error: &Error) -> bool {
    match error.failure() {
        Some(Failure::Transport(_) | Failure::AttemptTimeout(_)) => true,
        Some(_) => false,
        None => matches!(error.status(), Some(400 | 403 | 503)),
    }
}

/// The attempts of a call are counted one by one, and an error tells their number. Some may never have reached the server.
fn check(seen: &Seen, id: u64, result: &Result<(), Error>) {
    let seen = seen.lock().expect("a map").get(&id.to_string()).cloned().unwrap_or_default();
    assert!(seen.is_sorted_by(|one, next| one < next), "call {id}: {seen:?}");
    let last = seen.last().copied().unwrap_or(0);
    match result {
        Ok(()) => assert!(last >= 1, "call {id} was never made"),
        Err(error) => {
            assert!(is_expected(error), "call {id}: {error}");
            assert!(error.attempts() >= last && error.attempts() <= 6, "call {id}: {} of {seen:?}", error.attempts());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_with_a_fault_in_each_hundred() {
    let (config, seen) = server(10).await;
    let client = Client::new(config);
    let next = Arc::new(AtomicU64::new(0));
    let workers: Vec<_> = (0..50)
        .map(|_| {
            let (client, next, seen) = (client.clone(), Arc::clone(&next), Arc::clone(&seen));
            tokio::spawn(async move {
                let mut failed = 0;
                loop {
                    let id = next.fetch_add(1, Ordering::Relaxed);
                    if id >= 10_000 {
                        return failed;
                    }
                    let result = call(&client, id).await;
                    check(&seen, id, &result);
                    failed += u32::from(result.is_err());
                }
            })
        })
        .collect();
    let mut failed = 0;
    for worker in workers {
        failed += worker.await.expect("no panic");
    }
    // One in a hundred fails, and so does one in a hundred of the second attempts.
    assert!(failed <= 2, "{failed} of 10,000 calls failed");
    assert_eq!(seen.lock().expect("a map").len(), 10_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_at_once_in_a_storm() {
    let seconds = std::env::var("FAULT_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    let (config, seen) = server(300).await;
    let client = Client::new(config);
    let (next, end) = (Arc::new(AtomicU64::new(0)), tokio::time::Instant::now() + Duration::from_secs(seconds));
    let (memory, sockets) = (resident(), files());
    let workers: Vec<_> = (0..200)
        .map(|_| {
            let (client, next, seen) = (client.clone(), Arc::clone(&next), Arc::clone(&seen));
            tokio::spawn(async move {
                let (mut succeeded, mut failed) = (0_u64, 0_u64);
                while tokio::time::Instant::now() < end {
                    let id = next.fetch_add(1, Ordering::Relaxed);
                    let result = call(&client, id).await;
                    check(&seen, id, &result);
                    *(if result.is_ok() { &mut succeeded } else { &mut failed }) += 1;
                    // What was checked is forgotten, so that memory tells of the client alone.
                    seen.lock().expect("a map").remove(&id.to_string());
                }
                (succeeded, failed)
            })
        })
        .collect();
    let most_files = tokio::spawn(async move {
        let mut most = 0;
        while tokio::time::Instant::now() < end {
            most = most.max(files());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        most
    });
    let (mut succeeded, mut failed) = (0, 0);
    for worker in workers {
        let (good, bad) = worker.await.expect("no panic");
        (succeeded, failed) = (succeeded + good, failed + bad);
    }
    let (memory, most) =
        (resident().saturating_sub(memory), most_files.await.expect("a number").saturating_sub(sockets));
    println!("{succeeded} calls succeeded, {failed} failed; {memory} kB more memory, at most {most} more files");
    assert!(succeeded > 200 && succeeded > failed, "{succeeded} succeeded, {failed} failed");
    // Both ends of each connection are here; those that stall are kept by the server for three seconds.
    assert!(memory < 200_000, "{memory} kB");
    assert!(most < 6_000, "{most} files");
}

/// Kilobytes in memory; nothing where there is no `/proc`.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Open files, sockets among them.
fn files() -> u64 {
    std::fs::read_dir("/proc/self/fd").map_or(0, |entries| entries.count() as u64)
}
