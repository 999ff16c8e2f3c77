//! Values of headers.

use bytes::Bytes;

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
