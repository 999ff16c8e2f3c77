//! The test cases that a model holds, as tests.

mod event_tests;
mod protocol_tests;
pub(crate) mod refusal_tests;
mod test_case;
mod value;

pub(crate) use self::protocol_tests::files;
pub use self::protocol_tests::{Cases, cases, is_test_of};
