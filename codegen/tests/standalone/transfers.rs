//! Large objects in parts against MinIO, and the example that copies them. This file is copied into a crate beside the client that is
//! generated from the model of S3.

mod relay;
mod store;

use std::io::Write;

use futures_util::stream;
use http_body::Frame;
use http_body_util::StreamBody;
use relay::Relay;
use runtime::{Body, Bytes, ChecksumPolicy};
use s3::types::*;
use store::*;

/// Parts of files and of streams whose length nobody knows, with and without checksums, and ranges that make a file.
#[tokio::test]
async fn large_objects_go_in_parts() {
    for policy in [None, Some(ChecksumPolicy::WhenSupported)] {
        let config = policy.map_or_else(config, |policy| config().request_checksums(policy).response_checksums(policy));
        let name = if policy.is_some() { "secured" } else { "large" };
        let client = bucket(name, config).await;
        let content: Vec<u8> = (0..(12 << 20) + 345).map(|index: u32| (index % 251) as u8).collect();
        let mut file = tempfile();
        file.1.write_all(&content).expect("written");
        let pieces: Vec<_> = content.chunks(700_001).map(Bytes::copy_from_slice).map(Frame::data).map(Ok::<_, std::io::Error>).collect();
        let bodies = [
            ("file", Body::file(&file.0).expect("a file")),
            ("bytes", Body::from(content.clone())),
            ("stream", Body::stream(StreamBody::new(stream::iter(pieces)))),
        ];
        for (key, body) in bodies {
            let input = put(name, key).body(body).content_type("text/plain").metadata([("colour", "red")]);
            let uploaded = client.upload(input).part_size(5 << 20).concurrency(2).await.expect("uploaded");
            assert_eq!((uploaded.parts, uploaded.bytes), (3, content.len() as u64), "{key}");
            let target = file.0.with_extension(key);
            let downloaded = client.download(get(name, key)).part_size(5_000_000).to_file(&target).await.expect("downloaded");
            assert_eq!((downloaded.bytes, downloaded.entity_tag), (content.len() as u64, uploaded.entity_tag));
            assert!(std::fs::read(&target).expect("the file") == content, "{key}");
            std::fs::remove_file(target).expect("removed");
            let head = HeadObjectRequest::new(HeadObjectRequired { bucket: name, key });
            let head = client.head_object(head).await.expect("its head");
            assert_eq!(head.content_type.as_deref(), Some("text/plain"));
            assert_eq!(head.metadata.and_then(|metadata| metadata.get("colour").cloned()).as_deref(), Some("red"));
        }
        // What is about the whole object means nothing for parts.
        let input = put(name, "whole").body(content.clone()).write_offset_bytes(7);
        let error = client.upload(input).await.expect_err("an offset").to_string();
        assert!(error.starts_with("WriteOffsetBytes is about the object as a whole"), "{error}");
        // An empty object has no ranges.
        client.upload(put(name, "empty")).await.expect("uploaded");
        let target = file.0.with_extension("empty");
        assert_eq!(client.download(get(name, "empty")).to_file(&target).await.expect("downloaded").bytes, 0);
        assert!(std::fs::read(&target).expect("the file").is_empty());
        std::fs::remove_file(target).expect("removed");
        std::fs::remove_file(file.0).expect("removed");
    }
}

#[tokio::test]
async fn an_upload_that_fails_leaves_nothing() {
    let client = bucket("given-up", config()).await;
    let mut pieces: Vec<Result<Frame<Bytes>, std::io::Error>> =
        (0..16).map(|_| Ok(Frame::data(Bytes::from(vec![7; 1 << 20])))).collect();
    pieces.push(Err(std::io::Error::other("the disk is gone")));
    let body = Body::stream(StreamBody::new(stream::iter(pieces)));
    let error = client.upload(put("given-up", "x").body(body)).await.expect_err("the stream breaks");
    assert_eq!(error.to_string(), "the disk is gone");
    let uploads = client.list_multipart_uploads(ListMultipartUploadsRequest::new("given-up")).await.expect("a list");
    assert!(uploads.uploads.is_none_or(|uploads| uploads.is_empty()));
    let target = std::env::temp_dir().join(format!("missing-{}", std::process::id()));
    let error = client.download(get("given-up", "x")).to_file(&target).await.expect_err("it is not there");
    assert!(error.to_string().contains("NoSuchKey"), "{error}");
    assert!(!target.exists());
}

