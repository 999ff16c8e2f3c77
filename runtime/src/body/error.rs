//! Why a body can't be received or sent in time or in memory.

use std::fmt;
use std::time::Duration;

/// A body is larger than what may be held in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    pub(super) limit: u64,
}

#[cfg(test)]
impl TooLarge {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit }
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "larger than {} bytes, the most that is kept in memory", self.limit)
    }
}

impl std::error::Error for TooLarge {}

/// A whole request was taken, and no answer began for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unanswered {
    pub(crate) limit: Duration,
}

impl Unanswered {
    /// How long it may take for an answer to begin, unless the call has a limit.
    #[cfg(feature = "tokio")]
    pub(crate) const LIMIT: Duration = Duration::from_secs(600);
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server has the whole request, and did not begin to answer for {:?}", self.limit)
    }
}

impl std::error::Error for Unanswered {}

/// Nothing came for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stalled {
    pub(crate) limit: Duration,
}

impl fmt::Display for Stalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing came for {:?}", self.limit)
    }
}

impl std::error::Error for Stalled {}
