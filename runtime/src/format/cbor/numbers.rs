//! Numbers of half precision, and numbers of any size: digits here, bytes on the wire.

use crate::wire::{DecodeError, Result};

/// The longest number that is read and written, in bytes: turning bytes into digits takes time that grows with the square.
const LONGEST: usize = 4096;
/// As many digits as have room in [`LONGEST`] bytes.
const MOST_DIGITS: usize = 9863;
const TOO_LONG: &str = "a number of more than 4096 bytes";

/// A whole number as a bignum has it: RFC 8949, section 3.4.3.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Integer {
    pub(super) is_negative: bool,
    /// The number, or -1 minus the number if it is negative, without leading zeros.
    pub(super) magnitude: Vec<u8>,
}

/// The value of a number of half precision: RFC 8949, appendix D.
pub(super) fn half(bits: u16) -> f64 {
    let (exponent, mantissa) = (i32::from((bits >> 10) & 0x1f), f64::from(bits & 0x3ff));
    let value = match exponent {
        0 => mantissa * 2_f64.powi(-24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (mantissa + 1024.0) * 2_f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { value } else { -value }
}

/// The bytes of a whole number's digits.
pub(super) fn integer(digits: &str) -> std::result::Result<Integer, &'static str> {
    let (is_negative, unsigned) = match digits.strip_prefix('-') {
        Some(unsigned) => (true, unsigned),
        None => (false, digits),
    };
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("not a whole number");
    }
    let unsigned = unsigned.trim_start_matches('0');
    if unsigned.len() > MOST_DIGITS {
        return Err(TOO_LONG);
    }
    // The lowest byte first.
    let mut bytes: Vec<u8> = Vec::new();
    for digit in unsigned.bytes() {
        let mut carry = u32::from(digit - b'0');
        for byte in &mut bytes {
            carry += u32::from(*byte) * 10;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        if carry > 0 {
            bytes.push(carry as u8);
        }
    }
    // There is no negative zero.
    let is_negative = is_negative && !bytes.is_empty();
    if is_negative {
        for byte in &mut bytes {
            let (less, borrows) = byte.overflowing_sub(1);
            *byte = less;
            if !borrows {
                break;
            }
        }
        while bytes.last() == Some(&0) {
            bytes.pop();
        }
    }
    bytes.reverse();
    Ok(Integer { is_negative, magnitude: bytes })
}

/// The digits of a bignum's bytes.
pub(super) fn digits(magnitude: &[u8], is_negative: bool) -> Result<String> {
    const BASE: u64 = 1_000_000_000;
    let start = magnitude.iter().position(|byte| *byte != 0).unwrap_or(magnitude.len());
    let magnitude = &magnitude[start..];
    if magnitude.len() > LONGEST {
        return Err(DecodeError::new(TOO_LONG));
    }
    // Nine digits each, the lowest first. A negative number is -1 minus what the bytes say.
    let mut groups: Vec<u64> = Vec::new();
    for byte in magnitude {
        let mut carry = u64::from(*byte);
        for group in &mut groups {
            carry += *group << 8;
            *group = carry % BASE;
            carry /= BASE;
        }
        if carry > 0 {
            groups.push(carry);
        }
    }
    if is_negative {
        let mut carry = 1;
        for group in &mut groups {
            carry += *group;
            *group = carry % BASE;
            carry /= BASE;
        }
        if carry > 0 {
            groups.push(carry);
        }
    }
    let mut text = String::from(if is_negative { "-" } else { "" });
    match groups.pop() {
        None => text.push('0'),
        Some(highest) => text.push_str(&highest.to_string()),
    }
    for group in groups.iter().rev() {
        text.push_str(&format!("{group:09}"));
    }
    Ok(text)
}

/// The digits of a decimal number as one whole number, and the exponent of ten.
pub(super) fn decimal(text: &str) -> std::result::Result<(Integer, i64), &'static str> {
    const INVALID: &str = "a number that has no form in CBOR: its exponent has more than 64 bits";
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i64 = exponent.parse().map_err(|_| INVALID)?;
    let digits = i64::try_from(fraction.len()).map_err(|_| INVALID)?;
    Ok((integer(&format!("{whole}{fraction}"))?, exponent.checked_sub(digits).ok_or(INVALID)?))
}

/// A decimal number of its digits and the exponent of ten: without an exponent where the point is within the digits, or
/// close before them.
pub(super) fn decimal_text(mantissa: &str, exponent: &str) -> Result<String> {
    const CLOSE: usize = 20;
    let exponent: i64 =
        exponent.parse().map_err(|_| DecodeError::new("a number with an exponent that is too large"))?;
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa),
    };
    let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(usize::MAX);
    if exponent == 0 {
        return Ok(mantissa.to_owned());
    }
    if exponent > 0 || places > digits.len() + CLOSE {
        return Ok(format!("{mantissa}e{exponent}"));
    }
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    Ok(format!("{sign}{whole}.{fraction}"))
}
