//! Streams of events: unions that are sent and received one by one, in the message format of AWS.
//!
//! See <https://smithy.io/2.0/spec/streaming.html#event-streams> and
//! <https://smithy.io/2.0/aws/amazon-eventstream.html>.

mod bindings;
mod header;
mod message;
mod receive;
mod send;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

pub use self::header::Header;
pub use self::message::{Incoming, Outgoing};
use self::receive::Receiver;
use crate::decode_error::DecodeError;
use crate::error::{Error, ServiceException};
pub use crate::format::event_stream::HeaderValue;

/// A union whose values travel as events.
pub trait Event: Sized + Send + 'static {
    /// The exceptions of its service.
    type Exception: ServiceException;

    /// Writes the event into a message. Only events of inputs are sent.
    fn send(&self, _message: &mut Outgoing) {}

    /// Reads the event of this type from a message. Only events of outputs are received.
    ///
    /// # Errors
    /// The message does not fit the event.
    fn receive(_kind: &str, _message: &Incoming) -> Result<Self, DecodeError> {
        Err(DecodeError::new("an event that is never received"))
    }

    /// Reads the exception of this type from a message.
    ///
    /// # Errors
    /// The message does not fit the exception.
    fn exception(_kind: &str, _message: &Incoming) -> Result<Self::Exception, DecodeError> {
        Ok(Self::Exception::unmodeled())
    }
}

/// Events, one after another: those that are to be sent, or those that come.
///
/// Events to be sent come from any [`Stream`], from [`EventStream::of`] or from an [`EventSender`]. Events that come are
/// taken by [`EventStream::next`], or as from any `Stream`; what is not taken is not fetched either. After an exception
/// no more events come.
pub struct EventStream<E: Event>(Inner<E>);

enum Inner<E: Event> {
    Given(Pin<Box<dyn Stream<Item = E> + Send>>),
    Received(Box<Receiver<E>>),
    Empty,
}

impl<E: Event> EventStream<E> {
    /// The events of a stream.
    pub fn new(events: impl Stream<Item = E> + Send + 'static) -> Self {
        Self(Inner::Given(Box::pin(events)))
    }

    /// No events.
    pub fn empty() -> Self {
        Self(Inner::Empty)
    }

    /// These events, as fast as they can be sent.
    pub fn of<I>(events: I) -> Self
    where
        I: IntoIterator<Item = E>,
        I::IntoIter: Send + Unpin + 'static,
    {
        Self::new(Each(events.into_iter()))
    }

    /// Events that are sent later, while the call goes on, and what they are sent with. At most `capacity` of them wait
    /// to be taken; the stream ends once every sender is dropped.
    pub fn channel(capacity: usize) -> (EventSender<E>, Self) {
        let (sender, receiver) = tokio::sync::mpsc::channel(capacity.max(1));
        (EventSender(sender), Self::new(Waiting(receiver)))
    }

    pub(crate) fn received(receiver: Receiver<E>) -> Self {
        Self(Inner::Received(Box::new(receiver)))
    }

    /// The next event; none at the end.
    ///
    /// # Errors
    /// An exception of the service's, a broken connection, or a message that can't be read.
    pub async fn next(&mut self) -> Option<Result<E, Error<E::Exception>>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<E: Event> Stream for EventStream<E> {
    type Item = Result<E, Error<E::Exception>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.0 {
            Inner::Given(events) => events.as_mut().poll_next(cx).map(|event| event.map(Ok)),
            Inner::Received(receiver) => receiver.poll_next(cx),
            Inner::Empty => Poll::Ready(None),
        }
    }
}

impl<E: Event> Default for EventStream<E> {
    fn default() -> Self {
        Self::empty()
    }
}

/// Shows which way the events go, never the events.
impl<E: Event> fmt::Debug for EventStream<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Inner::Given(_) => "EventStream(to be sent)",
            Inner::Received(_) => "EventStream(received)",
            Inner::Empty => "EventStream(empty)",
        })
    }
}

/// Sends events into a call that goes on. Clones send into the same call.
#[derive(Debug)]
pub struct EventSender<E>(tokio::sync::mpsc::Sender<E>);

impl<E> Clone for EventSender<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E> EventSender<E> {
    /// Sends an event, as soon as there is room for it.
    ///
    /// # Errors
    /// The event itself: the call has ended, and nobody takes it any more.
    pub async fn send(&self, event: E) -> Result<(), E> {
        self.0.send(event).await.map_err(|error| error.0)
    }
}

/// An iterator as a stream.
struct Each<I>(I);

impl<I: Iterator + Unpin> Stream for Each<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// What comes through a channel, as a stream.
struct Waiting<E>(tokio::sync::mpsc::Receiver<E>);

impl<E> Stream for Waiting<E> {
    type Item = E;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<E>> {
        self.0.poll_recv(cx)
    }
}
