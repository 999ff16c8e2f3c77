//! Events as they come.

use std::marker::PhantomData;
use std::task::{Context, Poll, ready};

use super::Event;
use super::message::Incoming;
use crate::body::BodyError;
use crate::decode_error::DecodeError;
use crate::error::{Error, Failure, ServiceError, ServiceException};
use crate::format::event_stream::{
    EVENT_TYPE, EXCEPTION_TYPE, MESSAGE_TYPE, Message, MessageError, Messages, is_initial,
};
use crate::protocol::ErrorBody;
use crate::transport_error::{TransportError, TransportErrorKind};
use crate::wire::Format;

/// What belongs to the response that the events came in, for errors.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) operation: &'static str,
    pub(crate) format: &'static dyn Format,
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
}

/// Takes events from messages.
pub(crate) struct Receiver<E> {
    messages: Messages,
    origin: Origin,
    /// Nothing comes after an error.
    done: bool,
    event: PhantomData<fn() -> E>,
}

type Next<E> = Option<Result<E, Error<<E as Event>::Exception>>>;

impl<E: Event> Receiver<E> {
    pub(crate) fn new(messages: Messages, origin: Origin) -> Self {
        Self { messages, origin, done: false, event: PhantomData }
    }

    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Next<E>> {
        if self.done {
            return Poll::Ready(None);
        }
        let mut message = ready!(self.poll_message(cx));
        // Nobody had to wait for an initial message without members.
        if matches!(&message, Some(Ok(first)) if is_initial(first)) {
            message = ready!(self.poll_message(cx));
        }
        let next = message.map(|message| message.and_then(|message| self.event(message)));
        self.done = !matches!(next, Some(Ok(_)));
        Poll::Ready(next)
    }

    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Message, Error<E::Exception>>>> {
        let message = ready!(self.messages.poll_next(cx));
        Poll::Ready(message.map(|message| {
            message.map_err(|error| match error {
                MessageError::Unreadable(error) => self.unreadable(error),
                MessageError::CutOff => self.broken("the last message is cut off"),
                MessageError::Broken(error) => self.broken(error),
            })
        }))
    }

    fn event(&self, message: Message) -> Result<E, Error<E::Exception>> {
        let message = Incoming::new(message, self.origin.format);
        let kind = message.text(MESSAGE_TYPE).map_err(|error| self.unreadable(error))?;
        match kind {
            "event" => message
                .text(EVENT_TYPE)
                .and_then(|kind| E::receive(kind, &message).map_err(|error| error.within(kind)))
                .map_err(|error| self.unreadable(error)),
            "exception" => Err(self.exception(&message)),
            "error" => Err(self.error(&message)),
            other => Err(self.unreadable(DecodeError::new(format!("a message of type {other:?}")))),
        }
    }

    fn exception(&self, message: &Incoming) -> Error<E::Exception> {
        let code = match message.text(EXCEPTION_TYPE) {
            Ok(code) => code,
            Err(error) => return self.unreadable(error),
        };
        let exception = E::exception(code, message).unwrap_or_else(|_| E::Exception::unmodeled());
        let text = message.structure::<ErrorBody>().ok().and_then(|text| text.message);
        self.service(exception, code, text)
    }

    /// An error that the model does not know, told by headers alone.
    fn error(&self, message: &Incoming) -> Error<E::Exception> {
        let code = message.text(":error-code").unwrap_or_default();
        let text = message.text(":error-message").ok().map(str::to_owned);
        self.service(E::Exception::unmodeled(), code, text)
    }

    fn service(&self, exception: E::Exception, code: &str, message: Option<String>) -> Error<E::Exception> {
        let error = ServiceError {
            secret: exception.has_secret_text(),
            exception,
            code: Some(code.to_owned()),
            shape: None,
            message,
            status: self.origin.status,
            request_id: self.origin.request_id.clone(),
            extended_request_id: None,
            excerpt: None,
        };
        Error::service(self.origin.operation, error, None)
    }

    fn unreadable(&self, source: DecodeError) -> Error<E::Exception> {
        let Origin { operation, status, request_id, .. } = self.origin.clone();
        Error::failure_of(operation, Failure::Response { source, status, request_id })
    }

    fn broken(&self, error: impl Into<BodyError>) -> Error<E::Exception> {
        let error = TransportError::new(TransportErrorKind::Receive, error);
        Error::failure_of(self.origin.operation, Failure::Transport(error))
    }
}
