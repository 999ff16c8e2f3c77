//! What a format writes.

use super::{Encode, Field, Member};
use crate::big_number::{BigDecimal, BigInteger};
use crate::document::Document;
use crate::timestamp::DateTime;

/// Writes one body, value by value: a format implements it. What has no form in the format is noted, and is an error in the
/// end.
pub trait Writer {
    /// The name of a member whose name in requests is another than in answers, as in `aws.protocols#ec2Query`: this writer's.
    #[allow(unused_variables, reason = "the name is that of the trait's documentation")]
    fn name_of(&self, in_request: &'static str, in_answer: &'static str) -> &'static str {
        in_request
    }

    /// Begins a member. Its value must follow.
    fn name(&mut self, name: &str, member: &Member);

    /// Writes a structure or a union.
    fn structure(&mut self, members: &dyn Encode, member: &Member);

    /// Writes a list. Its items have the traits [`Member::item`].
    fn list(&mut self, items: &dyn WriteItems, member: &Member);

    /// Writes a map. Its values have the traits [`Member::item`].
    fn map(&mut self, entries: &dyn WriteEntries, member: &Member);

    /// Writes an absent item of a sparse list or map.
    fn null(&mut self);

    /// Writes true or false.
    fn boolean(&mut self, value: bool);

    /// Writes a whole number.
    fn integer(&mut self, value: i64);

    /// Writes a number of single precision.
    fn float(&mut self, value: f32);

    /// Writes a number of double precision.
    fn double(&mut self, value: f64);

    /// Writes a whole number of any size.
    fn big_integer(&mut self, value: &BigInteger);

    /// Writes a decimal number of any size and precision.
    fn big_decimal(&mut self, value: &BigDecimal);

    /// Writes a text.
    fn text(&mut self, value: &str);

    /// Writes bytes.
    fn blob(&mut self, value: &[u8]);

    /// Writes a moment, in the member's format or that of the protocol.
    fn timestamp(&mut self, value: &DateTime, member: &Member);

    /// Writes a value of any type.
    fn document(&mut self, value: &Document);
}

/// A list on its way out.
pub trait WriteItems {
    /// How many items it has.
    fn count(&self) -> usize;

    /// Writes the item at this place, counted from zero.
    fn write_item(&self, index: usize, item: &Member, out: &mut dyn Writer);
}

/// A map on its way out.
pub trait WriteEntries {
    /// How many entries it has.
    fn count(&self) -> usize;

    /// Calls `write` with the key and the value of each entry.
    fn each(&self, write: &mut dyn FnMut(&str, &dyn Field));
}
