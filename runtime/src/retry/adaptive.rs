//! The adaptive mode: how fast a client sends, learnt from where its service throttles it.
//!
//! The rate falls when the service throttles, and then grows along a cubic curve, slowly near where it was throttled
//! before and faster beyond, as CUBIC does it for TCP (RFC 9438).

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Requests per second that are sent at the least.
const LEAST_RATE: f64 = 0.5;
/// Tokens that the bucket holds at the least.
const LEAST_CAPACITY: f64 = 1.0;
/// How much the newest measurement counts.
const SMOOTHING: f64 = 0.8;
/// What is left of the rate when the service throttles.
const BETA: f64 = 0.7;
/// How steep the curve is.
const SCALE: f64 = 0.4;
/// The length of a measurement, in parts of a second.
const BUCKETS_PER_SECOND: f64 = 2.0;

/// Says how long to wait before a request is sent. Times are seconds of any clock that only goes forward.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Whether the service has ever throttled: nothing is limited before.
    enabled: bool,
    tokens: f64,
    capacity: f64,
    /// Tokens per second.
    rate: f64,
    filled_at: f64,
    /// Requests per second, as measured.
    measured: f64,
    requests: f64,
    bucket: f64,
    /// Where the service throttled last: the rate, and when.
    throttled_rate: f64,
    throttled_at: f64,
    /// How long the curve takes to reach that rate again.
    window: f64,
}

impl Limiter {
    /// Takes a token for a request, and says how long it has to wait.
    pub(crate) fn take(&self, now: f64) -> Duration {
        let mut state = self.state();
        if !state.enabled {
            return Duration::ZERO;
        }
        state.refill(now);
        // The bucket may owe: whoever comes later waits longer.
        state.tokens -= 1.0;
        let wait = (-state.tokens / state.rate).max(0.0);
        Duration::try_from_secs_f64(wait).unwrap_or(Duration::MAX)
    }

    /// Gives back the token of a request that was not sent after all.
    pub(crate) fn give_back(&self) {
        let mut state = self.state();
        if state.enabled {
            state.tokens = (state.tokens + 1.0).min(state.capacity);
        }
    }

