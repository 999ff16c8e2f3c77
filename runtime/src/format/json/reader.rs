//! JSON, read value by value.

use std::borrow::Cow;
use std::str::FromStr;

use bytes::Bytes;

use super::BigNumbers;
use super::scanner::{Kind, Scanner};
use crate::big_number::{BigDecimal, BigInteger};
use crate::document::Document;
use crate::timestamp::DateTime;
use crate::wire::{DecodeError, Fields, Limits, Member, Members, ReadEntries, ReadItems, Result};
use crate::{number, timestamp, wire};

/// What is done before the value of an entry, with its name.
type Visit<'v, 'a> = &'v mut dyn FnMut(&mut Reader<'a>, Cow<'a, str>) -> Result<()>;

/// Reads one JSON text. It stands before a value whenever generated code is called.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    json: Scanner<'a>,
    /// Whether it is an error if a required member is missing.
    strict: bool,
    pub(super) limits: Limits,
    big_numbers: BigNumbers,
}

impl<'a> Reader<'a> {
    /// Reads this text.
    ///
    /// # Errors
    /// The bytes are not UTF-8, as RFC 8259 wants them to be.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| DecodeError::new(format!("not UTF-8 (byte {})", error.valid_up_to())))?;
        Ok(Self {
            json: Scanner::new(text),
            strict: false,
            limits: Limits::new(u64::MAX),
            big_numbers: BigNumbers::Numbers,
        })
    }

    /// Makes it an error if a required member is missing.
    #[cfg(feature = "serde")]
    pub(crate) fn strictly(self) -> Self {
        Self { strict: true, ..self }
    }

    /// Takes so many bytes at most for what it makes, the characters of texts not counted: those are in the text itself.
    pub(crate) fn limited(self, memory: u64) -> Self {
        Self { limits: Limits::new(memory), ..self }
    }

    /// Reads numbers of any size as they are written so.
    pub(super) fn with(self, big_numbers: BigNumbers) -> Self {
        Self { big_numbers, ..self }
    }

    /// Checks that nothing but white space is left.
    ///
    /// # Errors
    /// Something follows the value.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.json.finish()
    }

    /// Calls `entry` before each value of an object.
    pub(super) fn entries(&mut self, entry: Visit<'_, 'a>) -> Result<()> {
        self.require(Kind::Object, "an object")?;
        self.limits.enter()?;
        let mut name = self.json.object()?;
        while let Some(current) = name {
            entry(self, current)?;
            name = self.json.next_name()?;
        }
        self.limits.leave();
        Ok(())
    }

    /// Passes over a null.
    #[inline]
    fn null(&mut self) -> Result<bool> {
        let null = self.peek()? == Kind::Null;
        if null {
            self.json.null()?;
        }
        Ok(null)
    }

    /// Reads a number; its digits stay as they are.
    pub(super) fn number(&mut self) -> Result<&'a str> {
        self.require(Kind::Number, "a number")?;
        self.json.number()
    }

    /// Reads a number, or the name of one that has no digits.
    fn named_number<T: FromStr>(&mut self, is_infinite: impl FnOnce(&T) -> bool) -> Result<T> {
        let is_text = self.peek()? == Kind::String;
        let text = if is_text { number::named(wire::Reader::text(self)?)? } else { self.number()? };
        let number = text.parse().map_err(|_| DecodeError::new("not a number"))?;
        if is_infinite(&number) && !is_text {
            return Err(DecodeError::new("a number too large for its type"));
        }
        Ok(number)
    }

    /// Reads a number of any size.
    fn big_number<T: FromStr>(&mut self, fits: impl FnOnce(&str) -> bool) -> Result<T> {
        let digits = match self.big_numbers {
            BigNumbers::Numbers => self.number()?,
            BigNumbers::Strings => match wire::Reader::text(self)? {
                digits if number::is_json(digits) && fits(digits) => digits,
                _ => return Err(DecodeError::new("a string that is not a number")),
            },
        };
        digits.parse().map_err(|_| DecodeError::new("not a number"))
    }

    /// The kind of the next value.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<Kind> {
        self.json.peek()
    }

    #[inline]
    fn require(&mut self, wanted: Kind, name: &str) -> Result<()> {
        let found = self.peek()?;
        if found == wanted { Ok(()) } else { Err(mismatch(name, found)) }
    }
}

impl wire::Reader for Reader<'_> {
    fn structure(&mut self, fields: &mut dyn Fields, _: &Member) -> Result<()> {
        let mut members = Members::begin(fields, &mut self.limits, self.strict)?;
        self.entries(&mut |input, name| if input.null()? { Ok(()) } else { members.read(name, input) })?;
        members.finish()
    }

    fn list(&mut self, items: &mut dyn ReadItems, member: &Member) -> Result<()> {
        self.require(Kind::Array, "an array")?;
        items.clear();
        self.limits.enter()?;
        let mut has_item = self.json.array()?;
        let (mut index, size, item) = (0, items.item_size(), member.item());
        while has_item {
            self.limits.charge_item(size, index)?;
            let read = self.null().and_then(|null| items.read_item(null, item, self));
            read.map_err(|error| error.within_item(index))?;
            index += 1;
            has_item = self.json.next_item()?;
        }
        self.limits.leave();
        Ok(())
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
        self.json.skip()
    }

    fn boolean(&mut self) -> Result<bool> {
        self.require(Kind::Boolean, "true or false")?;
        self.json.boolean()
    }

    fn integer(&mut self) -> Result<i64> {
        number::long(self.number()?)
    }

    fn float(&mut self) -> Result<f32> {
        self.named_number(|number: &f32| number.is_infinite())
    }

    fn double(&mut self) -> Result<f64> {
        self.named_number(|number: &f64| number.is_infinite())
    }

    fn big_integer(&mut self) -> Result<BigInteger> {
        self.big_number(|digits| !digits.contains(['.', 'e', 'E']))
    }

    fn big_decimal(&mut self) -> Result<BigDecimal> {
        self.big_number(|_| true)
    }

    fn text(&mut self) -> Result<&str> {
        self.require(Kind::String, "a string")?;
        self.json.string()
    }

    fn blob(&mut self) -> Result<Bytes> {
        let bytes = crate::base64::decode(self.text()?).ok_or_else(|| DecodeError::new("not base64"))?;
        Ok(bytes.into())
    }

    fn timestamp(&mut self, _: &Member) -> Result<DateTime> {
        match self.peek()? {
            Kind::String => timestamp::parse(self.text()?),
            _ => timestamp::seconds(self.number()?),
        }
    }

    fn document(&mut self) -> Result<Document> {
        super::read_document::read(self)
    }
}

/// One type was wanted, another one is there.
fn mismatch(wanted: &str, found: Kind) -> DecodeError {
    let found = match found {
        Kind::Null => "null",
        Kind::Boolean => "true or false",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Array => "an array",
        Kind::Object => "an object",
    };
    DecodeError::new(format!("expected {wanted}, found {found}"))
}
