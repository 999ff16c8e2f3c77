//! Values that a service knows and this client's model does not.

use std::fmt;

use crate::document::Document;

/// The text of an enum value that the model does not list.
///
/// Only a conversion from text makes one, so it never spells a value that the enum has a variant for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[doc(hidden)]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A number that an integer enum of the model does not list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i32);

impl UnknownInteger {
    #[doc(hidden)]
    pub fn new(value: i32) -> Self {
        Self(value)
    }

    /// The number.
    pub fn get(self) -> i32 {
        self.0
    }
}

impl fmt::Debug for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A member of a union that the model does not list: its tag and its value.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct UnknownVariant {
    tag: Box<str>,
    value: Document,
}

impl UnknownVariant {
    #[doc(hidden)]
    pub fn new(tag: &str, value: Document) -> Self {
        Self { tag: tag.into(), value }
    }

    /// The name of the member; empty if there was none at all.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Its value.
    pub fn value(&self) -> &Document {
        &self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_can_be_looked_at() {
        let (text, number) = (UnknownValue::new("NEW"), UnknownInteger::new(7));
        let variant = UnknownVariant::new("new", Document::Boolean(true));
        assert_eq!((text.as_str(), number.get(), variant.tag()), ("NEW", 7, "new"));
        assert_eq!(variant.value(), &Document::Boolean(true));
        assert_eq!(format!("{text:?} {number:?}"), "\"NEW\" 7");
    }
}
