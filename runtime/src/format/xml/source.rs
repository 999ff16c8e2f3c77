//! An XML document, element by element.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};

use crate::printable;
use crate::wire::{DecodeError, Result};

/// How many attributes an element may have.
const MAX_ATTRIBUTES: usize = 64;

/// Reads a document. Comments and processing instructions are passed over; a document type is refused, so that there are no
/// entities but the five of XML itself.
#[derive(Clone, Debug)]
pub(super) struct Source<'b> {
    text: &'b str,
    input: quick_xml::Reader<&'b [u8]>,
    /// The start tag that was read last.
    tag: BytesStart<'b>,
}

impl<'b> Source<'b> {
    /// Begins to read: the start tag of the root is read. Gives the root's name.
    ///
    /// # Errors
    /// Not UTF-8, or no XML.
    pub(super) fn begin(body: &'b [u8]) -> Result<(Self, Cow<'b, str>)> {
        let text = std::str::from_utf8(body)
            .map_err(|error| DecodeError::new(format!("not UTF-8 (byte {})", error.valid_up_to())))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut input = quick_xml::Reader::from_str(text);
        input.config_mut().expand_empty_elements = true;
        let mut source = Self { text, input, tag: BytesStart::new("") };
        loop {
            match source.next()? {
                Event::Start(tag) => {
                    source.tag = tag;
                    let name = source.name();
                    return Ok((source, name));
                }
                Event::Decl(declaration) => check_encoding(&declaration)?,
                Event::Eof => return Err(DecodeError::new("not XML: no element")),
                other => source.outside(&other)?,
            }
        }
    }

    /// Checks that nothing follows the root.
    ///
    /// # Errors
    /// Something does.
    pub(super) fn finish(&mut self) -> Result<()> {
        loop {
            match self.next()? {
                Event::Eof => return Ok(()),
                other => self.outside(&other)?,
            }
        }
    }

    /// What stands before or behind the root is white space.
    fn outside(&self, event: &Event<'_>) -> Result<()> {
        match event {
            Event::Text(text) if text.trim().is_empty() => Ok(()),
            _ => Err(self.error("text or a second element outside of the root")),
        }
    }

    fn error(&self, what: impl std::fmt::Display) -> DecodeError {
        DecodeError::new(format!("not XML: {what} (byte {})", self.input.buffer_position()))
    }

    fn next(&mut self) -> Result<Event<'b>> {
        loop {
            match self.input.read_event() {
                Ok(Event::Comment(_) | Event::PI(_)) => {}
                Ok(Event::DocType(_)) => return Err(self.error("a document type, which could define entities")),
                Ok(event) => return Ok(event),
                Err(error) => return Err(self.error(printable::text(&error.to_string()))),
            }
        }
    }

    /// The local name of the start tag that was read last: without a prefix.
    fn name(&self) -> Cow<'b, str> {
        borrowed(self.text, self.tag.local_name().into_inner())
    }

    /// The attributes of the start tag that was read last, as `@name` and value, but for declarations of namespaces. Names
    /// are without a prefix.
    ///
    /// # Errors
    /// There are too many, one is there twice, or its value is broken.
    pub(super) fn attributes(&self) -> Result<Vec<(String, String)>> {
        let mut found = Vec::new();
        for (index, attribute) in self.tag.attributes().enumerate() {
            if index >= MAX_ATTRIBUTES {
                return Err(self.error(format!("more than {MAX_ATTRIBUTES} attributes")));
            }
            let attribute = attribute.map_err(|error| self.error(error))?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|error| self.error(printable::text(&error.to_string())))?;
            found.push((format!("@{}", attribute.key.local_name().into_inner()), value.into_owned()));
        }
        Ok(found)
    }

    /// Reads up to the next child of the element, and gives its name; none at the end of the element. Text between children
    /// is passed over.
    ///
    /// # Errors
    /// The document is broken.
    pub(super) fn child(&mut self) -> Result<Option<Cow<'b, str>>> {
        loop {
            match self.next()? {
                Event::Start(tag) => {
                    self.tag = tag;
                    return Ok(Some(self.name()));
                }
                Event::End(_) => return Ok(None),
                Event::Eof => return Err(self.error("ends too early")),
                _ => {}
            }
        }
    }

    /// Appends the text of the element, up to its end.
    ///
    /// # Errors
    /// The document is broken, or there are elements within the element.
    pub(super) fn text(&mut self, into: &mut String) -> Result<()> {
        loop {
            match self.next()? {
                Event::Text(text) => into.push_str(&text.xml10_content()),
                Event::CData(text) => into.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => self.resolve(&reference, into)?,
                Event::End(_) => return Ok(()),
                Event::Start(_) | Event::Empty(_) => return Err(DecodeError::new("expected a text, found elements")),
                _ => return Err(self.error("ends too early")),
            }
        }
    }

    /// A character, by its number or as one of the five entities that XML defines.
    fn resolve(&self, reference: &BytesRef<'_>, into: &mut String) -> Result<()> {
        let number = reference.resolve_char_ref();
        match number.map_err(|error| self.error(printable::text(&error.to_string())))? {
            Some(character) => into.push(character),
            None => match resolve_predefined_entity(reference) {
                Some(text) => into.push_str(text),
                None => return Err(self.error(format!("the unknown entity {}", printable::name(reference)))),
            },
        }
        Ok(())
    }

    /// Passes over the rest of the element, and of every element within it.
    ///
    /// # Errors
    /// The document is broken.
    pub(super) fn skip(&mut self) -> Result<()> {
        let mut depth = 0_usize;
        loop {
            match self.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(self.error("ends too early")),
                _ => {}
            }
        }
    }
}

/// Refuses a document that declares another encoding than UTF-8 or its subset ASCII: bodies are read as UTF-8.
fn check_encoding(declaration: &BytesDecl<'_>) -> Result<()> {
    let encoding = match declaration.encoding() {
        None => return Ok(()),
        Some(Ok(encoding)) => encoding,
        Some(Err(error)) => return Err(DecodeError::new(format!("not XML: {error}"))),
    };
    match encoding.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => Ok(()),
        _ => Err(DecodeError::new(format!("not UTF-8, but {}", printable::name(&encoding)))),
    }
}

/// A name that outlives the next read: part of the text that is read, unless it had to be unescaped.
fn borrowed<'a>(text: &'a str, name: &str) -> Cow<'a, str> {
    let start = (name.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    match text.get(start..start.saturating_add(name.len())) {
        Some(slice) if std::ptr::eq(slice, name) => Cow::Borrowed(slice),
        _ => Cow::Owned(name.to_owned()),
    }
}
