//! Values as text, in paths, queries and headers.

use bytes::Bytes;

use crate::big_number::{BigDecimal, BigInteger};
use crate::decode_error::DecodeError;
use crate::timestamp::{DateTime, TimestampFormat};
use crate::wire::Member;
use crate::{number, timestamp};

/// A value that can stand in a path, a query or a header.
pub trait Text: Sized {
    /// The value as text. A moment takes the format of the member, else `default`.
    fn to_text(&self, member: &Member, default: TimestampFormat) -> String;

    /// The value as an item of a header's list.
    fn to_item(&self, member: &Member) -> String {
        self.to_text(member, TimestampFormat::HttpDate)
    }

    /// The items of a header's list.
    fn split_items(header: &str, _member: &Member) -> Vec<String> {
        header.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
    }

    /// The value of a text.
    ///
    /// # Errors
    /// The text is not a value of this type.
    fn from_text(text: &str, member: &Member, default: TimestampFormat) -> Result<Self, DecodeError>;
}

macro_rules! displayed {
    ($($type:ty: $name:literal;)*) => {$(
        impl Text for $type {
            fn to_text(&self, _: &Member, _: TimestampFormat) -> String {
                self.to_string()
            }

            fn from_text(text: &str, _: &Member, _: TimestampFormat) -> Result<Self, DecodeError> {
                text.parse().map_err(|_| DecodeError::new(concat!("expected ", $name)))
            }
        }
    )*};
}

displayed! {
    bool: "true or false";
    i8: "a whole number of 8 bits";
    i16: "a whole number of 16 bits";
    i32: "a whole number of 32 bits";
    i64: "a whole number of 64 bits";
}

macro_rules! floats {
    ($($type:ty: $to_text:ident;)*) => {$(
        impl Text for $type {
            fn to_text(&self, _: &Member, _: TimestampFormat) -> String {
                number::$to_text(*self)
            }

            fn from_text(text: &str, _: &Member, _: TimestampFormat) -> Result<Self, DecodeError> {
                text.parse().map_err(|_| DecodeError::new("expected a number"))
            }
        }
    )*};
}

floats! {
    f32: float_text;
    f64: double_text;
}

macro_rules! big_numbers {
    ($($type:ty)*) => {$(
        impl Text for $type {
            fn to_text(&self, _: &Member, _: TimestampFormat) -> String {
                self.as_ref().to_owned()
            }

            fn from_text(text: &str, _: &Member, _: TimestampFormat) -> Result<Self, DecodeError> {
                text.parse().map_err(|_| DecodeError::new("expected a number"))
            }
        }
    )*};
}

big_numbers!(BigInteger BigDecimal);

/// Text with a media type is base64 in a header.
impl Text for String {
    fn to_text(&self, member: &Member, _: TimestampFormat) -> String {
        match member.media_type {
            Some(_) => crate::base64::encode(self),
            None => self.clone(),
        }
    }

    fn to_item(&self, member: &Member) -> String {
        quoted(self.to_text(member, TimestampFormat::HttpDate))
    }

    fn split_items(header: &str, _: &Member) -> Vec<String> {
        unquoted_items(header)
    }

    fn from_text(text: &str, member: &Member, _: TimestampFormat) -> Result<Self, DecodeError> {
        if member.media_type.is_none() {
            return Ok(text.to_owned());
        }
        let bytes = crate::base64::decode(text).ok_or_else(|| DecodeError::new("not base64"))?;
        Self::from_utf8(bytes).map_err(|_| DecodeError::new("not UTF-8"))
    }
}

impl Text for Bytes {
    fn to_text(&self, _: &Member, _: TimestampFormat) -> String {
        crate::base64::encode(self)
    }

    fn from_text(text: &str, _: &Member, _: TimestampFormat) -> Result<Self, DecodeError> {
        crate::base64::decode(text).map(Self::from).ok_or_else(|| DecodeError::new("not base64"))
    }
}

impl Text for DateTime {
    fn to_text(&self, member: &Member, default: TimestampFormat) -> String {
        timestamp::format(self, member.timestamp.unwrap_or(default))
    }

    /// The comma within an HTTP date, behind the day of the week, does not separate.
    fn split_items(header: &str, _: &Member) -> Vec<String> {
        let mut items: Vec<String> = Vec::new();
        let mut is_within = false;
        for part in header.split(',').map(str::trim) {
            match items.last_mut().filter(|_| is_within) {
                Some(day) => day.extend([", ", part]),
                None => items.push(part.to_owned()),
            }
            is_within = !is_within && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic());
        }
        items
    }

    fn from_text(text: &str, _: &Member, _: TimestampFormat) -> Result<Self, DecodeError> {
        timestamp::parse(text)
    }
}

/// An item of a header's list is quoted if it holds a comma or a quote: RFC 9110, section 5.6.4.
pub(crate) fn quoted(text: String) -> String {
    if text.contains(['"', ',']) { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) } else { text }
}

/// Splits at the commas that are not within quotes, and takes the quotes away.
pub(crate) fn unquoted_items(header: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = header.trim();
    while !rest.is_empty() {
        let (item, after) = match rest.strip_prefix('"') {
            Some(quoted) => until_quote(quoted),
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].trim().to_owned(), &rest[end..])
            }
        };
        items.push(item);
        rest = after.trim_start().trim_start_matches(',').trim_start();
    }
    items
}

/// The text up to the closing quote, unescaped, and what follows it.
fn until_quote(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (text, &quoted[at + 1..]),
            '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
            other => text.push(other),
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_commas_of_their_own() {
        let split = |header: &str| DateTime::split_items(header, &Member::PLAIN);
        let date = "Mon, 16 Dec 2019 23:48:18 GMT";
        assert_eq!(split(date), [date]);
        assert_eq!(split(&format!("{date}, {date}")), [date, date]);
        assert_eq!(split("2019-12-16T23:48:18Z,1576540098"), ["2019-12-16T23:48:18Z", "1576540098"]);
        assert_eq!(split(&format!("1,{date},2")), ["1", date, "2"]);
        assert_eq!(split(",1"), ["", "1"]);
    }

    #[test]
    fn blobs_are_base64() {
        let text = Bytes::from_static(&[1, 2, 3]).to_text(&Member::PLAIN, TimestampFormat::HttpDate);
        assert_eq!(text, "AQID");
        let read = |text: &str| Bytes::from_text(text, &Member::PLAIN, TimestampFormat::HttpDate);
        assert_eq!(read("AQID"), Ok(Bytes::from_static(&[1, 2, 3])));
        read("?").expect_err("no base64");
    }
}
