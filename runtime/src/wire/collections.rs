//! Optional values, lists and maps.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Decode, Field, Member, ReadEntries, ReadItems, Reader, Result, WriteEntries, WriteItems, Writer};

/// As a member an absent value is not written at all; in a sparse list or map it is null.
impl<T: Field> Field for Option<T> {
    fn value_as(&self, member: &Member, out: &mut dyn Writer) {
        match self {
            Some(value) => value.value_as(member, out),
            None => out.null(),
        }
    }

    fn field_as(&self, name: &str, member: &Member, out: &mut dyn Writer) {
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

    fn decode_as(&mut self, member: &Member, input: &mut dyn Reader) -> Result<()> {
        if self.is_none() || !T::COMES_IN_PARTS {
            *self = Some(T::initial());
        }
        match self {
            Some(value) => value.fill_as(member, input),
            None => Ok(()),
        }
    }
}

// What is generic is what generated code instantiates, again and again. It is thin: the loops that read and write are in
// the formats, compiled once, and know a list or a map by the traits here.

impl<T: Field> Field for Vec<T> {
    fn value_as(&self, member: &Member, out: &mut dyn Writer) {
        out.list(self, member);
    }
}

impl<T: Field> WriteItems for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn write_item(&self, index: usize, item: &Member, out: &mut dyn Writer) {
        self[index].value_as(item, out);
    }
}

impl<T: Decode> Decode for Vec<T> {
    const COMES_IN_PARTS: bool = true;

    fn initial() -> Self {
        Self::new()
    }

    fn decode_as(&mut self, member: &Member, input: &mut dyn Reader) -> Result<()> {
        input.list(self, member)
    }
}

impl<T: Decode> ReadItems for Vec<T> {
    fn item_size(&self) -> usize {
        size_of::<T>()
    }

    fn clear(&mut self) {
        Vec::clear(self);
    }

    fn read_item(&mut self, null: bool, item: &Member, input: &mut dyn Reader) -> Result<()> {
        if null && !T::TAKES_NULL {
            return Ok(());
        }
        self.push(T::initial());
        match self.last_mut() {
            Some(value) if !null => value.fill_as(item, input),
            _ => Ok(()),
        }
    }
}

/// The keys of a map: text, or the values of an enum.
pub trait Key: Ord + for<'a> From<&'a str> + AsRef<str> {
    /// Puts an initial value into a map, in the place of one that the key may have, and gives it.
    #[doc(hidden)]
    fn slot<'m, T: Decode>(map: &'m mut BTreeMap<Self, T>, key: &str) -> &'m mut T {
        slot(map, Self::from(key))
    }
}

/// What [`Key::slot`] and [`Decode::slot`] do.
pub(super) fn slot<K: Ord, T: Decode>(map: &mut BTreeMap<K, T>, key: K) -> &mut T {
    let value = T::initial();
    match map.entry(key) {
        Entry::Vacant(entry) => entry.insert(value),
        Entry::Occupied(entry) => {
            let slot = entry.into_mut();
            *slot = value;
            slot
        }
    }
}

impl Key for String {
    fn slot<'m, T: Decode>(map: &'m mut BTreeMap<Self, T>, key: &str) -> &'m mut T {
        T::slot(map, key)
    }
}

impl<K: Key, T: Field> Field for BTreeMap<K, T> {
    fn value_as(&self, member: &Member, out: &mut dyn Writer) {
        out.map(self, member);
    }
}

impl<K: Key, T: Field> WriteEntries for BTreeMap<K, T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn each(&self, write: &mut dyn FnMut(&str, &dyn Field)) {
        for (key, value) in self {
            write(key.as_ref(), value);
        }
    }
}

impl<K: Key, T: Decode> Decode for BTreeMap<K, T> {
    const COMES_IN_PARTS: bool = true;

    fn initial() -> Self {
        Self::new()
    }

    fn decode_as(&mut self, member: &Member, input: &mut dyn Reader) -> Result<()> {
        input.map(self, member)
    }
}

