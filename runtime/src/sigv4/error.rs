//! Why something can't be signed.

use std::fmt;

/// Why something can't be signed: one line.
#[derive(Debug)]
pub(crate) struct SigningError(String);

impl SigningError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SigningError {}

impl From<http::Error> for SigningError {
    fn from(error: http::Error) -> Self {
        Self(error.to_string())
    }
}
