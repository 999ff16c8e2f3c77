//! JSON texts, compared by what they mean.

use crate::document::Document;

/// A JSON text as a value in which order means nothing, and in which equal numbers are equal however they are written.
#[track_caller]
#[allow(clippy::panic, reason = "this is an assertion")]
pub(super) fn json(text: &[u8]) -> Document {
    match Document::from_json(text) {
        Ok(document) => canonical(document),
        Err(error) => panic!("{error} in {}", String::from_utf8_lossy(text)),
    }
}

pub(super) fn canonical(document: Document) -> Document {
    match document {
        Document::Array(items) => Document::Array(items.into_iter().map(canonical).collect()),
        Document::Object(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(name, value)| (name, canonical(value))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Document::Object(members.into())
        }
        Document::Number(number) => Document::number(&digits(number.as_str())),
        other => other,
    }
}

/// The digits of a number without a fraction of zeros and without an exponent where that is short.
fn digits(text: &str) -> String {
    match crate::number::whole(text) {
        Ok(whole) => whole.to_string(),
        Err(_) => text.parse::<f64>().map_or(text.to_owned(), |number| format!("{number:?}")),
    }
}
