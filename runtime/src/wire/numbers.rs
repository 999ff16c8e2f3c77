//! Numbers.

use super::{Decode, Field, Member, Reader, Result, Writer};
use crate::big_number::{BigDecimal, BigInteger};
use crate::number;

macro_rules! integers {
    ($($type:ident)*) => {$(
        impl Field for $type {
            fn value_as(&self, _: &Member, out: &mut dyn Writer) {
                out.integer(i64::from(*self));
            }
        }

        impl Decode for $type {
            fn initial() -> Self {
                0
            }

            fn decode_as(&mut self, _: &Member, input: &mut dyn Reader) -> Result<()> {
                let whole = input.integer()?;
                *self = Self::try_from(whole).map_err(|_| number::out_of_range(whole, stringify!($type)))?;
                Ok(())
            }
        }
    )*};
}

integers!(i8 i16 i32 i64);

macro_rules! floats {
    ($($type:ident $method:ident;)*) => {$(
        impl Field for $type {
            fn value_as(&self, _: &Member, out: &mut dyn Writer) {
                out.$method(*self);
            }
        }

        impl Decode for $type {
            fn initial() -> Self {
                0.0
            }

            fn decode_as(&mut self, _: &Member, input: &mut dyn Reader) -> Result<()> {
                *self = input.$method()?;
                Ok(())
            }
        }
    )*};
}

floats! {
    f32 float;
    f64 double;
}

macro_rules! big_numbers {
    ($($type:ident $method:ident;)*) => {$(
        impl Field for $type {
            fn value_as(&self, _: &Member, out: &mut dyn Writer) {
                out.$method(self);
            }
        }

        impl Decode for $type {
            fn initial() -> Self {
                Self::default()
            }

            fn decode_as(&mut self, _: &Member, input: &mut dyn Reader) -> Result<()> {
                *self = input.$method()?;
                Ok(())
            }
        }
    )*};
}

big_numbers! {
    BigInteger big_integer;
    BigDecimal big_decimal;
}
