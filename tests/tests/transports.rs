//! Transports of the caller's own.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config};
use runtime::transport::{Tower, TransportErrorKind};
use runtime::{Body, Credentials, Failure, Retry};
use tower_service::Service;

/// A service of `tower` that answers by itself, and fails the first time.
#[derive(Clone, Default)]
struct Local {
    called: Arc<AtomicU32>,
}

impl Service<http::Request<Body>> for Local {
    type Response = http::Response<Body>;
    type Error = std::io::Error;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        assert!(request.headers().contains_key("authorization"));
        std::future::ready(match self.called.fetch_add(1, Ordering::Relaxed) {
            0 => Err(std::io::Error::other("the line is cut")),
            _ => Ok(http::Response::new(Body::from(r#"{"IceServerList":[{"Ttl":30}]}"#))),
        })
    }
}

fn config() -> Config {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    let retry = Retry::standard().backoff(Duration::from_millis(1));
    Config::new().region("us-west-2").credentials(credentials).endpoint("http://local").retry(retry)
}

#[tokio::test]
async fn a_tower_service_carries_calls() {
    let local = Local::default();
    let client = Client::new(config().transport(Tower::new(local.clone())));
    let reply = client.get_ice_server_config(GetIceServerConfigRequest::new("arn:aws:x")).await.expect("an answer");
    assert_eq!(reply.ice_server_list.unwrap_or_default()[0].ttl, Some(30));
    assert_eq!(local.called.load(Ordering::Relaxed), 2);

    let once = Client::new(config().retry(Retry::off()).transport(Tower::new(Local::default())));
    let error = once.get_ice_server_config(GetIceServerConfigRequest::new("arn:aws:x")).await.expect_err("an error");
    let Some(Failure::Transport(failure)) = error.failure() else { panic!("{error}") };
    assert_eq!(failure.kind(), TransportErrorKind::Send);
    assert!(error.to_string().contains("the line is cut"), "{error}");
}

/// A service that can't fail fits, too.
#[derive(Clone)]
struct Never;

impl Service<http::Request<Body>> for Never {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Request<Body>) -> Self::Future {
        std::future::ready(Ok(http::Response::new(Body::empty())))
    }
}

#[tokio::test]
async fn an_empty_answer_is_an_answer() {
    let client = Client::new(config().transport(Tower::new(Never)));
    client.get_ice_server_config(GetIceServerConfigRequest::new("arn:aws:x")).await.expect("an answer");
}
