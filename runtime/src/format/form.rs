//! Forms: pairs of names and values, as the query protocols send them. They are never read.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#query-key-resolution>.

use aws_smithy_types::DateTime;
use aws_smithy_types::big_number::{BigDecimal, BigInteger};

use crate::document::Document;
use crate::escape::escaped;
use crate::number;
use crate::timestamp::{self, TimestampFormat};
use crate::wire::{self, Encode, EncodeError, Field, MAX_DEPTH, Member, WriteEntries, WriteItems};

/// How lists and maps are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// awsQuery: `Names.member.1`, or `Names.1` if the list is flattened.
    Aws,
    /// ec2Query: every list is flattened, and there are no maps.
    Ec2,
}

/// A value as pairs, each with `&` before it.
///
/// # Errors
/// The value has no form in this style.
pub(crate) fn write(value: &dyn Field, style: Style) -> wire::Written {
    let mut out =
        Writer { text: String::new(), name: String::new(), parent: 0, depth: 0, style, invalid: None };
    value.value_as(&Member::PLAIN, &mut out);
    out.invalid.map_or(Ok(out.text.into_bytes()), Err)
}

struct Writer {
    text: String,
    /// The name of the next value, that of what it stands in included, as it is sent: escaped.
    name: String,
    /// How much of the name is that of the structure, list or map that the next value stands in.
    parent: usize,
    depth: usize,
    style: Style,
    /// The first thing that has no form here.
    invalid: Option<EncodeError>,
}

impl Writer {
    /// Notes a value that has no form here. Nothing that is written is sent then.
    fn fail(&mut self, message: &'static str) {
        let name = self.name.clone();
        self.invalid.get_or_insert_with(|| EncodeError::new(name, message));
    }

    /// Begins a value of this name within what is written.
    fn begin(&mut self, name: &str) {
        self.name.truncate(self.parent);
        if self.parent > 0 {
            self.name.push('.');
        }
        self.name.push_str(&escaped(name));
    }

    /// Writes what stands within the value whose name was begun.
    fn within(&mut self, content: &mut dyn FnMut(&mut Self)) {
        if self.depth >= MAX_DEPTH {
            self.fail("nested deeper than 128 levels");
            return;
        }
        self.depth += 1;
        let parent = std::mem::replace(&mut self.parent, self.name.len());
        content(self);
        self.parent = parent;
        self.depth -= 1;
    }

    /// Writes a value that is a text.
    fn scalar(&mut self, value: &str) {
        self.text.extend(["&", &self.name, "=", &escaped(value)]);
    }
}

impl wire::Writer for Writer {
    fn name(&mut self, name: &str, _: &Member) {
        self.begin(name);
    }

    fn structure(&mut self, members: &dyn Encode, _: &Member) {
        self.within(&mut |out| members.encode(out));
    }

    /// An empty list is an empty value in awsQuery, and nothing in ec2Query.
    fn list(&mut self, items: &dyn WriteItems, member: &Member) {
        if items.count() == 0 && self.style == Style::Aws {
            self.scalar("");
        }
        if self.style == Style::Aws && !member.xml.flattened {
            self.name.extend([".", &escaped(member.xml.item_of_list())]);
        }
        self.within(&mut |out| {
            for index in 0..items.count() {
                out.begin(&(index + 1).to_string());
                items.write_item(index, member.item(), out);
            }
        });
    }

    /// An empty map is nothing.
    fn map(&mut self, entries: &dyn WriteEntries, member: &Member) {
        if self.style == Style::Ec2 {
            self.fail("a map has no form in ec2Query");
            return;
        }
        if !member.xml.flattened {
            self.name.push_str(".entry");
        }
        let mut number = 0_usize;
        self.within(&mut |out| {
            entries.each(&mut |key, value| {
                number += 1;
                out.begin(&number.to_string());
                out.within(&mut |out| {
                    out.begin(member.xml.key);
                    out.scalar(key);
                    out.begin(member.xml.value_of_map());
                    value.value_as(member.item(), out);
                });
            });
        });
    }

    fn null(&mut self) {
        self.scalar("");
    }

    fn boolean(&mut self, value: bool) {
        self.scalar(if value { "true" } else { "false" });
    }

    fn integer(&mut self, value: i64) {
        self.scalar(&value.to_string());
    }

    fn float(&mut self, value: f32) {
        self.scalar(&number::float_text(value));
    }

    fn double(&mut self, value: f64) {
        self.scalar(&number::double_text(value));
    }

    fn big_integer(&mut self, value: &BigInteger) {
        self.scalar(value.as_ref());
    }

    fn big_decimal(&mut self, value: &BigDecimal) {
        self.scalar(value.as_ref());
    }

    fn text(&mut self, value: &str) {
        self.scalar(value);
    }

    fn blob(&mut self, value: &[u8]) {
        self.scalar(&aws_smithy_types::base64::encode(value));
    }

    fn timestamp(&mut self, value: &DateTime, member: &Member) {
        self.scalar(&timestamp::format(value, member.timestamp.unwrap_or(TimestampFormat::DateTime)));
    }

    fn document(&mut self, _: &Document) {
        self.fail("a document has no form in a query");
    }
}
