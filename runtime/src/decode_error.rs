//! Why an answer could not be understood.

use std::fmt;

use crate::path::{Step, render};

/// An answer that does not fit its type. Displays the path of the member, and what is wrong with it.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// From the innermost member outwards: names are added on the way up.
    path: Vec<Step>,
    message: String,
}

/// The longest name that a path shows. A name comes from the other side.
const LONGEST: usize = 64;

impl DecodeError {
    /// An error about the value that was being read.
    pub fn new(message: impl Into<String>) -> Self {
        Self { path: Vec::new(), message: message.into() }
    }

    /// The error, seen from the structure around it.
    #[must_use]
    pub fn within(mut self, member: &str) -> Self {
        self.path.push(Step::Member(shortened(member).into()));
        self
    }

    /// The error, seen from the list around it.
    #[must_use]
    pub fn within_item(mut self, index: usize) -> Self {
        self.path.push(Step::Index(index));
        self
    }

    /// The error, seen from the map around it.
    #[must_use]
    pub fn within_entry(mut self, key: &str) -> Self {
        self.path.push(Step::Key(shortened(key)));
        self
    }

    /// The path of the member, like `Groups[3].Tags["k"].Value`; empty if the whole body is meant.
    pub fn path(&self) -> String {
        render(&self.path)
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }
}

fn shortened(name: &str) -> String {
    name.chars().take(LONGEST).collect()
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { f.write_str(&self.message) } else { write!(f, "{}: {}", self.path(), self.message) }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}
