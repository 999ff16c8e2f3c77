//! CBOR, written into a buffer.

use std::convert::Infallible;

use minicbor::data::IanaTag;
use minicbor::encode::{Encoder, Error};

use super::numbers::{self, Integer};
use crate::big_number::{BigDecimal, BigInteger};
use crate::document::Document;
use crate::timestamp::DateTime;
use crate::wire::{self, Encode, EncodeError, MAX_DEPTH, Member, WriteEntries, WriteItems};

/// Writes one value.
#[derive(Debug)]
pub(crate) struct Writer {
    out: Encoder<Vec<u8>>,
    /// Where the name of the last member that was begun ends.
    name_end: usize,
    name_length: usize,
    /// How many documents are open.
    depth: usize,
    /// The first value that has no form in CBOR.
    invalid: Option<EncodeError>,
}

impl Writer {
    pub(super) fn new() -> Self {
        let out = Encoder::new(Vec::with_capacity(256));
        Self { out, name_end: 0, name_length: 0, depth: 0, invalid: None }
    }

    /// The bytes.
    pub(super) fn finish(self) -> Result<Vec<u8>, EncodeError> {
        self.invalid.map_or(Ok(self.out.into_writer()), Err)
    }

    /// Writes something: a `Vec` takes everything.
    fn put(&mut self, write: impl FnOnce(&mut Encoder<Vec<u8>>) -> Result<&mut Encoder<Vec<u8>>, Error<Infallible>>) {
        let _ = write(&mut self.out);
    }

    /// Notes a value that has no form in CBOR. Nothing that is written is sent then.
    fn fail(&mut self, message: &'static str) {
        let start = self.name_end.saturating_sub(self.name_length);
        let name = self.out.writer().get(start..self.name_end).unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        self.invalid.get_or_insert_with(|| EncodeError::new(name, message));
    }

    /// Goes into a document, unless it is nested too deeply; that is noted.
    pub(super) fn enter(&mut self) -> bool {
        let has_room = self.depth < MAX_DEPTH;
        if has_room {
            self.depth += 1;
        } else {
            self.fail("nested deeper than 128 levels");
        }
        has_room
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Begins a list of so many values.
    pub(super) fn begin_list(&mut self, count: usize) {
        self.put(|out| out.array(count as u64));
    }

    /// Begins a map of so many pairs.
    pub(super) fn begin_map(&mut self, count: usize) {
        self.put(|out| out.map(count as u64));
    }

    /// The tag of a number of any size, and its bytes.
    fn bignum(&mut self, integer: &Integer) {
        let tag = if integer.is_negative { IanaTag::NegBignum } else { IanaTag::PosBignum };
        self.put(|out| out.tag(tag)?.bytes(&integer.magnitude));
    }
}

impl wire::Writer for Writer {
    fn name(&mut self, name: &str, _: &Member) {
        self.put(|out| out.str(name));
        (self.name_end, self.name_length) = (self.out.writer().len(), name.len());
    }

    /// How many members are present turns out while they are written, so the map has no length.
    fn structure(&mut self, members: &dyn Encode, _: &Member) {
        self.put(|out| out.begin_map());
        members.encode(self);
        self.put(|out| out.end());
    }

    fn list(&mut self, items: &dyn WriteItems, member: &Member) {
        self.begin_list(items.count());
        for index in 0..items.count() {
            items.write_item(index, member.item(), self);
        }
    }

    fn map(&mut self, entries: &dyn WriteEntries, member: &Member) {
        self.begin_map(entries.count());
        entries.each(&mut |key, value| {
            self.name(key, &Member::PLAIN);
            value.value_as(member.item(), self);
        });
    }

    fn null(&mut self) {
        self.put(|out| out.null());
    }

    fn boolean(&mut self, value: bool) {
        self.put(|out| out.bool(value));
    }

    fn integer(&mut self, value: i64) {
        self.put(|out| out.i64(value));
    }

    fn float(&mut self, value: f32) {
        self.put(|out| out.f32(value));
    }

    /// In the smallest form that loses nothing, but not in half precision, which not everybody reads.
    fn double(&mut self, value: f64) {
        let single = value as f32;
        if f64::from(single) == value || value.is_nan() {
            self.float(single);
        } else {
            self.put(|out| out.f64(value));
        }
    }

    fn big_integer(&mut self, value: &BigInteger) {
        match numbers::integer(value.as_ref()) {
            Ok(integer) => self.bignum(&integer),
            Err(message) => self.fail(message),
        }
    }

    /// A decimal fraction: the exponent of ten, and the digits as a number.
    fn big_decimal(&mut self, value: &BigDecimal) {
        match numbers::decimal(value.as_ref()) {
            Ok((mantissa, exponent)) => {
                self.put(|out| out.tag(IanaTag::Decimal)?.array(2)?.i64(exponent));
                self.bignum(&mantissa);
            }
            Err(message) => self.fail(message),
        }
    }

    fn text(&mut self, value: &str) {
        self.put(|out| out.str(value));
    }

    fn blob(&mut self, value: &[u8]) {
        self.put(|out| out.bytes(value));
    }

    /// Seconds since 1970, to the millisecond: the protocol's resolution.
    fn timestamp(&mut self, value: &DateTime, _: &Member) {
        self.put(|out| out.tag(IanaTag::Timestamp));
        match value.subsec_nanos() / 1_000_000 {
            0 => self.integer(value.secs()),
            milliseconds => self.double(value.secs() as f64 + f64::from(milliseconds) / 1e3),
        }
    }

    fn document(&mut self, value: &Document) {
        super::write_document::write(value, self);
    }
}
