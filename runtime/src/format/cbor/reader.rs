//! CBOR, read value by value.

use std::borrow::Cow;

use bytes::Bytes;
use minicbor::Decoder;
use minicbor::data::{IanaTag, Tag, Type};
use minicbor::decode::Error;

use super::numbers;
use crate::big_number::{BigDecimal, BigInteger};
use crate::document::Document;
use crate::timestamp::DateTime;
use crate::wire::{DecodeError, Fields, Limits, Member, Members, ReadEntries, ReadItems, Result};
use crate::{number, timestamp, wire};

/// What is done before the value of an entry, with its name.
type Visit<'v, 'b> = &'v mut dyn FnMut(&mut Reader<'b>, Cow<'b, str>) -> Result<()>;

/// Reads one value. It stands before a value whenever generated code is called.
///
/// Tags that say nothing about the types of Smithy are passed over. Lengths may be indefinite.
#[derive(Debug)]
pub(crate) struct Reader<'b> {
    input: Decoder<'b>,
    pub(super) limits: Limits,
    /// A text that came in several chunks.
    text: String,
}

impl<'b> Reader<'b> {
    /// Reads these bytes, and takes so many bytes of memory at most for what it makes.
    pub(crate) fn new(bytes: &'b [u8], memory: u64) -> Self {
        Self { input: Decoder::new(bytes), limits: Limits::new(memory), text: String::new() }
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    /// Something follows the value.
    pub(super) fn finish(&self) -> Result<()> {
        let (at, all) = (self.input.position(), self.input.input().len());
        if at == all { Ok(()) } else { Err(DecodeError::new(format!("something follows the value (byte {at})"))) }
    }

    fn error(&self, error: &Error) -> DecodeError {
        broken(error, self.input.position())
    }

    /// The type of the next value, behind tags that are passed over.
    pub(super) fn peek(&mut self) -> Result<Type> {
        loop {
            match self.kind()? {
                Type::Tag => self.tag().map(drop)?,
                kind => return Ok(kind),
            }
        }
    }

    /// The type of the next value, or `Tag`.
    pub(super) fn kind(&self) -> Result<Type> {
        self.input.datatype().map_err(|error| self.error(&error))
    }

    pub(super) fn tag(&mut self) -> Result<Tag> {
        self.input.tag().map_err(|error| self.error(&error))
    }

    /// The next tag, which is not passed over.
    pub(super) fn peek_tag(&mut self) -> Result<Tag> {
        let start = self.input.position();
        let tag = self.tag();
        self.input.set_position(start);
        tag
    }

    /// Passes over a null. `undefined` means the same. The tags of any other value stay.
    pub(super) fn null(&mut self) -> Result<bool> {
        let start = self.input.position();
        let null = matches!(self.peek()?, Type::Null | Type::Undefined);
        match null {
            true => self.advance(1),
            false => self.input.set_position(start),
        }
        Ok(null)
    }

    fn advance(&mut self, bytes: usize) {
        self.input.set_position(self.input.position().saturating_add(bytes));
    }

    /// Whether a list or map goes on; `count` are the values that it says to have, and `index` those that came.
    fn goes_on(&mut self, count: Option<u64>, index: u64) -> Result<bool> {
        match count {
            Some(count) => Ok(index < count),
            None if self.kind()? == Type::Break => {
                self.advance(1);
                Ok(false)
            }
            None => Ok(true),
        }
    }

    /// Calls `entry` before each value of a map.
    pub(super) fn entries(&mut self, entry: Visit<'_, 'b>) -> Result<()> {
        match self.peek()? {
            Type::Map | Type::MapIndef => {}
            found => return Err(mismatch("a map", found)),
        }
        self.limits.enter()?;
        let count = self.input.map().map_err(|error| self.error(&error))?;
        let mut index = 0;
        while self.goes_on(count, index)? {
            let name = self.key()?;
            entry(self, name)?;
            index += 1;
        }
        self.limits.leave();
        Ok(())
    }

    /// Calls `item` before each value of a list.
    pub(super) fn items(&mut self, item: &mut dyn FnMut(&mut Self, usize) -> Result<()>) -> Result<()> {
        match self.peek()? {
            Type::Array | Type::ArrayIndef => {}
            found => return Err(mismatch("a list", found)),
        }
        self.limits.enter()?;
        let count = self.input.array().map_err(|error| self.error(&error))?;
        let mut index = 0;
        while self.goes_on(count, index as u64)? {
            item(self, index)?;
            index += 1;
        }
        self.limits.leave();
        Ok(())
    }

    fn key(&mut self) -> Result<Cow<'b, str>> {
        match self.peek()? {
            Type::String => self.input.str().map(Cow::Borrowed).map_err(|error| self.error(&error)),
            Type::StringIndef => Ok(Cow::Owned(wire::Reader::text(self)?.to_owned())),
            found => Err(mismatch("a text as the key of a map", found)),
        }
    }

