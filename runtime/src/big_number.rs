//! Numbers of any size: Smithy's `bigInteger` and `bigDecimal`.

use std::fmt;
use std::str::FromStr;

use crate::decode_error::DecodeError;

/// A whole number of any size, by its decimal digits: Smithy's `bigInteger`.
///
/// It is read from a text or made of an integer; to compute with it, parse its text with a library for such numbers.
///
/// ```
/// use tinsmith_runtime::BigInteger;
///
/// let number: BigInteger = "123456789012345678901234567890".parse()?;
/// assert_eq!(number.as_str(), "123456789012345678901234567890");
/// assert_eq!(BigInteger::from(7_u64), "+007".parse()?);
/// # Ok::<_, tinsmith_runtime::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BigInteger(String);

/// A decimal number of any size and precision, by its digits as they were written: Smithy's `bigDecimal`.
///
/// `1.50` and `1.5` are not equal: a service may mean something by the digits. To compute with it, parse its text with a
/// library for such numbers.
///
/// ```
/// use tinsmith_runtime::BigDecimal;
///
/// let price: BigDecimal = "+.50".parse()?;
/// assert_eq!(price.as_str(), "0.50");
/// # Ok::<_, tinsmith_runtime::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BigDecimal(String);

macro_rules! by_its_text {
    ($($type:ident)*) => {$(
        impl $type {
            /// The number as JSON has it: RFC 8259, section 6.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        /// Zero.
        impl Default for $type {
            fn default() -> Self {
                Self("0".to_owned())
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl From<$type> for String {
            fn from(number: $type) -> Self {
                number.0
            }
        }
    )*};
}

by_its_text!(BigInteger BigDecimal);

macro_rules! from_integers {
    ($($type:ident)*) => {$(
        impl From<$type> for BigInteger {
            fn from(value: $type) -> Self {
                Self(value.to_string())
            }
        }

        impl From<$type> for BigDecimal {
            fn from(value: $type) -> Self {
                Self(value.to_string())
            }
        }
    )*};
}

from_integers!(i8 i16 i32 i64 i128 u8 u16 u32 u64 u128);

impl From<BigInteger> for BigDecimal {
    fn from(value: BigInteger) -> Self {
        Self(value.0)
    }
}

/// Digits with an optional sign. Zeros before them and a plus sign are dropped.
impl FromStr for BigInteger {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        let (sign, digits) = signed(text);
        if digits.is_empty() || !is_digits(digits) {
            return Err(DecodeError::new("not a whole number"));
        }
        let digits = without_zeros(digits);
        // There is no negative zero.
        Ok(Self(if digits == "0" { digits.to_owned() } else { format!("{sign}{digits}") }))
    }
}

/// Digits with an optional sign, point and exponent. Zeros before them, a plus sign before them and a point without digits
/// behind it are dropped; a point without digits before it gets a zero.
impl FromStr for BigDecimal {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        let invalid = || DecodeError::new("not a decimal number");
        let (sign, unsigned) = signed(text);
        let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
            Some(at) => unsigned.split_at_checked(at).ok_or_else(invalid)?,
            None => (unsigned, ""),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let has_exponent = match exponent.get(1..).map(signed) {
            None => true,
            Some((_, digits)) => !digits.is_empty() && is_digits(digits),
        };
        if whole.len() + fraction.len() == 0 || !is_digits(whole) || !is_digits(fraction) || !has_exponent {
            return Err(invalid());
        }
        let point = if fraction.is_empty() { "" } else { "." };
        Ok(Self(format!("{sign}{}{point}{fraction}{exponent}", without_zeros(whole))))
    }
}

/// The sign that has to be written, and the rest.
fn signed(text: &str) -> (&str, &str) {
    match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits without zeros before them; zero if there are none.
fn without_zeros(digits: &str) -> &str {
    match digits.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::is_json;

    #[test]
    fn every_number_is_one_of_json() {
        for (text, number) in [
            ("0", "0"),
            ("-12", "-12"),
            ("+5.0", "5.0"),
            ("00123", "123"),
            ("-00.50", "-0.50"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-.5e-7", "-0.5e-7"),
            ("1E+400", "1E+400"),
        ] {
            let read: BigDecimal = text.parse().expect(text);
            assert!(is_json(read.as_str()), "{text}");
            assert_eq!(read.as_str(), number, "{text}");
        }
        for text in ["", "-", ".", "e1", "1e", "1e+", "1.2.3", "--5", "0x1f", "1 ", "NaN", "1e5e5", "é"] {
            text.parse::<BigDecimal>().expect_err(text);
            text.parse::<BigInteger>().expect_err(text);
        }
        assert_eq!("-0".parse::<BigInteger>(), Ok(BigInteger::from(0)));
        assert_eq!("-007".parse::<BigInteger>().expect("a number").as_str(), "-7");
        for text in ["1.0", "1e5"] {
            text.parse::<BigInteger>().expect_err(text);
        }
        assert_eq!(
            (BigInteger::from(i128::MIN).to_string(), BigDecimal::default().to_string()),
            (i128::MIN.to_string(), "0".to_owned())
        );
    }
}
