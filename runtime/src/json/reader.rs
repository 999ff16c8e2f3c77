//! JSON, read value by value.

use std::borrow::Cow;

use jiter::{Jiter, JiterError, Peek};

use super::collections::{ReadEntries, ReadItems};
use super::{Decode, DecodeError, Fields};
use crate::member::Member;
use crate::printable;
use crate::unknown::UnknownVariant;

/// The deepest nesting that is read. Deeper answers are refused, so that hostile ones can't exhaust the stack.
pub(crate) const MAX_DEPTH: usize = 128;

/// What is done before the value of an entry, with its name.
type Visit<'v, 'a> = &'v mut dyn FnMut(&mut Reader<'a>, Cow<'a, str>) -> Result<(), DecodeError>;

/// Reads one JSON text. It stands before a value whenever generated code is called.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    json: Jiter<'a>,
    depth: usize,
    /// Whether it is an error if a required member is missing. Services may leave out what they once required.
    strict: bool,
    /// How many bytes may still be taken for items, entries and boxes: a short text can ask for much.
    room: u64,
}

impl<'a> Reader<'a> {
    /// Reads this text.
    ///
    /// # Errors
    /// The bytes are not UTF-8, as RFC 8259 wants them to be.
    pub fn new(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| DecodeError::new(format!("not UTF-8 (byte {})", error.valid_up_to())))?;
        Ok(Self { text, json: Jiter::new(bytes), depth: 0, strict: false, room: u64::MAX })
    }

    /// Makes it an error if a required member is missing.
    #[cfg(feature = "serde")]
    pub(crate) fn strictly(self) -> Self {
        Self { strict: true, ..self }
    }

    /// Takes so many bytes at most for what it makes, the characters of texts not counted: those are in the text itself.
    pub(crate) fn limited(self, room: u64) -> Self {
        Self { room, ..self }
    }

    /// Takes so many bytes.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), DecodeError> {
        let left = self.room.checked_sub(bytes as u64);
        self.room = left.ok_or_else(|| DecodeError::new("takes more memory than an answer may"))?;
        Ok(())
    }

    /// Checks that nothing but white space is left.
    ///
    /// # Errors
    /// Something follows the value.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        self.json.finish().map_err(|error| self.error(error))
    }

    /// Reads an object member by member. A null is an absent member. A repeated name replaces.
    ///
    /// # Errors
    /// Not an object, or a member that does not fit.
    pub fn object(&mut self, fields: &mut dyn Fields) -> Result<(), DecodeError> {
        let union = fields.is_union();
        self.charge(fields.boxed_size())?;
        // Without an allocation, unless somebody wants to know.
        let required = if self.strict || tracing::enabled!(tracing::Level::DEBUG) { fields.required() } else { &[] };
        let mut missing = required.to_vec();
        let mut tag: Option<Cow<'a, str>> = None;
        self.entries(&mut |input, name| {
            if input.null()? {
                return Ok(());
            }
            if union && name == "__type" {
                return input.skip();
            }
            if union {
                match &tag {
                    Some(tag) if *tag != name => {
                        return Err(DecodeError::new(format!(
                            "a union with more than one member: `{}` and `{}`",
                            printable::name(tag),
                            printable::name(&name)
                        )));
                    }
                    _ => tag = Some(name.clone()),
                }
            }
            missing.retain(|member| *member != name);
            fields.field(&name, input).map_err(|error| error.within(&name))
        })?;
        self.without(&missing)?;
        if union && tag.is_none() { Err(DecodeError::new("a union without a member")) } else { Ok(()) }
    }

    /// Says what is missing: as an error, or to whoever traces that it was filled.
    fn without(&self, missing: &[&'static str]) -> Result<(), DecodeError> {
        match missing {
            [first, ..] if self.strict => Err(DecodeError::new("missing").within(first)),
            _ => {
                missing.iter().for_each(|member| corrected(member));
                Ok(())
            }
        }
    }

    /// Calls `entry` before each value of an object.
    pub(crate) fn entries(&mut self, entry: Visit<'_, 'a>) -> Result<(), DecodeError> {
        self.require(Peek::Object, "an object")?;
        self.descend()?;
        let mut name = match self.json.known_object() {
            Ok(name) => name.map(|name| borrowed(self.text, name)),
            Err(error) => return Err(self.error(error)),
        };
        while let Some(current) = name {
            entry(self, current)?;
            name = match self.json.next_key() {
                Ok(name) => name.map(|name| borrowed(self.text, name)),
                Err(error) => return Err(self.error(error)),
            };
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads an object into a map. Its values have the traits of an item.
    pub(super) fn map(&mut self, map: &mut dyn ReadEntries, item: &Member) -> Result<(), DecodeError> {
        let size = map.entry_size();
        let mut is_first = true;
        self.entries(&mut |input, key| {
            // The first entry takes a node, and later ones half of one, at worst.
            input.charge(size.saturating_mul(if std::mem::take(&mut is_first) { 11 } else { 2 }))?;
            let null = input.null()?;
            map.read_entry(&key, null, item, input).map_err(|error| error.within_entry(&key))
        })
    }

    /// Reads an array into a list. Its items have the traits of an item.
    pub(super) fn items(&mut self, items: &mut dyn ReadItems, item: &Member) -> Result<(), DecodeError> {
        self.require(Peek::Array, "an array")?;
        self.descend()?;
        let mut next = self.json.known_array().map_err(|error| self.error(error))?;
        let (mut index, size) = (0, items.item_size());
        while next.is_some() {
            // The first item takes room for four, and a list that grows takes twice its size.
            self.charge(size.saturating_mul(if index == 0 { 4 } else { 2 }))?;
            let read = self.null().and_then(|null| items.read_item(null, item, self));
            read.map_err(|error| error.within_item(index))?;
            index += 1;
            next = self.json.array_step().map_err(|error| self.error(error))?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Passes over a null.
    fn null(&mut self) -> Result<bool, DecodeError> {
        let null = self.peek()? == Peek::Null;
        if null {
            self.skip()?;
        }
        Ok(null)
    }

    fn descend(&mut self) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(DecodeError::new(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(())
    }

    /// Passes over a value of whatever type.
    ///
    /// # Errors
    /// Not a JSON value.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        self.json.next_skip().map_err(|error| self.error(error))
    }

    /// Reads a text.
    ///
    /// # Errors
    /// Not a string.
    pub fn text(&mut self) -> Result<&str, DecodeError> {
        self.require(Peek::String, "a string")?;
        match self.json.known_str() {
            Ok(text) => Ok(text),
            Err(error) => Err(DecodeError::new(error.to_string())),
        }
    }

    /// Reads a text into whatever is made of one.
    ///
    /// # Errors
    /// Not a string.
    pub fn text_into<T: for<'t> From<&'t str>>(&mut self, into: &mut T) -> Result<(), DecodeError> {
        *into = T::from(self.text()?);
        Ok(())
    }

    /// Reads a value of whatever type is wanted, and puts there what is made of it. After an error it is of no use.
    ///
    /// # Errors
    /// The text is not a value of this type.
    pub fn value<T: Decode, U>(
        &mut self,
        member: &Member,
        into: &mut U,
        make: impl FnOnce(T) -> U,
    ) -> Result<(), DecodeError> {
        let mut value = T::initial();
        let read = value.fill_as(member, self);
        *into = make(value);
        read
    }

    /// Reads the value of a union's member that the model does not list.
    ///
    /// # Errors
    /// Not a JSON value.
    pub fn unknown_variant<U>(
        &mut self,
        tag: &str,
        into: &mut U,
        make: impl FnOnce(UnknownVariant) -> U,
    ) -> Result<(), DecodeError> {
        self.value(&Member::PLAIN, into, |value| make(UnknownVariant::new(tag, value)))
    }

    /// Reads true or false.
    pub(crate) fn boolean(&mut self) -> Result<bool, DecodeError> {
        match self.peek()? {
            peek @ (Peek::True | Peek::False) => self.json.known_bool(peek).map_err(|error| self.error(error)),
            peek => Err(mismatch("true or false", peek)),
        }
    }

    /// Reads a number; its digits stay as they are.
    pub(crate) fn number(&mut self) -> Result<&'a str, DecodeError> {
        let peek = self.peek()?;
        if !peek.is_num() {
            return Err(mismatch("a number", peek));
        }
        let start = self.json.current_index();
        self.json.known_number_bytes(peek).map(drop).map_err(|error| self.error(error))?;
        self.text.get(start..self.json.current_index()).ok_or_else(|| DecodeError::new("not a number"))
    }

    /// The kind of the next value.
    pub(crate) fn peek(&mut self) -> Result<Peek, DecodeError> {
        self.json.peek().map_err(|error| self.error(error))
    }

    fn require(&mut self, wanted: Peek, name: &str) -> Result<(), DecodeError> {
        let found = self.peek()?;
        if found == wanted { Ok(()) } else { Err(mismatch(name, found)) }
    }

    fn error(&self, error: JiterError) -> DecodeError {
        let position = error.get_position(&self.json);
        DecodeError::new(format!("not JSON: {} (line {}, column {})", error.error_type, position.line, position.column))
    }
}

/// Tells whoever traces that a required member was missing in an answer, and is zero or empty now.
///
/// See <https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction>.
pub(crate) fn corrected(member: &str) {
    tracing::debug!(member, "filled: it is required, and was missing in the answer");
}

/// A name that outlives the next read: part of the text itself, unless it had to be unescaped.
fn borrowed<'a>(text: &'a str, name: &str) -> Cow<'a, str> {
    let start = (name.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    match text.get(start..start.saturating_add(name.len())) {
        Some(slice) if std::ptr::eq(slice, name) => Cow::Borrowed(slice),
        _ => Cow::Owned(name.to_owned()),
    }
}

/// One type was wanted, another one is there.
pub(crate) fn mismatch(wanted: &str, found: Peek) -> DecodeError {
    let found = match found {
        Peek::Null => "null",
        Peek::True | Peek::False => "true or false",
        Peek::String => "a string",
        Peek::Array => "an array",
        Peek::Object => "an object",
        peek if peek.is_num() => "a number",
        _ => "something that is not JSON",
    };
    DecodeError::new(format!("expected {wanted}, found {found}"))
}
