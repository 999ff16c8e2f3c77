//! Text, booleans, bytes, moments and documents.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{Decode, Field, Member, Reader, Result, Writer, collections};
use crate::document::Document;
use crate::escape::unescape;
use crate::timestamp::DateTime;

impl Field for String {
    fn value_as(&self, _: &Member, out: &mut dyn Writer) {
        out.text(self);
    }
}

impl Decode for String {
    fn initial() -> Self {
        Self::new()
    }

    fn decode_as(&mut self, member: &Member, input: &mut dyn Reader) -> Result<()> {
        self.clear();
        self.push_str(input.text()?);
        if member.url_encoded {
            unescape(self);
        }
        Ok(())
    }

    // Not generic, and so compiled once: most maps are of text.
    fn slot<'m>(map: &'m mut BTreeMap<String, Self>, key: &str) -> &'m mut Self {
        collections::slot(map, key.to_owned())
    }
}

impl Field for bool {
    fn value_as(&self, _: &Member, out: &mut dyn Writer) {
        out.boolean(*self);
    }
}

impl Decode for bool {
    fn initial() -> Self {
        false
    }

    fn decode_as(&mut self, _: &Member, input: &mut dyn Reader) -> Result<()> {
        *self = input.boolean()?;
        Ok(())
    }
}

impl Field for Bytes {
    fn value_as(&self, _: &Member, out: &mut dyn Writer) {
        out.blob(self);
    }
}

impl Decode for Bytes {
    fn initial() -> Self {
        Self::new()
    }

    fn decode_as(&mut self, _: &Member, input: &mut dyn Reader) -> Result<()> {
        *self = input.blob()?;
        Ok(())
    }
}

impl Field for DateTime {
    fn value_as(&self, member: &Member, out: &mut dyn Writer) {
        out.timestamp(self, member);
    }
}

impl Decode for DateTime {
    fn initial() -> Self {
        Self::from_secs(0)
    }

    fn decode_as(&mut self, member: &Member, input: &mut dyn Reader) -> Result<()> {
        *self = input.timestamp(member)?;
        Ok(())
    }
}

impl Field for Document {
    fn value_as(&self, _: &Member, out: &mut dyn Writer) {
        out.document(self);
    }
}

impl Decode for Document {
    const TAKES_NULL: bool = true;

    fn initial() -> Self {
        Self::Null
    }

    fn decode_as(&mut self, _: &Member, input: &mut dyn Reader) -> Result<()> {
        *self = input.document()?;
        Ok(())
    }
}
