//! Assertions about streams of events.

use std::fmt::Debug;

use bytes::{Bytes, BytesMut};

use super::json::json;
use super::{Request, Response, base64, now};
use crate::EventStream;
use crate::error::Error;
use crate::events::Event;
use crate::format::event_stream::Message;
use crate::operation::{ExceptionOf, Operation};

#[track_caller]
#[allow(clippy::panic, reason = "this is an assertion")]
fn message(bytes: Bytes) -> Message {
    match Message::from_bytes(bytes) {
        Ok(message) => message,
        Err(error) => panic!("not a message: {error}"),
    }
}

/// Takes every event that is in memory, up to the first error. For fuzzing.
pub fn drain<E: Event>(mut events: EventStream<E>) {
    while let Some(Ok(_)) = now(events.next()) {}
}

impl Request {
    /// The next event of the body is this message, in base64: the same headers in any order, and the same payload.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn event(mut self, expected: &str) -> Self {
        let expected = message(base64(expected));
        let found = match now(self.inner.body_mut().next()).transpose() {
            Ok(Some(bytes)) => message(bytes),
            Ok(None) => panic!("there is no event"),
            Err(error) => panic!("no event: {error}"),
        };
        let sorted = |message: &Message| {
            let mut headers: Vec<_> = message.headers.iter().map(|header| format!("{header:?}")).collect();
            headers.sort();
            headers
        };
        assert_eq!(sorted(&found), sorted(&expected), "headers");
        match expected.text(":content-type") {
            Some("application/json") => assert_eq!(json(&found.payload), json(&expected.payload), "payload"),
            _ => assert_eq!(found.payload, expected.payload, "payload"),
        }
        self
    }
}

impl Response {
    /// Adds a message to the body, in base64.
    #[track_caller]
    pub fn then_event(mut self, bytes: &str) -> Self {
        let mut body = BytesMut::from(&self.inner.body()[..]);
        body.extend_from_slice(&base64(bytes));
        *self.inner.body_mut() = body.freeze();
        self
    }

    /// The first event of the stream is this one.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn gives_event<O: Operation, E: Event + PartialEq + Debug>(
        self,
        stream: impl FnOnce(O::Output) -> EventStream<E>,
        expected: &E,
    ) {
        match now(stream(self.output::<O>()).next()).transpose() {
            Ok(Some(event)) => assert_eq!(event, *expected),
            Ok(None) => panic!("there is no event"),
            Err(error) => panic!("an error: {error}"),
        }
    }

    /// The call or the stream fails with an exception that this is true of.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn fails_with<O: Operation, E: Event<Exception = ExceptionOf<O>>>(
        self,
        stream: impl FnOnce(O::Output) -> EventStream<E>,
        expected: impl FnOnce(&ExceptionOf<O>) -> bool,
    ) {
        let error = self.failure::<O, E>(stream);
        match error.exception() {
            Some(exception) => assert!(expected(exception), "found {exception:?}"),
            None => panic!("a failure: {error}"),
        }
    }

    /// The call or the stream fails, however.
    #[track_caller]
    pub fn fails_somehow<O: Operation, E: Event<Exception = ExceptionOf<O>>>(
        self,
        stream: impl FnOnce(O::Output) -> EventStream<E>,
    ) {
        drop(self.failure::<O, E>(stream));
    }

    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    fn failure<O: Operation, E: Event<Exception = ExceptionOf<O>>>(
        self,
        stream: impl FnOnce(O::Output) -> EventStream<E>,
    ) -> Error<ExceptionOf<O>> {
        match self.read::<O>().map(|output| now(stream(output).next()).transpose()) {
            Err(error) | Ok(Err(error)) => error,
            Ok(Ok(event)) => panic!("{} instead of an error", if event.is_some() { "an event" } else { "nothing" }),
        }
    }
}
