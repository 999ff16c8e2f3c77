//! XML, read value by value.

use std::borrow::Cow;

use bytes::Bytes;

use super::source::Source;
use crate::big_number::{BigDecimal, BigInteger};
use crate::document::Document;
use crate::timestamp::DateTime;
use crate::wire::{DecodeError, Fields, Limits, Member, Members, ReadEntries, ReadItems, Result};
use crate::{number, timestamp, wire};

/// Reads one value. Whenever generated code is called, the start tag of the value's element has been read, or the value is
/// that of an attribute. Every value is read up to the end tag of its element.
#[derive(Debug)]
pub(crate) struct Reader<'b> {
    pub(super) input: Source<'b>,
    /// The value of the attribute that is read next, instead of an element.
    attribute: Option<String>,
    pub(super) limits: Limits,
    /// The text of the element that was read last.
    text: String,
}

impl<'b> Reader<'b> {
    /// Reads this document, and takes so many bytes of memory at most for what it makes. Gives the name of the root, too.
    ///
    /// # Errors
    /// Not UTF-8, or no XML.
    pub(crate) fn begin(body: &'b [u8], memory: u64) -> Result<(Self, Cow<'b, str>)> {
        let (input, root) = Source::begin(body)?;
        Ok((Self { input, attribute: None, limits: Limits::new(memory), text: String::new() }, root))
    }

    /// Checks that nothing follows the root.
    ///
    /// # Errors
    /// Something does.
    pub(super) fn finish(&mut self) -> Result<()> {
        self.input.finish()
    }

    /// Reads the first child with such a name, and passes over all others; false if there is none.
    #[cfg(feature = "query")]
    pub(super) fn read_child(
        &mut self,
        is_wanted: &dyn Fn(&str) -> bool,
        read: &mut dyn FnMut(&mut dyn wire::Reader) -> Result<()>,
    ) -> Result<bool> {
        let mut found = false;
        while let Some(name) = self.input.child()? {
            if !found && is_wanted(&name) {
                found = true;
                read(self)?;
            } else {
                self.input.skip()?;
            }
        }
        Ok(found)
    }

    /// Reads the element `Error`, which is this one or stands in it, in `Errors` or not; false if there is none.
    pub(super) fn read_error(
        &mut self,
        name: &str,
        read: &mut dyn FnMut(&mut dyn wire::Reader) -> Result<()>,
    ) -> Result<bool> {
        if name == "Error" {
            read(self)?;
            return Ok(true);
        }
        self.limits.enter()?;
        let mut found = false;
        while let Some(name) = self.input.child()? {
            match &*name {
                "Error" | "Errors" if !found => found = self.read_error(&name, read)?,
                _ => self.input.skip()?,
            }
        }
        self.limits.leave();
        Ok(found)
    }

    /// That an element is read, and not an attribute.
    pub(super) fn within_element(&mut self) -> Result<()> {
        match self.attribute.take() {
            None => Ok(()),
            Some(_) => Err(DecodeError::new("expected elements, found an attribute")),
        }
    }

    /// The whole text of the element or attribute.
    fn whole_text(&mut self) -> Result<&str> {
        match self.attribute.take() {
            Some(value) => self.text = value,
            None => {
                self.text.clear();
                self.input.text(&mut self.text)?;
            }
        }
        Ok(&self.text)
    }

    /// The text without white space around it: what is no text has none that means something.
    fn token(&mut self) -> Result<&str> {
        self.whole_text().map(str::trim)
    }

    /// Reads an entry of a map: its key, and then its value, in whichever order they stand.
    fn entry(&mut self, entries: &mut dyn ReadEntries, member: &Member) -> Result<()> {
        let before = self.input.clone();
        let key = self.key_of_entry(member)?;
        let behind = std::mem::replace(&mut self.input, before);
        while let Some(name) = self.input.child()? {
            if *name == *member.xml.value_of_map() {
                entries.read_entry(&key, false, member.item(), self).map_err(|error| error.within_entry(&key))?;
                self.input = behind;
                return Ok(());
            }
            self.input.skip()?;
        }
        entries.read_entry(&key, true, member.item(), self).map_err(|error| error.within_entry(&key))
    }

