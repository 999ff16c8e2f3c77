//! Text, booleans, bytes and moments.

use std::collections::BTreeMap;

use aws_smithy_types::DateTime;
use bytes::Bytes;
use jiter::Peek;

use super::{Decode, DecodeError, Field, Reader, Result, Writer, collections};
use crate::member::{Member, TimestampFormat};
use crate::timestamp;

impl Field for String {
    fn value_as(&self, _: &Member, out: &mut Writer) {
        out.string(self);
    }
}

impl Decode for String {
    fn initial() -> Self {
        Self::new()
    }

    fn decode_as(&mut self, _: &Member, input: &mut Reader) -> Result<()> {
        self.clear();
        self.push_str(input.text()?);
        Ok(())
    }

    // Not generic, and so compiled once: most maps are of text.
    fn slot<'m>(map: &'m mut BTreeMap<String, Self>, key: &str) -> &'m mut Self {
        collections::slot(map, key.to_owned())
    }
}

impl Field for bool {
    fn value_as(&self, _: &Member, out: &mut Writer) {
        out.raw(if *self { "true" } else { "false" });
    }
}

impl Decode for bool {
    fn initial() -> Self {
        false
    }

    fn decode_as(&mut self, _: &Member, input: &mut Reader) -> Result<()> {
        *self = input.boolean()?;
        Ok(())
    }
}

/// Bytes are base64 text.
impl Field for Bytes {
    fn value_as(&self, _: &Member, out: &mut Writer) {
        out.string(&aws_smithy_types::base64::encode(self));
    }
}

impl Decode for Bytes {
    fn initial() -> Self {
        Self::new()
    }

    fn decode_as(&mut self, _: &Member, input: &mut Reader) -> Result<()> {
        let text = input.text()?;
        let bytes = aws_smithy_types::base64::decode(text).map_err(|_| DecodeError::new("not base64"))?;
        *self = bytes.into();
        Ok(())
    }
}

/// A moment is a number of seconds, unless the member says otherwise.
impl Field for DateTime {
    fn value_as(&self, member: &Member, out: &mut Writer) {
        match member.timestamp.unwrap_or(TimestampFormat::EpochSeconds) {
            TimestampFormat::EpochSeconds => out.raw(&timestamp::epoch_seconds(self)),
            format => out.string(&timestamp::format(self, format)),
        }
    }
}

/// A number or a text, whatever the member says: services mix them up.
impl Decode for DateTime {
    fn initial() -> Self {
        Self::from_secs(0)
    }

    fn decode_as(&mut self, _: &Member, input: &mut Reader) -> Result<()> {
        *self = match input.peek()? {
            Peek::String => timestamp::parse(input.text()?)?,
            _ => timestamp::seconds(input.number()?)?,
        };
        Ok(())
    }
}
