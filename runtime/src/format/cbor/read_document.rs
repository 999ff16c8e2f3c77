//! Reads documents: values of any type. Bytes become base64 text, as JSON has them.

use minicbor::data::{IanaTag, Type};

use super::reader::{Reader, is_bignum, mismatch};
use crate::document::Document;
use crate::wire::{DecodeError, Reader as _, Result};

pub(super) fn read(input: &mut Reader<'_>) -> Result<Document> {
    loop {
        match input.kind()? {
            Type::Tag if is_number(input)? => return number(&input.any_digits()?),
            Type::Tag => input.tag().map(drop)?,
            Type::Array | Type::ArrayIndef => {
                let mut items: Vec<Document> = Vec::new();
                input.list(&mut items, &crate::wire::Member::PLAIN)?;
                return Ok(Document::Array(items.into()));
            }
            Type::Map | Type::MapIndef => return Ok(Document::Object(members(input)?.into())),
            kind => return scalar(kind, input),
        }
    }
}

/// Whether the next tag is one of a number; it is not passed over.
fn is_number(input: &mut Reader<'_>) -> Result<bool> {
    let tag = input.peek_tag()?;
    Ok(is_bignum(tag) || tag == IanaTag::Decimal.tag())
}

fn number(digits: &str) -> Result<Document> {
    Ok(Document::Number(digits.parse().map_err(|_| DecodeError::new("not a number"))?))
}

fn scalar(kind: Type, input: &mut Reader<'_>) -> Result<Document> {
    Ok(match kind {
        Type::Null | Type::Undefined => {
            input.null()?;
            Document::Null
        }
        Type::Bool => Document::Boolean(input.boolean()?),
        Type::String | Type::StringIndef => Document::String(input.text()?.to_owned()),
        Type::Bytes | Type::BytesIndef => Document::String(crate::base64::encode(input.blob()?)),
        Type::F16 | Type::F32 | Type::F64 => match input.double()? {
            double if double.is_finite() => return number(&format!("{double:?}")),
            double => Document::String(crate::number::non_finite(double).to_owned()),
        },
        Type::Simple | Type::Break | Type::Unknown(_) => return Err(mismatch("a value", kind)),
        _ => return number(&input.integer()?.to_string()),
    })
}

/// Keeps the order; a repeated name replaces.
fn members(input: &mut Reader<'_>) -> Result<Vec<(String, Document)>> {
    let mut members = crate::document::Members::default();
    input.entries(&mut |input, name| {
        input.limits.charge(2 * size_of::<(String, Document)>())?;
        let value = read(input).map_err(|error| error.within_entry(&name))?;
        members.insert(name.into_owned(), value);
        Ok(())
    })?;
    Ok(members.into_vec())
}
