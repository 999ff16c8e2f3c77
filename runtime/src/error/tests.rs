//! What errors tell of each kind of failure.

use std::time::Duration;

use bytes::Bytes;

use super::*;
use crate::http::Response;
use crate::protocol::RestJson1;
use crate::transport_error::TransportErrorKind;

/// The exception of a service that asks to be called less.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Busy;

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("busy")
    }
}

impl StdError for Busy {}

impl ServiceException for Busy {
    fn decode(_: &str, _: &Response) -> Result<Self, DecodeError> {
        Ok(Self)
    }

    fn unmodeled() -> Self {
        Self
    }

    fn is_throttling(&self) -> bool {
        true
    }
}

/// An error that a service answers with.
fn answered(headers: &[(&'static str, &'static str)], body: &'static str) -> Error<Busy> {
    let mut answer = http::Response::builder().status(429);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    let response = crate::protocol::response(answer.body(Bytes::from(body)).expect("an answer"), &RestJson1);
    Error::service("Get", ServiceError::read(&response, &RestJson1), Some("call less"))
}

#[test]
fn an_answer_is_told_in_one_line() {
    let ids = [("x-amzn-requestid", "7"), ("x-amz-id-2", "8"), ("x-amzn-errortype", "SlowDown")];
    let error = answered(&ids, r#"{"message":"too fast"}"#).after(3);
    let text = "Get: SlowDown: too fast (status 429, request 7, extended request 8) after 3 attempts; call less";
    assert_eq!(error.to_string(), text);
    assert_eq!((error.operation(), error.code(), error.message()), ("Get", Some("SlowDown"), Some("too fast")));
    assert_eq!((error.request_id(), error.extended_request_id()), (Some("7"), Some("8")));
    assert_eq!((error.status(), error.attempts(), error.hint()), (Some(429), 3, Some("call less")));
    assert_eq!((error.outcome(), error.exception(), error.is_throttling()), ("SlowDown", Some(&Busy), true));
    assert!(error.is("SlowDown") && !error.is("slowdown") && !error.is("") && error.failure().is_none());
    assert!(error.facts().is_retryable && error.facts().is_throttling && !error.is_timeout());
    assert_eq!(error.into_exception().ok(), Some(Busy));

    let error = answered(&[], "<html>\n<b>no</b>");
    assert_eq!(error.outcome(), "an error without a code");
    let text = "Get: an error without a code (status 429, body begins \"<html> <b>no</b>\"); call less";
    assert_eq!(error.to_string(), text);
    assert!(!error.is("SlowDown") && error.extended_request_id().is_none());
}

#[test]
fn failures_are_of_a_few_kinds() {
    let second = Duration::from_secs(1);
    let response =
        || Failure::Response { source: DecodeError::new("missing"), status: 200, request_id: Some("7".to_owned()) };
    let transport = |kind| Failure::Transport(TransportError::new(kind, "broken"));
    let kinds = [
        (Failure::Config(ConfigError::new("no region")), "invalid configuration"),
        (Failure::Endpoint(EndpointError::new("no partition")), "no endpoint"),
        (Failure::Credentials("none".into()), "no credentials"),
        (Failure::Signing("no key".into()), "no signature"),
        (transport(TransportErrorKind::Connect), "transport"),
        (Failure::Timeout(second), "timeout"),
        (Failure::AttemptTimeout(second), "timeout"),
        (Failure::RepeatedToken, "pages in a circle"),
        (response(), "unreadable answer"),
    ];
    for (failure, kind) in kinds {
        let is_timeout = kind == "timeout";
        let error = Error::<Busy>::failure_of("Get", failure);
        assert_eq!((error.outcome(), error.is_timeout()), (kind, is_timeout), "{error}");
        assert!(error.exception().is_none() && error.code().is_none() && !error.is("Busy") && !error.is_throttling());
        let error = error.into_exception().expect_err("no exception");
        assert!(error.failure().is_some());
    }
    let error = Error::<Busy>::failure_of("Get", response());
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("7")));
    assert_eq!(error.to_string(), "Get: an answer that can't be read (status 200, request 7): missing");
    assert!(Error::<Busy>::failure_of("Get", transport(TransportErrorKind::ReadTimeout)).is_timeout());
    assert_eq!(EndpointError::new("no partition").message(), "no partition");
}
