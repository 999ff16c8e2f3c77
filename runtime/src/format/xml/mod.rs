//! XML 1.0, as the protocols with elements for members use it.
//!
//! See <https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings>. A member whose name begins with `@` is an attribute.

mod document;
mod reader;
mod source;
#[cfg(test)]
mod tests;
mod writer;

pub(crate) use self::reader::Reader;
pub(crate) use self::writer::Writer;
use crate::wire::{self, Field, Member, Written};

/// The format XML, as a protocol uses it.
#[derive(Debug)]
pub(crate) struct Xml {
    place: Place,
}

/// Where the value stands in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It is the root element.
    Root,
    /// In the child of the root whose name ends with `Result`: awsQuery.
    #[cfg(feature = "query")]
    Result,
    /// In the element `Error`, which is the root or stands below it, in `Errors` or not.
    Error,
}

impl Xml {
    /// The root element is the value.
    pub(crate) const ROOT: Self = Self { place: Place::Root };
    /// The value stands in the result of an answer: awsQuery.
    #[cfg(feature = "query")]
    pub(crate) const RESULT: Self = Self { place: Place::Result };
    /// The value is an error.
    pub(crate) const ERROR: Self = Self { place: Place::Error };
}

impl wire::Format for Xml {
    fn media_type(&self) -> &'static str {
        "application/xml"
    }

    fn write(&self, value: &dyn Field) -> Written {
        let mut out = Writer::default();
        let around: &[&str] = match self.place {
            Place::Root => &[],
            #[cfg(feature = "query")]
            Place::Result => &["Response", "Result"],
            Place::Error => &["ErrorResponse", "Error"],
        };
        out.write_within(around, value, &Member::PLAIN);
        out.finish()
    }

    fn read(
        &self,
        body: &[u8],
        limit: u64,
        read: &mut dyn FnMut(&mut dyn wire::Reader) -> wire::Result<()>,
    ) -> wire::Result<()> {
        let (mut input, root) = Reader::begin(body, limit)?;
        let found = match self.place {
            Place::Root => read(&mut input).map(|()| true)?,
            #[cfg(feature = "query")]
            Place::Result => input.read_child(&|name| name.ends_with("Result"), read)?,
            Place::Error => input.read_error(&root, read)?,
        };
        input.finish()?;
        if found { Ok(()) } else { read(&mut Reader::begin(b"<Absent/>", limit)?.0) }
    }
}
