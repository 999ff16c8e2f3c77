//! Links from the model's text to what it names.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use model::{Kind, Member, Shape};

use crate::context::Context;
use crate::names::plain;

/// The items that a text may name, by their names in the model. They are gathered when the first name is looked up: most texts have
/// none.
#[derive(Default)]
pub(crate) struct Links<'a> {
    /// Structures and unions, with their paths in Rust.
    owners: Vec<(Context<'a>, &'a Shape, String)>,
    items: OnceCell<BTreeMap<&'a str, String>>,
}

impl<'a> Links<'a> {
    /// No items.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// The members of a structure or a union, from itself.
    pub(crate) fn within(cx: &Context<'a>, shape: &'a Shape) -> Self {
        Self::none().and(cx, shape, "Self".to_owned())
    }

    /// The members, too, of a structure or a union of this path. What is there already stays.
    pub(crate) fn and(mut self, cx: &Context<'a>, shape: &'a Shape, path: String) -> Self {
        self.owners.push((*cx, shape, path));
        self
    }

    /// A link to the item of this name.
    pub(super) fn of(&self, name: &str) -> Option<&str> {
        self.items.get_or_init(|| self.gathered()).get(name).map(String::as_str)
    }

    fn gathered(&self) -> BTreeMap<&'a str, String> {
        let mut items = BTreeMap::new();
        for (cx, shape, path) in &self.owners {
            let place = if matches!(shape.kind, Kind::Structure(_)) { "field@" } else { "" };
            for member in members(cx, shape) {
                let name = cx.member_name(shape, member).to_string();
                let name = plain(&name);
                items.entry(member.name.as_str()).or_insert_with(|| format!("[`{name}`]({place}{path}::{name})"));
            }
        }
        items
    }
}

/// The members that are fields or variants.
fn members<'a>(cx: &Context<'_>, shape: &'a Shape) -> Vec<&'a Member> {
    match shape.kind {
        Kind::Union(_) => cx.variants(shape).collect(),
        _ => shape.members().iter().collect(),
    }
}
