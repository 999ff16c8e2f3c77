//! Reads documents: any JSON value.

use super::Reader;
use super::scanner::Kind;
use crate::document::{Document, Members};
use crate::wire::{DecodeError, Reader as _, Result};

impl Document {
    /// A JSON text as a document.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn from_json(text: &[u8]) -> Result<Self> {
        let mut input = Reader::new(text)?;
        let document = input.document()?;
        input.finish()?;
        Ok(document)
    }
}

pub(super) fn read(input: &mut Reader<'_>) -> Result<Document> {
    Ok(match input.peek()? {
        Kind::Null => {
            input.skip()?;
            Document::Null
        }
        Kind::Boolean => Document::Boolean(input.boolean()?),
        Kind::String => Document::String(input.text()?.to_owned()),
        Kind::Array => {
            let mut items: Vec<Document> = Vec::new();
            input.list(&mut items, &crate::wire::Member::PLAIN)?;
            Document::Array(items.into())
        }
        Kind::Object => Document::Object(members(input)?.into()),
        Kind::Number => Document::Number(input.number()?.parse().map_err(|_| DecodeError::new("not a number"))?),
    })
}

/// Keeps the order; a repeated name replaces.
fn members(input: &mut Reader<'_>) -> Result<Vec<(String, Document)>> {
    let mut members = Members::default();
    input.entries(&mut |input, name| {
        input.limits.charge(2 * size_of::<(String, Document)>())?;
        let value = read(input).map_err(|error| error.within_entry(&name))?;
        members.insert(name.into_owned(), value);
        Ok(())
    })?;
    Ok(members.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::json::to_bytes;

    #[test]
    fn what_is_too_deep_is_an_error_both_ways() {
        let nested = |depth| (0..depth).fold(Document::Null, |inner, _| Document::Array(vec![inner].into()));
        to_bytes(&nested(128)).expect("JSON");
        let error = to_bytes(&nested(129)).expect_err("too deep");
        assert!(error.to_string().contains("nested deeper than 128 levels"), "{error}");
        // Neither is more than the stack can hold.
        let deep = nested(1_000_000);
        to_bytes(&deep).expect_err("too deep");
        drop(deep);
        Document::from_json("[".repeat(1_000_000).as_bytes()).expect_err("too deep");
    }

    #[test]
    fn entries_take_memory() {
        use std::collections::BTreeMap;

        use crate::wire::Decode as _;

        let text = format!("{{{}}}", (0..1000).map(|index| format!("\"{index}\":0")).collect::<Vec<_>>().join(","));
        let document = |limit| Reader::new(text.as_bytes()).expect("JSON").limited(limit).document().map(drop);
        let map = |limit| {
            let mut map: BTreeMap<String, i32> = BTreeMap::new();
            map.decode(&mut Reader::new(text.as_bytes()).expect("JSON").limited(limit))
        };
        for read in [&document as &dyn Fn(u64) -> Result<()>, &map] {
            read(1 << 20).expect("enough memory");
            let error = read(10_000).expect_err("too little memory");
            assert!(error.to_string().contains("takes more memory than an answer may"), "{error}");
        }
    }
}
