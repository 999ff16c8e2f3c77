//! Links from the model's text to what it names.

use std::collections::BTreeMap;

use model::{Kind, Member, Shape};

use crate::context::Context;
use crate::names::plain;

/// The items that a text may name, by their names in the model.
#[derive(Debug, Default)]
pub(crate) struct Links<'a>(BTreeMap<&'a str, String>);

impl<'a> Links<'a> {
    /// No items.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// The members of a structure or a union, from itself.
    pub(crate) fn within(cx: &Context<'a>, shape: &'a Shape) -> Self {
        Self::none().and(cx, shape, "Self")
    }

    /// The members, too, of a structure or a union of this path. What is there already stays.
    pub(crate) fn and(mut self, cx: &Context<'a>, shape: &'a Shape, path: &str) -> Self {
        let place = if matches!(shape.kind, Kind::Structure(_)) { "field@" } else { "" };
        for member in shape.members().iter().filter(|member| has_item(cx, shape, member)) {
            let name = cx.member_name(shape, member).to_string();
            let name = plain(&name);
            self.0.entry(member.name.as_str()).or_insert_with(|| format!("[`{name}`]({place}{path}::{name})"));
        }
        self
    }

    /// But for this one: nothing links to itself.
    pub(crate) fn without(&self, member: &Member) -> Self {
        let others = self.0.iter().filter(|(name, _)| **name != member.name.as_str());
        Self(others.map(|(name, link)| (*name, link.clone())).collect())
    }

    pub(super) fn of(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}

/// Whether a member is a field or a variant.
fn has_item(cx: &Context<'_>, shape: &Shape, member: &Member) -> bool {
    !matches!(shape.kind, Kind::Union(_)) || cx.variants(shape).any(|variant| variant.name == member.name)
}