    /// The key of an entry, which is read to its end.
    fn key_of_entry(&mut self, member: &Member) -> Result<String> {
        let mut key = None;
        while let Some(name) = self.input.child()? {
            match *name == *member.xml.key {
                true => key = Some(self.whole_text()?.to_owned()),
                false => self.input.skip()?,
            }
        }
        key.ok_or_else(|| DecodeError::new("an entry without a key"))
    }
}

impl wire::Reader for Reader<'_> {
    fn structure(&mut self, fields: &mut dyn Fields, _: &Member) -> Result<()> {
        self.within_element()?;
        self.limits.enter()?;
        // The attributes of a union say nothing about its member.
        let attributes = if fields.is_union() { Vec::new() } else { self.input.attributes()? };
        let mut members = Members::begin(fields, &mut self.limits, false)?;
        for (name, value) in attributes {
            self.attribute = Some(value);
            members.read(Cow::Owned(name), self)?;
        }
        while let Some(name) = self.input.child()? {
            members.read(name, self)?;
        }
        self.limits.leave();
        members.finish()
    }

    /// A list that is flattened is read item by item: each comes as a member of its own.
    fn list(&mut self, items: &mut dyn ReadItems, member: &Member) -> Result<()> {
        self.within_element()?;
        let (size, item) = (items.item_size(), member.item());
        self.limits.enter()?;
        if member.xml.flattened {
            self.limits.charge_item(size, 0)?;
            items.read_item(false, item, self)?;
        } else {
            items.clear();
            let mut index = 0;
            while self.input.child()?.is_some() {
                self.limits.charge_item(size, index)?;
                items.read_item(false, item, self).map_err(|error| error.within_item(index))?;
                index += 1;
            }
        }
        self.limits.leave();
        Ok(())
    }

    /// A map that is flattened is read entry by entry: each comes as a member of its own.
    fn map(&mut self, entries: &mut dyn ReadEntries, member: &Member) -> Result<()> {
        self.within_element()?;
        let size = entries.entry_size();
        self.limits.enter()?;
        if member.xml.flattened {
            self.limits.charge_entry(size, 0)?;
            self.entry(entries, member)?;
        } else {
            entries.clear();
            let mut index = 0;
            while self.input.child()?.is_some() {
                self.limits.charge_entry(size, index)?;
                self.entry(entries, member)?;
                index += 1;
            }
        }
        self.limits.leave();
        Ok(())
    }

    fn skip(&mut self) -> Result<()> {
        match self.attribute.take() {
            Some(_) => Ok(()),
            None => self.input.skip(),
        }
    }

    fn boolean(&mut self) -> Result<bool> {
        match self.token()? {
            text if text.eq_ignore_ascii_case("true") => Ok(true),
            text if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(DecodeError::new("expected true or false")),
        }
    }

    fn integer(&mut self) -> Result<i64> {
        number::long(self.token()?)
    }

    fn float(&mut self) -> Result<f32> {
        number::float(self.token()?, |number: &f32| number.is_infinite())
    }

    fn double(&mut self) -> Result<f64> {
        number::float(self.token()?, |number: &f64| number.is_infinite())
    }

    fn big_integer(&mut self) -> Result<BigInteger> {
        self.token()?.parse().map_err(|_| DecodeError::new("not a whole number"))
    }

    fn big_decimal(&mut self) -> Result<BigDecimal> {
        self.token()?.parse().map_err(|_| DecodeError::new("not a number"))
    }

    fn text(&mut self) -> Result<&str> {
        self.whole_text()
    }

    fn blob(&mut self) -> Result<Bytes> {
        let bytes = crate::base64::decode(self.token()?);
        bytes.map(Bytes::from).ok_or_else(|| DecodeError::new("not base64"))
    }

    fn timestamp(&mut self, _: &Member) -> Result<DateTime> {
        timestamp::parse(self.token()?)
    }

    fn document(&mut self) -> Result<Document> {
        match self.attribute.take() {
            Some(value) => Ok(Document::String(value)),
            None => super::document::read(self),
        }
    }
}