    /// A whole number, however large.
    fn whole(&mut self) -> Result<i128> {
        self.input.int().map(i128::from).map_err(|error| self.error(&error))
    }

    /// A number with a fraction.
    fn fraction(&mut self, kind: Type) -> Result<f64> {
        let read = match kind {
            Type::F16 => return self.half(),
            Type::F32 => self.input.f32().map(f64::from),
            _ => self.input.f64(),
        };
        read.map_err(|error| self.error(&error))
    }

    fn half(&mut self) -> Result<f64> {
        let start = self.input.position() + 1;
        match self.input.input().get(start..start + 2) {
            Some(&[high, low]) => {
                self.advance(3);
                Ok(numbers::half(u16::from_be_bytes([high, low])))
            }
            _ => Err(self.error(&Error::end_of_input())),
        }
    }

    /// A number of double precision.
    fn number(&mut self) -> Result<f64> {
        match self.peek()? {
            kind @ (Type::F16 | Type::F32 | Type::F64) => self.fraction(kind),
            kind if is_whole(kind) => self.whole().map(|whole| whole as f64),
            found => Err(mismatch("a number", found)),
        }
    }

    /// The digits of a whole number of any size, which may have the tag of one.
    fn digits(&mut self) -> Result<String> {
        loop {
            match self.kind()? {
                Type::Tag => {
                    let tag = self.tag()?;
                    if is_bignum(tag) {
                        let bytes = wire::Reader::blob(self)?;
                        return numbers::digits(&bytes, tag == IanaTag::NegBignum.tag());
                    }
                }
                kind if is_whole(kind) => return self.whole().map(|whole| whole.to_string()),
                found => return Err(mismatch("a whole number", found)),
            }
        }
    }

    /// The digits of a decimal fraction, of which the tag was read.
    fn decimal_fraction(&mut self) -> Result<String> {
        let mut parts: [Option<String>; 2] = [None, None];
        self.items(&mut |input, index| {
            let part =
                parts.get_mut(index).ok_or_else(|| DecodeError::new("a decimal fraction of more than two parts"))?;
            *part = Some(input.digits()?);
            Ok(())
        })?;
        match parts {
            [Some(exponent), Some(mantissa)] => numbers::decimal_text(&mantissa, &exponent),
            _ => Err(DecodeError::new("a decimal fraction of fewer than two parts")),
        }
    }

    /// The digits of a number of any size and precision, which may have a tag, a fraction and an exponent.
    pub(super) fn any_digits(&mut self) -> Result<String> {
        let start = self.input.position();
        loop {
            match self.kind()? {
                Type::Tag => match self.tag()? {
                    tag if tag == IanaTag::Decimal.tag() => return self.decimal_fraction(),
                    tag if is_bignum(tag) => {
                        self.input.set_position(start);
                        return self.digits();
                    }
                    _ => {}
                },
                kind @ (Type::F16 | Type::F32 | Type::F64) => {
                    let number = self.fraction(kind)?;
                    return match number.is_finite() {
                        true => Ok(format!("{number:?}")),
                        false => Err(DecodeError::new("expected a number, found NaN or an infinity")),
                    };
                }
                _ => return self.digits(),
            }
        }
    }
}

