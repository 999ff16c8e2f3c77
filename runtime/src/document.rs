//! Documents: values whose type only the caller knows.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

/// Any JSON value. Numbers keep their digits, objects keep their order.
///
/// Smithy's `document`: <https://smithy.io/2.0/spec/simple-types.html#document>.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Document {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, with the digits that it was written with.
    Number(Number),
    /// Text.
    String(String),
    /// Values in order.
    Array(Array),
    /// Values by name, in order.
    Object(Object),
}

/// The values of an array. It reads like a slice, and is made from a `Vec` or collected.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Array(Vec<Document>);

/// The members of an object. It reads like a slice of pairs, and is made from a `Vec` or collected.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Object(Vec<(String, Document)>);

macro_rules! containers {
    ($($name:ident of $item:ty;)*) => {$(
        impl $name {
            /// The values, as a `Vec`.
            pub fn into_vec(mut self) -> Vec<$item> {
                std::mem::take(&mut self.0)
            }
        }

        impl Deref for $name {
            type Target = Vec<$item>;

            fn deref(&self) -> &Vec<$item> {
                &self.0
            }
        }

        impl DerefMut for $name {
            fn deref_mut(&mut self) -> &mut Vec<$item> {
                &mut self.0
            }
        }

        impl From<Vec<$item>> for $name {
            fn from(values: Vec<$item>) -> Self {
                Self(values)
            }
        }

        impl FromIterator<$item> for $name {
            fn from_iter<I: IntoIterator<Item = $item>>(values: I) -> Self {
                Self(values.into_iter().collect())
            }
        }

        impl IntoIterator for $name {
            type Item = $item;
            type IntoIter = std::vec::IntoIter<$item>;

            fn into_iter(self) -> Self::IntoIter {
                self.into_vec().into_iter()
            }
        }

        impl<'a> IntoIterator for &'a $name {
            type Item = &'a $item;
            type IntoIter = std::slice::Iter<'a, $item>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

containers! {
    Array of Document;
    Object of (String, Document);
}

/// Without recursion: a document may be nested deeper than the stack is.
impl Drop for Array {
    fn drop(&mut self) {
        dismantle(std::mem::take(&mut self.0));
    }
}

/// Without recursion: a document may be nested deeper than the stack is.
impl Drop for Object {
    fn drop(&mut self) {
        dismantle(std::mem::take(&mut self.0).into_iter().map(|(_, value)| value).collect());
    }
}

/// Drops values one by one, after what they hold was taken out of them.
fn dismantle(mut values: Vec<Document>) {
    while let Some(value) = values.pop() {
        match value {
            Document::Array(mut inner) => values.append(&mut inner.0),
            Document::Object(mut inner) => values.extend(inner.0.drain(..).map(|(_, value)| value)),
            _ => {}
        }
    }
}

impl Document {
    /// The value of a member of an object.
    pub fn get(&self, name: &str) -> Option<&Document> {
        match self {
            Self::Object(members) => members.iter().find(|(member, _)| member == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    #[doc(hidden)]
    pub fn number(digits: &str) -> Self {
        digits.parse().map_or(Self::Null, Self::Number)
    }
}

/// The members of an object while they are read: they keep their order, and a repeated name replaces.
#[derive(Default)]
pub(crate) struct Members {
    members: Vec<(String, Document)>,
    places: HashMap<String, usize>,
}

impl Members {
    pub(crate) fn insert(&mut self, name: String, value: Document) {
        let next = self.members.len();
        match *self.places.entry(name.clone()).or_insert(next) {
            at if at < next => self.members[at].1 = value,
            _ => self.members.push((name, value)),
        }
    }

    pub(crate) fn into_vec(self) -> Vec<(String, Document)> {
        self.members
    }
}

impl From<bool> for Document {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<&str> for Document {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Document {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

macro_rules! whole {
    ($($type:ident)*) => {$(
        impl From<$type> for Document {
            fn from(value: $type) -> Self {
                Self::Number(Number(value.to_string()))
            }
        }
    )*};
}

whole!(i8 i16 i32 i64 i128 u8 u16 u32 u64 u128);

/// What is no number of JSON, as infinity is none, becomes null.
impl From<f64> for Document {
    fn from(value: f64) -> Self {
        Self::number(&format!("{value:?}"))
    }
}

/// None is null.
impl<T: Into<Document>> From<Option<T>> for Document {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Document>> From<Vec<T>> for Document {
    fn from(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Into<Document>, const N: usize> From<[T; N]> for Document {
    fn from(values: [T; N]) -> Self {
        values.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Document>> From<BTreeMap<K, V>> for Document {
    fn from(members: BTreeMap<K, V>) -> Self {
        members.into_iter().collect()
    }
}

/// The members are in the map's order, which is arbitrary.
impl<K: Into<String>, V: Into<Document>> From<HashMap<K, V>> for Document {
    fn from(members: HashMap<K, V>) -> Self {
        members.into_iter().collect()
    }
}

/// An array.
impl<T: Into<Document>> FromIterator<T> for Document {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::Array(values.into_iter().map(Into::into).collect())
    }
}

/// An object. Of members of one name the last counts.
impl<K: Into<String>, V: Into<Document>> FromIterator<(K, V)> for Document {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut members = Members::default();
        for (name, value) in entries {
            members.insert(name.into(), value.into());
        }
        Self::Object(members.into_vec().into())
    }
}

/// A number of any size and precision, as JSON writes it.
#[derive(Clone, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// The digits, with sign, point and exponent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest double.
    pub fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// The number, if it is whole and fits.
    pub fn as_i64(&self) -> Option<i64> {
        i64::try_from(crate::number::whole(&self.0).ok()?).ok()
    }
}

impl FromStr for Number {
    type Err = crate::DecodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if crate::number::is_json(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(crate::DecodeError::new("not a number"))
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_rust_are_documents() {
        let json = |text: &str| Document::from_json(text.as_bytes()).expect("JSON");
        assert_eq!(Document::from(true), json("true"));
        assert_eq!(Document::from("a".to_owned()), json("\"a\""));
        assert_eq!(Document::from(-1.5), json("-1.5"));
        assert_eq!(Document::from(f64::INFINITY), Document::Null);
        assert_eq!(Document::from(u128::MAX), json("340282366920938463463374607431768211455"));
        assert_eq!((Document::from(None::<bool>), Document::from(Some(7))), (json("null"), json("7")));
        assert_eq!(Document::from(vec![1, 2]), json("[1,2]"));
        assert_eq!(Document::from(["a", "b"]), json("[\"a\",\"b\"]"));
        assert_eq!(Document::from(BTreeMap::from([("b", 1), ("a", 2)])), json(r#"{"a":2,"b":1}"#));
        assert_eq!(Document::from(HashMap::from([("a", 2)])), json(r#"{"a":2}"#));
        let entries = [("a", 1), ("b", 2), ("a", 3)];
        assert_eq!(entries.into_iter().collect::<Document>(), json(r#"{"a":3,"b":2}"#));
        assert_eq!(format!("{:?}", "1.50".parse::<Number>()), "Ok(1.50)");
    }

    /// Deeper than the stack is, through arrays and objects.
    #[test]
    fn what_is_deep_is_dropped() {
        let deep = (0..1_000_000).fold(Document::Null, |inner, index| match index % 2 {
            0 => Document::from(vec![inner]),
            _ => Document::from_iter([("a", inner)]),
        });
        drop(deep);
    }
}
