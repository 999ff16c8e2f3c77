//! One message: an event on its way out, or one that has come.

use std::fmt;

use bytes::Bytes;

use super::{Header, HeaderValue};
use crate::body::BodyError;
use crate::decode_error::DecodeError;
use crate::document::Document;
use crate::format::event_stream::{EVENT_TYPE, EXCEPTION_TYPE, MESSAGE_TYPE, Message};
use crate::http::FromText;
use crate::unknown::UnknownVariant;
use crate::wire::{Decode, Encode, EncodeError, Field, Fields, Format, Member, Reader, Written};

const CONTENT_TYPE: &str = ":content-type";

/// An event on its way out: generated code puts each member where it belongs.
pub struct Outgoing {
    message: Message,
    format: &'static dyn Format,
    invalid: Option<EncodeError>,
}

impl Outgoing {
    pub(super) fn new(format: &'static dyn Format) -> Self {
        Self { message: Message::default(), format, invalid: None }
    }

    /// The `initial-request` message. Its payload holds the members of the input other than the stream, in protocols
    /// without HTTP bindings.
    ///
    /// See <https://smithy.io/2.0/spec/streaming.html#initial-request-messages>.
    pub(super) fn initial_request(format: &'static dyn Format, payload: Bytes) -> Self {
        let mut message = Self::new(format);
        message.event("initial-request");
        message.put(payload, format.event_media_type());
        message
    }

    /// Says which event it is.
    pub fn event(&mut self, kind: &'static str) {
        self.text(MESSAGE_TYPE, "event");
        self.text(EVENT_TYPE, kind);
    }

    /// Says which exception it is.
    pub fn exception(&mut self, kind: &'static str) {
        self.text(MESSAGE_TYPE, "exception");
        self.text(EXCEPTION_TYPE, kind);
    }

    fn text(&mut self, name: &'static str, value: &'static str) {
        self.message.headers.push((name.to_owned(), HeaderValue::String(value.to_owned())));
    }

    /// `eventHeader`: one header, or nothing if the value is absent.
    pub fn header(&mut self, name: &'static str, value: &impl Header) {
        self.message.headers.extend(value.to_value().map(|value| (name.to_owned(), value)));
    }

    /// The members that are bound to nothing else, as the payload.
    pub fn body(&mut self, members: &dyn Encode) {
        self.written(self.format.write_structure(members));
    }

    /// `eventPayload` of a blob.
    pub fn payload(&mut self, value: &impl Payload) {
        if let Some((bytes, content_type)) = value.bytes() {
            self.put(bytes, content_type);
        }
    }

    /// `eventPayload` of a structure or union.
    pub fn payload_value(&mut self, value: &impl Field) {
        self.written(self.format.write(value));
    }

    fn written(&mut self, written: Written) {
        match written {
            Ok(bytes) => self.put(bytes.into(), self.format.event_media_type()),
            Err(invalid) => self.invalid = Some(invalid),
        }
    }

    fn put(&mut self, payload: Bytes, content_type: &'static str) {
        self.text(CONTENT_TYPE, content_type);
        self.message.payload = payload;
    }

    /// The whole message. One that does not say what it is comes of an event that the model does not list.
    pub(super) fn into_message(self) -> Result<Message, BodyError> {
        if let Some(invalid) = self.invalid {
            return Err(invalid.into());
        }
        if self.message.headers.is_empty() {
            return Err("an event that this version of the model does not list can't be sent".into());
        }
        Ok(self.message)
    }
}

/// A blob or a text that is the payload of an event.
pub trait Payload {
    /// The bytes and their media type; none if it is absent.
    fn bytes(&self) -> Option<(Bytes, &'static str)>;
}

impl Payload for Bytes {
    fn bytes(&self) -> Option<(Bytes, &'static str)> {
        Some((self.clone(), "application/octet-stream"))
    }
}

impl Payload for String {
    fn bytes(&self) -> Option<(Bytes, &'static str)> {
        Some((self.clone().into(), "text/plain"))
    }
}

impl<T: Payload> Payload for Option<T> {
    fn bytes(&self) -> Option<(Bytes, &'static str)> {
        self.as_ref().and_then(Payload::bytes)
    }
}

/// A message that has come: generated code takes each member of the event from where it belongs.
pub struct Incoming {
    message: Message,
    format: &'static dyn Format,
}

impl Incoming {
    pub(super) fn new(message: Message, format: &'static dyn Format) -> Self {
        Self { message, format }
    }

    /// A header of text.
    ///
    /// # Errors
    /// It is missing, or of another type.
    pub(super) fn text(&self, name: &str) -> Result<&str, DecodeError> {
        match self.message.header(name) {
            Some(HeaderValue::String(text)) => Ok(text),
            Some(_) => Err(DecodeError::new("not a string").within(name)),
            None => Err(DecodeError::new("missing").within(name)),
        }
    }

    /// The bytes of the payload.
    pub fn bytes(&self) -> &Bytes {
        &self.message.payload
    }

    /// `eventHeader`: reads one header, if it is there.
    ///
    /// # Errors
    /// It is of another type than the member.
    pub fn header<T: Header>(&self, name: &str, into: &mut T) -> Result<(), DecodeError> {
        if let Some(value) = self.message.header(name) {
            *into = T::from_value(value).map_err(|error| error.within(name))?;
        }
        Ok(())
    }

    /// The members that are bound to nothing else, from the payload. An empty one has none.
    ///
    /// # Errors
    /// The payload is not of the protocol's format, or does not fit.
    pub fn structure<T: Fields>(&self) -> Result<T, DecodeError> {
        let mut value = T::initial();
        if !self.bytes().is_empty() {
            self.format.read_structure(self.bytes(), crate::Config::RESPONSE_LIMIT, &mut value)?;
        }
        Ok(value)
    }

    /// `eventPayload` of a blob.
    pub fn payload(&self, into: &mut impl From<Bytes>) {
        *into = self.bytes().clone().into();
    }

    /// `eventPayload` of a text.
    ///
    /// # Errors
    /// The payload is not UTF-8.
    pub fn payload_text(&self, into: &mut impl FromText) -> Result<(), DecodeError> {
        let text = std::str::from_utf8(self.bytes()).map_err(|_| DecodeError::new("not UTF-8"))?;
        into.read(text, &Member::PLAIN)
    }

    /// `eventPayload` of a structure or union.
    ///
    /// # Errors
    /// The payload is not of the protocol's format, or does not fit.
    pub fn payload_value(&self, into: &mut impl Decode) -> Result<(), DecodeError> {
        self.read(&mut |input| into.decode(input))
    }

    fn read(&self, read: &mut dyn FnMut(&mut dyn Reader) -> Result<(), DecodeError>) -> Result<(), DecodeError> {
        self.format.read(self.bytes(), crate::Config::RESPONSE_LIMIT, read)
    }

    /// An event that the model does not list, with its payload if that is of the protocol's format.
    pub fn unknown(&self, kind: &str) -> UnknownVariant {
        let mut value = Document::Null;
        let read = self.read(&mut |input| value.decode(input));
        UnknownVariant::new(kind, read.map_or(Document::Null, |()| value))
    }
}

/// How long a message is, never what it holds.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({} headers, {} bytes)", self.message.headers.len(), self.message.payload.len())
    }
}

/// How long a message is, never what it holds.
impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incoming({} headers, {} bytes)", self.message.headers.len(), self.message.payload.len())
    }
}
