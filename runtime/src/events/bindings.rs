//! Streams of events as the payloads of requests and responses.

use super::receive::{Origin, Receiver};
use super::send::Sending;
use super::{Event, EventStream};
use crate::body::Body;
use crate::http::{Request, Response};

impl Request {
    /// `httpPayload` of a stream of events. A body that was there before becomes the message that begins the stream.
    pub fn events<E: Event>(&mut self, events: impl Into<Option<EventStream<E>>>) {
        let events = events.into().unwrap_or_default();
        self.replace_body("application/vnd.amazon.eventstream", |format, initial| {
            Body::events(Sending::new(events, format, initial))
        });
    }
}

impl Response {
    /// `httpPayload` of a stream of events.
    pub fn events<E: Event>(&mut self, into: &mut impl From<EventStream<E>>) {
        let origin = Origin {
            operation: self.operation(),
            format: self.format(),
            status: self.status(),
            request_id: self.header_request_id(),
        };
        *into = EventStream::received(Receiver::new(self.take_messages(), origin)).into();
    }
}
