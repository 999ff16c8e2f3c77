//! CBOR, compared by what it means.

#[cfg(feature = "cbor")]
use super::json;
#[cfg(feature = "cbor")]
use crate::document::Document;

/// Both are the same value, in which order means nothing, and equal numbers are equal however they are written.
#[cfg(feature = "cbor")]
#[track_caller]
#[allow(clippy::panic, reason = "this is an assertion")]
pub(super) fn same_values(found: &[u8], expected: &[u8]) {
    if expected.is_empty() {
        assert_eq!(found, expected, "body");
        return;
    }
    let read = |bytes: &[u8]| -> Document {
        match crate::format::cbor::document(bytes) {
            Ok(document) => json::canonical(document),
            Err(error) => panic!("{error} in {bytes:?}"),
        }
    };
    assert_eq!(read(found), read(expected), "body");
}

/// Without the feature nobody speaks CBOR.
#[cfg(not(feature = "cbor"))]
#[track_caller]
pub(super) fn same_values(found: &[u8], expected: &[u8]) {
    assert_eq!(found, expected, "body");
}
