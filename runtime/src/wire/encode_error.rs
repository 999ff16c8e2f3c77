//! Why an input could not be written.

use std::fmt;

/// A value that has no form in the format of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    /// The member that it is the value of, or lies in.
    pub(crate) member: String,
    pub(crate) message: &'static str,
}

impl EncodeError {
    pub(crate) fn new(member: impl Into<String>, message: &'static str) -> Self {
        Self { member: member.into(), message }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.member, self.message)
    }
}

impl std::error::Error for EncodeError {}
