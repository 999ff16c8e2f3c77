//! Values of event headers: `eventHeader`.

use bytes::Bytes;

use crate::decode_error::DecodeError;
use crate::timestamp::DateTime;

/// A value of a header.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum HeaderValue {
    /// `boolean`.
    Bool(bool),
    /// `byte`.
    Byte(i8),
    /// `short`.
    Int16(i16),
    /// `integer`.
    Int32(i32),
    /// `long`.
    Int64(i64),
    /// `blob`, of at most 32,767 bytes.
    ByteArray(Bytes),
    /// `string`, of at most 32,767 bytes.
    String(String),
    /// `timestamp`, to the millisecond.
    Timestamp(DateTime),
    /// A UUID, which no type of Smithy is.
    Uuid([u8; 16]),
}

/// A member that travels in a header of an event.
pub trait Header: Sized {
    /// The value; none if the member is absent.
    fn to_value(&self) -> Option<HeaderValue>;

    /// Takes the value.
    ///
    /// # Errors
    /// It is of another type.
    fn from_value(value: &HeaderValue) -> Result<Self, DecodeError>;
}

impl<T: Header> Header for Option<T> {
    fn to_value(&self) -> Option<HeaderValue> {
        self.as_ref().and_then(Header::to_value)
    }

    fn from_value(value: &HeaderValue) -> Result<Self, DecodeError> {
        T::from_value(value).map(Some)
    }
}

/// A type and the variant of a header's value that it stands for.
macro_rules! headers {
    ($($kind:ty, $variant:ident, $what:literal;)*) => {$(
        impl Header for $kind {
            fn to_value(&self) -> Option<HeaderValue> {
                Some(HeaderValue::$variant(self.clone()))
            }

            fn from_value(value: &HeaderValue) -> Result<Self, DecodeError> {
                match value {
                    HeaderValue::$variant(value) => Ok(value.clone()),
                    other => Err(DecodeError::new(format!("must be {}, found {}", $what, name(other)))),
                }
            }
        }
    )*};
}

headers! {
    bool, Bool, "a boolean";
    i8, Byte, "a byte";
    i16, Int16, "a short";
    i32, Int32, "an integer";
    i64, Int64, "a long";
    Bytes, ByteArray, "a blob";
    String, String, "a string";
    DateTime, Timestamp, "a timestamp";
}

fn name(value: &HeaderValue) -> &'static str {
    match value {
        HeaderValue::Bool(_) => "a boolean",
        HeaderValue::Byte(_) => "a byte",
        HeaderValue::Int16(_) => "a short",
        HeaderValue::Int32(_) => "an integer",
        HeaderValue::Int64(_) => "a long",
        HeaderValue::ByteArray(_) => "a blob",
        HeaderValue::String(_) => "a string",
        HeaderValue::Timestamp(_) => "a timestamp",
        HeaderValue::Uuid(_) => "a UUID",
    }
}
