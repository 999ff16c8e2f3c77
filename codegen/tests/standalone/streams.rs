//! The darkroom over real sockets. This file is copied into the crate that is generated from the fixture.

use std::convert::Infallible;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use darkroom::types::*;
use darkroom::{Client, Config, Exception};
use http_body::Frame;
use runtime::transport::Hyper;
use runtime::{Body, Bytes, Credentials, EventStream};
use tests::{Authority, Reply, Server, events, sigv4};

const GIGABYTE: u64 = 1 << 30;
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn config(url: impl Into<String>) -> Config {
    let credentials = Credentials::new("AKIDEXAMPLE", SECRET);
    Config::new().endpoint(url).region("eu-central-1").credentials(credentials)
}

/// The most memory that the process has had so far, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<u64>().map_or(0, |kilobytes| kilobytes * 1024)
}

/// A server for one connection, run by a function that is given the head of the request and whatever came with it.
fn serve_once(run: impl FnOnce(TcpStream, String, Vec<u8>) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut bytes = Vec::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = stream.read(&mut buffer).expect("a request");
            bytes.extend_from_slice(&buffer[..count]);
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                let body = bytes.split_off(end + 4);
                return run(stream, String::from_utf8_lossy(&bytes).to_lowercase(), body);
            }
        }
    });
    url
}

/// Takes an upload and counts it.
fn counting_server(counted: Arc<AtomicU64>) -> String {
    serve_once(move |mut stream, head, body| {
        let length: u64 = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()?.parse().ok()).expect("a length");
        let mut count = body.len() as u64;
        let mut buffer = vec![0; 1 << 18];
        while count < length {
            count += stream.read(&mut buffer).expect("more of it") as u64;
        }
        counted.store(count, Ordering::SeqCst);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("written");
    })
}

/// A body of so many zeros, made while it is sent.
struct Zeros(u64);

impl http_body::Body for Zeros {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        static PIECE: [u8; 1 << 16] = [0; 1 << 16];
        let now = self.0.min(PIECE.len() as u64);
        self.0 -= now;
        Poll::Ready((now > 0).then(|| Ok(Frame::data(Bytes::from_static(&PIECE[..now as usize])))))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.0)
    }
}

#[tokio::test]
async fn a_gigabyte_goes_up_and_comes_down_in_little_memory() {
    let before = peak();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plate");
    std::fs::File::create(&path).and_then(|file| file.set_len(GIGABYTE)).expect("a large file");
    for body in [Body::file(&path).expect("the file"), Body::stream(Zeros(GIGABYTE))] {
        let counted = Arc::new(AtomicU64::new(0));
        let client = Client::new(config(counting_server(Arc::clone(&counted))));
        client.upload_plate(UploadPlateInput::new(UploadPlateRequired { name: "sky", body })).await.expect("stored");
        assert_eq!(counted.load(Ordering::SeqCst), GIGABYTE);
    }

    let url = serve_once(|mut stream, _, _| {
        let head = format!("HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-length: {GIGABYTE}\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("written");
        let piece = vec![7; 1 << 18];
        for _ in 0..GIGABYTE >> 18 {
            stream.write_all(&piece).expect("written");
        }
    });
    let plate = Client::new(config(url)).download_plate(DownloadPlateInput::new("sky")).await.expect("a plate");
    assert_eq!((plate.tag.as_deref(), plate.body.size()), (Some("\"1\""), Some(GIGABYTE)));
    let mut body = plate.body;
    let mut count = 0;
    while let Some(bytes) = body.next().await.transpose().expect("more of it") {
        count += bytes.len() as u64;
    }
    assert_eq!(count, GIGABYTE);
    // The other tests of this process are in it, too.
    let grown = peak() - before;
    assert!(grown < 128 << 20, "{grown} bytes more than before");
}

#[tokio::test]
async fn nothing_is_fetched_ahead() {
    let sent = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&sent);
    let url = serve_once(move |mut stream, _, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n").expect("written");
        let piece = vec![7; 1 << 16];
        while stream.write_all(&piece).is_ok() {
            counted.fetch_add(piece.len() as u64, Ordering::SeqCst);
        }
    });
    let plate = Client::new(config(url)).download_plate(DownloadPlateInput::new("sky")).await.expect("a plate");
    tokio::time::sleep(Duration::from_millis(500)).await;
    // The sockets hold some megabytes; the client holds next to nothing.
    let ahead = sent.load(Ordering::SeqCst);
    assert!(ahead < 32 << 20, "{ahead} bytes ahead of the reader");
    drop(plate);
}

