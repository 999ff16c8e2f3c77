//! What the calls of a client share: a transport, the quota of retries, and what is known of the service's clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use crate::retry::{Limiter, Quota};
use crate::transport::BuiltIn;

/// The way to a service.
pub(crate) struct Connection {
    pub(crate) transport: BuiltIn,
    /// The quota of retries.
    pub(crate) quota: Quota,
    /// What the adaptive mode has learnt.
    pub(crate) limiter: Limiter,
    /// By how many seconds the service's clock is ahead of ours.
    ahead: AtomicI64,
    made_at: Instant,
}

impl Connection {
    pub(crate) fn new() -> Self {
        Self {
            transport: BuiltIn::default(),
            quota: Quota::new(),
            limiter: Limiter::default(),
            ahead: AtomicI64::new(0),
            made_at: Instant::now(),
        }
    }

    /// Seconds since the client was made.
    pub(crate) fn seconds(&self) -> f64 {
        self.made_at.elapsed().as_secs_f64()
    }

    /// By how many seconds the service's clock is ahead of ours, as far as it matters.
    pub(crate) fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    pub(crate) fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::Relaxed);
    }
}
