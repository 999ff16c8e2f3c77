//! Writes documents: values of any type.

use super::writer::Writer;
use crate::document::Document;
use crate::wire::{Member, Writer as _};

pub(super) fn write(document: &Document, out: &mut Writer) {
    match document {
        Document::Null => out.null(),
        Document::Boolean(value) => out.boolean(*value),
        Document::Number(number) => match number.as_i64() {
            Some(whole) => out.integer(whole),
            None => out.double(number.as_f64()),
        },
        Document::String(text) => out.text(text),
        Document::Array(items) if out.enter() => {
            out.begin_list(items.len());
            for item in items {
                write(item, out);
            }
            out.leave();
        }
        Document::Object(members) if out.enter() => {
            out.begin_map(members.len());
            for (name, value) in members {
                out.name(name, &Member::PLAIN);
                write(value, out);
            }
            out.leave();
        }
        // It was noted that there is no room for it.
        Document::Array(_) | Document::Object(_) => {}
    }
}
