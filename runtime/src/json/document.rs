//! Documents: any JSON value.

use jiter::Peek;

use super::{Decode, DecodeError, Field, Reader, Result, Writer};
use crate::document::Document;
use crate::member::Member;

impl Field for Document {
    fn value_as(&self, member: &Member, out: &mut Writer) {
        match self {
            Self::Null => out.raw("null"),
            Self::Boolean(value) => value.value_as(member, out),
            Self::Number(number) => out.raw(number.as_str()),
            Self::String(text) => out.string(text),
            Self::Array(_) | Self::Object(_) if !out.has_room() => {}
            Self::Array(items) => items.value_as(&Member::PLAIN, out),
            Self::Object(members) => {
                out.open('{');
                for (name, value) in members {
                    out.name(name);
                    value.value_as(&Member::PLAIN, out);
                }
                out.close('}');
            }
        }
    }
}

impl Decode for Document {
    const TAKES_NULL: bool = true;

    fn initial() -> Self {
        Self::Null
    }

    fn decode_as(&mut self, member: &Member, input: &mut Reader) -> Result<()> {
        *self = match input.peek()? {
            Peek::Null => {
                input.skip()?;
                Self::Null
            }
            Peek::True | Peek::False => Self::Boolean(input.boolean()?),
            Peek::String => Self::String(input.text()?.to_owned()),
            Peek::Array => {
                let mut items = Vec::new();
                items.decode_as(member, input)?;
                Self::Array(items)
            }
            Peek::Object => Self::Object(members(input)?),
            _ => Self::Number(input.number()?.parse().map_err(|_| DecodeError::new("not a number"))?),
        };
        Ok(())
    }
}

/// Keeps the order; a repeated name replaces.
fn members(input: &mut Reader) -> Result<Vec<(String, Document)>> {
    let mut members: Vec<(String, Document)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    input.entries(&mut |input, name| {
        let mut value = Document::Null;
        input.charge(2 * size_of::<(String, Document)>())?;
        value.decode(input).map_err(|error| error.within_entry(&name))?;
        let next = members.len();
        match *places.entry(name.clone().into_owned()).or_insert(next) {
            at if at < next => members[at].1 = value,
            _ => members.push((name.into_owned(), value)),
        }
        Ok(())
    })?;
    Ok(members)
}
