//! Bodies that wait until S3 wants them, and those that are empty. This file is copied into a crate beside the client that is
//! generated from the model of S3. A transport keeps what it is told.

use std::sync::{Arc, Mutex};

use runtime::transport::{Answer, ExpectContinue, Transport};
use runtime::{Body, ChecksumPolicy, Config, Credentials};
use s3::types::*;

/// Whether each request was to wait, and the length that it has.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<(bool, Option<String>)>>>);

impl Transport for Told {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        let waits = request.extensions().get::<ExpectContinue>().is_some();
        let length = request.headers().get("content-length").map(|length| length.to_str().expect("text").to_owned());
        self.0.lock().expect("no panic").push((waits, length));
        Box::pin(async { Ok(http::Response::new(Body::empty())) })
    }
}

const MEBIBYTE: usize = 1 << 20;

/// Whether a request with this body waits.
async fn waits(config: impl FnOnce(Config) -> Config, body: Body) -> bool {
    put(config, body).await.0
}

/// What the transport is told of an object with this body.
async fn put(config: impl FnOnce(Config) -> Config, body: Body) -> (bool, Option<String>) {
    let told = Told::default();
    let put = PutObjectRequest::new(PutObjectRequired { bucket: "films", key: "x" }).body(body);
    client(config, &told).put_object(put).await.expect("an answer");
    let mut told = told.0.lock().expect("no panic");
    assert_eq!(told.len(), 1);
    told.remove(0)
}

fn client(config: impl FnOnce(Config) -> Config, told: &Told) -> s3::Client {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    s3::Client::new(config(Config::new().region("us-east-1").credentials(credentials).transport(told.clone())))
}

#[tokio::test]
async fn large_bodies_wait_until_they_are_wanted() {
    let bytes = |size| Body::from(vec![0; size]);
    assert!(waits(|config| config, bytes(MEBIBYTE)).await);
    assert!(!waits(|config| config, bytes(MEBIBYTE - 1)).await);
    assert!(waits(|config| config, Body::sized_stream(MEBIBYTE as u64, bytes(MEBIBYTE))).await);
    assert!(!waits(|config| config, Body::sized_stream(7, bytes(7))).await);
    assert!(!waits(|config| config.expect_continue(false), bytes(MEBIBYTE)).await);
    assert!(waits(|config| config.expect_continue(false).expect_continue(true), bytes(MEBIBYTE)).await);
}

/// S3 wants a length of what is put, and an empty object has one. The lengths of others are added by transports.
#[tokio::test]
async fn an_empty_body_has_a_length() {
    let length = async |body| put(|config| config.request_checksums(ChecksumPolicy::WhenRequired), body).await.1;
    assert_eq!(length(Body::empty()).await.as_deref(), Some("0"));
    assert_eq!(length(Body::sized_stream(0, Body::empty())).await.as_deref(), Some("0"));
    assert_eq!(length(Body::from("a")).await, None);
    let told = Told::default();
    let client = client(|config| config, &told);
    let upload = CreateMultipartUploadRequest::new(CreateMultipartUploadRequired { bucket: "films", key: "x" });
    client.create_multipart_upload(upload).await.expect("an answer");
    client.get_object(GetObjectRequest::new(GetObjectRequired { bucket: "films", key: "x" })).await.expect("an answer");
    let lengths: Vec<_> = told.0.lock().expect("no panic").iter().map(|(_, length)| length.clone()).collect();
    assert_eq!(lengths, [Some("0".to_owned()), None]);
}
