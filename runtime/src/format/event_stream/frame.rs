//! Messages as bytes: a prelude with both lengths, headers, the payload, and a CRC-32 of the prelude and of the whole.
//!
//! See <https://smithy.io/2.0/aws/amazon-eventstream.html>.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};

use super::HeaderValue;
use crate::body::BodyError;
use crate::decode_error::DecodeError;
use crate::timestamp::DateTime;

/// Both lengths and their checksum.
const PRELUDE: usize = 12;
/// The checksum of the whole message.
const TRAILER: usize = 4;
/// The most bytes of all headers.
const MOST_HEADERS: usize = 128 << 10;
/// The most bytes of a payload: 24 MiB, or a whole message, which is the payload of the one that has its signature.
const MOST_PAYLOAD: usize = (24 << 20) + MOST_HEADERS + PRELUDE + TRAILER;
/// The most bytes of a header's text or blob.
const MOST_VALUE: usize = 0x7fff;

/// The least and the most bytes of a message.
const SMALLEST: usize = PRELUDE + TRAILER;
const LARGEST: usize = SMALLEST + MOST_HEADERS + MOST_PAYLOAD;

/// A message: what is said about the payload, and the payload.
#[derive(Clone, Default, PartialEq)]
#[cfg_attr(any(test, feature = "test-util"), derive(Debug))]
pub(crate) struct Message {
    pub(crate) headers: Vec<(String, HeaderValue)>,
    pub(crate) payload: Bytes,
}

