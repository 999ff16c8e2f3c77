//! Moments of the standard library and of other crates.

use std::time::{Duration, SystemTime};

use super::{DateTime, NANOS};
use crate::decode_error::DecodeError;

impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => Self::from_secs_and_nanos(clamped(after.as_secs()), after.subsec_nanos()),
            Err(before) => {
                let before = before.duration();
                let seconds = -clamped(before.as_secs());
                match before.subsec_nanos() {
                    0 => Self::from_secs(seconds),
                    nanos => Self::from_secs_and_nanos(seconds.saturating_sub(1), NANOS - nanos),
                }
            }
        }
    }
}

fn clamped(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// # Errors
/// The system's clock does not reach that far.
impl TryFrom<DateTime> for SystemTime {
    type Error = DecodeError;

    fn try_from(moment: DateTime) -> Result<Self, DecodeError> {
        let seconds = Duration::from_secs(moment.seconds.unsigned_abs());
        let whole = match moment.seconds < 0 {
            true => Self::UNIX_EPOCH.checked_sub(seconds),
            false => Self::UNIX_EPOCH.checked_add(seconds),
        };
        whole.and_then(|whole| whole.checked_add(Duration::from_nanos(moment.nanos.into()))).ok_or_else(out_of_range)
    }
}

fn out_of_range() -> DecodeError {
    DecodeError::new("a timestamp that the target type can't express")
}

/// Nanoseconds since 1970.
#[cfg(any(feature = "jiff", feature = "time"))]
fn nanoseconds(moment: DateTime) -> i128 {
    i128::from(moment.seconds) * i128::from(NANOS) + i128::from(moment.nanos)
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for DateTime {
    fn from(moment: jiff::Timestamp) -> Self {
        let nanos = moment.as_nanosecond();
        let (seconds, nanos) = (nanos.div_euclid(NANOS.into()), nanos.rem_euclid(NANOS.into()));
        // The range of the other type is smaller by far.
        Self::from_secs_and_nanos(seconds as i64, nanos as u32)
    }
}

/// # Errors
/// The moment is before the year -9999 or after 9999.
#[cfg(feature = "jiff")]
impl TryFrom<DateTime> for jiff::Timestamp {
    type Error = DecodeError;

    fn try_from(moment: DateTime) -> Result<Self, DecodeError> {
        Self::from_nanosecond(nanoseconds(moment)).map_err(|_| out_of_range())
    }
}

#[cfg(feature = "chrono")]
impl From<chrono::DateTime<chrono::Utc>> for DateTime {
    fn from(moment: chrono::DateTime<chrono::Utc>) -> Self {
        Self::from_secs_and_nanos(moment.timestamp(), moment.timestamp_subsec_nanos())
    }
}

/// # Errors
/// The moment is more than some 262,000 years away.
#[cfg(feature = "chrono")]
impl TryFrom<DateTime> for chrono::DateTime<chrono::Utc> {
    type Error = DecodeError;

    fn try_from(moment: DateTime) -> Result<Self, DecodeError> {
        Self::from_timestamp(moment.seconds, moment.nanos).ok_or_else(out_of_range)
    }
}

#[cfg(feature = "time")]
impl From<time::OffsetDateTime> for DateTime {
    fn from(moment: time::OffsetDateTime) -> Self {
        Self::from_secs_and_nanos(moment.unix_timestamp(), moment.nanosecond())
    }
}

/// # Errors
/// The moment is before the year -9999 or after 9999.
#[cfg(feature = "time")]
impl TryFrom<DateTime> for time::OffsetDateTime {
    type Error = DecodeError;

    fn try_from(moment: DateTime) -> Result<Self, DecodeError> {
        Self::from_unix_timestamp_nanos(nanoseconds(moment)).map_err(|_| out_of_range())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Moments around every edge, the last of which no other type knows.
    const MOMENTS: [DateTime; 6] = [
        DateTime::from_secs_and_nanos(-62_135_596_801, 999_999_999),
        DateTime::from_secs_and_nanos(-1, 1),
        DateTime::from_secs(-1),
        DateTime::from_secs(0),
        DateTime::from_secs_and_nanos(1_795_509_624, 500_000_000),
        DateTime::from_secs_and_nanos(i64::MAX, 999_999_999),
    ];

    fn comes_back<T: TryFrom<DateTime> + Into<DateTime>>(moment: DateTime) -> bool {
        T::try_from(moment).is_ok_and(|other| other.into() == moment)
    }

    #[test]
    fn moments_come_back_from_every_type() {
        let [within @ .., beyond] = MOMENTS;
        for moment in within {
            assert!(comes_back::<SystemTime>(moment), "{moment}");
            #[cfg(feature = "jiff")]
            assert!(comes_back::<jiff::Timestamp>(moment), "{moment}");
            #[cfg(feature = "chrono")]
            assert!(comes_back::<chrono::DateTime<chrono::Utc>>(moment), "{moment}");
            #[cfg(feature = "time")]
            assert!(comes_back::<time::OffsetDateTime>(moment), "{moment}");
        }
        // How far the system's clock reaches depends on the system.
        let _ = SystemTime::try_from(beyond);
        #[cfg(feature = "jiff")]
        jiff::Timestamp::try_from(beyond).expect_err("too far");
        #[cfg(feature = "chrono")]
        chrono::DateTime::<chrono::Utc>::try_from(beyond).expect_err("too far");
        #[cfg(feature = "time")]
        time::OffsetDateTime::try_from(beyond).expect_err("too far");
    }
}
