//! What is known of credentials, and what a caller does about it. Nothing here waits or asks.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;

use super::Unavailable;

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
    failure: Option<Unavailable>,
    /// How many refreshes have failed, one after the other.
    failures: u32,
    /// The provider is not asked before.
    next: Option<SystemTime>,
    pub(super) is_refreshing: bool,
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
    /// Uses them while somebody asks for new ones.
    UseAndRefresh(Credentials),
    Fail(Unavailable),
    Wait,
}

impl State {
    pub(super) fn step(&self, now: SystemTime) -> Step {
        let may_ask = self.next.is_none_or(|next| now >= next);
        match &self.known {
            Some(known) if now < known.stale => Step::Use(known.credentials.clone()),
            Some(known) if known.is_valid(now) => match may_ask {
                true => Step::UseAndRefresh(known.credentials.clone()),
                false => Step::Use(known.credentials.clone()),
            },
            Some(known) if !may_ask && known.is_in_grace(now) => Step::Use(known.credentials.clone()),
            _ => match &self.failure {
                Some(failure) if !may_ask => Step::Fail(failure.clone()),
                _ => Step::Wait,
            },
        }
    }

    pub(super) fn succeeded(&mut self, credentials: Credentials, now: SystemTime) {
        *self =
            Self { known: Some(Known::new(credentials, now)), is_refreshing: self.is_refreshing, ..Self::default() };
    }

    pub(super) fn failed(&mut self, failure: Unavailable, now: SystemTime) {
        let wait = BACKOFF.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST_BACKOFF);
        self.failures = self.failures.saturating_add(1);
        self.next = now.checked_add(wait);
        self.failure = Some(failure);
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
                    tracing::warn!("the provider gives credentials that have expired; they are tried for a while");
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
