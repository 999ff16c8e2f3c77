//! Types as `serde` knows them: with their wire names, and as the wire has it. Moments are seconds since 1970 unless the
//! model says otherwise, bytes are base64 text, and what is absent is left out. Secrets are not hidden.
//!
//! A value that lacks a required member can't be read. Formats have to describe themselves, as JSON, TOML and CBOR do.

use std::fmt;

use ::serde::de::{self, MapAccess, SeqAccess, Visitor};
use ::serde::ser::{self, SerializeMap, SerializeSeq};
pub use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{Document, Members, Number};
use crate::format::json::{Reader, to_bytes};
use crate::wire::{AllOf, Decode, Field, Member, Whole};

/// Writes a value as it travels.
///
/// # Errors
/// The serializer refuses it, or a number has more digits than it can take.
pub fn serialize<S: Serializer>(value: &impl Field, serializer: S) -> Result<S::Ok, S::Error> {
    Document::from_json(&to_bytes(value).map_err(ser::Error::custom)?)
        .map_err(ser::Error::custom)?
        .serialize(serializer)
}

/// As [`serialize`], with every member of a structure, wherever it travels.
///
/// # Errors
/// As [`serialize`].
pub fn serialize_all<S: Serializer>(value: &impl Whole, serializer: S) -> Result<S::Ok, S::Error> {
    serialize(&AllOf(value), serializer)
}

/// Reads a value as it travels.
///
/// # Errors
/// It does not fit, or a required member is missing.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = to_bytes(&Document::deserialize(deserializer)?).map_err(de::Error::custom)?;
    let mut input = Reader::new(&text).map_err(de::Error::custom)?.strictly();
    let mut value = T::initial();
    value.fill_as(&Member::PLAIN, &mut input).map_err(de::Error::custom)?;
    Ok(value)
}

/// As [`deserialize`], with every member of a structure, wherever it travels.
///
/// # Errors
/// As [`deserialize`].
pub fn deserialize_all<'de, T: Whole, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserialize::<AllOf<T>, D>(deserializer).map(|AllOf(value)| value)
}

/// Makes `serde` know types by their bodies.
#[doc(hidden)]
#[macro_export]
macro_rules! serde_by_body {
    ($($type:ident),* $(,)?) => {
        $($crate::serde_by!($type, serialize, deserialize);)*
    };
}

/// Makes `serde` know structures by all of their members, wherever they travel.
#[doc(hidden)]
#[macro_export]
macro_rules! serde_by_members {
    ($($type:ident),* $(,)?) => {
        $($crate::serde_by!($type, serialize_all, deserialize_all);)*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! serde_by {
    ($type:ident, $write:ident, $read:ident) => {
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::serde::$write(self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::serde::$read(deserializer)
            }
        }
    };
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Number(number) => serialize_number(number, serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
        }
    }
}

/// The digits that a double can't hold are not dropped in silence.
fn serialize_number<S: Serializer>(number: &Number, serializer: S) -> Result<S::Ok, S::Error> {
    let digits = number.as_str();
    if let Ok(number) = digits.parse() {
        return serializer.serialize_i64(number);
    }
    if let Ok(number) = digits.parse() {
        return serializer.serialize_u64(number);
    }
    let double = number.as_f64();
    if significant(digits) > 17 || !double.is_finite() {
        return Err(ser::Error::custom(format!("the number {digits} is more exact than serde's data model")));
    }
    serializer.serialize_f64(double)
}

