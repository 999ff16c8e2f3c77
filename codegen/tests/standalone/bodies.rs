//! Bodies that wait until S3 wants them. This file is copied into a crate beside the client that is generated from the model of S3.
//! A transport keeps what it is told.

use std::sync::{Arc, Mutex};

use runtime::transport::{Answer, ExpectContinue, Transport};
use runtime::{Body, Config, Credentials};
use s3::types::*;

/// Whether each request was to wait.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<Vec<bool>>>);

impl Transport for Waiting {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        let waits = request.extensions().get::<ExpectContinue>().is_some();
        self.0.lock().expect("no panic").push(waits);
        Box::pin(async { Ok(http::Response::new(Body::empty())) })
    }
}

const MEBIBYTE: usize = 1 << 20;

/// Whether a request with this body waits.
async fn waits(config: impl FnOnce(Config) -> Config, body: Body) -> bool {
    let waiting = Waiting::default();
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    let all = Config::new().region("us-east-1").credentials(credentials).transport(waiting.clone());
    let put = PutObjectRequest::new(PutObjectRequired { bucket: "films", key: "x" }).body(body);
    s3::Client::new(config(all)).put_object(put).await.expect("an answer");
    let waiting = waiting.0.lock().expect("no panic");
    assert_eq!(waiting.len(), 1);
    waiting[0]
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
