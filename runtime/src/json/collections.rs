//! Optional values, lists and maps.

use std::collections::BTreeMap;

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
    const TAKES_NULL: bool = true;

    fn initial() -> Self {
        None
    }

    fn decode_as(&mut self, member: &Member, input: &mut Reader) -> Result<()> {
        *self = Some(T::initial());
        match self {
            Some(value) => value.decode_as(member, input),
            None => Ok(()),
        }
    }
}

impl<T: Field> Field for Vec<T> {
    fn value_as(&self, member: &Member, out: &mut Writer) {
        out.items(self.len(), &|index, out| self[index].value_as(member.item(), out));
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn initial() -> Self {
        Self::new()
    }

    fn decode_as(&mut self, member: &Member, input: &mut Reader) -> Result<()> {
        self.clear();
        input.items_or_null(&mut |input, null| {
            if null && !T::TAKES_NULL {
                return Ok(());
            }
            self.push(T::initial());
            match self.last_mut() {
                Some(item) if !null => item.decode_as(member.item(), input),
                _ => Ok(()),
            }
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
        input.entries_or_null(&mut |input, key, null| {
            if null && !T::TAKES_NULL {
                return Ok(());
            }
            let value = self.entry(K::from(key)).or_insert_with(T::initial);
            if !null {
                return value.decode_as(member.item(), input);
            }
            *value = T::initial();
            Ok(())
        })
    }
}
