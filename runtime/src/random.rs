//! Random bits of the system, and UUIDs made of them.

use crate::config_error::ConfigError;
use crate::error::Failure;

/// Random bits.
///
/// # Errors
/// The system gives none.
pub(crate) fn bits() -> Result<u128, Failure> {
    let mut bytes = [0; 16];
    let failed = |error| Failure::Config(ConfigError::new(format!("the system gives no random bits: {error}")));
    getrandom::getrandom(&mut bytes).map_err(failed)?;
    Ok(u128::from_be_bytes(bytes))
}

/// A number from zero to one, for waits of random length: the longest if the system gives no random bits.
#[cfg(feature = "calls")]
pub(crate) fn fraction() -> f64 {
    const BITS: u32 = 53;
    bits().map_or(1.0, |bits| (bits & ((1 << BITS) - 1)) as f64 / (1_u64 << BITS) as f64)
}

/// These bits as a UUID of version 4: RFC 9562, section 5.4.
pub(crate) fn uuid(bits: u128) -> String {
    const VERSION: u128 = 0xf << 76;
    const VARIANT: u128 = 0b11 << 62;
    let bits = bits & !(VERSION | VARIANT) | (4 << 76) | (0b10 << 62);
    let digits = format!("{bits:032x}");
    let mut text = String::with_capacity(36);
    for (index, digit) in digits.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_name_their_version() {
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_ne!(bits().expect("bits"), bits().expect("bits"));
    }

    #[cfg(feature = "calls")]
    #[test]
    fn fractions_are_spread() {
        let numbers: Vec<f64> = (0..1_000).map(|_| fraction()).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
        let mean = numbers.iter().sum::<f64>() / 1_000.0;
        assert!((0.4..0.6).contains(&mean), "{mean}");
    }
}
