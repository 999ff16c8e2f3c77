//! The three formats of Smithy. Writing is exact; reading takes what services send.

use super::calendar::Civil;
use super::{DateTime, NANOS};
use crate::decode_error::DecodeError;

/// `timestampFormat`.
///
/// See <https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// RFC 3339 in UTC, with an optional fraction of a second. It is written to the microsecond.
    DateTime,
    /// IMF-fixdate of RFC 9110. It is written to the second; a fraction is read.
    HttpDate,
    /// Seconds since 1970, with an optional fraction. It is written to the nanosecond.
    EpochSeconds,
}

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Seconds since 1970, with as many digits of a fraction as are needed.
pub(crate) fn epoch_seconds(moment: &DateTime) -> String {
    // Before 1970 the fraction counts from the second above.
    let (sign, seconds, nanos) = match (moment.seconds < 0, moment.nanos) {
        (true, 0) => ("-", moment.seconds.unsigned_abs(), 0),
        (true, nanos) => ("-", moment.seconds.unsigned_abs() - 1, NANOS - nanos),
        (false, nanos) => ("", moment.seconds.unsigned_abs(), nanos),
    };
    format!("{sign}{seconds}{}", fraction(nanos))
}

/// A point and the digits behind it; nothing if there are none.
fn fraction(nanos: u32) -> String {
    match nanos {
        0 => String::new(),
        nanos => format!(".{nanos:09}").trim_end_matches('0').to_owned(),
    }
}

/// The moment as text.
///
/// A year that the format can't express is written as seconds since 1970, which no service will take for another year.
pub(crate) fn format(moment: &DateTime, format: TimestampFormat) -> String {
    let Some(civil) = Civil::of(moment.seconds).filter(|_| format != TimestampFormat::EpochSeconds) else {
        return epoch_seconds(moment);
    };
    if format == TimestampFormat::DateTime {
        return rfc3339_text(&civil, moment.nanos / 1000 * 1000);
    }
    let Civil { year, month, day, hour, minute, second, weekday } = civil;
    let name = |names: &[&'static str], index: u8| names.get(usize::from(index)).copied().unwrap_or_default();
    let (weekday, month) = (name(&WEEKDAYS, weekday), name(&MONTHS, month - 1));
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// The moment as RFC 3339 has it, to the nanosecond; seconds since 1970 if its year has not four digits.
pub(super) fn displayed(moment: &DateTime) -> String {
    Civil::of(moment.seconds).map_or_else(|| epoch_seconds(moment), |civil| rfc3339_text(&civil, moment.nanos))
}

fn rfc3339_text(civil: &Civil, nanos: u32) -> String {
    let Civil { year, month, day, hour, minute, second, .. } = civil;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{}Z", fraction(nanos))
}

/// Parses a timestamp of any of the three formats: services mix them up, whatever their models say, and no text is of two.
///
/// Of RFC 3339 a space or `_` for the `T`, small letters, an offset behind a space, without a colon or without minutes, and none
/// at all, which means UTC, are taken; digits beyond nanoseconds are dropped.
pub(crate) fn parse(text: &str) -> Result<DateTime, DecodeError> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) && !is_date(text) {
        return seconds(text);
    }
    let parsed = if is_date(text) { rfc3339(text) } else { http_date(text) };
    within_range(parsed.ok_or_else(unknown)?)
}

/// The moment, if each format can express it.
fn within_range(moment: DateTime) -> Result<DateTime, DecodeError> {
    match Civil::of(moment.seconds) {
        Some(_) => Ok(moment),
        None => Err(DecodeError::new("a timestamp that is not of the years 0 to 9999")),
    }
}

/// Whether a text begins as RFC 3339 does.
fn is_date(text: &str) -> bool {
    text.len() > 10 && text.as_bytes().get(4) == Some(&b'-')
}

fn unknown() -> DecodeError {
    DecodeError::new("not a timestamp of any format")
}

/// Seconds since 1970. They may have an exponent.
pub(crate) fn seconds(text: &str) -> Result<DateTime, DecodeError> {
    let moment = match decimal(text) {
        Some(moment) => moment,
        None => {
            let seconds: f64 = text.parse().map_err(|_| unknown())?;
            // What is larger would be cut off, and what is no number would be 1970.
            if !seconds.is_finite() || seconds.abs() > 1e15 {
                return Err(unknown());
            }
            DateTime::from_secs_f64(seconds)
        }
    };
    within_range(moment)
}

