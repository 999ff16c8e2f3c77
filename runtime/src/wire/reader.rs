//! What a format reads.

use bytes::Bytes;

use super::{Decode, Fields, Member, Result};
use crate::big_number::{BigDecimal, BigInteger};
use crate::document::Document;
use crate::timestamp::DateTime;
use crate::unknown::UnknownVariant;

/// Reads one body, value by value: a format implements it. It stands before a value whenever generated code is called.
///
/// Every method fails if the body is broken, or has a value of another type than is asked for.
pub trait Reader {
    /// Reads a structure or a union, member by member. A null is an absent member. A repeated name replaces.
    ///
    /// # Errors
    /// Not a structure, or a member does not fit.
    fn structure(&mut self, fields: &mut dyn Fields, member: &Member) -> Result<()>;

    /// Reads a list. Its items have the traits [`Member::item`].
    ///
    /// # Errors
    /// Not a list, or an item does not fit.
    fn list(&mut self, items: &mut dyn ReadItems, member: &Member) -> Result<()>;

    /// Reads a map. Its values have the traits [`Member::item`].
    ///
    /// # Errors
    /// Not a map, or a value does not fit.
    fn map(&mut self, entries: &mut dyn ReadEntries, member: &Member) -> Result<()>;

    /// Skips a value of any type.
    ///
    /// # Errors
    /// The body is broken.
    fn skip(&mut self) -> Result<()>;

    /// Reads true or false.
    ///
    /// # Errors
    /// It is neither.
    fn boolean(&mut self) -> Result<bool>;

    /// Reads a whole number.
    ///
    /// # Errors
    /// Not a number, not a whole one, or one that 64 bits can't hold.
    fn integer(&mut self) -> Result<i64>;

    /// Reads a number of single precision.
    ///
    /// # Errors
    /// Not a number, or one that is too large.
    fn float(&mut self) -> Result<f32>;

    /// Reads a number of double precision.
    ///
    /// # Errors
    /// Not a number, or one that is too large.
    fn double(&mut self) -> Result<f64>;

    /// Reads a whole number of any size.
    ///
    /// # Errors
    /// Not a whole number.
    fn big_integer(&mut self) -> Result<BigInteger>;

    /// Reads a decimal number of any size and precision.
    ///
    /// # Errors
    /// Not a number.
    fn big_decimal(&mut self) -> Result<BigDecimal>;

    /// Reads a text.
    ///
    /// # Errors
    /// Not a text.
    fn text(&mut self) -> Result<&str>;

    /// Reads bytes.
    ///
    /// # Errors
    /// Neither bytes nor what the format writes for them.
    fn blob(&mut self) -> Result<Bytes>;

    /// Reads a moment, in whichever of the formats it is: services mix them up.
    ///
    /// # Errors
    /// Not a moment, or one beyond the year 9999.
    fn timestamp(&mut self, member: &Member) -> Result<DateTime>;

    /// Reads a value of any type.
    ///
    /// # Errors
    /// The body is broken, or nested too deeply.
    fn document(&mut self) -> Result<Document>;
}

/// What generated code does with every reader.
impl dyn Reader + '_ {
    /// Reads a text into whatever is made of one.
    ///
    /// # Errors
    /// Not a text.
    pub fn text_into<T: for<'t> From<&'t str>>(&mut self, into: &mut T) -> Result<()> {
        *into = T::from(self.text()?);
        Ok(())
    }

    /// Reads a value of whatever type is wanted, and puts there what is made of it. After an error it is of no use.
    ///
    /// # Errors
    /// The input is not a value of this type.
    pub fn value<T: Decode, U>(&mut self, member: &Member, into: &mut U, make: impl FnOnce(T) -> U) -> Result<()> {
        let mut value = T::initial();
        let read = value.fill_as(member, self);
        *into = make(value);
        read
    }

    /// Reads the value of a union's member that the model does not list.
    ///
    /// # Errors
    /// The body is broken.
    pub fn unknown_variant<U>(
        &mut self,
        tag: &str,
        into: &mut U,
        make: impl FnOnce(UnknownVariant) -> U,
    ) -> Result<()> {
        self.value(&Member::PLAIN, into, |value| make(UnknownVariant::new(tag, value)))
    }
}

/// A list on its way in.
pub trait ReadItems {
    /// How many bytes an item takes, before anything of it was read.
    fn item_size(&self) -> usize;

    /// Takes away what was read before.
    fn clear(&mut self);

    /// Reads one more item. If it was null it has been read already, and is an item only of a sparse list.
    ///
    /// # Errors
    /// The item does not fit.
    fn read_item(&mut self, null: bool, item: &Member, input: &mut dyn Reader) -> Result<()>;
}

/// A map on its way in.
pub trait ReadEntries {
    /// How many bytes an entry takes, before anything of its value was read.
    fn entry_size(&self) -> usize;

    /// Takes away what was read before.
    fn clear(&mut self);

    /// Reads the value of a key, in the place of one that the key may have. If it was null it has been read already, and is
    /// an entry only of a sparse map.
    ///
    /// # Errors
    /// The value does not fit.
    fn read_entry(&mut self, key: &str, null: bool, item: &Member, input: &mut dyn Reader) -> Result<()>;
}
