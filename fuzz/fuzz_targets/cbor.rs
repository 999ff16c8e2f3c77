//! Any bytes as CBOR: an output, events or an error, never a panic; and whatever is a value is the same one for ciborium.
#![no_main]

use base64::Engine;
use ciborium::Value;
use libfuzzer_sys::fuzz_target;
use runtime::Document;

include!(concat!(env!("OUT_DIR"), "/cbor_client.rs"));

fuzz_target!(|bytes: &[u8]| {
    let [operation, kind, body @ ..] = bytes else { return };
    let status = if *kind & 1 == 0 { 200 } else { 400 };
    decode(usize::from(*operation), status, &[("smithy-protocol", "rpc-v2-cbor")], body);
    assert!(!ERRORS.is_empty());
    let Some(ours) = runtime::testing::untrusted::read_cbor(body) else { return };
    match ciborium::from_reader(body) {
        Ok(theirs) => {
            if let Some(theirs) = document(theirs) {
                assert_eq!(ours, theirs);
            }
        }
        // Tags count as levels there, and numbers have 128 bits at most.
        Err(ciborium::de::Error::RecursionLimitExceeded | ciborium::de::Error::Semantic(..)) => {}
        Err(error) => panic!("{error}: {ours:?}"),
    }
});

/// The value as we mean it; none if it has numbers that the other implementation takes apart in its own way.
fn document(value: Value) -> Option<Document> {
    Some(match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::Boolean(value),
        Value::Integer(whole) => Document::number(&i128::from(whole).to_string()),
        Value::Float(double) if double.is_nan() => Document::from("NaN"),
        Value::Float(double) if double.is_infinite() => Document::from(if double > 0.0 { "Infinity" } else { "-Infinity" }),
        Value::Float(double) => Document::number(&format!("{double:?}")),
        Value::Text(text) => Document::String(text),
        Value::Bytes(bytes) => Document::String(base64::engine::general_purpose::STANDARD.encode(bytes)),
        Value::Tag(2..=4, _) => return None,
        Value::Tag(_, value) => document(*value)?,
        Value::Array(items) => {
            Document::Array(items.into_iter().map(document).collect::<Option<Vec<_>>>()?.into())
        }
        Value::Map(entries) => {
            let mut members: Vec<(String, Document)> = Vec::new();
            for (key, value) in entries {
                let (name, value) = (document(key)?.as_str()?.to_owned(), document(value)?);
                match members.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) => *known = value,
                    None => members.push((name, value)),
                }
            }
            Document::Object(members.into())
        }
        _ => return None,
    })
}