/// How many digits count.
fn significant(digits: &str) -> usize {
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').trim_end_matches('0').len()
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

/// The name under which `serde_json` gives the digits of a number with its feature `arbitrary_precision`, which any crate of
/// a program may have turned on.
const EXACT_NUMBER: &str = "$serde_json::private::Number";

impl<'de> Visitor<'de> for AnyValue {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Document, E> {
        Ok(Document::Boolean(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Document, E> {
        Ok(Document::number(&value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Document, E> {
        Ok(Document::number(&value.to_string()))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Document, E> {
        Ok(Document::number(&value.to_string()))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Document, E> {
        Ok(Document::number(&value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Document, E> {
        match format!("{value:?}").parse() {
            Ok(number) => Ok(Document::Number(number)),
            Err(_) => Err(E::custom(format!("{value} is no number of JSON"))),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Document, E> {
        Ok(Document::from(text))
    }

    /// Formats with bytes of their own mean what JSON writes as base64.
    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Document, E> {
        Ok(Document::String(crate::base64::encode(bytes)))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Document, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Document::Array(list.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Document, A::Error> {
        let mut members = Members::default();
        while let Some((name, value)) = entries.next_entry::<String, Document>()? {
            match &value {
                Document::String(digits) if name == EXACT_NUMBER => return Ok(Document::number(digits)),
                _ => members.insert(name, value),
            }
        }
        Ok(Document::Object(members.into_vec().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_values_of_any_format() {
        let text = r#"{"a":[null,true,-7,18446744073709551615,0.25,"x"],"b":{}}"#;
        let document: Document = serde_json::from_str(text).expect("a document");
        assert_eq!(document, Document::from_json(text.as_bytes()).expect("a document"));
        assert_eq!(serde_json::to_string(&document).expect("a text"), text);
        let value: serde_json::Value = serde_json::to_value(&document).expect("a value");
        assert_eq!(serde_json::from_value::<Document>(value).expect("a document"), document);
    }

    #[test]
    fn no_digit_is_lost_in_silence() {
        for exact in ["1e300", "0.1", "123456789012345.25", "100000000000000000000"] {
            serde_json::to_string(&Document::number(exact)).expect("a number");
        }
        for (number, why) in [("3.14159265358979323846264338327950288", "more exact"), ("1e400", "more exact")] {
            let error = serde_json::to_string(&Document::number(number)).expect_err("too many digits");
            assert!(error.to_string().contains(why), "{error}");
        }
    }

    #[test]
    fn values_of_other_formats_are_documents_too() {
        use serde::de::IntoDeserializer as _;
        use serde::de::value::{BytesDeserializer, Error, I128Deserializer, U128Deserializer};

        let number = |digits: &str| Ok(Document::number(digits));
        let large: I128Deserializer<Error> = i128::MIN.into_deserializer();
        assert_eq!(Document::deserialize(large), number(&i128::MIN.to_string()));
        let large: U128Deserializer<Error> = u128::MAX.into_deserializer();
        assert_eq!(Document::deserialize(large), number(&u128::MAX.to_string()));
        let bytes = BytesDeserializer::<Error>::new(&[1, 2, 3]);
        assert_eq!(Document::deserialize(bytes), Ok(Document::from("AQID")));
        let some = Option::<Document>::deserialize(serde_json::json!({"a": 1})).expect("a document");
        assert_eq!(some, Some(Document::from_iter([("a", 1)])));
        let none: serde::de::value::UnitDeserializer<Error> = ().into_deserializer();
        assert_eq!(Document::deserialize(none), Ok(Document::Null));
        assert_eq!(Document::deserialize('a'.into_deserializer()), Ok::<_, Error>(Document::from("a")));
    }

    /// As in a document that was read from an answer.
    #[test]
    fn of_members_of_one_name_the_last_counts() {
        let text = r#"{"a":1,"b":2,"a":3}"#;
        let document: Document = serde_json::from_str(text).expect("a document");
        assert_eq!(document, Document::from_json(text.as_bytes()).expect("a document"));
        assert_eq!(document.get("a"), Some(&Document::from(3)));
    }

    /// What `serde_json` gives for a number where a crate has turned on its feature `arbitrary_precision`.
    #[test]
    fn numbers_may_come_with_their_digits() {
        let exact = |name: &str| Document::deserialize(serde_json::json!({name: "0.10"})).expect("a document");
        assert_eq!(exact(EXACT_NUMBER), Document::number("0.10"));
        assert_eq!(exact("other"), Document::from_iter([("other", "0.10")]));
    }
}
