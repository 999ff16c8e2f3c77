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
            Self::Array(items) => Vec::value_as(items, &Member::PLAIN, out),
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
                Self::Array(items.into())
            }
            Peek::Object => Self::Object(members(input)?.into()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::value_to_bytes;

    #[test]
    fn what_is_too_deep_is_an_error_both_ways() {
        let nested = |depth| (0..depth).fold(Document::Null, |inner, _| Document::Array(vec![inner].into()));
        value_to_bytes(&nested(128)).expect("JSON");
        let error = value_to_bytes(&nested(129)).expect_err("too deep");
        assert!(error.to_string().contains("nested deeper than 128 levels"), "{error}");
        // Neither is more than the stack can hold.
        let deep = nested(1_000_000);
        value_to_bytes(&deep).expect_err("too deep");
        drop(deep);
        Document::from_json("[".repeat(1_000_000).as_bytes()).expect_err("too deep");
    }
}
