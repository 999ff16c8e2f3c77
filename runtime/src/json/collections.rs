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

// What is generic is what generated code instantiates, again and again. It is thin: the loops over arrays and objects are
// compiled once, and know a list or a map by the traits here.

/// A list that is written.
pub(super) trait Items {
    fn count(&self) -> usize;

    fn write(&self, index: usize, member: &Member, out: &mut Writer);
}

/// A list that is read.
pub(super) trait Growing {
    /// Adds an item. A null has been passed over already.
    fn read_item(&mut self, null: bool, member: &Member, input: &mut Reader) -> Result<()>;
}

/// A map that is read.
pub(super) trait Entries {
    /// Puts a value there, in the place of one that the key has already. A null has been passed over already.
    fn read_entry(&mut self, key: &str, null: bool, member: &Member, input: &mut Reader) -> Result<()>;
}

impl<T: Field> Field for Vec<T> {
    fn value_as(&self, member: &Member, out: &mut Writer) {
        out.items(self, member.item());
    }
}

impl<T: Field> Items for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn write(&self, index: usize, member: &Member, out: &mut Writer) {
        self[index].value_as(member, out);
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn initial() -> Self {
        Self::new()
    }

    fn decode_as(&mut self, member: &Member, input: &mut Reader) -> Result<()> {
        self.clear();
        input.items(self, member.item())
    }
}

impl<T: Decode> Growing for Vec<T> {
    fn read_item(&mut self, null: bool, member: &Member, input: &mut Reader) -> Result<()> {
        if null && !T::TAKES_NULL {
            return Ok(());
        }
        self.push(T::initial());
        match self.last_mut() {
            Some(item) if !null => item.decode_as(member, input),
            _ => Ok(()),
        }
    }
}

/// The keys of a map: text, or the values of an enum.
pub trait Key: Ord + for<'a> From<&'a str> + AsRef<str> {
    /// An initial value in a map, in the place of one that is there already.
    fn slot<'m, T: Decode>(map: &'m mut BTreeMap<Self, T>, key: &str) -> &'m mut T
    where
        Self: Sized,
    {
        map.entry(Self::from(key)).insert_entry(T::initial()).into_mut()
    }
}

impl Key for String {
    fn slot<'m, T: Decode>(map: &'m mut BTreeMap<Self, T>, key: &str) -> &'m mut T {
        T::slot(map, key)
    }
}

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
        input.map(self, member.item())
    }
}

impl<K: Key, T: Decode> Entries for BTreeMap<K, T> {
    fn read_entry(&mut self, key: &str, null: bool, member: &Member, input: &mut Reader) -> Result<()> {
        if null && !T::TAKES_NULL {
            return Ok(());
        }
        let value = K::slot(self, key);
        if null { Ok(()) } else { value.decode_as(member, input) }
    }
}