/// Digits with a point among them or without, exactly.
fn decimal(text: &str) -> Option<DateTime> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, nanos(fraction)?),
        None => (text, 0),
    };
    let seconds: i64 = whole.parse().ok()?;
    match (whole.starts_with('-'), fraction) {
        (true, 1..) => Some(DateTime::from_secs_and_nanos(seconds.checked_sub(1)?, NANOS - fraction)),
        _ => Some(DateTime::from_secs_and_nanos(seconds, fraction)),
    }
}

/// The digits behind a point, as nanoseconds. Further digits are dropped.
fn nanos(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    Some(digits.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0')))
}

fn rfc3339(text: &str) -> Option<DateTime> {
    let (date, time) = (text.get(..10)?, text.get(11..)?);
    if !matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ' | b'_')) || date.as_bytes().get(7) != Some(&b'-') {
        return None;
    }
    let end = time.find(['Z', 'z', '+', '-', ' ']).unwrap_or(time.len());
    let (time, offset) = (time.get(..end)?, offset(time.get(end..)?.trim())?);
    let (hour, minute, second, nanos) = time_of_day(time)?;
    let (year, month, day) = (number(date.get(..4)?)?, number(date.get(5..7)?)?, number(date.get(8..)?)?);
    let civil = Civil { year, month: small(month)?, day: small(day)?, hour, minute, second, weekday: 0 };
    Some(DateTime::from_secs_and_nanos(civil.seconds()? - offset, nanos))
}

/// `HH:MM:SS`, with an optional fraction.
fn time_of_day(text: &str) -> Option<(u8, u8, u8, u32)> {
    let (whole, nanos) = match text.split_once('.') {
        Some((whole, "")) => (whole, 0),
        Some((whole, fraction)) => (whole, nanos(fraction)?),
        None => (text, 0),
    };
    let mut parts = whole.split(':').map(|part| small(number(part).filter(|_| part.len() == 2)?));
    let time = (parts.next()??, parts.next()??, parts.next()??, nanos);
    parts.next().is_none().then_some(time)
}

