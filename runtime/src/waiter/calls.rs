//! The calls of a waiter.

use std::fmt;
use std::marker::PhantomData;
use std::pin::pin;
use std::time::Duration;

use super::{Waiter, WaiterState};
use crate::call::Call;
use crate::error::{Error, ServiceException};
use crate::operation::{ExceptionOf, Operation};
use crate::{random, time};

/// About to wait: `.await` it.
#[must_use = "nothing is called until it is awaited"]
pub struct Wait<W: Waiter> {
    call: Call<W::Operation>,
    limit: Duration,
    waiter: PhantomData<fn() -> W>,
}

impl<O: Operation<Input: Clone>> Call<O> {
    /// Calls until what the waiter wants has come, for so long at most. The wait between two calls grows.
    pub fn wait_until<W: Waiter<Operation = O>>(self, _: W, limit: Duration) -> Wait<W> {
        Wait { call: self, limit, waiter: PhantomData }
    }
}

/// Shows what is called, and for how long at most.
impl<W: Waiter> fmt::Debug for Wait<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = <W::Operation as Operation>::META.name;
        f.debug_struct("Wait").field("operation", &operation).field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// Why waiting has come to nothing.
#[non_exhaustive]
pub enum WaitError<E> {
    /// The answer says that it never will be as wanted. The error is there if the answer was one.
    Failed {
        /// What was waited for.
        waiter: &'static str,
        /// The error that says so.
        error: Option<Error<E>>,
    },
    /// A call failed, and that is not what is waited for.
    Call(Error<E>),
    /// Time ran out.
    TimedOut {
        /// What was waited for.
        waiter: &'static str,
        /// How often the operation was called.
        calls: u32,
        /// How long it was waited for.
        limit: Duration,
    },
}

/// The last output; none if what was wanted is an error, like that something is gone.
pub(crate) type Waited<O> = Result<Option<<O as Operation>::Output>, WaitError<ExceptionOf<O>>>;

impl<W: Waiter> Wait<W> {
    pub(crate) async fn run(self) -> Waited<W::Operation> {
        let started = time::instant();
        let elapsed = || time::instant().saturating_duration_since(started);
        let (client, input, options) = self.call.into_parts();
        let mut calls = 0;
        loop {
            calls = u32::saturating_add(calls, 1);
            let call = Call::<W::Operation>::with(client.clone(), input.clone(), options.clone());
            let left = self.limit.saturating_sub(elapsed());
            let timed_out = || WaitError::TimedOut { waiter: W::NAME, calls, limit: self.limit };
            let result = time::within(left, pin!(call.run(None))).await.ok_or_else(timed_out)?;
            match (W::judge(&input, result.as_ref()), result) {
                (Some(WaiterState::Success), result) => return Ok(result.ok()),
                (Some(WaiterState::Failure), result) => {
                    return Err(WaitError::Failed { waiter: W::NAME, error: result.err() });
                }
                (Some(WaiterState::Retry), _) | (None, Ok(_)) => {}
                (None, Err(error)) => return Err(WaitError::Call(error)),
            }
            let left = self.limit.saturating_sub(elapsed());
            match delay(W::DELAYS, calls, left, random::fraction()) {
                Some(delay) => time::sleep(delay).await,
                None => return Err(timed_out()),
            }
        }
    }
}

/// How long to wait before the next call: a random time that grows with the calls; none if no call could come in time.
fn delay((min, max): (u32, u32), calls: u32, left: Duration, random: f64) -> Option<Duration> {
    let (min, max) = (Duration::from_secs(min.into()), Duration::from_secs(max.into()));
    let grown = min.saturating_mul(2_u32.checked_pow(calls.saturating_sub(1)).unwrap_or(u32::MAX)).min(max).max(min);
    let delay = min + (grown - min).mul_f64(random.clamp(0.0, 1.0));
    if left <= min {
        return None;
    }
    // One last call, rather than none.
    Some(if left - min < delay { left - min } else { delay })
}

