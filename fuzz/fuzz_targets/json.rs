//! Any text as JSON: it is the same value for serde_json, or none for both.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runtime::Document;
use serde_json::Value;

fuzz_target!(|text: &[u8]| {
    match (Document::from_json(text), serde_json::from_slice::<Value>(text)) {
        (Ok(ours), Ok(theirs)) => assert_eq!(sorted(ours), document(theirs)),
        // Both have a limit of 128 levels, which they count in their own ways.
        (Ok(_), Err(error)) => assert!(error.to_string().contains("recursion limit"), "{error}"),
        (Err(error), Ok(_)) => assert!(error.to_string().contains("nested deeper"), "{error}"),
        (Err(_), Err(_)) => {}
    }
});

fn document(value: Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::Boolean(value),
        Value::Number(number) => number_of(&number.to_string()),
        Value::String(text) => Document::String(text),
        Value::Array(items) => Document::Array(items.into_iter().map(document).collect()),
        // In the order of the names.
        Value::Object(members) => {
            Document::Object(members.into_iter().map(|(name, value)| (name, document(value))).collect())
        }
    }
}

fn sorted(value: Document) -> Document {
    match value {
        Document::Array(items) => Document::Array(items.into_iter().map(sorted).collect()),
        Document::Object(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Document::Object(members.into())
        }
        Document::Number(number) => number_of(number.as_str()),
        other => other,
    }
}

/// A number whose exponent is written in one way.
fn number_of(digits: &str) -> Document {
    Document::number(&digits.replace('E', "e").replace("e+", "e"))
}
