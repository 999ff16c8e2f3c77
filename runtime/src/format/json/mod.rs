//! JSON: RFC 8259.

mod document;
mod reader;
mod writer;

pub(crate) use self::reader::Reader;
pub(crate) use self::writer::Writer;
use crate::wire::{self, Field, Member, Written};

/// The format JSON, as a protocol writes it.
#[derive(Debug)]
pub(crate) struct Json {
    media_type: &'static str,
}

impl Json {
    /// As restJson1 writes it.
    pub(crate) const REST: Self = Self { media_type: "application/json" };
}

impl wire::Format for Json {
    fn media_type(&self) -> &'static str {
        self.media_type
    }

    fn write(&self, value: &dyn Field) -> Written {
        let mut out = Writer::new();
        value.value_as(&Member::PLAIN, &mut out);
        out.finish()
    }

    fn read(
        &self,
        body: &[u8],
        limit: u64,
        read: &mut dyn FnMut(&mut dyn wire::Reader) -> wire::Result<()>,
    ) -> wire::Result<()> {
        let mut input = Reader::new(body)?.limited(limit);
        read(&mut input)?;
        input.finish()
    }
}

/// A value of any type, as JSON.
///
/// # Errors
/// A value in it has no form in JSON.
#[cfg(any(test, feature = "serde", feature = "test-util"))]
pub(crate) fn to_bytes(value: &dyn Field) -> Written {
    wire::Format::write(&Json::REST, value)
}