#[cfg(feature = "tokio")]
impl<W: Waiter> IntoFuture for Wait<W> {
    type Output = Waited<W::Operation>;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<E> WaitError<E> {
    /// The error of the last call, if it failed.
    pub fn error(&self) -> Option<&Error<E>> {
        match self {
            Self::Failed { error, .. } => error.as_ref(),
            Self::Call(error) => Some(error),
            Self::TimedOut { .. } => None,
        }
    }
}

impl<E> fmt::Display for WaitError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { waiter, error: Some(error) } => write!(f, "{waiter} will never be: {error}"),
            Self::Failed { waiter, error: None } => write!(f, "{waiter} will never be"),
            Self::Call(error) => error.fmt(f),
            Self::TimedOut { waiter, calls, limit } => {
                write!(f, "{waiter} is not yet after {limit:?} and {calls} calls")
            }
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for WaitError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { waiter, error } => {
                f.debug_struct("Failed").field("waiter", waiter).field("error", error).finish()
            }
            Self::Call(error) => f.debug_tuple("Call").field(error).finish(),
            Self::TimedOut { waiter, calls, .. } => {
                f.debug_struct("TimedOut").field("waiter", waiter).field("calls", calls).finish_non_exhaustive()
            }
        }
    }
}

/// The text says what the last call failed with, so there is no source: [`WaitError::error`] has it.
impl<E: ServiceException> std::error::Error for WaitError<E> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::tests::Busy;

    #[test]
    fn waits_grow_and_end_in_time() {
        let secs = Duration::from_secs;
        let hour = secs(3_600);
        let waits = [1, 2, 3, 8, 40].map(|calls| delay((5, 120), calls, hour, 1.0));
        assert_eq!(waits, [5, 10, 20, 120, 120].map(|wait| Some(secs(wait))));
        assert_eq!(delay((5, 120), 3, hour, 0.0), Some(secs(5)));
        assert_eq!(delay((5, 120), 8, secs(65), 1.0), Some(secs(60)));
        assert_eq!(delay((5, 120), 1, secs(5), 1.0), None);
        assert_eq!(delay((5, 1), 3, hour, 1.0), Some(secs(5)));
    }

    #[test]
    fn the_last_wait_ends_in_time() {
        let secs = Duration::from_secs;
        assert_eq!(delay((5, 120), 1, secs(6), 1.0), Some(secs(1)));
        assert_eq!(delay((5, 120), 1, secs(10), 1.0), Some(secs(5)));
        assert_eq!(delay((5, 120), 2, secs(11), 0.5), Some(secs(6)));
        assert_eq!(delay((5, 120), 2, secs(13), 0.5), Some(Duration::from_millis(7_500)));
        assert_eq!(delay((5, 120), 2, secs(13), 0.4), Some(secs(7)));
    }

    #[test]
    fn errors_say_what_was_waited_for() {
        let error = || Error::<Busy>::failure_of("Get", crate::Failure::Timeout(Duration::from_secs(1)));
        let timed_out: WaitError<Busy> =
            WaitError::TimedOut { waiter: "Ready", calls: 7, limit: Duration::from_secs(5) };
        assert_eq!(timed_out.to_string(), "Ready is not yet after 5s and 7 calls");
        assert!(timed_out.error().is_none() && format!("{timed_out:?}").starts_with("TimedOut"));
        let failed = WaitError::Failed { waiter: "Ready", error: Some(error()) };
        assert_eq!(failed.to_string(), "Ready will never be: Get: no complete answer within 1s");
        assert!(failed.error().is_some() && format!("{failed:?}").starts_with("Failed"));
        let failed: WaitError<Busy> = WaitError::Failed { waiter: "Ready", error: None };
        assert_eq!(failed.to_string(), "Ready will never be");
        assert!(failed.error().is_none());
        let call = WaitError::Call(error());
        assert_eq!(call.to_string(), "Get: no complete answer within 1s");
        assert!(call.error().is_some_and(|error| error.is_timeout() && error.operation() == "Get"));
    }
}
