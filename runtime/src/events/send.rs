//! Events as the body of a request, each signed if the request is.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

#[cfg(feature = "sigv4")]
use super::HeaderValue;
use super::{Event, EventStream, Inner, Outgoing};
use crate::body::{BodyError, Events};
use crate::format::event_stream::Message;
#[cfg(feature = "sigv4")]
use crate::format::event_stream::headers_to_bytes;
#[cfg(feature = "sigv4")]
use crate::sigv4::{PayloadSigner, SigningTime, time_at};
use crate::wire::Format;

/// The messages of a request.
pub(crate) struct Sending {
    messages: Pin<Box<dyn Stream<Item = Result<Message, BodyError>> + Send>>,
    #[cfg(feature = "sigv4")]
    signer: Option<Signer>,
    done: bool,
}

impl Sending {
    /// The events, behind a message with the initial request if there is one.
    pub(crate) fn new<E: Event>(events: EventStream<E>, format: &'static dyn Format, initial: Option<Bytes>) -> Self {
        let initial = initial.map(|payload| Outgoing::initial_request(format, payload));
        Self {
            messages: Box::pin(Messages { initial, events, format }),
            #[cfg(feature = "sigv4")]
            signer: None,
            done: false,
        }
    }

    fn finish(&mut self, message: Option<Message>) -> Result<Option<Bytes>, BodyError> {
        self.done = message.is_none();
        #[cfg(feature = "sigv4")]
        if let Some(signer) = &mut self.signer {
            return signer.sign(message.as_ref()).and_then(|message| message.to_bytes()).map(Some);
        }
        message.as_ref().map(Message::to_bytes).transpose()
    }
}

impl Events for Sending {
    /// The end of signed messages is a message as well.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        if self.done {
            return Poll::Ready(None);
        }
        let message = ready!(self.messages.as_mut().poll_next(cx)).transpose();
        Poll::Ready(message.and_then(|message| self.finish(message)).transpose())
    }

    #[cfg(feature = "sigv4")]
    fn sign(&mut self, signer: PayloadSigner, ahead: i64) {
        self.signer = Some(Signer { signer, ahead });
    }
}

/// The events of a stream as messages.
struct Messages<E: Event> {
    initial: Option<Outgoing>,
    events: EventStream<E>,
    format: &'static dyn Format,
}

impl<E: Event> Stream for Messages<E> {
    type Item = Result<Message, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(initial) = self.initial.take() {
            return Poll::Ready(Some(initial.into_message()));
        }
        let event = match &mut self.events.0 {
            Inner::Given(events) => ready!(events.as_mut().poll_next(cx)).map(Ok),
            // Events that come may go out again.
            Inner::Received(receiver) => ready!(receiver.poll_next(cx)),
            Inner::Empty => None,
        };
        Poll::Ready(event.map(|event| {
            let event = event.map_err(BodyError::from)?;
            let mut message = Outgoing::new(self.format);
            event.send(&mut message);
            message.into_message()
        }))
    }
}

/// Wraps each message in one with its signature.
#[cfg(feature = "sigv4")]
struct Signer {
    signer: PayloadSigner,
    /// By how many seconds the service's clock is ahead of ours.
    ahead: i64,
}

#[cfg(feature = "sigv4")]
impl Signer {
    /// The message within a signed one; the end if there is none.
    fn sign(&mut self, message: Option<&Message>) -> Result<Message, BodyError> {
        let payload = message.map(Message::to_bytes).transpose()?.unwrap_or_default();
        let time = SigningTime::new(time_at(self.ahead))?;
        let date = (":date".to_owned(), HeaderValue::Timestamp(time.moment()));
        let date_bytes = headers_to_bytes(std::slice::from_ref(&date))?;
        let signature = self.signer.event(&payload, &time, &date_bytes)?;
        let signature = (":chunk-signature".to_owned(), HeaderValue::ByteArray(signature));
        Ok(Message { headers: vec![signature, date], payload })
    }
}
