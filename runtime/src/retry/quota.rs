//! The quota of retries that all calls of a client share.

use std::sync::atomic::{AtomicU32, Ordering};

use super::Verdict;

/// A bucket of tokens. Retries take from it; those that succeed or are given up give back, and first attempts that succeed
/// fill it.
#[derive(Debug)]
pub(crate) struct Quota(AtomicU32);

/// How many tokens there are at most, and at first.
const CAPACITY: u32 = 500;
/// What a retry takes.
const RETRY: u32 = 14;
/// What a retry takes where the service asks to send less: it has said itself that later is better.
const THROTTLED: u32 = 5;
/// What success at the first attempt gives back.
const SUCCESS: u32 = 1;

impl Quota {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }

    /// Takes the tokens for a retry, and says how many; none if there are not enough.
    pub(crate) fn take(&self, verdict: Verdict) -> Option<u32> {
        let cost = if verdict == Verdict::Throttled { THROTTLED } else { RETRY };
        let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost));
        taken.is_ok().then_some(cost)
    }

    /// Rewards success at the first attempt.
    pub(crate) fn reward(&self) {
        self.give(SUCCESS);
    }

    /// Gives back what a retry took.
    pub(crate) fn give(&self, given: u32) {
        // A full bucket stays full.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            (left < CAPACITY).then(|| (left + given).min(CAPACITY))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_bucket_ends_retries() {
        let quota = Quota::new();
        let mut taken = 0;
        while quota.take(Verdict::Transient).is_some() {
            taken += 1;
        }
        assert_eq!(taken, CAPACITY / RETRY);
        // 10 tokens are left: enough for two who were throttled.
        assert_eq!([(); 3].map(|()| quota.take(Verdict::Throttled)), [Some(5), Some(5), None]);
        quota.give(RETRY);
        assert_eq!(quota.take(Verdict::Transient), Some(RETRY));
        for _ in 0..10_000 {
            quota.reward();
        }
        assert_eq!(quota.0.load(Ordering::Relaxed), CAPACITY);
    }
}