impl<K: Key, T: Decode> ReadEntries for BTreeMap<K, T> {
    fn entry_size(&self) -> usize {
        size_of::<(K, T)>()
    }

    fn clear(&mut self) {
        BTreeMap::clear(self);
    }

    fn read_entry(&mut self, key: &str, null: bool, item: &Member, input: &mut dyn Reader) -> Result<()> {
        if null && !T::TAKES_NULL {
            return Ok(());
        }
        let value = K::slot(self, key);
        if null { Ok(()) } else { value.fill_as(item, input) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::json::Reader as JsonReader;

    /// What is read of a text, over what was read of another one before.
    fn read<T: Decode>(before: &str, text: &str) -> T {
        let mut value = T::initial();
        for text in [before, text] {
            value.decode(&mut JsonReader::new(text.as_bytes()).expect("UTF-8")).expect("a value");
        }
        value
    }

    /// A key that is not text itself.
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Named(String);

    impl From<&str> for Named {
        fn from(text: &str) -> Self {
            Self(text.to_owned())
        }
    }

    impl AsRef<str> for Named {
        fn as_ref(&self) -> &str {
            &self.0
        }
    }

    impl Key for Named {}

    #[test]
    fn what_is_read_again_replaces() {
        assert_eq!(read::<Vec<i32>>("[1,2]", "[3]"), [3]);
        assert_eq!(read::<Option<String>>(r#""a""#, r#""b""#).as_deref(), Some("b"));
        assert_eq!(read::<BTreeMap<String, i32>>(r#"{"a":1}"#, r#"{"b":2,"b":3}"#), BTreeMap::from([("b".into(), 3)]));
        let named = read::<BTreeMap<Named, Vec<i32>>>(r#"{"a":[1]}"#, r#"{"b":[2],"b":[3]}"#);
        assert_eq!(named, BTreeMap::from([("b".into(), vec![3])]));
    }

    #[test]
    fn nulls_are_entries_of_what_is_sparse() {
        assert_eq!(read::<Vec<i32>>("[]", "[1,null,2]"), [1, 2]);
        assert_eq!(read::<Vec<Option<i32>>>("[]", "[1,null,2]"), [Some(1), None, Some(2)]);
        let text = r#"{"a":1,"a":null,"b":null}"#;
        assert_eq!(read::<BTreeMap<String, i32>>("{}", text), BTreeMap::from([("a".into(), 1)]));
        let sparse = read::<BTreeMap<String, Option<i32>>>("{}", text);
        assert_eq!(sparse, BTreeMap::from([("a".into(), None), ("b".into(), None)]));
    }

    /// A union in a box is one, too.
    #[test]
    fn a_boxed_union_has_one_member() {
        #[derive(Debug, Default)]
        struct Union(Option<i32>);

        impl crate::wire::Fields for Union {
            fn initial() -> Self {
                Self::default()
            }

            fn field(&mut self, name: &str, input: &mut dyn crate::wire::Reader) -> Result<()> {
                match name {
                    "a" | "b" => self.0.decode(input),
                    _ => input.skip(),
                }
            }

            fn is_union(&self) -> bool {
                true
            }
        }

        let read = |text: &str| {
            let mut union = <Box<Union> as crate::wire::Fields>::initial();
            let mut input = crate::format::json::Reader::new(text.as_bytes()).expect("JSON");
            let read = crate::wire::Reader::structure(&mut input, &mut union, &Member::PLAIN);
            read.map(|()| union.0).map_err(|error| error.to_string())
        };
        assert_eq!(read(r#"{"__type":"x","a":1}"#), Ok(Some(1)));
        assert_eq!(read(r#"{"a":1,"b":null}"#), Ok(Some(1)));
        assert_eq!(read(r#"{"a":1,"a":2}"#), Ok(Some(2)));
        assert_eq!(read(r#"{"a":1,"b":2}"#), Err("a union with more than one member: `a` and `b`".to_owned()));
        assert_eq!(read("{}"), Err("a union without a member".to_owned()));
    }
}
