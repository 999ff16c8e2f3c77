//! Writes documents: any JSON value.

use super::Writer;
use crate::document::Document;
use crate::wire::{Member, Writer as _};

pub(super) fn write(document: &Document, out: &mut Writer) {
    match document {
        Document::Null => out.null(),
        Document::Boolean(value) => out.boolean(*value),
        Document::Number(number) => out.raw(number.as_str()),
        Document::String(text) => out.text(text),
        Document::Array(_) | Document::Object(_) if !out.has_room() => {}
        Document::Array(items) => {
            out.open('[');
            for item in items {
                out.item();
                write(item, out);
            }
            out.close(']');
        }
        Document::Object(members) => {
            out.open('{');
            for (name, value) in members {
                out.name(name, &Member::PLAIN);
                write(value, out);
            }
            out.close('}');
        }
    }
}
