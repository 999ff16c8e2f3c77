//! A format: a syntax for bodies.

use std::fmt;

use super::{Encode, EncodeError, Field, Fields, Member, Reader, Result};

/// What writing a body gives: its bytes, or the value that has no form in the format.
pub type Written = std::result::Result<Vec<u8>, EncodeError>;

/// A syntax for bodies: JSON, XML, CBOR, forms.
pub trait Format: fmt::Debug + Send + Sync {
    /// The media type of a body that is a whole value.
    fn media_type(&self) -> &'static str;

    /// The media type of an event that is a whole value.
    fn event_media_type(&self) -> &'static str {
        self.media_type()
    }

    /// Writes a value of any type.
    ///
    /// # Errors
    /// The value has no form in this format.
    fn write(&self, value: &dyn Field) -> Written;

    /// Reads a whole body by a function that reads one value. At most `limit` bytes of memory are taken for it.
    ///
    /// # Errors
    /// The body is not of this format, has more than one value, or the value does not fit.
    fn read(&self, body: &[u8], limit: u64, read: &mut dyn FnMut(&mut dyn Reader) -> Result<()>) -> Result<()>;
}

impl dyn Format + '_ {
    /// Writes a structure or a union.
    ///
    /// # Errors
    /// A member has a value without a form in this format.
    pub fn write_structure(&self, members: &dyn Encode) -> Written {
        self.write(&members)
    }

    /// Reads a structure or a union from a whole body. At most `limit` bytes of memory are taken for it.
    ///
    /// # Errors
    /// The body is not of this format, or does not fit.
    pub fn read_structure(&self, body: &[u8], limit: u64, fields: &mut dyn Fields) -> Result<()> {
        self.read(body, limit, &mut |input| input.structure(fields, &Member::PLAIN))
    }
}
