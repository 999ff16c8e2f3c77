//! Moments in the three formats of Smithy.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use crate::DecodeError;
use crate::member::TimestampFormat;

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

/// The moment that a text means.
pub(crate) fn parse(text: &str, format: TimestampFormat) -> Result<DateTime, DecodeError> {
    let wanted = match format {
        TimestampFormat::DateTime => Format::DateTimeWithOffset,
        TimestampFormat::HttpDate => Format::HttpDate,
        TimestampFormat::EpochSeconds => return seconds(text),
    };
    DateTime::from_str(text, wanted).map_err(|error| DecodeError::new(format!("not a timestamp: {error}")))
}

/// Seconds may be written with an exponent, which the format's own parser does not know.
fn seconds(text: &str) -> Result<DateTime, DecodeError> {
    if let Ok(moment) = DateTime::from_str(text, Format::EpochSeconds) {
        return Ok(moment);
    }
    let seconds: f64 = text.parse().map_err(|_| DecodeError::new("not a timestamp"))?;
    if seconds.abs() > 253_402_300_799.0 {
        return Err(DecodeError::new("a timestamp beyond the year 9999"));
    }
    Ok(DateTime::from_secs_f64(seconds))
}
