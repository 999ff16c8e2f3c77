//! The members of one structure or union while they are read, in any format.

use std::borrow::Cow;

use super::{DecodeError, Fields, Limits, Reader, Result};
use crate::printable;

/// Reads members one by one: sees to it that a union has exactly one, and notes which required ones are missing.
pub(crate) struct Members<'f, 'n> {
    fields: &'f mut dyn Fields,
    is_union: bool,
    /// The member of a union that was read.
    tag: Option<Cow<'n, str>>,
    /// Whether it is an error if a required member is missing. Services may leave out what they once required.
    strict: bool,
    /// The required members that were not there yet.
    missing: Vec<&'static str>,
}

impl<'f, 'n> Members<'f, 'n> {
    /// Begins to read.
    #[inline]
    pub(crate) fn begin(fields: &'f mut dyn Fields, limits: &mut Limits, strict: bool) -> Result<Self> {
        limits.charge(fields.boxed_size())?;
        // Without an allocation, unless somebody wants to know.
        let required = if strict || tracing::enabled!(tracing::Level::DEBUG) { fields.required() } else { &[] };
        Ok(Self { is_union: fields.is_union(), fields, tag: None, strict, missing: required.to_vec() })
    }

    /// Reads the value of a member, which is not null.
    #[inline]
    pub(crate) fn read(&mut self, name: Cow<'n, str>, input: &mut dyn Reader) -> Result<()> {
        if self.is_union {
            return self.read_of_union(name, input);
        }
        if !self.missing.is_empty() {
            self.missing.retain(|member| !is_same(member, &name));
        }
        self.fields.field(&name, input).map_err(|error| error.within(&name))
    }

    fn read_of_union(&mut self, name: Cow<'n, str>, input: &mut dyn Reader) -> Result<()> {
        if name == "__type" {
            return input.skip();
        }
        if let Some(tag) = self.tag.as_ref().filter(|tag| **tag != name) {
            return Err(DecodeError::new(format!(
                "a union with more than one member: `{}` and `{}`",
                printable::name(tag),
                printable::name(&name)
            )));
        }
        let name = self.tag.insert(name);
        self.fields.field(name, input).map_err(|error| error.within(name))
    }

    /// Says what is missing: as an error, or to whoever traces that it was filled.
    #[inline]
    pub(crate) fn finish(self) -> Result<()> {
        match &self.missing[..] {
            [first, ..] if self.strict => return Err(DecodeError::new("missing").within(first)),
            missing => missing.iter().for_each(|member| corrected(member)),
        }
        if self.is_union && self.tag.is_none() { Err(DecodeError::new("a union without a member")) } else { Ok(()) }
    }
}

/// Whether two names are those of one member. In ec2Query the first letter of a name is a capital in requests alone.
fn is_same(member: &str, name: &str) -> bool {
    let (mut a, mut b) = (member.chars(), name.chars());
    match (a.next(), b.next()) {
        (Some(first), Some(other)) => first.eq_ignore_ascii_case(&other) && a.as_str() == b.as_str(),
        (first, other) => first == other,
    }
}

/// Tells whoever traces that a required member was missing in an answer, and is zero or empty now.
///
/// See <https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction>.
pub(crate) fn corrected(member: &str) {
    tracing::debug!(member, "filled: it is required, and was missing in the answer");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_may_be_a_capital() {
        for (member, name) in [("", ""), ("Name", "Name"), ("Name", "name"), ("name", "Name"), ("n", "N")] {
            assert!(is_same(member, name), "{member} {name}");
        }
        for (member, name) in [("", "a"), ("a", ""), ("Name", "NAme"), ("Name", "Nam"), ("Name", "Game"), ("a", "ab")] {
            assert!(!is_same(member, name), "{member} {name}");
        }
    }
}
