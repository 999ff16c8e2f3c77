//! What follows an operation into a client: its pages and its waiters.
//!
//! See <https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait> and
//! <https://smithy.io/2.0/additional-specs/waiters.html>.

use serde::Deserialize;

use crate::source::Place;

/// How an operation hands out its results page by page. Paths are as the model writes them: names joined by dots in
/// Smithy, JMESPath in AWS API JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// Where it is defined.
    pub place: Place,
    /// The members of the input that take the tokens; API JSON may have several.
    pub input_tokens: Vec<String>,
    /// Where the output has the tokens, in the order of `input_tokens`.
    pub output_tokens: Vec<String>,
    /// Where the output has what the pages are made of. Only API JSON has more than one, the first of which is paged.
    pub items: Vec<String>,
    /// The member of the input that says how large a page may be.
    pub page_size: Option<String>,
    /// Where the output says that there is more; only in API JSON.
    pub more_results: Option<String>,
}

/// Calls an operation again until the answer is as wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// Its name, like `BucketExists`.
    pub name: String,
    /// Where it is defined.
    pub place: Place,
    /// `documentation`, as HTML.
    pub documentation: Option<String>,
    /// Seconds between two calls, at least.
    pub min_delay: u32,
    /// Seconds between two calls, at most.
    pub max_delay: u32,
    /// How often to call; only API JSON says so.
    pub max_attempts: Option<u32>,
    /// What an answer means; the first that fits decides.
    pub acceptors: Vec<Acceptor>,
}

impl Waiter {
    /// Seconds between two calls, where the model does not say how many at least.
    pub(crate) const MIN_DELAY: u32 = 2;
    /// Seconds between two calls, where the model does not say how many at most.
    pub(crate) const MAX_DELAY: u32 = 120;
}

/// What an answer of one kind means for a waiter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Acceptor {
    /// What it means.
    pub state: WaiterState,
    /// Which answers it is about.
    pub matcher: Matcher,
}

/// What an answer means for a waiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WaiterState {
    /// It is as wanted: the waiter is done.
    Success,
    /// It never will be.
    Failure,
    /// Not yet.
    Retry,
}

/// Which answers an acceptor is about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Matcher {
    /// Any output if true, any error if false.
    Success(bool),
    /// An error of this code, or of the shape of this name.
    ErrorType(String),
    /// An answer of this status; only in API JSON.
    #[serde(skip)]
    Status(u16),
    /// An output in which a path has a value.
    Output(Expectation),
    /// As `Output`, where the path starts at an object of `input` and `output`.
    InputOutput(Expectation),
}

/// What a path must lead to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Expectation {
    /// A JMESPath expression.
    pub path: String,
    /// The text that is wanted; `true` or `false` for booleans.
    pub expected: String,
    /// How the two are compared.
    pub comparator: Comparator,
}

/// How a value is compared with what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Comparator {
    /// The value is this text.
    StringEquals,
    /// The value is this truth.
    BooleanEquals,
    /// The value is a list of at least one item, and all are this text.
    AllStringEquals,
    /// The value is a list with this text in it.
    AnyStringEquals,
}
