//! Elements as documents: what is read of a member that the model does not list.

use super::Reader;
use crate::document::{Document, Members};
use crate::wire::{Reader as _, Result};

/// An element as a document: an object if it has elements in it, and a text if not. Attributes are left out. A repeated name
/// replaces.
pub(super) fn read(input: &mut Reader<'_>) -> Result<Document> {
    let mut behind = input.input.clone();
    if behind.child()?.is_none() {
        return input.text().map(|text| Document::String(text.to_owned()));
    }
    input.limits.enter()?;
    let mut members = Members::default();
    while let Some(name) = input.input.child()? {
        input.limits.charge(2 * size_of::<(String, Document)>())?;
        let value = read(input).map_err(|error| error.within(&name))?;
        members.insert(name.into_owned(), value);
    }
    input.limits.leave();
    Ok(Document::Object(members.into_vec().into()))
}
