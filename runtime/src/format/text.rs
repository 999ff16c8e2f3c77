//! Syntaxes in which every value but structures, lists and maps is a text: XML and forms.

use crate::big_number::{BigDecimal, BigInteger};

use crate::document::Document;
use crate::number;
use crate::timestamp::{self, DateTime, TimestampFormat};
use crate::wire::{self, Encode, Member, WriteEntries, WriteItems};

/// A writer of such a syntax. It writes structures, lists and maps in its own way.
pub(super) trait TextWriter: Sized {
    /// Why a document can't be written.
    const NO_DOCUMENTS: &'static str;

    /// As [`wire::Writer::name_of`].
    fn name_of_two(&self, in_request: &'static str, _: &'static str) -> &'static str {
        in_request
    }

    /// As [`wire::Writer::name`].
    fn begin_member(&mut self, name: &str, member: &Member);

    /// As [`wire::Writer::structure`].
    fn write_structure(&mut self, members: &dyn Encode);

    /// As [`wire::Writer::list`].
    fn write_list(&mut self, items: &dyn WriteItems, member: &Member);

    /// As [`wire::Writer::map`].
    fn write_map(&mut self, entries: &dyn WriteEntries, member: &Member);

    /// Writes a value that is a text.
    fn write_text(&mut self, value: &str);

    /// Notes a value that has no form here. Nothing that is written is sent then.
    fn fail(&mut self, message: &'static str);
}

impl<W: TextWriter> wire::Writer for W {
    fn name_of(&self, in_request: &'static str, in_answer: &'static str) -> &'static str {
        self.name_of_two(in_request, in_answer)
    }

    fn name(&mut self, name: &str, member: &Member) {
        self.begin_member(name, member);
    }

    fn structure(&mut self, members: &dyn Encode, _: &Member) {
        self.write_structure(members);
    }

    fn list(&mut self, items: &dyn WriteItems, member: &Member) {
        self.write_list(items, member);
    }

    fn map(&mut self, entries: &dyn WriteEntries, member: &Member) {
        self.write_map(entries, member);
    }

    fn null(&mut self) {
        self.write_text("");
    }

    fn boolean(&mut self, value: bool) {
        self.write_text(if value { "true" } else { "false" });
    }

    fn integer(&mut self, value: i64) {
        self.write_text(&value.to_string());
    }

    fn float(&mut self, value: f32) {
        self.write_text(&number::float_text(value));
    }

    fn double(&mut self, value: f64) {
        self.write_text(&number::double_text(value));
    }

    fn big_integer(&mut self, value: &BigInteger) {
        self.write_text(value.as_ref());
    }

    fn big_decimal(&mut self, value: &BigDecimal) {
        self.write_text(value.as_ref());
    }

    fn text(&mut self, value: &str) {
        self.write_text(value);
    }

    fn blob(&mut self, value: &[u8]) {
        self.write_text(&crate::base64::encode(value));
    }

    fn timestamp(&mut self, value: &DateTime, member: &Member) {
        self.write_text(&timestamp::format(value, member.timestamp.unwrap_or(TimestampFormat::DateTime)));
    }

    fn document(&mut self, _: &Document) {
        self.fail(Self::NO_DOCUMENTS);
    }
}
