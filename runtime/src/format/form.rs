//! Forms: pairs of names and values, as the query protocols send them. They are never read.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#query-key-resolution>.

use super::text::TextWriter;
use crate::escape::escaped;
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
    let mut out = Writer { text: String::new(), name: String::new(), parent: 0, depth: 0, style, invalid: None };
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
}

impl TextWriter for Writer {
    const NO_DOCUMENTS: &'static str = "a document has no form in a query";

    fn begin_member(&mut self, name: &str, _: &Member) {
        self.begin(name);
    }

    fn write_structure(&mut self, members: &dyn Encode) {
        self.within(&mut |out| members.encode(out));
    }

    /// An empty list is an empty value in awsQuery, and nothing in ec2Query.
    fn write_list(&mut self, items: &dyn WriteItems, member: &Member) {
        if items.count() == 0 && self.style == Style::Aws {
            self.write_text("");
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
    fn write_map(&mut self, entries: &dyn WriteEntries, member: &Member) {
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
                    out.write_text(key);
                    out.begin(member.xml.value_of_map());
                    value.value_as(member.item(), out);
                });
            });
        });
    }

    fn write_text(&mut self, value: &str) {
        self.text.extend(["&", &self.name, "=", &escaped(value)]);
    }

    fn fail(&mut self, message: &'static str) {
        let name = self.name.clone();
        self.invalid.get_or_insert_with(|| EncodeError::new(name, message));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::document::Document;
    use crate::wire::Xml;
    use crate::{BigDecimal, BigInteger};

    const FLAT: Member = Member { xml: Xml { flattened: true, ..Xml::PLAIN }, ..Member::PLAIN };
    const NAMED: Member = Member { xml: Xml { item: Some("item"), key: "name", ..Xml::PLAIN }, ..Member::PLAIN };

    struct Filter;

    impl Encode for Filter {
        fn encode(&self, out: &mut dyn wire::Writer) {
            "a b&=+~\u{fc}".to_owned().field("Na me", out);
            vec![1_i64, 2].field("List", out);
            vec![vec![3_i64]].field_as("Flat", &FLAT, out);
            vec![4_i64].field_as("Named", &NAMED, out);
            Vec::<bool>::new().field("Empty", out);
            true.field("Last", out);
        }
    }

    struct Maps;

    impl Encode for Maps {
        fn encode(&self, out: &mut dyn wire::Writer) {
            let map = BTreeMap::from([("k".to_owned(), 1.5_f64), ("l".to_owned(), f64::NAN)]);
            map.field("Map", out);
            map.field_as("Flat", &FLAT, out);
            map.field_as("Named", &NAMED, out);
            BTreeMap::<String, f64>::new().field("Empty", out);
            Some(0_i64).field("Last", out);
        }
    }

    fn text(value: &dyn Field, style: Style) -> String {
        String::from_utf8(write(value, style).expect("a form")).expect("UTF-8")
    }

    #[test]
    fn names_lead_to_their_values() {
        assert_eq!(
            text(&Filter, Style::Aws),
            "&Na%20me=a%20b%26%3D%2B~%C3%BC&List.member.1=1&List.member.2=2&Flat.1.member.1=3&Named.item.1=4&Empty=&Last=true"
        );
        assert_eq!(
            text(&Filter, Style::Ec2),
            "&Na%20me=a%20b%26%3D%2B~%C3%BC&List.1=1&List.2=2&Flat.1.1=3&Named.1=4&Last=true"
        );
    }

    #[test]
    fn maps_are_lists_of_entries() {
        assert_eq!(
            text(&Maps, Style::Aws),
            "&Map.entry.1.key=k&Map.entry.1.value=1.5&Map.entry.2.key=l&Map.entry.2.value=NaN\
             &Flat.1.key=k&Flat.1.value=1.5&Flat.2.key=l&Flat.2.value=NaN\
             &Named.entry.1.name=k&Named.entry.1.item=1.5&Named.entry.2.name=l&Named.entry.2.item=NaN&Last=0"
        );
        let error = write(&Maps, Style::Ec2).expect_err("maps");
        assert_eq!(error.to_string(), "Map: a map has no form in ec2Query");
    }

    #[test]
    fn values_without_a_form_are_errors() {
        write(&Document::Null, Style::Aws).expect_err("a document");
    }

    #[test]
    fn every_value_is_a_text() {
        struct Values(BigInteger, BigDecimal);

        impl Encode for Values {
            fn encode(&self, out: &mut dyn wire::Writer) {
                self.0.field("Whole", out);
                self.1.field("Decimal", out);
                vec![None, Some(1_i64)].field("Sparse", out);
            }
        }

        let values = Values("18446744073709551616".parse().expect("a number"), "0.10".parse().expect("a number"));
        let text = text(&values, Style::Ec2);
        assert_eq!(text, "&Whole=18446744073709551616&Decimal=0.10&Sparse.1=&Sparse.2=1");
    }

    /// The depth is counted, not the number of values.
    #[test]
    fn what_is_too_deep_is_an_error() {
        /// So many structures, one in another.
        struct Nested(usize);

        impl Encode for Nested {
            fn encode(&self, out: &mut dyn wire::Writer) {
                match self.0 {
                    0 => vec![vec![1_i64]; 300].field("Neighbours", out),
                    depth => Nested(depth - 1).field("In", out),
                }
            }
        }

        assert!(text(&Nested(125), Style::Aws).contains(".Neighbours.member.300.member.1=1"));
        let error = write(&Nested(130), Style::Aws).expect_err("too deep");
        assert!(error.to_string().ends_with("nested deeper than 128 levels"), "{error}");
    }
}
