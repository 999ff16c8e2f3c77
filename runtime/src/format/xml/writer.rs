//! XML, written into a buffer.

use crate::format::text::TextWriter;
use crate::wire::{self, Encode, EncodeError, Field, MAX_DEPTH, Member, WriteEntries, WriteItems};

/// A namespace: its prefix, and its URI.
type Namespace = Option<(&'static str, &'static str)>;

/// Writes one document. Each value is an element of the name that was begun, or an attribute if that begins with `@`.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    text: String,
    /// The name of the next value, and its namespace.
    name: String,
    namespace: Namespace,
    /// Where attributes of each open element go: before the end of its start tag.
    attributes: Vec<usize>,
    /// The first thing that has no form in XML.
    invalid: Option<EncodeError>,
}

impl Writer {
    /// Writes a value within elements of these names: the last is its own.
    pub(super) fn write_within(&mut self, around: &[&str], value: &dyn Field, member: &Member) {
        match around {
            [] => value.value_as(member, self),
            [name] => {
                self.begin(name, None);
                value.value_as(member, self);
            }
            [name, within @ ..] => {
                self.open(name, None);
                self.write_within(within, value, member);
                self.close(name);
            }
        }
    }

    /// The text, as bytes.
    pub(crate) fn finish(self) -> wire::Written {
        self.invalid.map_or(Ok(self.text.into_bytes()), Err)
    }

    /// Writes a start tag.
    fn open(&mut self, name: &str, namespace: Namespace) {
        self.text.extend(["<", name]);
        if let Some((prefix, uri)) = namespace {
            let colon = if prefix.is_empty() { "" } else { ":" };
            self.text.extend([" xmlns", colon, prefix, "=\""]);
            self.escape(uri, true);
            self.text.push('"');
        }
        self.attributes.push(self.text.len());
        self.text.push('>');
    }

    fn close(&mut self, name: &str) {
        self.text.extend(["</", name, ">"]);
        self.attributes.pop();
    }

    /// Writes an element around what `content` writes, unless it is nested too deeply.
    fn element(&mut self, content: &mut dyn FnMut(&mut Self)) {
        if self.attributes.len() >= MAX_DEPTH {
            self.fail("nested deeper than 128 levels");
            return;
        }
        if self.name.starts_with('@') {
            self.fail("an attribute can't hold elements");
            return;
        }
        let name = std::mem::take(&mut self.name);
        let namespace = self.namespace.take();
        self.open(&name, namespace);
        content(self);
        self.close(&name);
    }

    /// Begins an element.
    fn begin(&mut self, name: &str, namespace: Namespace) {
        self.name.clear();
        self.name.push_str(name);
        self.namespace = namespace;
    }

    /// Puts an attribute into the start tag of the element that is open.
    fn attribute(&mut self, name: &str, value: &str) {
        let Some(at) = self.attributes.last().copied() else {
            self.fail("an attribute of no element");
            return;
        };
        let behind = self.text.split_off(at);
        self.text.extend([" ", name, "=\""]);
        self.escape(value, true);
        self.text.push('"');
        if let Some(last) = self.attributes.last_mut() {
            *last = self.text.len();
        }
        self.text.push_str(&behind);
    }

    /// Writes text. Characters of markup become entity references; line ends, which a parser would normalise, become
    /// character references.
    fn escape(&mut self, text: &str, in_attribute: bool) {
        let mut rest = text;
        while let Some(at) = rest.find(|character| reference(character, in_attribute).is_some()) {
            let (before, behind) = rest.split_at(at);
            self.text.push_str(before);
            let mut characters = behind.chars();
            let special = characters.next().and_then(|character| reference(character, in_attribute));
            self.text.push_str(special.unwrap_or_default());
            rest = characters.as_str();
        }
        self.text.push_str(rest);
    }
}

/// The reference that stands for a character; none if it stands for itself.
fn reference(character: char, in_attribute: bool) -> Option<&'static str> {
    Some(match character {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&apos;",
        '\r' => "&#xD;",
        '\n' => "&#xA;",
        '\t' if in_attribute => "&#x9;",
        '\u{85}' => "&#x85;",
        '\u{2028}' => "&#x2028;",
        _ => return None,
    })
}

/// Whether XML 1.0 has the character: section 2.2.
fn is_character(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => character >= ' ',
    }
}

impl TextWriter for Writer {
    const NO_DOCUMENTS: &'static str = "a document has no form in XML";

    /// Where names differ, only answers are in XML.
    fn name_of_two(&self, _: &'static str, in_answer: &'static str) -> &'static str {
        in_answer
    }

    fn begin_member(&mut self, name: &str, member: &Member) {
        self.begin(name, member.xml.namespace);
    }

    fn write_structure(&mut self, members: &dyn Encode) {
        if self.attributes.is_empty() && self.name.is_empty() {
            let root = members.root();
            self.begin(root.name, root.namespace);
        }
        self.element(&mut |out| members.encode(out));
    }

    fn write_list(&mut self, items: &dyn WriteItems, member: &Member) {
        let item = member.item();
        if member.xml.flattened {
            let name = std::mem::take(&mut self.name);
            let namespace = self.namespace.take();
            for index in 0..items.count() {
                self.begin(&name, namespace.or(item.xml.namespace));
                items.write_item(index, item, self);
            }
            return;
        }
        self.element(&mut |out| {
            for index in 0..items.count() {
                out.begin(member.xml.item_of_list(), item.xml.namespace);
                items.write_item(index, item, out);
            }
        });
    }

    fn write_map(&mut self, entries: &dyn WriteEntries, member: &Member) {
        let item = member.item();
        let write_entry = |out: &mut Self, key: &str, value: &dyn Field| {
            out.element(&mut |out| {
                out.begin(member.xml.key, member.xml.key_namespace);
                out.write_text(key);
                out.begin(member.xml.value_of_map(), item.xml.namespace);
                value.value_as(item, out);
            });
        };
        if member.xml.flattened {
            let name = std::mem::take(&mut self.name);
            let namespace = self.namespace.take();
            entries.each(&mut |key, value| {
                self.begin(&name, namespace);
                write_entry(self, key, value);
            });
            return;
        }
        self.element(&mut |out| {
            entries.each(&mut |key, value| {
                out.begin("entry", None);
                write_entry(out, key, value);
            });
        });
    }

    fn write_text(&mut self, value: &str) {
        if value.chars().any(|character| !is_character(character)) {
            self.fail("has a character that XML has no form for");
            return;
        }
        let name = std::mem::take(&mut self.name);
        match name.strip_prefix('@') {
            Some(name) => self.attribute(name, value),
            None => {
                let namespace = self.namespace.take();
                self.open(&name, namespace);
                self.escape(value, false);
                self.close(&name);
            }
        }
        self.name = name;
    }

    fn fail(&mut self, message: &'static str) {
        let member = self.name.trim_start_matches('@');
        self.invalid.get_or_insert_with(|| EncodeError::new(member, message));
    }
}