/// The example, as its users run it.
#[tokio::test]
async fn the_example_copies_up_down_and_across() {
    bucket("copied", config()).await;
    let mut file = tempfile();
    file.1.write_all(&whole()).expect("written");
    let (from, target) = (file.0.display().to_string(), file.0.with_extension("copy"));
    let copy = |from: &str, to: &str| {
        let certificate = std::env::var("SERVER_CERTIFICATE").ok().map(|path| ("AWS_CA_BUNDLE", path));
        std::process::Command::new(env!("CARGO_BIN_EXE_s3_copy"))
            .args([from, to])
            .env("AWS_ENDPOINT_URL", std::env::var("SERVER_URL").expect("the address of the store"))
            .envs([("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "a-secret-key")])
            .envs(certificate)
            .output()
            .expect("the example")
    };
    for (from, to) in [
        (from.as_str(), "s3://copied/a b"),
        ("s3://copied/a b", "s3://copied/c"),
        ("s3://copied/c", target.to_str().expect("text")),
    ] {
        let output = copy(from, to);
        assert!(output.status.success(), "{output:?}");
    }
    assert!(std::fs::read(&target).expect("the copy") == whole());
    let missing = copy("s3://copied/missing", "nowhere");
    assert!(!missing.status.success() && String::from_utf8_lossy(&missing.stderr).contains("NoSuchKey"), "{missing:?}");
    std::fs::remove_file(target).expect("removed");
    std::fs::remove_file(file.0).expect("removed");
}

/// The checksum of an object that went in parts is that of the object as a whole, and the store holds to one that is given.
#[tokio::test]
async fn objects_in_parts_have_a_checksum_of_the_whole() {
    let policy = ChecksumPolicy::WhenSupported;
    let client = bucket("wholes", config().request_checksums(policy).response_checksums(policy)).await;
    let content: Vec<u8> = (0..(11 << 20) + 7).map(|index: u32| (index % 241) as u8).collect();
    client.put_object(put("wholes", "once").body(content.clone())).await.expect("put");
    let checksum = async |key: &str| {
        let head = HeadObjectRequest::new(HeadObjectRequired { bucket: "wholes", key }).checksum_mode(ChecksumMode::Enabled);
        client.head_object(head).await.expect("its head").checksum_crc32
    };
    let whole = checksum("once").await.expect("a checksum");
    let uploaded = client.upload(put("wholes", "parts").body(content.clone())).part_size(5 << 20).await.expect("uploaded");
    assert_eq!((uploaded.parts, checksum("parts").await), (3, Some(whole.clone())));
    let target = std::env::temp_dir().join(format!("wholes-{}", std::process::id()));
    client.download(get("wholes", "parts")).part_size(3 << 20).to_file(&target).await.expect("downloaded");
    assert!(std::fs::read(&target).expect("the file") == content);
    std::fs::remove_file(&target).expect("removed");
    let given = |key, checksum: &str| put("wholes", key).body(content.clone()).checksum_crc32(checksum);
    client.upload(given("given", &whole)).part_size(5 << 20).await.expect("uploaded");
    assert_eq!(checksum("given").await, Some(whole));
    let error = client.upload(given("wrong", "AAAAAA==")).part_size(5 << 20).await.expect_err("another checksum");
    assert_eq!(error.to_string().split(':').next(), Some("CompleteMultipartUpload"), "{error}");
    let sha = put("wholes", "sha").body(content.clone()).checksum_sha256("AAAAAA==");
    let error = client.upload(sha).await.expect_err("parts do not give it").to_string();
    assert!(error.starts_with("ChecksumSHA256 is about the object as a whole"), "{error}");
}

/// A download that ends goes on in the next one.
#[tokio::test]
async fn a_download_goes_on_later() {
    let client = bucket("later", config()).await;
    let content: Vec<u8> = (0..(6 << 20) + 7).map(|index: u32| (index % 239) as u8).collect();
    client.upload(put("later", "x").body(content.clone())).await.expect("uploaded");
    let target = std::env::temp_dir().join(format!("later-{}", std::process::id()));
    let download = || client.download(get("later", "x")).part_size(1 << 20).concurrency(1).resumable();
    let (sender, stopped) = std::sync::mpsc::channel();
    let observed = download().on_progress(move |progress| {
        if progress.bytes >= 3 << 20 {
            let _ = sender.send(());
        }
    });
    let running = tokio::spawn(observed.to_file(target.clone()));
    while stopped.try_recv().is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    running.abort();
    let was_stopped = running.await.is_err();
    assert_eq!(target.with_extension("part.record").exists(), was_stopped);
    let first = std::sync::Arc::new(std::sync::Mutex::new(None));
    let seen = std::sync::Arc::clone(&first);
    let rest = download().on_progress(move |progress| _ = seen.lock().expect("no panic").get_or_insert(progress.bytes));
    rest.to_file(&target).await.expect("downloaded");
    assert!(std::fs::read(&target).expect("the file") == content);
    if was_stopped {
        assert!(first.lock().expect("no panic").expect("progress") > 3 << 20, "nothing is fetched twice");
    }
    std::fs::remove_file(target).expect("removed");
}

/// A client whose connections to the store go through a relay; none if the store speaks TLS, which nobody can look into.
fn relayed(marker: &'static str, breaks: usize) -> Option<(Relay, s3::Client)> {
    if std::env::var_os("SERVER_CERTIFICATE").is_some() {
        return None;
    }
    let relay = Relay::start(&std::env::var("SERVER_URL").expect("the address of the store"), marker, breaks);
    let retry = runtime::Retry::standard().backoff(std::time::Duration::from_millis(10));
    let client = s3::Client::new(config().endpoint(&relay.url).retry(retry));
    Some((relay, client))
}

/// 18 parts and a byte, no two of them the same.
fn numbered() -> std::path::PathBuf {
    let (path, mut file) = tempfile();
    for part in 0..=18_u8 {
        let length = if part == 18 { 1 } else { PART as usize };
        file.write_all(&vec![part; length]).expect("written");
    }
    path
}

const PART: u64 = 5 << 20;

#[tokio::test]
async fn a_part_that_breaks_off_is_sent_again() {
    let Some((relay, client)) = relayed("partnumber=17&", 1) else { return };
    let direct = bucket("broken-off", config()).await;
    let file = numbered();
    let input = put("broken-off", "x").body(Body::file(&file).expect("a file"));
    let uploaded = client.upload(input).part_size(PART).await.expect("uploaded");
    assert_eq!((uploaded.parts, uploaded.bytes, relay.broken()), (19, 18 * PART + 1, 1));
    // A part of some size waits until the store wants it, and a small one is sent at once.
    let heads = relay.heads();
    let parts: Vec<&String> = heads.iter().filter(|head| head.contains("partnumber=")).collect();
    assert_eq!(parts.len(), 20);
    for head in parts {
        assert_eq!(head.contains("\r\nexpect: 100-continue"), !head.contains("partnumber=19&"), "{head}");
    }

    // A range of the answer breaks off, and goes on where it did.
    let Some((relay, client)) = relayed("range: bytes=83886080-", 1) else { return };
    let target = file.with_extension("target");
    let downloaded = client.download(get("broken-off", "x")).part_size(PART).to_file(&target).await.expect("downloaded");
    assert_eq!((downloaded.bytes, relay.broken()), (18 * PART + 1, 1));
    assert!(std::fs::read(&target).expect("the file") == std::fs::read(&file).expect("the file"));
    assert_eq!(content(&direct, "broken-off", "x").await.len() as u64, 18 * PART + 1);
    std::fs::remove_file(target).expect("removed");
    std::fs::remove_file(file).expect("removed");
}

#[tokio::test]
async fn a_part_that_always_breaks_off_leaves_nothing() {
    let Some((relay, client)) = relayed("partnumber=17&", usize::MAX) else { return };
    let direct = bucket("always-broken", config()).await;
    let file = numbered();
    let input = put("always-broken", "x").body(Body::file(&file).expect("a file"));
    let error = client.upload(input).part_size(PART).await.expect_err("broken-off").to_string();
    assert_eq!(relay.broken(), 3, "{error}");
    let uploads = direct.list_multipart_uploads(ListMultipartUploadsRequest::new("always-broken")).await.expect("a list");
    assert!(uploads.uploads.is_none_or(|uploads| uploads.is_empty()));
    std::fs::remove_file(file).expect("removed");
}

/// What is refused is not sent: the store answers before the body.
#[tokio::test]
async fn what_is_refused_is_not_sent() {
    let Some((relay, client)) = relayed("put /no-such-bucket/", 1) else { return };
    let content = vec![7; 8 << 20];
    let error = client.put_object(put("no-such-bucket", "x").body(content)).await.expect_err("refused");
    assert_eq!(error.code(), Some("NoSuchBucket"), "{error}");
    // Of more than a mebibyte the relay would have broken off.
    assert_eq!((relay.heads().len(), relay.broken()), (1, 0));
}
