//! When something is signed.

use std::time::{Duration, SystemTime};

use super::error::SigningError;
use crate::timestamp::{Civil, DateTime};

/// The time of a signature, to the second, like `20261124T084024Z`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SigningTime {
    text: String,
    #[cfg_attr(not(feature = "event-stream"), allow(dead_code, reason = "only events name it as a number"))]
    seconds: i64,
}

impl SigningTime {
    /// # Errors
    /// The year has not four digits.
    pub(crate) fn new(time: SystemTime) -> Result<Self, SigningError> {
        let seconds = DateTime::from(time).secs();
        let civil = Civil::of(seconds)
            .ok_or_else(|| SigningError::new("the clock of this machine shows no time that can be signed"))?;
        let Civil { year, month, day, hour, minute, second, .. } = civil;
        Ok(Self { text: format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z"), seconds })
    }

    /// The date and the time.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The date alone.
    pub(super) fn date(&self) -> &str {
        self.text.get(..8).unwrap_or_default()
    }

    /// The time as a moment.
    #[cfg(feature = "event-stream")]
    pub(crate) fn moment(&self) -> DateTime {
        DateTime::from_secs(self.seconds)
    }
}

/// The time of a service whose clock is ahead of ours by so many seconds.
pub(crate) fn time_at(ahead: i64) -> SystemTime {
    let (now, by) = (SystemTime::now(), Duration::from_secs(ahead.unsigned_abs()));
    let shifted = if ahead < 0 { now.checked_sub(by) } else { now.checked_add(by) };
    shifted.unwrap_or(now)
}
