//! What has a length, and what has a value.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::Constraint;

/// A value that `length` applies to.
pub trait Measured {
    /// The length, and what is counted; none if the value is absent.
    fn measure(&self) -> Option<(u64, &'static str)>;
}

/// Unicode scalar values are counted, as Smithy demands.
impl Measured for String {
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

macro_rules! ranged {
    ($($type:ty => $bound:ty, $constraint:ident;)*) => {$(
        impl Ranged for $type {
            type Bound = $bound;

            fn out_of(&self, min: $bound, max: $bound) -> Option<Constraint> {
                let found = <$bound>::from(*self);
                (!(min..=max).contains(&found)).then_some(Constraint::$constraint { found: Some(found), min, max })
            }
        }
    )*};
}

ranged! {
    i8 => i64, Range;
    i16 => i64, Range;
    i32 => i64, Range;
    i64 => i64, Range;
    f32 => f64, FloatRange;
    f64 => f64, FloatRange;
}

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
