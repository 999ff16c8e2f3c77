//! What the tests against MinIO have in common: `SERVER_URL` says where it is, and `SERVER_CERTIFICATE`, if it speaks TLS, by which
//! certificate it is known.
#![allow(dead_code, reason = "no file of tests uses all of it")]

use futures_util::stream;
use http_body::Frame;
use http_body_util::StreamBody;
use runtime::{Body, Bytes, Credentials};
use s3::types::*;

pub fn config() -> runtime::Config {
    let url = std::env::var("SERVER_URL").expect("the address of the store");
    let credentials = Credentials::new("AKIDEXAMPLE", "a-secret-key");
    let config = runtime::Config::new().endpoint(url).region("us-east-1").credentials(credentials);
    match std::env::var("SERVER_CERTIFICATE") {
        Ok(path) => config.ca_bundle(path),
        Err(_) => config,
    }
}

/// A client of a store with a bucket. Addresses have no place for a bucket before them, so it stands in the path.
pub async fn bucket(name: &str, config: runtime::Config) -> s3::Client {
    let client = s3::Client::new(config);
    client.create_bucket(CreateBucketRequest::new(name)).await.expect("a bucket");
    client
}

pub fn put(bucket: &str, key: &str) -> PutObjectRequest {
    PutObjectRequest::new(PutObjectRequired { bucket, key })
}

pub fn get(bucket: &str, key: &str) -> GetObjectRequest {
    GetObjectRequest::new(GetObjectRequired { bucket, key })
}

pub async fn content(client: &s3::Client, bucket: &str, key: &str) -> Bytes {
    client.get_object(get(bucket, key)).await.expect("the object").body.collect().await.expect("its bytes")
}

/// 300,000 bytes in pieces of odd sizes.
pub fn pieces() -> Vec<Bytes> {
    let all: Vec<u8> = (0..300_000_u32).map(|number| (number % 251) as u8).collect();
    let all = Bytes::from(all);
    let mut left = all.clone();
    let mut pieces = Vec::new();
    for size in [1, 70_000, 8_191, 150_000] {
        pieces.push(left.split_to(size));
    }
    pieces.push(left);
    pieces
}

/// The same bytes as a stream. It knows its length if `sized`.
pub fn streamed(sized: bool) -> Body {
    let frames = pieces().into_iter().map(|bytes| Ok::<_, std::io::Error>(Frame::data(bytes)));
    let body = StreamBody::new(stream::iter(frames.collect::<Vec<_>>()));
    if sized { Body::sized_stream(300_000, body) } else { Body::stream(body) }
}

pub fn whole() -> Bytes {
    Bytes::from(pieces().concat())
}

pub fn tempfile() -> (std::path::PathBuf, std::fs::File) {
    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("transfer-{}-{number}", std::process::id()));
    let file = std::fs::File::create(&path).expect("a file");
    (path, file)
}
