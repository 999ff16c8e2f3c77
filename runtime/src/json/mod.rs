//! JSON bodies: what generated code implements, and what it calls.
//!
//! A structure implements [`Encode`] by one line per member, and [`Fields`] by one arm per member. Everything that a
//! member can hold implements [`Field`] and [`Decode`]: scalars, lists, maps and `Option` here, structures and unions
//! through the two traits above. The loops over objects and arrays are here, once.

mod collections;
mod document;
mod numbers;
mod reader;
mod scalars;
#[cfg(feature = "serde")]
mod whole;
mod writer;

use std::collections::BTreeMap;

pub use crate::decode_error::DecodeError;
pub use collections::Key;
pub use reader::Reader;
pub(crate) use reader::corrected;
#[cfg(feature = "serde")]
pub use whole::{AllOf, Whole};
pub(crate) const STRING: jiter::Peek = jiter::Peek::String;
pub use writer::{Unwritable, Writer};

use crate::member::Member;

/// What reading gives: a value, or the member that does not fit.
pub type Result<T> = std::result::Result<T, DecodeError>;

/// What a structure or a union writes between the braces of its object.
pub trait Encode {
    /// Writes each member that is present.
    fn encode(&self, out: &mut Writer);
}

/// A value that a member can hold, on its way out.
pub trait Field {
    /// Writes the value, as the member's traits want it.
    fn value_as(&self, member: &Member, out: &mut Writer);

    /// Writes the member's name and its value; nothing if it is absent.
    fn field_as(&self, name: &str, member: &Member, out: &mut Writer) {
        out.name(name);
        self.value_as(member, out);
    }

    /// As [`Field::field_as`], for a member without traits.
    fn field(&self, name: &str, out: &mut Writer) {
        self.field_as(name, &Member::PLAIN, out);
    }
}

/// What a structure or a union reads from its object.
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
    fn field(&mut self, name: &str, input: &mut Reader) -> Result<()>;

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

    /// The value before anything was read: empty or zero.
    fn initial() -> Self;

    /// Reads the value, written as the member's traits say. What was there before is replaced.
    ///
    /// # Errors
    /// The text is not a value of this type.
    fn decode_as(&mut self, member: &Member, input: &mut Reader) -> Result<()>;

    /// As [`Decode::decode_as`], for a member without traits.
    ///
    /// # Errors
    /// The text is not a value of this type.
    fn decode(&mut self, input: &mut Reader) -> Result<()> {
        self.decode_as(&Member::PLAIN, input)
    }

    /// As [`Decode::decode_as`], into an initial value, where nothing has to be replaced.
    ///
    /// # Errors
    /// The text is not a value of this type.
    #[doc(hidden)]
    fn fill_as(&mut self, member: &Member, input: &mut Reader) -> Result<()> {
        self.decode_as(member, input)
    }

    /// As [`Key::slot`], for keys that are text. A type that is not generic may have it compiled here, once.
    #[doc(hidden)]
    fn slot<'m>(map: &'m mut BTreeMap<String, Self>, key: &str) -> &'m mut Self {
        collections::slot(map, key.to_owned())
    }
}

impl<T: Encode> Field for T {
    fn value_as(&self, _: &Member, out: &mut Writer) {
        out.object(self);
    }
}

impl<T: Fields> Decode for T {
    fn initial() -> Self {
        Fields::initial()
    }

    fn decode_as(&mut self, member: &Member, input: &mut Reader) -> Result<()> {
        *self = Fields::initial();
        self.fill_as(member, input)
    }

    fn fill_as(&mut self, _: &Member, input: &mut Reader) -> Result<()> {
        input.object(self)
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode(&self, out: &mut Writer) {
        (**self).encode(out);
    }
}

impl<T: Fields> Fields for Box<T> {
    fn initial() -> Self {
        Self::new(T::initial())
    }

    fn field(&mut self, name: &str, input: &mut Reader) -> Result<()> {
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

/// What writing gives: the text as bytes, or what has no form in JSON.
pub type Written = std::result::Result<Vec<u8>, Unwritable>;

/// The object with these members, as bytes.
///
/// # Errors
/// A member has a value that JSON has no form for.
pub fn to_bytes(value: &dyn Encode) -> Written {
    let mut out = Writer::new();
    out.object(value);
    out.finish()
}

/// A value of any type, as bytes.
pub(crate) fn value_to_bytes(value: &(impl Field + ?Sized)) -> Written {
    let mut out = Writer::new();
    value.value_as(&Member::PLAIN, &mut out);
    out.finish()
}

/// Reads the members of a whole text that is an object.
///
/// # Errors
/// The text is not JSON, or does not fit.
pub fn read(text: &[u8], fields: &mut dyn Fields) -> Result<()> {
    read_within(text, fields, u64::MAX)
}

/// As [`read`], with so many bytes of memory at most for what is made of the text.
///
/// # Errors
/// The text is not JSON, does not fit, or takes more.
pub(crate) fn read_within(text: &[u8], fields: &mut dyn Fields, limit: u64) -> Result<()> {
    let mut input = Reader::new(text)?.limited(limit);
    input.object(fields)?;
    input.finish()
}
