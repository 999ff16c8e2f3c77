//! Events as the body of a request, each signed if the request is.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::Message;
use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::{Event, EventStream, Inner, Outgoing};
use crate::body::BodyError;
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

    /// Signs every message from now on.
    #[cfg(feature = "sigv4")]
    pub(crate) fn sign(&mut self, signer: Signer) {
        self.signer = Some(signer);
    }

    /// The next message as bytes. The end of signed messages is a message as well.
    pub(crate) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        if self.done {
            return Poll::Ready(None);
        }
        let message = ready!(self.messages.as_mut().poll_next(cx)).transpose();
        Poll::Ready(message.and_then(|message| self.finish(message)).transpose())
    }

    fn finish(&mut self, message: Option<Message>) -> Result<Option<Bytes>, BodyError> {
        self.done = message.is_none();
        #[cfg(feature = "sigv4")]
        if let Some(signer) = &mut self.signer {
            return signer.sign(message.as_ref()).and_then(|message| frame(&message)).map(Some);
        }
        message.as_ref().map(frame).transpose()
    }
}

fn frame(message: &Message) -> Result<Bytes, BodyError> {
    let mut bytes = BytesMut::new();
    write_message_to(message, &mut bytes)?;
    Ok(bytes.freeze())
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

/// Signs messages one after another: each signature is part of the next.
#[cfg(feature = "sigv4")]
pub(crate) struct Signer {
    pub(crate) credentials: aws_credential_types::Credentials,
    pub(crate) region: String,
    pub(crate) name: String,
    /// The signature of the request at first.
    pub(crate) last: String,
    /// By how many seconds the service's clock is ahead of ours.
    pub(crate) ahead: i64,
}

#[cfg(feature = "sigv4")]
impl Signer {
    /// The message within a signed one; the end if there is none.
    fn sign(&mut self, message: Option<&Message>) -> Result<Message, BodyError> {
        use aws_sigv4::event_stream::{sign_empty_message, sign_message};
        let identity = self.credentials.clone().into();
        let params = aws_sigv4::sign::v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(&self.name)
            .time(crate::auth::time_at(self.ahead))
            .settings(())
            .build()?;
        let signed = match message {
            Some(message) => sign_message(message, &self.last, &params),
            None => sign_empty_message(&self.last, &params),
        };
        let (message, signature) = signed?.into_parts();
        self.last = signature;
        Ok(message)
    }
}