impl wire::Reader for Reader<'_> {
    fn structure(&mut self, fields: &mut dyn Fields, _: &Member) -> Result<()> {
        let mut members = Members::begin(fields, &mut self.limits, false)?;
        self.entries(&mut |input, name| if input.null()? { Ok(()) } else { members.read(name, input) })?;
        members.finish()
    }

    fn list(&mut self, items: &mut dyn ReadItems, member: &Member) -> Result<()> {
        items.clear();
        let (size, item) = (items.item_size(), member.item());
        self.items(&mut |input, index| {
            input.limits.charge_item(size, index)?;
            let read = input.null().and_then(|null| items.read_item(null, item, input));
            read.map_err(|error| error.within_item(index))
        })
    }

    fn map(&mut self, entries: &mut dyn ReadEntries, member: &Member) -> Result<()> {
        entries.clear();
        let (mut index, size, item) = (0, entries.entry_size(), member.item());
        self.entries(&mut |input, key| {
            input.limits.charge_entry(size, index)?;
            index += 1;
            let null = input.null()?;
            entries.read_entry(&key, null, item, input).map_err(|error| error.within_entry(&key))
        })
    }

    fn skip(&mut self) -> Result<()> {
        match self.peek()? {
            Type::Map | Type::MapIndef => self.entries(&mut |input, _| input.skip()),
            Type::Array | Type::ArrayIndef => self.items(&mut |input, _| input.skip()),
            found @ (Type::Break | Type::Unknown(_)) => Err(mismatch("a value", found)),
            _ => self.input.skip().map_err(|error| self.error(&error)),
        }
    }

    fn boolean(&mut self) -> Result<bool> {
        match self.peek()? {
            Type::Bool => self.input.bool().map_err(|error| self.error(&error)),
            found => Err(mismatch("true or false", found)),
        }
    }

    fn integer(&mut self) -> Result<i64> {
        match self.peek()? {
            kind @ (Type::F16 | Type::F32 | Type::F64) => number::long(&format!("{:?}", self.fraction(kind)?)),
            kind if is_whole(kind) => number::fit(self.whole()?),
            found => Err(mismatch("a whole number", found)),
        }
    }

    fn float(&mut self) -> Result<f32> {
        let double = self.number()?;
        let single = double as f32;
        if single.is_infinite() && double.is_finite() {
            return Err(DecodeError::new("a number too large for its type"));
        }
        Ok(single)
    }

    fn double(&mut self) -> Result<f64> {
        self.number()
    }

    fn big_integer(&mut self) -> Result<BigInteger> {
        self.digits()?.parse().map_err(|_| DecodeError::new("not a whole number"))
    }

    fn big_decimal(&mut self) -> Result<BigDecimal> {
        self.any_digits()?.parse().map_err(|_| DecodeError::new("not a number"))
    }

    fn text(&mut self) -> Result<&str> {
        let (kind, at) = (self.peek()?, self.input.position());
        match kind {
            Type::String => self.input.str().map_err(|error| broken(&error, at)),
            Type::StringIndef => {
                self.text.clear();
                for chunk in self.input.str_iter().map_err(|error| broken(&error, at))? {
                    self.text.push_str(chunk.map_err(|error| broken(&error, at))?);
                }
                Ok(&self.text)
            }
            found => Err(mismatch("a text", found)),
        }
    }

    fn blob(&mut self) -> Result<Bytes> {
        let (kind, at) = (self.peek()?, self.input.position());
        match kind {
            Type::Bytes => self.input.bytes().map(Bytes::copy_from_slice).map_err(|error| self.error(&error)),
            Type::BytesIndef => {
                let mut bytes = Vec::new();
                for chunk in self.input.bytes_iter().map_err(|error| broken(&error, at))? {
                    bytes.extend_from_slice(chunk.map_err(|error| broken(&error, at))?);
                }
                Ok(bytes.into())
            }
            found => Err(mismatch("bytes", found)),
        }
    }

    fn timestamp(&mut self, _: &Member) -> Result<DateTime> {
        match self.peek()? {
            Type::String | Type::StringIndef => timestamp::parse(self.text()?),
            kind @ (Type::F16 | Type::F32 | Type::F64) => timestamp::seconds(&format!("{:?}", self.fraction(kind)?)),
            kind if is_whole(kind) => timestamp::seconds(&self.whole()?.to_string()),
            found => Err(mismatch("a moment", found)),
        }
    }

    fn document(&mut self) -> Result<Document> {
        super::read_document::read(self)
    }
}

/// What is wrong with the bytes, at this place if the error names no other.
fn broken(error: &Error, at: usize) -> DecodeError {
    let at = error.position().unwrap_or(at);
    let what = if error.is_end_of_input() { "ends too early".to_owned() } else { error.to_string() };
    DecodeError::new(format!("not CBOR: {what} (byte {at})"))
}

fn is_whole(kind: Type) -> bool {
    use Type::{I8, I16, I32, I64, Int, U8, U16, U32, U64};
    matches!(kind, U8 | U16 | U32 | U64 | I8 | I16 | I32 | I64 | Int)
}

/// Whether a tag says that bytes are a whole number of any size.
pub(super) fn is_bignum(tag: Tag) -> bool {
    tag == IanaTag::PosBignum.tag() || tag == IanaTag::NegBignum.tag()
}

/// One type was wanted, another one is there.
pub(super) fn mismatch(wanted: &str, found: Type) -> DecodeError {
    let found = match found {
        Type::Null | Type::Undefined => "null",
        Type::Bool => "true or false",
        Type::Bytes | Type::BytesIndef => "bytes",
        Type::String | Type::StringIndef => "a text",
        Type::Array | Type::ArrayIndef => "a list",
        Type::Map | Type::MapIndef => "a map",
        Type::F16 | Type::F32 | Type::F64 => "a number with a fraction",
        Type::Break => "the end of a list or map",
        kind if is_whole(kind) => "a whole number",
        _ => "something that is not CBOR",
    };
    DecodeError::new(format!("expected {wanted}, found {found}"))
}