impl Message {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&HeaderValue> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// The value of a header, if it is a text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.header(name) {
            Some(HeaderValue::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The message as bytes.
    ///
    /// # Errors
    /// A part of it is larger than the format allows.
    pub(crate) fn to_bytes(&self) -> Result<Bytes, BodyError> {
        let headers = headers_to_bytes(&self.headers)?;
        let length = |what: &str, found: usize, most: usize| match u32::try_from(found) {
            Ok(length) if found <= most => Ok(length),
            _ => Err(format!("an event with {what} of {found} bytes, more than {most}")),
        };
        let of_headers = length("headers", headers.len(), MOST_HEADERS)?;
        let of_payload = length("a payload", self.payload.len(), MOST_PAYLOAD)?;
        let mut out = BytesMut::with_capacity(SMALLEST + headers.len() + self.payload.len());
        out.put_u32(SMALLEST as u32 + of_headers + of_payload);
        out.put_u32(of_headers);
        out.put_u32(crc32fast::hash(&out));
        out.extend_from_slice(&headers);
        out.extend_from_slice(&self.payload);
        out.put_u32(crc32fast::hash(&out));
        Ok(out.freeze())
    }

    /// The message of the bytes, which have to be it and nothing else.
    ///
    /// # Errors
    /// They are not a message.
    pub(crate) fn from_bytes(mut bytes: Bytes) -> Result<Self, DecodeError> {
        if length(&bytes)? != Some(bytes.len()) {
            return Err(DecodeError::new("not one whole message"));
        }
        let mut prelude = bytes.slice(..PRELUDE);
        let checksum = crc32fast::hash(&prelude[..PRELUDE - 4]);
        prelude.advance(4);
        let of_headers = usize::try_from(prelude.get_u32()).unwrap_or(usize::MAX);
        if prelude.get_u32() != checksum {
            return Err(DecodeError::new("not a message: the checksum of its prelude is wrong"));
        }
        let mut trailer = bytes.split_off(bytes.len() - TRAILER);
        if trailer.get_u32() != crc32fast::hash(&bytes) {
            return Err(DecodeError::new("not a message: its checksum is wrong"));
        }
        bytes.advance(PRELUDE);
        if of_headers > bytes.len() || of_headers > MOST_HEADERS {
            return Err(DecodeError::new(format!("a message with headers of {of_headers} bytes")));
        }
        Ok(Self { headers: read_headers(bytes.split_to(of_headers))?, payload: bytes })
    }
}

/// The length of the message that bytes begin with; none if they are too few to know it.
///
/// # Errors
/// No message has this length.
pub(super) fn length(bytes: &[u8]) -> Result<Option<usize>, DecodeError> {
    let Some(mut prefix) = bytes.get(..4) else { return Ok(None) };
    let length = usize::try_from(prefix.get_u32()).unwrap_or(usize::MAX);
    if length > LARGEST {
        return Err(DecodeError::new(format!("a message of {length} bytes, more than {LARGEST}")));
    }
    if length < SMALLEST {
        return Err(DecodeError::new(format!("a message of {length} bytes, fewer than {SMALLEST}")));
    }
    Ok(Some(length))
}

/// Headers as they stand in a message.
pub(crate) fn headers_to_bytes(headers: &[(String, HeaderValue)]) -> Result<BytesMut, BodyError> {
    let mut out = BytesMut::new();
    for (name, value) in headers {
        let length = u8::try_from(name.len()).map_err(|_| "an event with a header's name of more than 255 bytes")?;
        out.put_u8(length);
        out.extend_from_slice(name.as_bytes());
        write_value(value, &mut out)?;
    }
    Ok(out)
}

fn write_value(value: &HeaderValue, out: &mut BytesMut) -> Result<(), BodyError> {
    match value {
        HeaderValue::Bool(true) => out.put_u8(0),
        HeaderValue::Bool(false) => out.put_u8(1),
        HeaderValue::Byte(value) => {
            out.put_u8(2);
            out.put_i8(*value);
        }
        HeaderValue::Int16(value) => {
            out.put_u8(3);
            out.put_i16(*value);
        }
        HeaderValue::Int32(value) => {
            out.put_u8(4);
            out.put_i32(*value);
        }
        HeaderValue::Int64(value) => {
            out.put_u8(5);
            out.put_i64(*value);
        }
        HeaderValue::ByteArray(value) => write_bytes(6, value, out)?,
        HeaderValue::String(value) => write_bytes(7, value.as_bytes(), out)?,
        HeaderValue::Timestamp(value) => {
            let millis = value.to_millis().ok_or("an event with a timestamp that its header can't express")?;
            out.put_u8(8);
            out.put_i64(millis);
        }
        HeaderValue::Uuid(value) => {
            out.put_u8(9);
            out.extend_from_slice(value);
        }
    }
    Ok(())
}

fn write_bytes(kind: u8, value: &[u8], out: &mut BytesMut) -> Result<(), BodyError> {
    let length = u16::try_from(value.len()).ok().filter(|_| value.len() <= MOST_VALUE);
    let length =
        length.ok_or_else(|| format!("an event with a header of {} bytes, more than {MOST_VALUE}", value.len()))?;
    out.put_u8(kind);
    out.put_u16(length);
    out.extend_from_slice(value);
    Ok(())
}

fn read_headers(mut bytes: Bytes) -> Result<Vec<(String, HeaderValue)>, DecodeError> {
    let mut headers = Vec::new();
    while !bytes.is_empty() {
        let length = take(&mut bytes, 1)?.get_u8();
        let name = text(&take(&mut bytes, length.into())?)?;
        let value = read_value(&mut bytes).map_err(|error| error.within(&name))?;
        headers.push((name, value));
    }
    Ok(headers)
}

fn read_value(bytes: &mut Bytes) -> Result<HeaderValue, DecodeError> {
    let kind = take(bytes, 1)?.get_u8();
    Ok(match kind {
        0 => HeaderValue::Bool(true),
        1 => HeaderValue::Bool(false),
        2 => HeaderValue::Byte(take(bytes, 1)?.get_i8()),
        3 => HeaderValue::Int16(take(bytes, 2)?.get_i16()),
        4 => HeaderValue::Int32(take(bytes, 4)?.get_i32()),
        5 => HeaderValue::Int64(take(bytes, 8)?.get_i64()),
        6 | 7 => {
            let length = take(bytes, 2)?.get_u16();
            let value = take(bytes, length.into())?;
            if kind == 6 { HeaderValue::ByteArray(value) } else { HeaderValue::String(text(&value)?) }
        }
        8 => HeaderValue::Timestamp(DateTime::from_millis(take(bytes, 8)?.get_i64())),
        9 => {
            let mut id = [0; 16];
            take(bytes, 16)?.copy_to_slice(&mut id);
            HeaderValue::Uuid(id)
        }
        other => return Err(DecodeError::new(format!("a header of the unknown type {other}"))),
    })
}

/// The next bytes of the headers.
fn take(bytes: &mut Bytes, length: usize) -> Result<Bytes, DecodeError> {
    if bytes.len() < length {
        return Err(DecodeError::new("headers of a message that end too early"));
    }
    Ok(bytes.split_to(length))
}

fn text(bytes: &[u8]) -> Result<String, DecodeError> {
    String::from_utf8(bytes.to_vec()).map_err(|_| DecodeError::new("a header of a message that is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_kind() -> Message {
        let headers = [
            ("true", HeaderValue::Bool(true)),
            ("false", HeaderValue::Bool(false)),
            ("byte", HeaderValue::Byte(-1)),
            ("short", HeaderValue::Int16(i16::MIN)),
            ("integer", HeaderValue::Int32(i32::MAX)),
            ("long", HeaderValue::Int64(i64::MIN)),
            ("blob", HeaderValue::ByteArray(Bytes::from_static(&[0, 255]))),
            ("text", HeaderValue::String("é".to_owned())),
            ("moment", HeaderValue::Timestamp(DateTime::from_millis(-1))),
            ("id", HeaderValue::Uuid([7; 16])),
        ];
        Message {
            headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
            payload: Bytes::from_static(b"payload"),
        }
    }

    #[test]
    fn messages_come_back() {
        for message in [Message::default(), every_kind()] {
            let bytes = message.to_bytes().expect("bytes");
            assert_eq!(Message::from_bytes(bytes), Ok(message));
        }
    }

    /// An empty message, whose checksums are known.
    #[test]
    fn the_empty_message_has_these_bytes() {
        let bytes = Message::default().to_bytes().expect("bytes");
        assert_eq!(&bytes[..], [0, 0, 0, 16, 0, 0, 0, 0, 0x05, 0xc2, 0x48, 0xeb, 0x7d, 0x98, 0xc8, 0xff]);
    }

    #[test]
    fn each_byte_counts() {
        let bytes = every_kind().to_bytes().expect("bytes");
        for index in 0..bytes.len() {
            let mut damaged = BytesMut::from(&bytes[..]);
            damaged[index] ^= 1;
            Message::from_bytes(damaged.freeze()).expect_err("damaged");
            Message::from_bytes(bytes.slice(..index)).expect_err("cut off");
        }
    }

    #[test]
    fn headers_that_end_too_early_are_errors() {
        let headers = headers_to_bytes(&every_kind().headers).expect("headers").freeze();
        let whole = read_headers(headers.clone()).expect("headers").len();
        for length in 1..headers.len() {
            // It may end between two headers.
            let read = read_headers(headers.slice(..length)).map_or(0, |headers| headers.len());
            assert!(read < whole, "{length}");
        }
        for bytes in [&[1, b'a', 10][..], &[1, 0xff, 0], &[1, b'a', 7, 0, 1, 0xff]] {
            read_headers(Bytes::copy_from_slice(bytes)).expect_err("no headers");
        }
    }

    #[test]
    fn what_is_too_large_is_not_written() {
        let with = |name: String, value| Message { headers: vec![(name, value)], payload: Bytes::new() };
        let text = |length| HeaderValue::String("a".repeat(length));
        with("a".repeat(255), text(MOST_VALUE)).to_bytes().expect("bytes");
        with("a".repeat(256), text(1)).to_bytes().expect_err("the name");
        with("a".to_owned(), text(MOST_VALUE + 1)).to_bytes().expect_err("the value");
        with("a".to_owned(), HeaderValue::Timestamp(DateTime::from_secs(i64::MAX))).to_bytes().expect_err("the moment");
        let many = Message { headers: vec![("a".to_owned(), text(MOST_VALUE)); 5], payload: Bytes::new() };
        many.to_bytes().expect_err("the headers");
        Message { headers: Vec::new(), payload: vec![0; MOST_PAYLOAD + 1].into() }.to_bytes().expect_err("the payload");
    }

    #[test]
    fn what_is_too_large_is_not_read() {
        let announced = |total: usize| length(&(total as u32).to_be_bytes());
        assert_eq!(length(&[0, 0, 1]), Ok(None));
        assert_eq!(announced(SMALLEST), Ok(Some(SMALLEST)));
        assert_eq!(announced(LARGEST), Ok(Some(LARGEST)));
        announced(SMALLEST - 1).expect_err("too small");
        announced(LARGEST + 1).expect_err("too large");
        // The headers are within the message, and have a bound of their own.
        let claimed = |of_headers: usize, payload: usize| {
            let mut bytes = BytesMut::from(&((SMALLEST + payload) as u32).to_be_bytes()[..]);
            bytes.put_u32(of_headers as u32);
            bytes.put_u32(crc32fast::hash(&bytes));
            // Headers of seven bytes, each with a number of 16 bits.
            bytes.extend((0..payload).map(|index| [3, b'a', b'b', b'c', 3, 1, 2][index % 7]));
            bytes.put_u32(crc32fast::hash(&bytes));
            Message::from_bytes(bytes.freeze())
        };
        assert_eq!(claimed(14, 14).expect("two headers").headers.len(), 2);
        claimed(15, 14).expect_err("longer than the message");
        let whole = MOST_HEADERS / 7 * 7;
        assert_eq!(claimed(whole, MOST_HEADERS + 7).expect("many headers").headers.len(), MOST_HEADERS / 7);
        let error = claimed(MOST_HEADERS + 7, MOST_HEADERS + 7).expect_err("too many");
        assert_eq!(error.to_string(), format!("a message with headers of {} bytes", MOST_HEADERS + 7));
    }

    #[test]
    fn a_header_is_found_by_its_name() {
        let message = every_kind();
        assert_eq!(message.text("text"), Some("é"));
        assert_eq!((message.text("moment"), message.text("other")), (None, None));
        assert_eq!(message.header("byte"), Some(&HeaderValue::Byte(-1)));
    }
}
