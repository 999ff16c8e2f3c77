//! When a call is tried again, and after how long. Nothing here waits or sends.

#[cfg(feature = "calls")]
mod adaptive;
#[cfg(feature = "calls")]
mod quota;
mod verdict;

use std::time::Duration;

#[cfg(feature = "calls")]
pub(crate) use adaptive::Limiter;
#[cfg(feature = "calls")]
pub(crate) use quota::Quota;
pub(crate) use verdict::Verdict;
#[cfg(feature = "calls")]
pub(crate) use verdict::classify;

/// How a client tries again what failed: the *standard* mode of the AWS SDKs, as it was published for 2026
/// (`AWS_NEW_RETRIES_2026`).
///
/// | what | value |
/// |---|---|
/// | attempts at most, the first one counted | 3 |
/// | wait before the retry *i* = 0, 1, .. | a random part of `min(base * 2^i, 20 s)` |
/// | base for errors that pass by themselves | 50 ms |
/// | base where the service asks to send less | 1 s |
/// | `x-amz-retry-after` (milliseconds), else `Retry-After` (seconds or a date) | the wait, but no less than the computed one and no more than 5 s beyond it |
/// | quota that all calls of a client share | 500 tokens |
/// | taken for a retry; where the service asks to send less | 14; 5 |
/// | given back by a call that succeeds | what its last retry took, or 1 |
///
/// Tried again are: connections that fail or break, attempts that take too long, the statuses 500, 502, 503 and 504, the
/// status 429 and the error codes that mean the same, errors that the model marks with
/// [`retryable`](https://smithy.io/2.0/spec/behavior-traits.html#retryable-trait), and, with a corrected clock, signatures
/// that the service refuses for their time. A body that is a stream can't be sent twice, and so is never tried again. An
/// empty quota ends the retries, not the calls: what fails then, fails at once.
///
/// See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    max_attempts: u32,
    backoff: Duration,
    throttling_backoff: Duration,
    max_backoff: Duration,
    adaptive: bool,
}

impl Retry {
    /// How often a call is attempted at most, unless it is configured.
    pub const MAX_ATTEMPTS: u32 = 3;
    /// The base of the wait after an error that passes by itself.
    pub const BACKOFF: Duration = Duration::from_millis(50);
    /// The base of the wait where the service asks to send less.
    pub const THROTTLING_BACKOFF: Duration = Duration::from_secs(1);
    /// The longest wait, unless the service asks for more.
    pub const MAX_BACKOFF: Duration = Duration::from_secs(20);
    /// How much longer than the computed one the wait may be that a service asks for.
    const BEYOND: Duration = Duration::from_secs(5);

    /// The standard mode.
    pub const fn standard() -> Self {
        Self {
            max_attempts: Self::MAX_ATTEMPTS,
            backoff: Self::BACKOFF,
            throttling_backoff: Self::THROTTLING_BACKOFF,
            max_backoff: Self::MAX_BACKOFF,
            adaptive: false,
        }
    }

    /// The adaptive mode: as the standard one, and a client that was throttled slows down before it sends anything, first
    /// attempts included. For clients that call one resource; see the AWS SDKs' reference guide.
    pub const fn adaptive() -> Self {
        Self { adaptive: true, ..Self::standard() }
    }

    /// One attempt for each call.
    pub const fn off() -> Self {
        Self { max_attempts: 1, ..Self::standard() }
    }

    /// How often a call is attempted at most, the first one counted. Zero is as one.
    #[must_use]
    pub const fn max_attempts(self, attempts: u32) -> Self {
        Self { max_attempts: if attempts == 0 { 1 } else { attempts }, ..self }
    }

    /// The base of the wait after an error that passes by itself.
    #[must_use]
    pub const fn backoff(self, base: Duration) -> Self {
        Self { backoff: base, ..self }
    }

    /// The base of the wait where the service asks to send less.
    #[must_use]
    pub const fn throttling_backoff(self, base: Duration) -> Self {
        Self { throttling_backoff: base, ..self }
    }

    /// The longest wait, unless the service asks for more.
    #[must_use]
    pub const fn max_backoff(self, longest: Duration) -> Self {
        Self { max_backoff: longest, ..self }
    }

    /// How often a call is attempted at most.
    pub(crate) fn attempts(&self) -> u32 {
        self.max_attempts
    }

    pub(crate) fn is_adaptive(&self) -> bool {
        self.adaptive
    }

    /// The wait before a retry, counted from zero. `random` is between zero and one.
    pub(crate) fn wait(&self, retry: u32, verdict: Verdict, asked: Option<Duration>, random: f64) -> Duration {
        let base = if verdict == Verdict::Throttled { self.throttling_backoff } else { self.backoff };
        let factor = 2_u32.checked_pow(retry).unwrap_or(u32::MAX);
        let longest = base.saturating_mul(factor).min(self.max_backoff);
        let part = longest.as_secs_f64() * random.clamp(0.0, 1.0);
        let computed = Duration::try_from_secs_f64(part).unwrap_or(longest).min(longest);
        asked.map_or(computed, |asked| asked.clamp(computed, computed.saturating_add(Self::BEYOND)))
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::standard()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn waits_grow_up_to_a_limit() {
        let retry = Retry::standard();
        let waits = |verdict| [0, 1, 5, 9, 40].map(|number| retry.wait(number, verdict, None, 1.0));
        assert_eq!(waits(Verdict::Transient), [50, 100, 1_600, 20_000, 20_000].map(millis));
        assert_eq!(waits(Verdict::Throttled), [1_000, 2_000, 20_000, 20_000, 20_000].map(millis));
        assert_eq!(retry.wait(1, Verdict::Transient, None, 0.5), millis(50));
        assert_eq!(retry.wait(1, Verdict::Transient, None, 0.0), millis(0));
    }

    #[test]
    fn each_setter_sets_its_own() {
        let retry = Retry::standard();
        assert_eq!((Retry::off().attempts(), retry.attempts(), retry.max_attempts(0).attempts()), (1, 3, 1));
        assert!(Retry::adaptive().is_adaptive() && !retry.is_adaptive());
        let wait = |retry: Retry, verdict| retry.wait(0, verdict, None, 1.0);
        assert_eq!(wait(retry.backoff(millis(7)), Verdict::Transient), millis(7));
        assert_eq!(wait(retry.backoff(millis(7)), Verdict::Throttled), Retry::THROTTLING_BACKOFF);
        assert_eq!(wait(retry.throttling_backoff(millis(8)), Verdict::Throttled), millis(8));
        assert_eq!(wait(retry.max_backoff(millis(1)), Verdict::Throttled), millis(1));
    }

    #[test]
    fn no_duration_is_too_long() {
        let retry =
            Retry::standard().backoff(Duration::MAX).throttling_backoff(Duration::MAX).max_backoff(Duration::MAX);
        for (number, random) in [(0, 0.0), (0, 1.0), (40, 0.999_999_999), (u32::MAX, f64::NAN)] {
            for asked in [None, Some(Duration::ZERO), Some(Duration::MAX)] {
                assert!(retry.wait(number, Verdict::Transient, asked, random) <= Duration::MAX);
            }
        }
    }

    #[test]
    fn a_service_may_ask_for_a_little_more() {
        let retry = Retry::standard();
        let wait = |asked| retry.wait(0, Verdict::Throttled, Some(asked), 0.5);
        assert_eq!(wait(millis(0)), millis(500));
        assert_eq!(wait(millis(2_000)), millis(2_000));
        assert_eq!(wait(millis(600_000)), millis(5_500));
    }
}