#[tokio::test]
async fn files_are_signed_by_what_they_hold() {
    let server = Server::start(|request| match request.method.as_str() {
        "PUT" => Reply::ok(""),
        _ if request.target.ends_with("none") => Reply::error(404, "NoSuchPlate", r#"{"message":"no plate"}"#),
        _ => Reply::ok(vec![9; 300_000]),
    })
    .await;
    let client = Client::new(config(server.url()));
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    std::fs::write(&from, vec![3; 700_000]).expect("a file");
    let body = Body::file(&from).expect("the file");
    client.seal_plate(SealPlateInput::new(SealPlateRequired { name: "sky", body })).await.expect("stored");
    let request = &server.received()[0];
    assert_eq!((request.body.len(), request.header("content-length")), (700_000, Some("700000")));
    assert!(sigv4::check(request, SECRET).is_some_and(|signature| signature.valid));

    let plate = client.download_plate(DownloadPlateInput::new("sky")).await.expect("a plate");
    assert_eq!(plate.body.write_to(&to).await.expect("written"), 300_000);
    assert_eq!(std::fs::read(&to).expect("the file"), vec![9; 300_000]);
    let plate = client.download_plate(DownloadPlateInput::new("sky")).await.expect("a plate");
    let error = plate.body.collect_up_to(1000).await.expect_err("too large");
    assert_eq!(error.to_string(), "larger than 1000 bytes, the most that is kept in memory");

    let error = client.download_plate(DownloadPlateInput::new("none")).await.expect_err("no plate");
    assert!(matches!(error.exception(), Some(Exception::NoSuchPlate(plate)) if plate.message.as_deref() == Some("no plate")));
}

#[tokio::test]
async fn what_has_to_have_a_length_has_one() {
    let (_, endless) = EventStream::<Steps>::channel(1);
    drop(endless);
    struct Unsized;
    impl http_body::Body for Unsized {
        type Data = Bytes;
        type Error = Infallible;
        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(None)
        }
    }
    let client = Client::new(config("http://127.0.0.1:1"));
    let input = SealPlateInput::new(SealPlateRequired { name: "sky", body: Body::stream(Unsized) });
    let error = client.seal_plate(input).await.expect_err("no length");
    assert!(error.to_string().contains("body: a stream of unknown length"), "{error}");
    assert_eq!(Body::file("/nowhere/at/all").expect_err("no file").kind(), std::io::ErrorKind::NotFound);
}

#[tokio::test]
async fn checksums_go_out_and_damage_is_found() {
    let server = Server::start(|request| {
        let body = br#"{"text":"back"}"#.to_vec();
        let checksum = if request.text().contains("damage") { "AAAAAA==" } else { "t99Smg==" };
        Reply::Answer { status: 200, headers: vec![("x-amz-checksum-crc32", checksum.to_owned())], body }
    })
    .await;
    let client = Client::new(config(server.url()).response_checksums(runtime::ChecksumPolicy::WhenSupported));
    client.stamp_note(StampNoteInput::new().text("hello")).await.expect("stored");
    let checked = client.check_note(CheckNoteInput::new().text("hello")).await.expect("a note");
    assert_eq!(checked.text.as_deref(), Some("back"));
    let error = client.check_note(CheckNoteInput::new().text("damage").algorithm(Algorithm::Sha256)).await.expect_err("damage");
    assert!(error.to_string().contains("its CRC32 is"), "{error}");
    let sent = server.received();
    // The digests of `{"text":"hello"}` by md5sum and zlib.
    assert_eq!(sent[0].header("content-md5"), Some("dK7KYFCeJC/ugZk8TRONBg=="));
    assert_eq!(sent[1].header("x-amz-checksum-crc32"), Some("idyqPA=="));
    assert_eq!(sent[1].header("x-amz-sdk-checksum-algorithm"), Some("CRC32"));
    assert_eq!(sent[1].header("x-amz-checksum-mode"), Some("ENABLED"));
    assert!(sent[2].header("x-amz-checksum-sha256").is_some() && sent[2].header("x-amz-checksum-crc32").is_none());
    assert_eq!(sent[2].header("x-amz-sdk-checksum-algorithm"), Some("SHA256"));
    // A store with an endpoint of its own is not asked for what it may not know, unless the call says so.
    let client = Client::new(config(server.url()));
    client.check_note(CheckNoteInput::new().text("hello")).await.expect("a note");
    let sent = server.received();
    let last = sent.last().expect("a request");
    assert_eq!(last.header("x-amz-checksum-mode"), None);
    assert!(last.header("x-amz-checksum-crc32").is_some(), "the service insists on it");
    assert!(sent.iter().all(|request| sigv4::check(request, SECRET).is_some_and(|signature| signature.valid)));
}

