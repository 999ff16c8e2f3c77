//! Clients that call nobody: for the tests of applications.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::Config;
use crate::config_error::ConfigError;
use crate::error::{Error, Failure, ServiceError, ServiceException};
use crate::operation::{ExceptionOf, Operation};

/// Answers calls instead of a service, and keeps their inputs. Clones share both.
///
/// Inputs are checked as they would be, and nothing else happens: there is no endpoint, no signature and no retry.
///
/// ```text
/// let mock = Mock::new();
/// mock.gives::<GetIceServerConfig>(GetIceServerConfigResponse::new());
/// let client = Client::new(Config::new().mock(&mock));
/// ...
/// assert_eq!(mock.received::<GetIceServerConfig>().len(), 1);
/// ```
#[derive(Clone, Default)]
pub struct Mock {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// What the next calls of each operation give.
    answers: BTreeMap<TypeId, VecDeque<Box<dyn Any + Send>>>,
    /// What the calls of each operation took.
    inputs: BTreeMap<TypeId, Vec<Box<dyn Any + Send>>>,
}

/// What a call gives.
type Answer<O> = Result<<O as Operation>::Output, Error<ExceptionOf<O>>>;

impl Mock {
    /// A mock that has no answers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next call of an operation gives this output.
    pub fn gives<O: Operation>(&self, output: O::Output) -> &Self {
        self.answer::<O>(Ok(output))
    }

    /// The next call of an operation fails with this exception, as if the service had answered so with the status.
    pub fn fails<O: Operation>(&self, status: u16, exception: ExceptionOf<O>) -> &Self {
        // Exceptions are printed as their code, and their text behind a colon.
        let text = exception.to_string();
        let (code, message) = text.split_once(": ").map_or((text.as_str(), None), |(code, text)| (code, Some(text)));
        let error = ServiceError {
            shape: None,
            code: Some(code.to_owned()),
            message: message.map(str::to_owned),
            status,
            request_id: None,
            excerpt: None,
            secret: exception.has_secret_text(),
            exception,
        };
        self.answer::<O>(Err(Error::service(O::META.name, error, None).after(1)))
    }

    /// The next call of an operation fails without an answer.
    pub fn breaks<O: Operation>(&self, failure: Failure) -> &Self {
        self.answer::<O>(Err(Error::failure_of(O::META.name, failure).after(1)))
    }

    fn answer<O: Operation>(&self, answer: Answer<O>) -> &Self {
        self.state().answers.entry(TypeId::of::<O>()).or_default().push_back(Box::new(answer));
        self
    }

    /// The inputs of the calls of an operation since this was last asked, in their order.
    pub fn received<O: Operation>(&self) -> Vec<O::Input> {
        let inputs = self.state().inputs.remove(&TypeId::of::<O>()).unwrap_or_default();
        inputs.into_iter().filter_map(|input| input.downcast().ok()).map(|input| *input).collect()
    }

    /// How many answers nobody has asked for: none at the end of most tests.
    pub fn left(&self) -> usize {
        self.state().answers.values().map(VecDeque::len).sum()
    }

    pub(crate) fn call<O: Operation>(&self, input: O::Input) -> Answer<O> {
        let mut state = self.state();
        state.inputs.entry(TypeId::of::<O>()).or_default().push(Box::new(input));
        let next = state.answers.get_mut(&TypeId::of::<O>()).and_then(VecDeque::pop_front);
        match next.and_then(|answer| answer.downcast::<Answer<O>>().ok()) {
            Some(answer) => *answer,
            None => {
                let text = "the mock has no answer for it: give one with `Mock::gives` or `Mock::fails`";
                Err(Error::failure_of(O::META.name, Failure::Config(ConfigError::new(text))))
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many answers are left; nothing of the inputs.
impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("left", &self.left()).finish_non_exhaustive()
    }
}

impl Config {
    /// Calls the mock instead of a service.
    #[must_use]
    pub fn mock(mut self, mock: &Mock) -> Self {
        self.mock = Some(mock.clone());
        self
    }
}
