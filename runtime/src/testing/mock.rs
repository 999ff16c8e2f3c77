//! Clients that call nobody: for the tests of applications.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::mem::discriminant;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::Config;
use crate::config_error::ConfigError;
use crate::error::{Error, Failure, ServiceError, ServiceException};
use crate::operation::{ExceptionOf, Operation};
use crate::test_double::TestDouble;

/// Answers calls instead of a service, and keeps their inputs. Clones share both.
///
/// Inputs are checked as they would be, and nothing else happens: there is no endpoint, no signature and no retry.
/// Answers wait in a queue for each operation, so calls of different operations may come in any order, unless the mock is
/// [strict](Mock::strict).
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
    answers: BTreeMap<TypeId, VecDeque<Queued>>,
    /// What answers the calls of an operation that has no answer left.
    functions: BTreeMap<TypeId, Arc<Function>>,
    /// What the calls of each operation took.
    inputs: BTreeMap<TypeId, Vec<Box<dyn Any + Send>>>,
    /// How many answers were queued so far.
    queued: u64,
    is_strict: bool,
}

/// An answer that waits for its call.
struct Queued {
    /// Its place among the answers of all operations.
    place: u64,
    operation: &'static str,
    reply: Box<dyn Any + Send>,
}

/// What a call gives.
type Answer<O> = Result<<O as Operation>::Output, Error<ExceptionOf<O>>>;

/// What answers the calls of an operation: the [`Answer`] to an input, both as values of any type.
type Function = Mutex<Box<dyn FnMut(&dyn Any) -> Option<Box<dyn Any + Send>> + Send>>;

/// What a [`Mock`] answers a call with.
pub struct Reply<O: Operation>(Answer<O>);

impl<O: Operation> Reply<O> {
    /// An output.
    pub fn output(output: O::Output) -> Self {
        Self(Ok(output))
    }

    /// An exception, as if the service had answered so with the status. Its code is the name of its shape.
    pub fn exception(status: u16, exception: ExceptionOf<O>) -> Self {
        let is_unmodeled = discriminant(&exception) == discriminant(&ExceptionOf::<O>::unmodeled());
        // Exceptions are printed as their code, and their text behind a colon.
        let text = exception.to_string();
        let (code, message) = text.split_once(": ").map_or((text.as_str(), None), |(code, text)| (code, Some(text)));
        let code = (!is_unmodeled).then_some(code);
        Self::error(status, code, message, exception)
    }

    /// An error of a code that no exception of the model has.
    pub fn code(status: u16, code: &str, message: &str) -> Self {
        Self::error(status, Some(code), Some(message), ExceptionOf::<O>::unmodeled())
    }

    /// A failure without an answer.
    pub fn failure(failure: Failure) -> Self {
        Self(Err(Error::failure_of(O::META.name, failure).after(1)))
    }

    fn error(status: u16, code: Option<&str>, message: Option<&str>, exception: ExceptionOf<O>) -> Self {
        let error = ServiceError {
            shape: None,
            code: code.map(str::to_owned),
            message: message.map(str::to_owned),
            status,
            request_id: None,
            extended_request_id: None,
            excerpt: None,
            secret: exception.has_secret_text(),
            exception,
        };
        Self(Err(Error::service(O::META.name, error, None).after(1)))
    }
}

/// Whether it is an output, never what is in it.
impl<O: Operation> fmt::Debug for Reply<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("is_output", &self.0.is_ok()).finish_non_exhaustive()
    }
}

impl Mock {
    /// A mock that has no answers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The calls must come in the order that their answers are given in, whatever the operation. Those that a function
    /// [answers](Self::answers) may come at any time.
    #[must_use]
    pub fn strict(self) -> Self {
        self.state().is_strict = true;
        self
    }

    /// The next call of an operation gives this output.
    pub fn gives<O: Operation>(&self, output: O::Output) -> &Self {
        self.replies(Reply::<O>::output(output))
    }

    /// The next call of an operation fails with this exception, as if the service had answered so with the status.
    pub fn fails<O: Operation>(&self, status: u16, exception: ExceptionOf<O>) -> &Self {
        self.replies(Reply::<O>::exception(status, exception))
    }

    /// The next call of an operation fails with a code that no exception of the model has.
    pub fn fails_with<O: Operation>(&self, status: u16, code: &str, message: &str) -> &Self {
        self.replies(Reply::<O>::code(status, code, message))
    }

    /// The next call of an operation fails without an answer.
    pub fn breaks<O: Operation>(&self, failure: Failure) -> &Self {
        self.replies(Reply::<O>::failure(failure))
    }

    /// The next call of an operation is answered so.
    pub fn replies<O: Operation>(&self, reply: Reply<O>) -> &Self {
        let mut state = self.state();
        let place = state.queued;
        state.queued += 1;
        let queued = Queued { place, operation: O::META.name, reply: Box::new(reply.0) };
        state.answers.entry(TypeId::of::<O>()).or_default().push_back(queued);
        drop(state);
        self
    }

    /// Every call of an operation that finds no answer in the queue is answered by this function of its input.
    ///
    /// ```text
    /// mock.answers(|input: &GetObjectInput| match input.key.as_str() {
    ///     "there" => Reply::<GetObject>::output(GetObjectOutput::new()),
    ///     _ => Reply::code(404, "NoSuchKey", "not there"),
    /// });
    /// ```
    pub fn answers<O: Operation>(&self, mut answer: impl FnMut(&O::Input) -> Reply<O> + Send + 'static) -> &Self {
        let function: Function =
            Mutex::new(Box::new(move |input| Some(Box::new(answer(input.downcast_ref()?).0) as Box<dyn Any + Send>)));
        self.state().functions.insert(TypeId::of::<O>(), Arc::new(function));
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

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes the next answer of an operation.
    ///
    /// # Errors
    /// The mock is strict, and another operation should have been called.
    fn next(&mut self, called: TypeId) -> Result<Option<Box<dyn Any + Send>>, String> {
        let first = self.answers.values().filter_map(VecDeque::front).min_by_key(|queued| queued.place);
        let expected = first.map(|queued| (queued.place, queued.operation));
        let own = self.answers.get_mut(&called);
        let place = own.as_ref().and_then(|own| own.front()).map(|queued| queued.place);
        let has_function = place.is_none() && self.functions.contains_key(&called);
        match expected {
            Some((first, operation)) if self.is_strict && place != Some(first) && !has_function => {
                Err(format!("the mock is strict, and expects a call of {operation}"))
            }
            _ => Ok(own.and_then(VecDeque::pop_front).map(|queued| queued.reply)),
        }
    }
}

impl TestDouble for Mock {
    fn answer(&self, operation: TypeId, input: Box<dyn Any + Send>) -> Result<Box<dyn Any + Send>, ConfigError> {
        let mut state = self.state();
        let next = state.next(operation).map_err(ConfigError::new)?;
        let function = state.functions.get(&operation).cloned();
        // The function may ask the mock itself.
        drop(state);
        let answer = next.or_else(|| {
            let mut function = function.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
            (*function)(&*input)
        });
        self.state().inputs.entry(operation).or_default().push(input);
        let text = "the mock has no answer for it: give one with `Mock::gives`, `Mock::fails` or `Mock::answers`";
        answer.ok_or_else(|| ConfigError::new(text))
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
        self.mock = Some(Arc::new(mock.clone()));
        self
    }
}
