//! Optional values, lists and maps.

use std::collections::BTreeMap;

use jiter::Peek;

use super::{Decode, Field, Reader, Result, Writer};
use crate::member::Member;

/// As a member an absent value is not written at all; in a sparse list or map it is null.
impl<T: Field> Field for Option<T> {
    fn value_as(&self, member: &Member, out: &mut Writer) {
        match self {
            Some(value) => value.value_as(member, out),
            None => out.raw("null"),
        }
    }

    fn field_as(&self, name: &str, member: &Member, out: &mut Writer) {
        if let Some(value) = self {
            value.field_as(name, member, out);
        }
    }
}

impl<T: Decode> Decode for Option<T> {
    fn initial() -> Self {
        None
    }

    fn decode_as(&mut self, member: &Member, input: &mut Reader) -> Result<()> {
        *self = Some(input.value(member)?);
        Ok(())
    }

    fn null() -> Option<Self> {
        Some(None)
    }
}

impl<T: Field> Field for Vec<T> {
    fn value_as(&self, member: &Member, out: &mut Writer) {
        out.open('[');
        for item in self {
            out.item();
            item.value_as(member.item(), out);
        }
        out.close(']');
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn initial() -> Self {
        Self::new()
    }

    fn decode_as(&mut self, member: &Member, input: &mut Reader) -> Result<()> {
        self.clear();
        input.items(|input, _| {
            self.extend(value(member.item(), input)?);
            Ok(())
        })
    }
}

/// The keys of a map: text, or the values of an enum.
pub trait Key: Ord + for<'a> From<&'a str> + AsRef<str> {}

impl<K: Ord + for<'a> From<&'a str> + AsRef<str>> Key for K {}

impl<K: Key, T: Field> Field for BTreeMap<K, T> {
    fn value_as(&self, member: &Member, out: &mut Writer) {
        out.open('{');
        for (key, value) in self {
            out.name(key.as_ref());
            value.value_as(member.item(), out);
        }
        out.close('}');
    }
}

impl<K: Key, T: Decode> Decode for BTreeMap<K, T> {
    fn initial() -> Self {
        Self::new()
    }

    fn decode_as(&mut self, member: &Member, input: &mut Reader) -> Result<()> {
        self.clear();
        input.entries(|input, key| {
            if let Some(value) = value(member.item(), input).map_err(|error| error.within_entry(&key))? {
                self.insert(K::from(&key), value);
            }
            Ok(())
        })
    }
}

/// An item or an entry's value; none for a null that does not count.
fn value<T: Decode>(member: &Member, input: &mut Reader) -> Result<Option<T>> {
    if input.peek()? == Peek::Null {
        input.skip()?;
        return Ok(T::null());
    }
    input.value(member).map(Some)
}
