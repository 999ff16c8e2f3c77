//! Waiters: an operation is called until its answer is as wanted.
//!
//! See <https://smithy.io/2.0/additional-specs/waiters.html>.

#[cfg(feature = "calls")]
mod calls;

#[cfg(feature = "blocking")]
pub(crate) use self::calls::Waited;
#[cfg(feature = "calls")]
pub use self::calls::{Wait, WaitError};
use crate::error::Error;
use crate::operation::{ExceptionOf, Operation};

/// What is waited for. A type of its own stands for it.
pub trait Waiter: 'static {
    /// The operation that is called.
    type Operation: Operation<Input: Clone>;
    /// Its name, like `FunctionActive`.
    const NAME: &'static str;
    /// Seconds between two calls, at least and at most.
    const DELAYS: (u32, u32);

    /// What an answer means; none if the model says nothing about it.
    fn judge(
        input: &<Self::Operation as Operation>::Input,
        outcome: Result<&<Self::Operation as Operation>::Output, &Error<ExceptionOf<Self::Operation>>>,
    ) -> Option<WaiterState>;
}

/// What an answer means for a waiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaiterState {
    /// It is as wanted.
    Success,
    /// It never will be.
    Failure,
    /// Not yet.
    Retry,
}

/// `allStringEquals`: whether there are texts, and all are the expected one.
#[doc(hidden)]
pub fn all_equal(texts: &[&str], expected: &str) -> bool {
    !texts.is_empty() && texts.iter().all(|text| *text == expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_texts_are_not_all_equal() {
        assert!(all_equal(&["a"], "a") && all_equal(&["a", "a"], "a"));
        assert!(!all_equal(&[], "a") && !all_equal(&["a", "b"], "a") && !all_equal(&["b"], "a"));
    }
}
