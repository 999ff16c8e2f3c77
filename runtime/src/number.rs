//! Numbers as text.

use crate::DecodeError;

/// A whole number from its JSON text. A fraction of zero and an exponent are fine: `3.0`, `1e3`.
pub(crate) fn whole(text: &str) -> Result<i128, DecodeError> {
    if let Ok(value) = text.parse::<i64>() {
        return Ok(value.into());
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.parse().map_err(|_| too_large())?;
    let digits = format!("{integer}{}", fraction.trim_end_matches('0'));
    let shift = exponent.saturating_sub(i32::try_from(digits.len() - integer.len()).map_err(|_| too_large())?);
    let unsigned = digits.trim_start_matches(['-', '+']);
    let is_number = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    let value: i128 = digits.parse().map_err(|_| if is_number { too_large() } else { not_whole(text) })?;
    let power = |shift: i32| 10_i128.checked_pow(shift.unsigned_abs());
    match (value, power(shift)) {
        (0, _) => Ok(0),
        (_, None) if shift > 0 => Err(too_large()),
        (_, None) => Err(not_whole(text)),
        (value, Some(power)) if shift >= 0 => value.checked_mul(power).ok_or_else(too_large),
        (value, Some(power)) if value % power == 0 => Ok(value / power),
        _ => Err(not_whole(text)),
    }
}

/// As [`whole`], of at most 64 bits.
#[inline]
pub(crate) fn long(text: &str) -> Result<i64, DecodeError> {
    match text.parse() {
        Ok(value) => Ok(value),
        Err(_) => fit(whole(text)?),
    }
}

/// A number that 64 bits can hold.
pub(crate) fn fit(value: i128) -> Result<i64, DecodeError> {
    i64::try_from(value).map_err(|_| out_of_range(value, "i64"))
}

fn too_large() -> DecodeError {
    DecodeError::new("a number too large for its type")
}

fn not_whole(text: &str) -> DecodeError {
    let shown: String = text.chars().take(32).collect();
    DecodeError::new(format!("expected a whole number, found {shown}"))
}

pub(crate) fn out_of_range(value: impl std::fmt::Display, kind: &str) -> DecodeError {
    DecodeError::new(format!("{value} does not fit into {kind}"))
}

/// A number with a fraction and an exponent, or `NaN`, `Infinity` or `-Infinity`.
#[cfg(feature = "xml")]
pub(crate) fn float<T: std::str::FromStr>(text: &str, is_infinite: impl Fn(&T) -> bool) -> Result<T, DecodeError> {
    let is_named = named(text).is_ok();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    match text.parse() {
        Ok(number) if is_named || is_number && !is_infinite(&number) => Ok(number),
        Ok(_) if is_number => Err(too_large()),
        _ => Err(DecodeError::new("expected a number")),
    }
}

/// A number of single precision, as text.
pub(crate) fn float_text(value: f32) -> String {
    if value.is_finite() { format!("{value:?}") } else { non_finite(value.into()).to_owned() }
}

/// A number of double precision, as text.
pub(crate) fn double_text(value: f64) -> String {
    if value.is_finite() { format!("{value:?}") } else { non_finite(value).to_owned() }
}

/// Whether a text is a number of JSON: RFC 8259, section 6.
pub(crate) fn is_json(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (integer, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(i, f)| (i, Some(f)));
    digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// What stands for a number that JSON and HTTP have no digits for.
pub(crate) fn non_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

/// The names of numbers that have no digits; anything else is refused.
pub(crate) fn named(text: &str) -> Result<&str, DecodeError> {
    match text {
        "NaN" | "Infinity" | "-Infinity" => Ok(text),
        _ => Err(DecodeError::new("expected a number, found a string")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_may_have_a_point_and_an_exponent() {
        let numbers = [
            ("7", 7),
            ("-7", -7),
            ("3.0", 3),
            ("1e3", 1000),
            ("12.50E1", 125),
            ("1200e-2", 12),
            ("-300e-1", -30),
            ("0e99", 0),
            ("0e-99", 0),
            ("0.000e7", 0),
            ("9223372036854775808", 1 << 63),
            ("1e38", 10_i128.pow(38)),
            ("100000000000000000000e-19", 10),
        ];
        for (text, number) in numbers {
            assert_eq!(whole(text), Ok(number), "{text}");
        }
        for text in [
            "1e39",
            "-1e39",
            "99e37",
            "1e99",
            "1e99999999999",
            "1e-99999999999",
            "1000000000000000000000000000000000000000",
        ] {
            assert_eq!(whole(text).expect_err(text).to_string(), "a number too large for its type", "{text}");
        }
        for text in ["1.5", "1e-1", "15e-1", "1e-39", "1e-99", "", "x", "1x", "NaN"] {
            let message = format!("expected a whole number, found {text}");
            assert_eq!(whole(text).expect_err(text).to_string(), message, "{text}");
        }
        assert_eq!(long("9.223372036854775807e18"), Ok(i64::MAX));
        assert_eq!(
            long("9223372036854775808").expect_err("too large").to_string(),
            "9223372036854775808 does not fit into i64"
        );
    }

    /// RFC 8259, section 6.
    #[test]
    fn numbers_of_json_have_one_form() {
        for text in ["0", "-0", "7", "10", "0.5", "-1.50", "1e5", "1E+5", "1.5e-05", "120"] {
            assert!(is_json(text), "{text}");
        }
        for text in [
            "", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1.e5", "1x", "x", "0x1", "1.5.5", "1e5e5", "1.x",
            "1ex", " 1", "NaN",
        ] {
            assert!(!is_json(text), "{text}");
        }
    }

    #[test]
    fn numbers_without_digits_have_names() {
        let names = [(f64::NAN, "NaN"), (f64::INFINITY, "Infinity"), (f64::NEG_INFINITY, "-Infinity")];
        for (number, name) in names {
            assert_eq!(double_text(number), name);
            assert_eq!(float_text(number as f32), name);
            assert_eq!(named(name), Ok(name));
        }
        assert_eq!((double_text(1e21).as_str(), float_text(0.1).as_str()), ("1e21", "0.1"));
        named("infinity").expect_err("no name");
    }
}