#[tokio::test]
async fn long_requests_are_pressed() {
    let server = Server::start(|_| Reply::ok("")).await;
    let client = Client::new(config(server.url()));
    let text = "again and ".repeat(5_000);
    client.press_note(PressNoteInput::new().text(text.as_str())).await.expect("stored");
    client.press_note(PressNoteInput::new().text("short")).await.expect("stored");
    let off = Client::new(config(server.url()).compression_threshold(None));
    off.press_note(PressNoteInput::new().text(text.as_str())).await.expect("stored");
    let sent = server.received();
    assert_eq!(sent[0].header("content-encoding"), Some("gzip"));
    let mut plain = String::new();
    flate2::read::GzDecoder::new(&sent[0].body[..]).read_to_string(&mut plain).expect("gzip");
    assert_eq!(plain, format!(r#"{{"text":"{text}"}}"#));
    assert!(sent[1..].iter().all(|request| request.header("content-encoding").is_none()));
    assert!(sent.iter().all(|request| sigv4::check(request, SECRET).is_some_and(|signature| signature.valid)));
}

fn message(kind: (&'static str, &'static str), payload: &'static str) -> Vec<u8> {
    let text = |name: &'static str, value: &'static str| Header::new(name, HeaderValue::String(value.into()));
    let headers = match kind.0 {
        "exception" => vec![text(":message-type", "exception"), text(":exception-type", kind.1)],
        _ => vec![text(":message-type", "event"), text(":event-type", kind.1)],
    };
    let mut bytes = Vec::new();
    write_message_to(&Message::new_from_parts(headers, payload), &mut bytes).expect("a message");
    bytes
}

fn steps() -> [Steps; 2] {
    let bath = Bath::new().fluid("developer").seconds(90);
    [Steps::Bath(bath), Steps::Exposure(Exposure::new().light(&b"\x00\x01"[..]))]
}

#[tokio::test]
async fn events_are_signed_one_by_one() {
    let answers = [
        message(("event", "progress"), r#"{"percent":50,"fluid":"fixer"}"#),
        message(("event", "note"), "a little pale"),
        message(("event", "later"), r#"{"new":true}"#),
        message(("exception", "spoiled"), r#"{"message":"too much light","light":true}"#),
        message(("event", "progress"), r#"{"percent":100}"#),
    ];
    let body = answers.concat();
    let server = Server::start(move |request| match request.header("x-plate") {
        Some("cut") => Reply::Answer { status: 200, headers: vec![("x-room", "1".into())], body: body[..30].to_vec() },
        Some("huge") => Reply::Answer { status: 200, headers: vec![("x-room", "1".into())], body: vec![0xff; 64] },
        _ => Reply::Answer { status: 200, headers: vec![("x-room", "7".into())], body: body.clone() },
    })
    .await;
    let client = Client::new(config(server.url()));
    let input = |plate: &str| DevelopInput::new(plate, EventStream::of(steps()));
    let reply = client.develop(input("sky")).await.expect("a stream");
    assert_eq!(reply.room, "7");
    let mut results = reply.results;
    let progress = Progress::new().with_percent(50).with_fluid("fixer");
    assert_eq!(results.next().await.transpose().expect("an event"), Some(Results::Progress(progress)));
    assert_eq!(results.next().await.transpose().expect("an event"), Some(Results::Note(Note::new().with_text("a little pale"))));
    match results.next().await.transpose().expect("an event") {
        Some(Results::UnknownVariant(unknown)) => assert_eq!(unknown.tag(), "later"),
        other => panic!("{other:?}"),
    }
    let error = results.next().await.transpose().expect_err("an exception");
    assert!(matches!(error.exception(), Some(Exception::Spoiled(spoiled)) if spoiled.light == Some(true)), "{error:?}");
    assert_eq!(error.to_string(), "Develop: spoiled: too much light (status 200)");
    assert!(results.next().await.transpose().expect("the end").is_none());

    let request = &server.received()[0];
    assert_eq!(request.header("content-type"), Some("application/vnd.amazon.eventstream"));
    assert!(sigv4::check(request, SECRET).is_some_and(|signature| signature.valid));
    let sent = events::signed_payloads(request, SECRET).expect("a chain of signatures");
    assert_eq!(sent.len(), 3);
    assert_eq!(events::text_header(&sent[0], ":event-type").as_deref(), Some("bath"));
    assert_eq!(events::payload(&sent[0]).expect("a payload"), br#"{"fluid":"developer"}"#);
    assert_eq!(events::text_header(&sent[1], ":content-type").as_deref(), Some("application/octet-stream"));
    assert_eq!(events::payload(&sent[1]).expect("a payload"), b"\x00\x01");
    assert!(sent[2].is_empty(), "the end is a message, too");
    assert!(events::signed_payloads(request, "another secret").is_none());

    for (plate, text) in [("cut", "the last message is cut off"), ("huge", "a message of 4294967295 bytes")] {
        let mut results = client.develop(input(plate)).await.expect("a stream").results;
        let error = results.next().await.transpose().expect_err("a broken stream");
        assert!(error.to_string().contains(text), "{error}");
    }
}

#[tokio::test]
async fn what_the_model_does_not_list_is_not_sent() {
    let server = Server::start(|_| Reply::ok("")).await;
    let unknown = runtime::UnknownVariant::new("new", runtime::Document::Null);
    let steps = EventStream::of([Steps::UnknownVariant(unknown)]);
    let error = Client::new(config(server.url()))
        .develop(DevelopInput::new("sky", steps))
        .await
        .expect_err("not sent");
    assert!(error.to_string().contains("does not list can't be sent"), "{error}");
}

/// Each event is answered before the next one is sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_go_both_ways_at_once_over_http_2() {
    let authority = Authority::new("Darkroom");
    let acceptor = authority.acceptor_of("localhost", &["h2"]);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        let stream = acceptor.accept(stream).await.expect("TLS");
        let mut connection = h2::server::handshake(stream).await.expect("HTTP/2");
        while let Some(Ok((request, mut respond))) = connection.accept().await {
            tokio::spawn(async move {
                let head = http::Response::builder().header("x-room", "2").body(()).expect("a response");
                let mut send = respond.send_response(head, false).expect("sent");
                let mut body = request.into_body();
                while let Some(Ok(bytes)) = body.data().await {
                    let _ = body.flow_control().release_capacity(bytes.len());
                    send.send_data(message(("event", "note"), "done").into(), false).expect("sent");
                }
                let _ = send.send_data(Bytes::new(), true);
            });
        }
    });
    let transport = Hyper::with_tls(authority.trusting_client(), Duration::from_secs(5));
    let client = Client::new(config(format!("https://localhost:{port}")).transport(transport));
    let (sender, steps) = EventStream::channel(1);
    let reply = client.develop(DevelopInput::new("sky", steps)).await.expect("a stream");
    let mut results = reply.results;
    for _ in 0..3 {
        sender.send(Steps::Bath(Bath::new().fluid("water"))).await.expect("sent");
        let note = results.next().await.transpose().expect("an event");
        assert_eq!(note, Some(Results::Note(Note::new().with_text("done"))));
    }
    drop(sender);
    while results.next().await.transpose().expect("the last event, then the end").is_some() {}
}

/// A server that takes no more of an upload does not hold it up for ever.
#[tokio::test]
async fn an_upload_to_a_server_that_stops_reading_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let file = tempfile::NamedTempFile::new().expect("a file");
    file.as_file().set_len(GIGABYTE).expect("a sparse file");
    let config = config(url).read_timeout(Duration::from_millis(300)).retry(runtime::Retry::off());
    let body = Body::file(file.path()).expect("a body");
    let input = UploadPlateInput::new(UploadPlateRequired { name: "sky", body });
    let error = Client::new(config).upload_plate(input).await.expect_err("nobody reads");
    assert!(error.is_timeout() && error.to_string().contains("the server took nothing for 300ms"), "{error}");
    drop(listener);
}
