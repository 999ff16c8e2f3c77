//! Values of members as text: one, none or several.

use super::Text;
use crate::timestamp::TimestampFormat;
use crate::wire::Member;

/// A value, or none.
pub trait MaybeText {
    /// The text of the value; none if it is absent.
    fn maybe_text(&self, member: &Member, default: TimestampFormat) -> Option<String>;
}

impl<T: Text> MaybeText for T {
    fn maybe_text(&self, member: &Member, default: TimestampFormat) -> Option<String> {
        Some(self.to_text(member, default))
    }
}

impl<T: Text> MaybeText for Option<T> {
    fn maybe_text(&self, member: &Member, default: TimestampFormat) -> Option<String> {
        Some(self.as_ref()?.to_text(member, default))
    }
}

/// A value of a map of query parameters: a text, or several.
pub trait QueryValue {
    /// Calls `take` with each text.
    fn each(&self, take: &mut dyn FnMut(&str));
}

impl QueryValue for String {
    fn each(&self, take: &mut dyn FnMut(&str)) {
        take(self);
    }
}

impl QueryValue for Vec<String> {
    fn each(&self, take: &mut dyn FnMut(&str)) {
        self.iter().for_each(|text| take(text));
    }
}
