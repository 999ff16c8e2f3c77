//! CBOR: RFC 8949, as rpcv2Cbor uses it.

mod numbers;
mod read_document;
mod reader;
#[cfg(test)]
mod tests;
mod write_document;
mod writer;

pub(crate) use self::reader::Reader;
use self::writer::Writer;
use crate::wire::{self, Field, Member, Written};

/// The format CBOR.
#[derive(Debug)]
pub(crate) struct Cbor;

/// CBOR as a document.
///
/// # Errors
/// It is not CBOR.
#[cfg(any(test, feature = "test-util"))]
pub(crate) fn document(bytes: &[u8]) -> wire::Result<crate::document::Document> {
    let mut input = Reader::new(bytes, u64::MAX);
    let document = wire::Reader::document(&mut input)?;
    input.finish()?;
    Ok(document)
}

impl wire::Format for Cbor {
    fn media_type(&self) -> &'static str {
        "application/cbor"
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
        let mut input = Reader::new(body, limit);
        read(&mut input)?;
        input.finish()
    }
}
