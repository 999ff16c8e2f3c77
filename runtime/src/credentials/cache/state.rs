//! What is known of credentials, and what a caller does about it. Nothing here waits or asks.

use std::time::{Duration, SystemTime};

use crate::identity::{Credentials, CredentialsError};

/// How long a provider may take.
pub(super) const LIMIT: Duration = Duration::from_secs(50);
/// How long before their expiry credentials are asked for again.
pub(super) const AHEAD: Duration = Duration::from_secs(300);
/// How long credentials are kept that say nothing of an expiry: they may be changed where they come from.
const KEPT: Duration = Duration::from_secs(900);
/// How long after their expiry credentials are still used if their source is down: services accept them for a while then.
pub(super) const GRACE: Duration = Duration::from_secs(900);
/// How long a provider that has failed is left alone; twice as long each time.
pub(super) const BACKOFF: Duration = Duration::from_secs(1);
/// The longest that it is left alone, and how long credentials are used that had expired when they came.
pub(super) const LONGEST_BACKOFF: Duration = Duration::from_secs(60);

/// What is known.
#[derive(Default)]
pub(super) struct State {
    known: Option<Known>,
    /// What the last refresh came to, if it failed.
    failure: Option<CredentialsError>,
    /// How many refreshes have failed, one after the other.
    failures: u32,
    /// The provider is not asked before.
    next: Option<SystemTime>,
    /// The refresh that is under way.
    refreshing: Option<Refreshing>,
    /// How many refreshes were begun.
    begun: u64,
}

/// A refresh that is under way.
struct Refreshing {
    number: u64,
    since: SystemTime,
    /// Whether a task of a runtime runs it, which a thread that waits may hold up.
    is_task: bool,
}

/// Who asks for credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// A task, which leaves its thread to others while it waits.
    Task,
    /// A thread, which does not.
    Thread,
}

#[derive(Clone)]
struct Known {
    credentials: Credentials,
    /// When they should be asked for again.
    stale: SystemTime,
    /// When they can't be used any more.
    expired: Option<SystemTime>,
}

/// What a caller does about credentials.
pub(super) enum Step {
    Use(Credentials),
    /// Uses them, and begins the refresh of this number.
    UseAndRefresh(Credentials, u64),
    Fail(CredentialsError),
    /// Begins the refresh of this number, and waits for it.
    Refresh(u64),
    /// Waits for the refresh that is under way.
    Wait,
}

impl State {
    /// What a caller does. A refresh that it is to begin is noted as begun.
    pub(super) fn step(&mut self, now: SystemTime, caller: Caller) -> Step {
        let may_ask = self.next.is_none_or(|next| now >= next);
        let valid = self.known.as_ref().filter(|known| known.is_valid(now));
        if let Some(credentials) = valid.map(|known| known.credentials.clone()) {
            let is_fresh = self.known.as_ref().is_some_and(|known| now < known.stale);
            let is_free = self.refreshing.as_ref().is_none_or(|refreshing| refreshing.is_over(now));
            return if !is_fresh && may_ask && is_free {
                Step::UseAndRefresh(credentials, self.begin(now, caller))
            } else {
                Step::Use(credentials)
            };
        }
        match (&self.known, &self.failure) {
            (Some(known), _) if !may_ask && known.is_in_grace(now) => Step::Use(known.credentials.clone()),
            (_, Some(failure)) if !may_ask => Step::Fail(failure.clone()),
            _ => match &self.refreshing {
                Some(refreshing) if !refreshing.is_over(now) && refreshing.can_be_awaited_by(caller) => Step::Wait,
                _ => Step::Refresh(self.begin(now, caller)),
            },
        }
    }

    fn begin(&mut self, now: SystemTime, caller: Caller) -> u64 {
        self.begun += 1;
        self.refreshing = Some(Refreshing { number: self.begun, since: now, is_task: caller == Caller::Task });
        self.begun
    }

    /// The refresh of this number has ended, with or without a result.
    pub(super) fn ended(&mut self, number: u64) {
        self.refreshing.take_if(|refreshing| refreshing.number == number);
    }

    #[cfg(test)]
    pub(super) fn is_refreshing(&self) -> bool {
        self.refreshing.is_some()
    }

    /// Keeps what the provider has given. Whether that has expired already.
    pub(super) fn succeeded(&mut self, credentials: Credentials, now: SystemTime) -> bool {
        let has_expired = credentials.expiry().is_some_and(|expiry| expiry <= now);
        self.known = Some(Known::new(credentials, now));
        (self.failure, self.failures, self.next) = (None, 0, None);
        has_expired
    }

    pub(super) fn failed(&mut self, failure: CredentialsError, now: SystemTime) {
        let wait = BACKOFF.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST_BACKOFF);
        self.failures = self.failures.saturating_add(1);
        self.next = now.checked_add(wait);
        self.failure = Some(failure);
    }
}

impl Refreshing {
    /// Whether it took longer than any may: its runtime runs no longer, and somebody else begins anew.
    fn is_over(&self, now: SystemTime) -> bool {
        now.duration_since(self.since).is_ok_and(|taken| taken > LIMIT + BACKOFF)
    }

    /// A thread that waits for a task could be the one that the task needs.
    fn can_be_awaited_by(&self, caller: Caller) -> bool {
        caller == Caller::Task || !self.is_task
    }
}

impl Known {
    fn new(credentials: Credentials, now: SystemTime) -> Self {
        let after = |time: SystemTime, wait| time.checked_add(wait).unwrap_or(time);
        let expired = credentials.expiry();
        match expired {
            None => Self { credentials, stale: after(now, KEPT), expired },
            Some(expired) => match expired.duration_since(now) {
                // Half of what is left, where that is less than the time ahead.
                Ok(left) if !left.is_zero() => {
                    let ahead = AHEAD.min(left / 2);
                    Self { credentials, stale: expired.checked_sub(ahead).unwrap_or(now), expired: Some(expired) }
                }
                _ => {
                    let stale = after(now, LONGEST_BACKOFF);
                    Self { credentials, stale, expired: Some(stale) }
                }
            },
        }
    }

    fn is_valid(&self, now: SystemTime) -> bool {
        self.expired.is_none_or(|expired| now < expired)
    }

    fn is_in_grace(&self, now: SystemTime) -> bool {
        self.expired.and_then(|expired| expired.checked_add(GRACE)).is_none_or(|end| now < end)
    }
}
