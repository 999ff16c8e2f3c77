//! The messages of a body.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::Body as _;

use super::frame::{self, Message};
use super::{EVENT_TYPE, INITIAL_RESPONSE};
use crate::body::{Body, BodyError};
use crate::decode_error::DecodeError;

/// Whether a message is the `initial-response`.
pub(crate) fn is_initial(message: &Message) -> bool {
    message.text(EVENT_TYPE) == Some(INITIAL_RESPONSE)
}

/// The messages of a body, one after another.
pub(crate) struct Messages {
    body: Body,
    buffer: BytesMut,
    /// A message that was read already, and is not the one that was looked for.
    ahead: Option<Message>,
}

/// Why there is no message.
pub(crate) enum MessageError {
    /// The bytes are not a message.
    Unreadable(DecodeError),
    /// The body ends within a message.
    CutOff,
    /// The body can't be read to its end.
    Broken(BodyError),
}

impl Messages {
    pub(crate) fn new(body: Body) -> Self {
        Self { body, buffer: BytesMut::new(), ahead: None }
    }

    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Message, MessageError>>> {
        if let Some(message) = self.ahead.take() {
            return Poll::Ready(Some(Ok(message)));
        }
        loop {
            match take(&mut self.buffer) {
                Ok(Some(message)) => return Poll::Ready(Some(Ok(message))),
                Ok(None) => {}
                Err(error) => return Poll::Ready(Some(Err(MessageError::Unreadable(error)))),
            }
            let frame = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                None if self.buffer.is_empty() => return Poll::Ready(None),
                None => return Poll::Ready(Some(Err(MessageError::CutOff))),
                Some(Err(error)) => return Poll::Ready(Some(Err(MessageError::Broken(error)))),
                Some(Ok(frame)) => frame,
            };
            if let Ok(bytes) = frame.into_data() {
                self.buffer.extend_from_slice(&bytes);
            }
        }
    }

    /// The payload of the `initial-response` message; empty if the stream begins with another message, which is then the
    /// next one.
    ///
    /// # Errors
    /// The body breaks, or does not begin with a message.
    pub(crate) async fn initial_response(&mut self) -> Result<Bytes, MessageError> {
        match poll_fn(|cx| self.poll_next(cx)).await {
            None => {}
            Some(Ok(message)) if is_initial(&message) => return Ok(message.payload.clone()),
            Some(Err(error)) => return Err(error),
            Some(Ok(message)) => self.ahead = Some(message),
        }
        Ok(Bytes::new())
    }
}

/// The first message of the buffer, if it is there whole. A message that claims to be too large is refused before it is
/// waited for.
fn take(buffer: &mut BytesMut) -> Result<Option<Message>, DecodeError> {
    match frame::length(buffer)? {
        Some(length) if length <= buffer.len() => Message::from_bytes(buffer.split_to(length).freeze()).map(Some),
        _ => Ok(None),
    }
}
