//! JSON: RFC 8259.

mod read_document;
mod reader;
mod scanner;
mod string;
mod write_document;
mod writer;

pub(crate) use self::reader::Reader;
pub(crate) use self::writer::Writer;
use crate::wire::{self, Field, Member, Written};

/// The format JSON, as a protocol writes it.
#[derive(Debug)]
pub(crate) struct Json {
    media_type: &'static str,
    big_numbers: BigNumbers,
}

/// How numbers of any size look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum BigNumbers {
    /// As numbers.
    #[default]
    Numbers,
    /// As strings that hold a number of JSON.
    Strings,
}

impl Json {
    /// As restJson1 writes it.
    pub(crate) const REST: Self = Self { media_type: "application/json", big_numbers: BigNumbers::Numbers };
    /// As awsJson1_0 writes it.
    pub(crate) const AWS_1_0: Self = Self { media_type: "application/x-amz-json-1.0", ..Self::REST };
    /// As awsJson1_1 writes it.
    pub(crate) const AWS_1_1: Self = Self { media_type: "application/x-amz-json-1.1", ..Self::REST };
    /// As rpcv2Json writes it.
    pub(crate) const RPC_V2: Self = Self { big_numbers: BigNumbers::Strings, ..Self::REST };
}

impl wire::Format for Json {
    fn media_type(&self) -> &'static str {
        self.media_type
    }

    fn event_media_type(&self) -> &'static str {
        "application/json"
    }

    fn write(&self, value: &dyn Field) -> Written {
        let mut out = Writer::new(self.big_numbers);
        value.value_as(&Member::PLAIN, &mut out);
        out.finish()
    }

    fn read(
        &self,
        body: &[u8],
        limit: u64,
        read: &mut dyn FnMut(&mut dyn wire::Reader) -> wire::Result<()>,
    ) -> wire::Result<()> {
        let mut input = Reader::new(body)?.limited(limit).with(self.big_numbers);
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
