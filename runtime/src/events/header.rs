//! Values of event headers: `eventHeader`.

use bytes::Bytes;

use crate::decode_error::DecodeError;
use crate::format::event_stream::HeaderValue;
use crate::timestamp::DateTime;

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
