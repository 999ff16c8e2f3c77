//! Numbers. Whole ones may be written with a point or an exponent, and nothing is lost silently.

use aws_smithy_types::big_number::{BigDecimal, BigInteger};
use jiter::Peek;

use super::{Decode, DecodeError, Field, Reader, Result, Writer};
use crate::member::Member;
use crate::number;

macro_rules! integers {
    ($($type:ident)*) => {$(
        impl Field for $type {
            fn value_as(&self, _: &Member, out: &mut Writer) {
                out.display(self);
            }
        }

        impl Decode for $type {
            fn initial() -> Self {
                0
            }

            fn decode_as(&mut self, _: &Member, input: &mut Reader) -> Result<()> {
                let whole = number::whole(input.number()?)?;
                *self = Self::try_from(whole).map_err(|_| number::out_of_range(whole, stringify!($type)))?;
                Ok(())
            }
        }
    )*};
}

integers!(i8 i16 i32 i64);

macro_rules! floats {
    ($($type:ident)*) => {$(
        impl Field for $type {
            fn value_as(&self, _: &Member, out: &mut Writer) {
                if self.is_finite() {
                    out.display(format_args!("{self:?}"));
                } else {
                    out.string(number::non_finite(f64::from(*self)));
                }
            }
        }

        impl Decode for $type {
            fn initial() -> Self {
                0.0
            }

            fn decode_as(&mut self, _: &Member, input: &mut Reader) -> Result<()> {
                let text = if input.peek()? == Peek::String { number::named(input.text()?)? } else { input.number()? };
                let named = text.ends_with(char::is_alphabetic);
                *self = text.parse().map_err(|_| DecodeError::new("not a number"))?;
                if self.is_infinite() && !named {
                    return Err(DecodeError::new("a number too large for its type"));
                }
                Ok(())
            }
        }
    )*};
}

floats!(f32 f64);

macro_rules! big_numbers {
    ($($type:ident)*) => {$(
        impl Field for $type {
            fn value_as(&self, _: &Member, out: &mut Writer) {
                if number::is_json(self.as_ref()) {
                    out.raw(self.as_ref());
                } else {
                    out.fail("a number that JSON has no form for, like 007 or +5");
                }
            }
        }

        impl Decode for $type {
            fn initial() -> Self {
                Self::default()
            }

            fn decode_as(&mut self, _: &Member, input: &mut Reader) -> Result<()> {
                *self = input.number()?.parse().map_err(|_| DecodeError::new("not a number"))?;
                Ok(())
            }
        }
    )*};
}

big_numbers!(BigInteger BigDecimal);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::value_to_bytes;

    #[test]
    fn numbers_that_json_has_no_form_for_are_errors() {
        for text in ["007", "+5", "-00", "0x1f"] {
            let Ok(number) = text.parse::<BigInteger>() else { continue };
            value_to_bytes(&number).expect_err(text);
        }
        let decimal: BigDecimal = "+5.0".parse().expect("a number for its type");
        assert!(value_to_bytes(&decimal).expect_err("no JSON").to_string().contains("no form"));
        struct Holder(BigDecimal);
        impl crate::json::Encode for Holder {
            fn encode(&self, out: &mut Writer) {
                1_i32.field("First", out);
                self.0.field("Price", out);
            }
        }
        let error =
            crate::json::to_bytes(&Holder("+5.0".parse().expect("a number for its type"))).expect_err("no JSON");
        assert!(error.to_string().starts_with("Price: a number that JSON has no form for"), "{error}");
        let number: BigInteger = "123456789012345678901234567890".parse().expect("a number");
        assert_eq!(value_to_bytes(&number).expect("JSON"), b"123456789012345678901234567890");
    }
}
