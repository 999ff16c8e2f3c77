//! Endpoints that another operation tells, over sockets. This file is copied into the crate that is generated from the fixture.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::Duration;

use depot::{Client, Config, EndpointConfig};
use runtime::Retry;
use tests::{Reply, Server};

/// A server that counts crates, until it has moved away.
async fn counter(moved: &Arc<AtomicBool>) -> Server {
    let moved = Arc::clone(moved);
    Server::start(move |_| match moved.load(Ordering::SeqCst) {
        true => Reply::error(421, "InvalidEndpointException", "{}"),
        false => Reply::ok(r#"{"count":7}"#),
    })
    .await
}

/// A server that tells an endpoint.
async fn gate(address: String) -> Server {
    Server::start(move |_| {
        Reply::ok(format!(r#"{{"Endpoints":[{{"Address":"{address}","CachePeriodInMinutes":10}}]}}"#))
    })
    .await
}

fn client(gate: &Server) -> Client {
    Client::new(Config::new().gate(gate.url()).retry(Retry::off()))
}

#[tokio::test]
async fn an_endpoint_is_asked_for_once_and_again_when_it_is_none_any_more() {
    let moved = Arc::new(AtomicBool::new(false));
    let counter = counter(&moved).await;
    let gate = gate(counter.url()).await;
    let client = client(&gate);
    for _ in 0..3 {
        assert_eq!(client.count_crates().await.expect("counted").count, Some(7));
    }
    let asked = |server: &Server| server.received().into_iter().map(|request| request.target).collect::<Vec<_>>();
    assert_eq!(asked(&gate), ["/endpoints"]);
    assert_eq!(asked(&counter), ["/crates"; 3]);
    moved.store(true, Ordering::SeqCst);
    let error = client.count_crates().await.expect_err("it has moved away");
    assert!(matches!(error.exception(), Some(depot::Exception::InvalidEndpointException(_))), "{error}");
    moved.store(false, Ordering::SeqCst);
    client.count_crates().await.expect("counted");
    assert_eq!(asked(&gate).len(), 2, "it is asked for anew");
}

#[tokio::test]
async fn an_endpoint_of_ones_own_is_taken_as_it_is() {
    let counter = counter(&Arc::default()).await;
    let gate = gate("https://nowhere.example".to_owned()).await;
    assert_eq!(client(&gate).count_crates().endpoint(counter.url()).await.expect("counted").count, Some(7));
    let client = Client::new(Config::new().endpoint(counter.url()));
    assert_eq!(client.count_crates().await.expect("counted").count, Some(7));
    assert!(gate.received().is_empty());
}

#[tokio::test]
async fn what_the_gate_says_is_an_error_of_the_call() {
    let gate = Server::start(|_| Reply::error(503, "Busy", "{}")).await;
    let error = client(&gate).count_crates().timeout(Duration::from_secs(5)).await.expect_err("nobody tells it");
    assert!(error.to_string().starts_with("DescribeEndpoints: Busy"), "{error}");
    let none = Server::start(|_| Reply::ok(r#"{"Endpoints":[]}"#)).await;
    let error = client(&none).count_crates().await.expect_err("it tells none");
    assert!(error.to_string().contains("another operation tells it, and did not"), "{error}");
    let error = client(&none).count_crates().into_request().await.expect_err("nobody asks");
    assert!(error.to_string().contains("give one to `Config::endpoint`"), "{error}");
}
