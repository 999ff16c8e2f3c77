//! Directory buckets of S3, whose requests are signed by sessions. This file is copied into a crate beside the client that is
//! generated from the model of S3. A transport answers, since the endpoints are those of AWS.

use std::sync::{Arc, Mutex};

use runtime::transport::{Answer, Transport};
use runtime::{Body, Credentials};
use s3::types::*;

/// Keeps the requests, and answers them.
#[derive(Clone, Default)]
struct Recorded {
    requests: Arc<Mutex<Vec<http::Request<()>>>>,
    /// The status of every answer but the one that begins a session.
    status: Arc<Mutex<http::StatusCode>>,
}

impl Recorded {
    fn answers(&self, status: u16) {
        *self.status.lock().expect("no panic") = http::StatusCode::from_u16(status).expect("a status");
    }
}

impl Transport for Recorded {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        let (parts, _) = request.into_parts();
        let begins = parts.uri.query() == Some("session");
        self.requests.lock().expect("no panic").push(http::Request::from_parts(parts, ()));
        let body = match begins {
            true => "<CreateSessionResult><Credentials><SessionToken>the-token</SessionToken>\
                     <SecretAccessKey>other-secret</SecretAccessKey><AccessKeyId>AKIDSESSION</AccessKeyId>\
                     <Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></CreateSessionResult>",
            false => "",
        };
        let status = if begins { http::StatusCode::OK } else { *self.status.lock().expect("no panic") };
        Box::pin(async move { Ok(http::Response::builder().status(status).body(Body::from(body)).expect("an answer")) })
    }
}

fn client(recorded: &Recorded) -> s3::Client {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret").with_session_token("of-the-caller");
    s3::Client::new(runtime::Config::new().region("us-east-1").credentials(credentials).transport(recorded.clone()))
}

const BUCKET: &str = "films--use1-az4--x-s3";

#[tokio::test]
async fn a_session_signs_for_its_bucket() {
    let recorded = Recorded::default();
    let client = client(&recorded);
    for bucket in [BUCKET, BUCKET, "books--use1-az4--x-s3", "plain"] {
        client.get_object(GetObjectRequest::new(GetObjectRequired { bucket, key: "x" })).await.expect("an answer");
    }
    let sent: Vec<String> = recorded.requests.lock().expect("no panic").iter().map(|request| {
        let header = |name: &str| request.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
        let authorization = header("authorization").expect("a signature");
        let key = authorization.split(['=', '/']).nth(1).expect("a key").to_owned();
        let service = authorization.split('/').nth(3).expect("a service").to_owned();
        let tokens = (header("x-amz-s3session-token"), header("x-amz-security-token"));
        format!("{} {key} {service} {tokens:?}", request.uri().host().expect("a host"))
    }).collect();
    let (host, other) = (
        "films--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com",
        "books--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com",
    );
    assert_eq!(sent, [
        format!(r#"{host} AKIDEXAMPLE s3express (None, Some("of-the-caller"))"#),
        format!(r#"{host} AKIDSESSION s3express (Some("the-token"), None)"#),
        format!(r#"{host} AKIDSESSION s3express (Some("the-token"), None)"#),
        format!(r#"{other} AKIDEXAMPLE s3express (None, Some("of-the-caller"))"#),
        format!(r#"{other} AKIDSESSION s3express (Some("the-token"), None)"#),
        r#"plain.s3.us-east-1.amazonaws.com AKIDEXAMPLE s3 (None, Some("of-the-caller"))"#.to_owned(),
    ]);
}

#[tokio::test]
async fn a_url_can_be_signed_by_a_session() {
    let client = client(&Recorded::default());
    let get = GetObjectRequest::new(GetObjectRequired { bucket: BUCKET, key: "x" });
    let url = client.get_object(get).presign(std::time::Duration::from_secs(60)).await.expect("a URL").url();
    assert!(url.contains("X-Amz-S3session-Token=the-token") && url.contains("AKIDSESSION"), "{url}");
    assert!(!url.contains("X-Amz-Security-Token"), "{url}");
}

/// A session that the service does not take any more is begun anew, and only then.
#[tokio::test]
async fn a_session_that_is_refused_is_forgotten() {
    for (status, begun) in [(401, 2), (403, 2), (404, 1)] {
        let recorded = Recorded::default();
        let client = client(&recorded);
        let get = || client.get_object(GetObjectRequest::new(GetObjectRequired { bucket: BUCKET, key: "x" }));
        get().await.expect("an answer");
        recorded.answers(status);
        get().await.expect_err("refused");
        recorded.answers(200);
        get().await.expect("an answer");
        let sent = recorded.requests.lock().expect("no panic");
        let sessions = sent.iter().filter(|request| request.uri().query() == Some("session")).count();
        assert_eq!((sessions, sent.len()), (begun, 3 + begun), "{status}");
    }
}
