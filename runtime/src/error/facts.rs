//! What is known about an attempt that failed, for whoever decides about another one.

use super::Failure;

/// What is known about an attempt that failed.
#[derive(Clone, Copy, Default)]
pub(crate) struct Facts<'a> {
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<&'a str>,
    /// The name of the error's shape, where that is not the code.
    pub(crate) shape: Option<&'a str>,
    /// Whether the model marks the error as retryable.
    pub(crate) is_retryable: bool,
    /// Whether it marks it as throttling.
    pub(crate) is_throttling: bool,
    pub(crate) failure: Option<&'a Failure>,
}
