//! Moments in the three formats of Smithy. Writing is exact; reading takes what services send.

use std::borrow::Cow;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use crate::DecodeError;

/// `timestampFormat`.
///
/// See <https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// RFC 3339 in UTC, with an optional fraction of a second.
    DateTime,
    /// IMF-fixdate of RFC 9110, with an optional fraction of a second.
    HttpDate,
    /// Seconds since 1970, with an optional fraction.
    EpochSeconds,
}

/// The last second of the year 9999, the last that each format can express.
const LAST: u64 = 253_402_300_799;

/// Seconds since 1970, with as many digits of a fraction as are needed.
pub(crate) fn epoch_seconds(moment: &DateTime) -> String {
    format(moment, TimestampFormat::EpochSeconds)
}

/// The moment as text.
///
/// A year that the format can't express is written as seconds since 1970, which no service will take for another year.
pub(crate) fn format(moment: &DateTime, format: TimestampFormat) -> String {
    let format = match format {
        TimestampFormat::DateTime => Format::DateTime,
        TimestampFormat::HttpDate => Format::HttpDate,
        TimestampFormat::EpochSeconds => Format::EpochSeconds,
    };
    moment.fmt(format).unwrap_or_else(|_| moment.secs().to_string())
}

/// The moment that a text means, in whichever of the formats it is. Services mix them up, whatever their models say; no text
/// is in two of them.
///
/// Of RFC 3339 a space for the `T`, small letters, an offset without a colon, and none at all, which means UTC, are taken;
/// digits beyond nanoseconds are dropped.
pub(crate) fn parse(text: &str) -> Result<DateTime, DecodeError> {
    let text = text.trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let bytes = text.as_bytes();
    let parsed = if bytes.get(4) == Some(&b'-') && bytes.len() > 10 {
        DateTime::from_str(&regular(text).ok_or_else(unknown)?, Format::DateTimeWithOffset)
    } else if is_number {
        return seconds(text);
    } else {
        DateTime::from_str(text, Format::HttpDate)
    };
    parsed.map_err(|_| unknown())
}

fn unknown() -> DecodeError {
    DecodeError::new("not a timestamp of any format")
}

/// Seconds may be written with an exponent, which the format's own parser does not know.
pub(crate) fn seconds(text: &str) -> Result<DateTime, DecodeError> {
    let moment = match DateTime::from_str(text, Format::EpochSeconds) {
        Ok(moment) => moment,
        Err(_) => {
            let seconds: f64 = text.parse().map_err(|_| unknown())?;
            // What is larger would be cut off, and what is no number would be 1970.
            if !seconds.is_finite() || seconds.abs() > 1e15 {
                return Err(unknown());
            }
            DateTime::from_secs_f64(seconds)
        }
    };
    if moment.secs().unsigned_abs() > LAST {
        return Err(DecodeError::new("a timestamp beyond the year 9999"));
    }
    Ok(moment)
}

/// A date and a time as RFC 3339 has them, with a `T`, nine digits of a fraction at most, and an offset.
fn regular(text: &str) -> Option<String> {
    let (date, time) = (text.get(..10)?, text.get(11..)?);
    if !matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ' | b'_')) {
        return None;
    }
    let end = time.find(['Z', 'z', '+', '-', ' ']).unwrap_or(time.len());
    let (time, offset) = (time.get(..end)?, time.get(end..)?.trim());
    let time = match time.split_once('.') {
        None => Cow::Borrowed(time),
        Some((whole, "")) => Cow::Borrowed(whole),
        Some((whole, fraction)) => Cow::Owned(format!("{whole}.{}", fraction.get(..9).unwrap_or(fraction))),
    };
    let digits = offset.trim_start_matches(['+', '-']).replace(':', "");
    let offset = match (offset, digits.len()) {
        ("" | "Z" | "z", _) => "Z".to_owned(),
        (_, 2) => format!("{}{digits}:00", offset.get(..1)?),
        (_, 4) => format!("{}{}:{}", offset.get(..1)?, digits.get(..2)?, digits.get(2..)?),
        _ => return None,
    };
    Some(format!("{date}T{time}{offset}"))
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
        for text in ["2026-11-24T08:40:24.263584000Z", "2026-11-24 08:40:24.263584", "1795509624.263584"] {
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
        ] {
            parse(text).expect_err(text);
        }
    }
}
