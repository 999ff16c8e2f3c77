//! Values that `==` is of no use for.

use std::collections::BTreeMap;

use crate::body::Body;

/// A member that may hold numbers that are none.
pub trait Nans {
    /// Puts a zero in the place of each NaN, and tells the places.
    fn take_nans(&mut self) -> Vec<usize>;
}

macro_rules! nans_of_floats {
    ($($float:ty),*) => {$(
        impl Nans for $float {
            fn take_nans(&mut self) -> Vec<usize> {
                if self.is_nan() {
                    *self = 0.0;
                    return vec![0];
                }
                Vec::new()
            }
        }
    )*};
}

nans_of_floats!(f32, f64);

impl<T: Nans> Nans for Option<T> {
    fn take_nans(&mut self) -> Vec<usize> {
        self.as_mut().map(Nans::take_nans).unwrap_or_default()
    }
}

impl<T: Nans> Nans for Vec<T> {
    fn take_nans(&mut self) -> Vec<usize> {
        places(self.iter_mut())
    }
}

impl<K: Ord, T: Nans> Nans for BTreeMap<K, T> {
    fn take_nans(&mut self) -> Vec<usize> {
        places(self.values_mut())
    }
}

fn places<'a, T: Nans + 'a>(items: impl Iterator<Item = &'a mut T>) -> Vec<usize> {
    items.enumerate().filter_map(|(place, item)| (!item.take_nans().is_empty()).then_some(place)).collect()
}

/// NaN stands on both sides in the same places, at least one; there are zeros afterwards.
#[track_caller]
pub fn same_nans<T: Nans>(found: &mut T, wanted: &mut T) {
    let (found, wanted) = (found.take_nans(), wanted.take_nans());
    assert!(!wanted.is_empty(), "no NaN is wanted");
    assert_eq!(found, wanted, "places of NaN");
}

/// A member that is a stream.
pub trait Streamed {
    /// The stream, which is empty afterwards.
    fn take_body(&mut self) -> Body;
}

impl Streamed for Body {
    fn take_body(&mut self) -> Body {
        std::mem::take(self)
    }
}

impl Streamed for Option<Body> {
    fn take_body(&mut self) -> Body {
        self.take().unwrap_or_default()
    }
}

/// Both streams hold the same bytes, which are in memory.
#[track_caller]
pub fn same_bytes<T: Streamed>(found: &mut T, wanted: &mut T) {
    assert_eq!(found.take_body().bytes(), wanted.take_body().bytes(), "body");
}
