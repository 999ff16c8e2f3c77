//! Moments: the type, and its texts in the three formats of Smithy.

mod calendar;
mod convert;
mod text;

use std::fmt;
use std::str::FromStr;

#[cfg(feature = "sigv4")]
pub(crate) use self::calendar::Civil;
pub use self::text::TimestampFormat;
pub(crate) use self::text::{epoch_seconds, format, parse, seconds};
use crate::decode_error::DecodeError;

/// Nanoseconds of a second.
const NANOS: u32 = 1_000_000_000;

/// A moment, to the nanosecond: Smithy's `timestamp`.
///
/// It counts from 1970-01-01T00:00:00Z and, like all of Smithy, knows no leap seconds. It converts to and from
/// [`SystemTime`](std::time::SystemTime), and with the features `jiff`, `chrono` and `time` to and from the types of these
/// crates.
///
/// ```
/// use tinsmith_runtime::DateTime;
///
/// let moment: DateTime = "2026-11-24T08:40:24.5Z".parse()?;
/// assert_eq!((moment.secs(), moment.subsec_nanos()), (1_795_509_624, 500_000_000));
/// assert_eq!(moment.to_string(), "2026-11-24T08:40:24.5Z");
/// # Ok::<_, tinsmith_runtime::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    seconds: i64,
    /// Always towards the future, and less than a second.
    nanos: u32,
}

impl DateTime {
    /// The moment so many seconds after 1970, or before it.
    pub const fn from_secs(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
    }

    /// The moment `nanos` nanoseconds after the one that `seconds` means. Of a second or more, what is beyond the last
    /// moment there is is cut off.
    pub const fn from_secs_and_nanos(seconds: i64, nanos: u32) -> Self {
        match seconds.checked_add((nanos / NANOS) as i64) {
            Some(seconds) => Self { seconds, nanos: nanos % NANOS },
            None => Self { seconds: i64::MAX, nanos: NANOS - 1 },
        }
    }

    /// The moment so many milliseconds after 1970, or before it.
    pub const fn from_millis(millis: i64) -> Self {
        Self { seconds: millis.div_euclid(1000), nanos: millis.rem_euclid(1000) as u32 * 1_000_000 }
    }

    /// The moment so many seconds after 1970, or before it, to the nearest nanosecond that can be told apart. What is no
    /// number is 1970; what is too large is the first or the last moment there is.
    pub fn from_secs_f64(seconds: f64) -> Self {
        let whole = seconds.floor();
        let nanos = ((seconds - whole) * f64::from(NANOS)).round() as u32;
        Self::from_secs_and_nanos(whole as i64, nanos)
    }

    /// Whole seconds since 1970, negative before it; rounded down.
    pub const fn secs(&self) -> i64 {
        self.seconds
    }

    /// The nanoseconds since the last whole second, less than 1,000,000,000.
    pub const fn subsec_nanos(&self) -> u32 {
        self.nanos
    }

    /// Seconds since 1970, as near as 64 bits come.
    pub fn as_secs_f64(&self) -> f64 {
        self.seconds as f64 + f64::from(self.nanos) / f64::from(NANOS)
    }

    /// Whole milliseconds since 1970, rounded down; none if they don't fit into 64 bits.
    pub const fn to_millis(&self) -> Option<i64> {
        let millis = self.seconds as i128 * 1000 + (self.nanos / 1_000_000) as i128;
        let fits = i64::MIN as i128 <= millis && millis <= i64::MAX as i128;
        if fits { Some(millis as i64) } else { None }
    }
}

/// RFC 3339 in UTC, with as many digits of a fraction as are needed. Years before 0 and after 9999, which it can't express,
/// are seconds since 1970.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::displayed(self))
    }
}

/// RFC 3339, an HTTP date, or seconds since 1970.
impl FromStr for DateTime {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_displayed_comes_back() {
        for moment in [DateTime::from_secs_and_nanos(0, 1), DateTime::from_secs_and_nanos(-1, 999_999_999)] {
            assert_eq!(moment.to_string().parse(), Ok(moment));
        }
        assert_eq!(DateTime::from_secs_and_nanos(0, 1).to_string(), "1970-01-01T00:00:00.000000001Z");
    }

    #[test]
    fn milliseconds_come_back() {
        for millis in [i64::MIN, i64::MIN + 1, -1001, -1000, -1, 0, 1, 999, 1000, i64::MAX] {
            assert_eq!(DateTime::from_millis(millis).to_millis(), Some(millis));
        }
        assert_eq!(DateTime::from_secs(i64::MAX).to_millis(), None);
        assert_eq!(DateTime::from_secs_and_nanos(-1, 999_999_999).to_millis(), Some(-1));
    }

    #[test]
    fn what_is_beyond_every_moment_is_cut_off() {
        let last = DateTime::from_secs_and_nanos(i64::MAX, NANOS - 1);
        assert_eq!(DateTime::from_secs_and_nanos(i64::MAX, u32::MAX), last);
        assert_eq!(DateTime::from_secs_and_nanos(1, 2_500_000_000), DateTime::from_secs_and_nanos(3, 500_000_000));
        assert_eq!(DateTime::from_secs_f64(f64::NAN), DateTime::from_secs(0));
        assert_eq!(DateTime::from_secs_f64(f64::INFINITY).secs(), i64::MAX);
        assert_eq!(DateTime::from_secs_f64(f64::NEG_INFINITY).secs(), i64::MIN);
        assert_eq!(DateTime::from_secs_f64(-0.25), DateTime::from_secs_and_nanos(-1, 750_000_000));
    }

    #[test]
    fn seconds_with_a_fraction_come_back() {
        for seconds in [0.0, 1.5, -1.5, 1_700_000_000.25, -0.125] {
            assert_eq!(DateTime::from_secs_f64(seconds).as_secs_f64(), seconds);
        }
    }
}