    /// Learns from an answer.
    pub(crate) fn learn(&self, now: f64, throttled: bool) {
        let mut state = self.state();
        state.measure(now);
        let rate = if throttled {
            let rate = if state.enabled { state.measured.min(state.rate) } else { state.measured };
            (state.throttled_rate, state.throttled_at, state.enabled) = (rate, now, true);
            state.window = (rate * (1.0 - BETA) / SCALE).cbrt();
            rate * BETA
        } else {
            SCALE * (now - state.throttled_at - state.window).powi(3) + state.throttled_rate
        };
        let rate = rate.min(2.0 * state.measured);
        state.refill(now);
        (state.rate, state.capacity) = (rate.max(LEAST_RATE), rate.max(LEAST_CAPACITY));
        state.tokens = state.tokens.min(state.capacity);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn refill(&mut self, now: f64) {
        self.tokens = (self.tokens + (now - self.filled_at).max(0.0) * self.rate).min(self.capacity);
        self.filled_at = now;
    }

    fn measure(&mut self, now: f64) {
        let bucket = (now * BUCKETS_PER_SECOND).floor() / BUCKETS_PER_SECOND;
        self.requests += 1.0;
        if bucket > self.bucket {
            let current = self.requests / (bucket - self.bucket);
            self.measured = current * SMOOTHING + self.measured * (1.0 - SMOOTHING);
            (self.requests, self.bucket) = (0.0, bucket);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends as fast as it may for so many seconds to a service that takes 20 requests in each second.
    fn simulate(limiter: &Limiter, seconds: f64) -> (usize, usize) {
        let (mut now, mut accepted, mut throttled) = (1.0, 0, 0);
        let (mut second, mut in_second) = (0.0, 0);
        while now < seconds {
            now += limiter.take(now).as_secs_f64() + 0.005;
            if now.floor() > second {
                (second, in_second) = (now.floor(), 0);
            }
            in_second += 1;
            let is_throttled = in_second > 20;
            if is_throttled {
                throttled += 1
            } else {
                accepted += 1
            }
            limiter.learn(now, is_throttled);
        }
        (accepted, throttled)
    }

    #[test]
    fn a_throttled_client_slows_down_and_does_not_starve() {
        let (accepted, throttled) = simulate(&Limiter::default(), 60.0);
        assert!(accepted > 600, "{accepted} accepted");
        // Without a limiter 180 of 200 requests a second would be throttled.
        assert!(throttled * 3 < accepted, "{throttled} throttled, {accepted} accepted");
    }

    #[test]
    fn requests_that_were_never_sent_cost_nothing() {
        let limiter = Limiter::default();
        for index in 0..300 {
            limiter.learn(1.0 + f64::from(index) / 100.0, true);
        }
        // Calls that come once a second and give up after half of one, at a service that has healed.
        let mut sent = 0;
        for second in 5..65 {
            let now = f64::from(second);
            if limiter.take(now) <= Duration::from_millis(500) {
                limiter.learn(now, false);
                sent += 1;
            } else {
                limiter.give_back();
            }
        }
        assert!(sent >= 25, "{sent} of 60");
    }

    #[test]
    fn nothing_waits_before_the_first_throttling() {
        let limiter = Limiter::default();
        for index in 0..1_000 {
            let now = 1.0 + f64::from(index) / 1_000.0;
            assert_eq!(limiter.take(now), Duration::ZERO);
            limiter.learn(now, false);
        }
    }

    /// The rates that the other SDKs measure and choose: the vector of their specification of retries.
    #[test]
    fn rates_are_those_of_the_other_sdks() {
        let limiter = Limiter::default();
        let steps = [
            (false, 0.2, 0.0, 0.5),
            (false, 0.4, 0.0, 0.5),
            (false, 0.6, 4.8, 0.5),
            (false, 0.8, 4.8, 0.5),
            (false, 1.0, 4.16, 0.5),
            (false, 1.2, 4.16, 0.6912),
            (false, 1.4, 4.16, 1.0976),
            (false, 1.6, 5.632, 1.6384),
            (false, 1.8, 5.632, 2.3328),
            (true, 2.0, 4.3264, 3.028_48),
            (false, 2.2, 4.3264, 3.486_639),
            (false, 2.4, 4.3264, 3.821_874),
            (false, 2.6, 5.665_28, 4.053_386),
            (false, 2.8, 5.665_28, 4.200_373),
            (false, 3.0, 4.333_056, 4.282_037),
            (true, 3.2, 4.333_056, 2.997_426),
            (false, 3.4, 4.333_056, 3.452_226),
        ];
        for (throttled, now, measured, rate) in steps {
            limiter.learn(now, throttled);
            let state = limiter.state();
            assert!((state.measured - measured).abs() < 1e-6, "{now}: {} measured", state.measured);
            assert!((state.rate - rate).abs() < 1e-6, "{now}: a rate of {}", state.rate);
            assert!(state.tokens <= state.capacity && state.capacity == state.rate.max(LEAST_CAPACITY), "{now}");
        }
    }

    /// After a throttling, the rate comes back along the curve, and goes beyond.
    #[test]
    fn the_rate_grows_along_the_curve() {
        let limiter = Limiter::default();
        {
            let mut state = limiter.state();
            (state.enabled, state.throttled_rate, state.throttled_at) = (true, 10.0, 5.0);
            state.window = (10.0 * (1.0 - BETA) / SCALE).cbrt();
            (state.measured, state.bucket) = (1e9, 1e9);
        }
        let curve = [
            (5.0, 7.0),
            (6.0, 9.648_936),
            (7.0, 10.000_031),
            (8.0, 10.453_285),
            (9.0, 13.408_697),
            (10.0, 21.266_268),
            (11.0, 36.425_999),
        ];
        for (now, rate) in curve {
            limiter.learn(now, false);
            let found = limiter.state().rate;
            assert!((found - rate).abs() < 1e-5, "{now}: a rate of {found}");
        }
    }
}
