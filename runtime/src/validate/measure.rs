//! What has a length, and what has a value.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use bytes::Bytes;

use super::{Constraint, decimal};
use crate::big_number::{BigDecimal, BigInteger};

/// A value that `length` applies to.
pub trait Measured {
    /// The length, and what is counted; none if the value is absent.
    fn measure(&self) -> Option<(u64, &'static str)>;
}

/// Unicode scalar values are counted, as Smithy demands.
impl Measured for String {
    #[inline(never)]
    fn measure(&self) -> Option<(u64, &'static str)> {
        Some((self.chars().count() as u64, "characters"))
    }
}

impl Measured for Bytes {
    fn measure(&self) -> Option<(u64, &'static str)> {
        Some((self.len() as u64, "bytes"))
    }
}

impl<T> Measured for Vec<T> {
    fn measure(&self) -> Option<(u64, &'static str)> {
        Some((self.len() as u64, "items"))
    }
}

impl<K, T> Measured for BTreeMap<K, T> {
    fn measure(&self) -> Option<(u64, &'static str)> {
        Some((self.len() as u64, "entries"))
    }
}

impl<T: Measured> Measured for Option<T> {
    fn measure(&self) -> Option<(u64, &'static str)> {
        self.as_ref()?.measure()
    }
}

/// A number that `range` applies to.
pub trait Ranged {
    /// The type of the bounds.
    type Bound;

    /// The violation, if the number is outside of these bounds.
    fn out_of(&self, min: Self::Bound, max: Self::Bound) -> Option<Constraint>;
}

macro_rules! whole {
    ($($type:ty)*) => {$(
        impl Ranged for $type {
            type Bound = i64;

            fn out_of(&self, min: i64, max: i64) -> Option<Constraint> {
                let found = i64::from(*self);
                (!(min..=max).contains(&found)).then_some(Constraint::Range { found: Some(found), min, max })
            }
        }
    )*};
}

whole! { i8 i16 i32 i64 }

impl Ranged for f64 {
    type Bound = f64;

    fn out_of(&self, min: f64, max: f64) -> Option<Constraint> {
        (!(min..=max).contains(self)).then_some(Constraint::FloatRange { found: Some(*self), min, max })
    }
}

/// The bounds are rounded as the number was: 8.8 is not more than 8.8.
impl Ranged for f32 {
    type Bound = f64;

    fn out_of(&self, min: f64, max: f64) -> Option<Constraint> {
        let fits = (min as f32..=max as f32).contains(self);
        let found = || self.to_string().parse().ok();
        (!fits).then(|| Constraint::FloatRange { found: found(), min, max })
    }
}

macro_rules! big {
    ($($type:ty)*) => {$(
        /// Bounds are decimals, empty where there is none.
        impl Ranged for $type {
            type Bound = &'static str;

            fn out_of(&self, min: &'static str, max: &'static str) -> Option<Constraint> {
                let below = |bound: &str| decimal::compare(self.as_ref(), bound) == Ordering::Less;
                let above = |bound: &str| decimal::compare(self.as_ref(), bound) == Ordering::Greater;
                let is_out = (!min.is_empty() && below(min)) || (!max.is_empty() && above(max));
                is_out.then(|| Constraint::DecimalRange { found: Some(self.as_ref().to_owned()), min, max })
            }
        }
    )*};
}

big! { BigInteger BigDecimal }

impl<T: Ranged> Ranged for Option<T> {
    type Bound = T::Bound;

    fn out_of(&self, min: T::Bound, max: T::Bound) -> Option<Constraint> {
        self.as_ref()?.out_of(min, max)
    }
}

/// A value that `pattern` applies to.
pub trait Textual {
    /// The text; none if it is absent.
    fn text(&self) -> Option<&str>;
}

impl Textual for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Textual for Option<String> {
    fn text(&self) -> Option<&str> {
        self.as_deref()
    }
}

/// A value of an enum, which is open to values that the model does not list.
pub trait Listed {
    /// Whether the model lists the value.
    fn is_listed(&self) -> bool;
}

/// What is absent is no value at all.
impl<T: Listed> Listed for Option<T> {
    fn is_listed(&self) -> bool {
        self.as_ref().is_none_or(Listed::is_listed)
    }
}
