//! Why a request could not be made.

use std::fmt;

/// An input that has no form on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    /// The member, or the header.
    pub(super) member: String,
    pub(super) message: &'static str,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.member, self.message)
    }
}

impl std::error::Error for BuildError {}