/// What stands behind a time of day, in seconds ahead of UTC.
fn offset(text: &str) -> Option<i64> {
    let sign = match text.bytes().next() {
        None => return Some(0),
        Some(b'Z' | b'z') if text.len() == 1 => return Some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.len() {
        2 => (digits, "0"),
        4 => (digits.get(..2)?, digits.get(2..)?),
        5 if digits.as_bytes().get(2) == Some(&b':') => (digits.get(..2)?, digits.get(3..)?),
        _ => return None,
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then(|| sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}

/// `Tue, 24 Nov 2026 08:40:24 GMT`. The day of the week is not compared with the date.
fn http_date(text: &str) -> Option<DateTime> {
    let mut words = text.split(' ');
    let mut word = || words.next();
    let weekday = word()?.strip_suffix(',')?;
    let (day, month, year, time, zone) = (word()?, word()?, word()?, word()?, word()?);
    let is_known = WEEKDAYS.contains(&weekday) && zone == "GMT" && words.next().is_none();
    if !is_known || year.len() != 4 || day.len() != 2 {
        return None;
    }
    let month = u8::try_from(MONTHS.iter().position(|name| *name == month)?).ok()? + 1;
    let (hour, minute, second, nanos) = time_of_day(time)?;
    let civil = Civil { year: number(year)?, month, day: small(number(day)?)?, hour, minute, second, weekday: 0 };
    Some(DateTime::from_secs_and_nanos(civil.seconds()?, nanos))
}

fn number(digits: &str) -> Option<u16> {
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

fn small(number: u16) -> Option<u8> {
    u8::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_read_wherever_it_stands() {
        let moment = DateTime::from_secs(1_795_509_624);
        for text in [
            "1795509624",
            "1795509624.0",
            "1.795509624e9",
            "2026-11-24T08:40:24Z",
            "2026-11-24t08:40:24z",
            "2026-11-24T08:40:24",
            "2026-11-24 08:40:24",
            "2026-11-24T10:40:24+02:00",
            "2026-11-24T10:40:24+0200",
            "2026-11-24T10:40:24+02",
            "2026-11-24T03:10:24-05:30",
            "2026-11-24T08:40:24.000000000000Z",
            "Tue, 24 Nov 2026 08:40:24 GMT",
        ] {
            assert_eq!(parse(text).ok(), Some(moment), "{text}");
        }
        let precise = DateTime::from_secs_and_nanos(1_795_509_624, 263_584_000);
        for text in [
            "2026-11-24T08:40:24.263584000Z",
            "Tue, 24 Nov 2026 08:40:24.263584 GMT",
            "2026-11-24 08:40:24.263584",
            "1795509624.263584",
        ] {
            assert_eq!(parse(text).ok(), Some(precise), "{text}");
        }
    }

    /// No moment is too far off to be written; what no format can express is a number of seconds.
    #[test]
    fn every_moment_is_written() {
        for seconds in [i64::MIN, i64::MIN + 1, -62_167_219_201, -1, 0, 253_402_300_799, 253_402_300_800, i64::MAX] {
            let moment = DateTime::from_secs_and_nanos(seconds, 999_999_999);
            for format in [TimestampFormat::DateTime, TimestampFormat::HttpDate, TimestampFormat::EpochSeconds] {
                let written = super::format(&moment, format);
                let is_within = (-62_167_219_200..=253_402_300_799).contains(&seconds);
                match parse(&written) {
                    Ok(read) => assert_eq!(read.secs(), seconds, "{written}"),
                    Err(error) => assert!(!is_within, "{written}: {error}"),
                }
                // What has no form is a number of seconds.
                assert!(is_within || written.starts_with(&seconds.to_string()[..4]), "{seconds}: {written}");
            }
        }
    }

    #[test]
    fn each_format_is_written() {
        let moment = DateTime::from_secs_and_nanos(1_795_509_624, 500_000_000);
        assert_eq!(super::format(&moment, TimestampFormat::DateTime), "2026-11-24T08:40:24.5Z");
        assert_eq!(super::format(&DateTime::from_secs(0), TimestampFormat::HttpDate), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(epoch_seconds(&moment), "1795509624.5");
        let before = |nanos| epoch_seconds(&DateTime::from_secs_and_nanos(-2, nanos));
        assert_eq!((before(750_000_000).as_str(), before(0).as_str()), ("-1.25", "-2"));
        assert_eq!(parse("-1.25"), Ok(DateTime::from_secs_and_nanos(-2, 750_000_000)));
        assert_eq!(parse("-0.75"), Ok(DateTime::from_secs_and_nanos(-1, 250_000_000)));
        assert_eq!(parse("253402300799").map(|moment| moment.secs()), Ok(253_402_300_799));
    }

    #[test]
    fn what_is_no_moment_is_an_error() {
        for text in [
            "",
            "NaN",
            "Infinity",
            "-inf",
            "tomorrow",
            "2026-11-24",
            "2026-13-24T08:40:24Z",
            "2026-11-24T08:40:24+1",
            "2026-11-24T08:40:24é",
            "1e300",
            "253402300800",
            "1795509624263",
            "2026-11-24T",
            "----------é",
            "99:99",
            "2026-02-29T00:00:00Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T08:40:24+24:00",
            "2026-11-24T08:40:24.Zx",
            "2026-11-24T8:40:24Z",
            "Tue, 24 Nov 2026 08:40:24 CET",
            "Tue, 31 Nov 2026 08:40:24 GMT",
            "Tue 24 Nov 2026 08:40:24 GMT",
            "1.2.3",
            "1.-5",
            "2026-11-24T08:40:24+1:2:3:4",
            "2026-11-24T08:40:24+12345",
            "9999-12-31T23:59:60Z",
            "9999-12-31T23:59:59-01:00",
            "0000-01-01T00:00:00+01:00",
            "-253402300799",
        ] {
            parse(text).expect_err(text);
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "2019-12-16T24:00:00Z",
            "2019-12-16T23:60:00Z",
            "2019-12-16T23:59:61Z",
            "2019-12-16X23:48:18Z",
            "2019-12.16T23:48:18Z",
            "2019.12-16T23:48:18Z",
            "2019-12-16T23:48:18+24:00",
            "2019-12-16T23:48:18+00:60",
            "2019-12-16",
            "2e15",
            "1e16",
            "-1e400",
            "1e400",
            "nan",
        ] {
            parse(text).expect_err(text);
        }
        for (text, seconds) in [
            ("2019-12-16T23:59:60Z", 1_576_540_800),
            ("2019-12-16T23:48:18+23:59", 1_576_540_098 - 86_340),
            ("1.57654e9", 1_576_540_000),
            ("2.5e11", 250_000_000_000),
        ] {
            assert_eq!(parse(text).map(|moment| moment.secs()), Ok(seconds), "{text}");
        }
    }
}
