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
    let is_number = digits.trim_start_matches(['-', '+']).bytes().all(|byte| byte.is_ascii_digit());
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
