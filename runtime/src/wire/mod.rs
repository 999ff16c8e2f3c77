//! What generated code implements for its types, and what a format implements to write and read them.
//!
//! A structure implements [`Encode`] by one line per member, and [`Fields`] by one arm per member. Everything that a
//! member can hold implements [`Field`] and [`Decode`]: scalars, lists, maps and `Option` here, structures and unions
//! through the two traits above. A format implements [`Writer`] and [`Reader`], with the loops over members, items and
//! entries. Both sides meet in these traits alone: no type knows in which format it travels.

mod collections;
mod encode_error;
mod format;
mod limits;
mod member;
mod members;
mod numbers;
mod reader;
mod root;
mod scalars;
#[cfg(feature = "serde")]
mod whole;
mod writer;

use std::collections::BTreeMap;

pub use self::collections::Key;
pub use self::encode_error::EncodeError;
pub use self::format::{Format, Written};
pub(crate) use self::limits::{Limits, MAX_DEPTH};
pub use self::member::{Member, Xml};
pub(crate) use self::members::{Members, corrected};
pub use self::reader::{ReadEntries, ReadItems, Reader};
pub use self::root::{Root, Rooted};
#[cfg(feature = "serde")]
pub use self::whole::{AllOf, Whole};
pub use self::writer::{WriteEntries, WriteItems, Writer};
pub use crate::decode_error::DecodeError;

/// What reading gives: a value, or the member that does not fit.
pub type Result<T> = std::result::Result<T, DecodeError>;

/// What a structure or a union writes.
pub trait Encode {
    /// Writes each member that is present.
    fn encode(&self, out: &mut dyn Writer);

    /// The element around a whole body, in formats that name it.
    fn root(&self) -> Root {
        Root::UNNAMED
    }
}

/// A structure without members: `smithy.api#Unit`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unit;

impl Encode for Unit {
    fn encode(&self, _: &mut dyn Writer) {}
}

impl Fields for Unit {
    fn initial() -> Self {
        Self
    }

    fn field(&mut self, _: &str, input: &mut dyn Reader) -> Result<()> {
        input.skip()
    }
}

/// A value that a member can hold, on its way out.
pub trait Field {
    /// Writes the value, as the member's traits want it.
    fn value_as(&self, member: &Member, out: &mut dyn Writer);

    /// Writes the member's name and its value; nothing if it is absent.
    fn field_as(&self, name: &str, member: &Member, out: &mut dyn Writer) {
        out.name(name, member);
        self.value_as(member, out);
    }

    /// As [`Field::field_as`], for a member without traits.
    fn field(&self, name: &str, out: &mut dyn Writer) {
        self.field_as(name, &Member::PLAIN, out);
    }
}

/// What a structure or a union reads.
pub trait Fields {
    /// The value before anything was read: absent members are `None`, those that can't be absent have their default,
    /// or the zero value of Smithy's client error correction.
    fn initial() -> Self
    where
        Self: Sized;

    /// Reads the value of the member of this name. The value is never null. An unknown member is skipped.
    ///
    /// # Errors
    /// The value does not fit the member.
    fn field(&mut self, name: &str, input: &mut dyn Reader) -> Result<()>;

    /// Whether exactly one member is to be there.
    fn is_union(&self) -> bool {
        false
    }

    /// How many bytes it takes beside itself before anything was read: those of a box.
    #[doc(hidden)]
    fn boxed_size(&self) -> usize {
        0
    }

    /// The members that have to be there, and are zero or empty if they are not.
    fn required(&self) -> &'static [&'static str] {
        &[]
    }
}

/// A value that a member can hold, on its way in.
pub trait Decode: Sized {
    /// Whether a null in a list or a map is an entry, the initial value: only if the list is sparse.
    const TAKES_NULL: bool = false;

    /// Whether what comes may be a part of the value, which is added to those that came before: the items of a list that is
    /// flattened in XML.
    #[doc(hidden)]
    const COMES_IN_PARTS: bool = false;

    /// The value before anything was read: empty or zero.
    fn initial() -> Self;

    /// Reads the value, written as the member's traits say. What was there before is replaced, unless this is a further
    /// part of it.
    ///
    /// # Errors
    /// The input is not a value of this type.
    fn decode_as(&mut self, member: &Member, input: &mut dyn Reader) -> Result<()>;

    /// As [`Decode::decode_as`], for a member without traits.
    ///
    /// # Errors
    /// The input is not a value of this type.
    fn decode(&mut self, input: &mut dyn Reader) -> Result<()> {
        self.decode_as(&Member::PLAIN, input)
    }

    /// As [`Decode::decode_as`], into an initial value, where nothing has to be replaced.
    ///
    /// # Errors
    /// The input is not a value of this type.
    #[doc(hidden)]
    fn fill_as(&mut self, member: &Member, input: &mut dyn Reader) -> Result<()> {
        self.decode_as(member, input)
    }

    /// As [`Key::slot`], for keys that are text. A type that is not generic may have it compiled here, once.
    #[doc(hidden)]
    fn slot<'m>(map: &'m mut BTreeMap<String, Self>, key: &str) -> &'m mut Self {
        collections::slot(map, key.to_owned())
    }
}

impl<T: Encode> Field for T {
    fn value_as(&self, member: &Member, out: &mut dyn Writer) {
        out.structure(self, member);
    }
}

impl<T: Fields> Decode for T {
    fn initial() -> Self {
        Fields::initial()
    }

    fn decode_as(&mut self, member: &Member, input: &mut dyn Reader) -> Result<()> {
        *self = Fields::initial();
        self.fill_as(member, input)
    }

    fn fill_as(&mut self, member: &Member, input: &mut dyn Reader) -> Result<()> {
        input.structure(self, member)
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, out: &mut dyn Writer) {
        (**self).encode(out);
    }

    fn root(&self) -> Root {
        (**self).root()
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode(&self, out: &mut dyn Writer) {
        (**self).encode(out);
    }

    fn root(&self) -> Root {
        (**self).root()
    }
}

impl<T: Fields> Fields for Box<T> {
    fn initial() -> Self {
        Self::new(T::initial())
    }

    fn field(&mut self, name: &str, input: &mut dyn Reader) -> Result<()> {
        (**self).field(name, input)
    }

    fn is_union(&self) -> bool {
        (**self).is_union()
    }

    fn boxed_size(&self) -> usize {
        size_of::<T>() + (**self).boxed_size()
    }

    fn required(&self) -> &'static [&'static str] {
        (**self).required()
    }
}
