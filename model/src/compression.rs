//! `requestCompression`, which both formats write the same way.

use serde::Deserialize;

/// How requests of an operation may be compressed.
#[derive(Deserialize)]
pub(crate) struct Compression {
    encodings: Vec<String>,
}

impl Compression {
    /// Whether gzip is among the encodings, the one that there is.
    pub(crate) fn has_gzip(&self) -> bool {
        self.encodings.iter().any(|name| name == "gzip")
    }
}
