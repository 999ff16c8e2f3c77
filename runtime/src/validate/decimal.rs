//! Numbers of any size, compared by their digits.

use std::cmp::Ordering;

/// Compares two decimals like `-12.50` or `1e3`.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let (one, other) = (Decimal::read(one), Decimal::read(other));
    match (one.sign(), other.sign()) {
        (1, 1) => one.magnitude(&other),
        (-1, -1) => other.magnitude(&one),
        (one, other) => one.cmp(&other),
    }
}

/// `0.` and the digits, times ten to the power of the exponent. The first digit is not zero.
struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
}

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Self {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        // An exponent beyond this type makes a number greater, or smaller, than any other.
        let beyond = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
        let exponent: i64 = exponent.trim_start_matches('+').parse().unwrap_or(beyond);
        let (whole, fraction) =
            digits.trim_start_matches('+').split_once('.').unwrap_or((digits.trim_start_matches('+'), ""));
        let whole = whole.trim_start_matches('0');
        if !whole.is_empty() {
            return Self { negative, whole, fraction, exponent: exponent.saturating_add(whole.len() as i64) };
        }
        let first = fraction.trim_start_matches('0');
        let zeros = (fraction.len() - first.len()) as i64;
        Self { negative, whole, fraction: first, exponent: exponent.saturating_sub(zeros) }
    }

    /// Minus one, nothing or one.
    fn sign(&self) -> i8 {
        match (self.digits().all(|digit| digit == b'0'), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole.bytes().chain(self.fraction.bytes())
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        let digits = || {
            let length = self.digits().count().max(other.digits().count());
            let padded =
                |number: &'_ Self| number.digits().chain(std::iter::repeat(b'0')).take(length).collect::<Vec<_>>();
            padded(self).cmp(&padded(other))
        };
        self.exponent.cmp(&other.exponent).then_with(digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_value() {
        let ascending = [
            "-1e999999999999999999999",
            "-12.5",
            "-12.49",
            "-0.001",
            "0",
            "1E-3",
            "0.0011",
            "1",
            "9.99",
            "10",
            "99999999999999999999",
            "100000000000000000000",
            "1e21",
        ];
        for (index, one) in ascending.iter().enumerate() {
            for (place, other) in ascending.iter().enumerate() {
                assert_eq!(compare(one, other), index.cmp(&place), "{one} {other}");
            }
        }
    }

    #[test]
    fn the_same_number_has_many_spellings() {
        for (one, other) in [("1.0", "1"), ("1e2", "100"), ("0.10", "1e-1"), ("-0", "0.00"), ("+5", "5"), ("007", "7")]
        {
            assert_eq!(compare(one, other), Ordering::Equal, "{one} {other}");
        }
    }
}
