//! Why an answer could not be understood.

use std::fmt;

use crate::path::{Step, render};
use crate::printable;

/// An answer that does not fit its type. Displays the path of the member, and what is wrong with it.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

/// In a box, so that the result that each member gives is small.
#[derive(Clone, PartialEq, Eq)]
struct Inner {
    /// From the innermost member outwards: names are added on the way up.
    path: Vec<Step>,
    message: String,
}

impl DecodeError {
    /// An error about the value that was being read.
    pub fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Inner { path: Vec::new(), message: message.into() }))
    }

    /// The error, seen from the structure around it.
    #[must_use]
    pub fn within(mut self, member: &str) -> Self {
        self.0.path.push(Step::Member(shortened(member).into()));
        self
    }

    /// The error, seen from the list around it.
    #[must_use]
    pub fn within_item(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }

    /// The error, seen from the map around it.
    #[must_use]
    pub fn within_entry(mut self, key: &str) -> Self {
        self.0.path.push(Step::Key(shortened(key)));
        self
    }

    /// The path of the member, like `Groups[3].Tags["k"].Value`; empty if the whole body is meant.
    pub fn path(&self) -> String {
        render(&self.0.path)
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

/// A name comes from the other side.
fn shortened(name: &str) -> String {
    printable::name(name).to_string()
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { path, message } = &*self.0;
        let message = printable::text(message);
        if path.is_empty() { message.fmt(f) } else { write!(f, "{}: {message}", printable::text(&render(path))) }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_where_and_what() {
        let error = DecodeError::new("missing")
            .within("Value")
            .within_entry("k")
            .within("Tags")
            .within_item(3)
            .within("Groups");
        assert_eq!((error.path().as_str(), error.message()), ("Groups[3].Tags[\"k\"].Value", "missing"));
        assert_eq!(error.to_string(), "Groups[3].Tags[\"k\"].Value: missing");
        assert_eq!(DecodeError::new("missing").path(), "");
    }
}
