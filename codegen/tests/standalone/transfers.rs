//! Large objects in parts against MinIO, and the example that copies them. This file is copied into a crate beside the client that is
//! generated from the model of S3.

mod store;

use std::io::Write;

use futures_util::stream;
use http_body::Frame;
use http_body_util::StreamBody;
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
