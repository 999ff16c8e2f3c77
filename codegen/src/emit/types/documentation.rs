//! The documentation of types: the model's own, or else where they stand.

use model::{Kind, Shape, ShapeId};

use crate::context::Context;
use crate::docs::{self, Links};
use crate::names::plain;

/// What the model says about a shape. Where it says nothing: whose input or output it is, or which member holds it.
pub(crate) fn text(cx: &Context<'_>, shape: &Shape) -> String {
    if let Some(text) = docs::shape(shape, &Links::within(cx, shape)) {
        return text;
    }
    let method = |wanted: fn(&model::Operation) -> &Option<ShapeId>| {
        let operation = cx.model.operations.values().find(|operation| wanted(operation).as_ref() == Some(&shape.id))?;
        let method = cx.names.method(&operation.id).to_string();
        let method = plain(&method).to_owned();
        Some(format!("[`{method}`](super::super::Client::{method})"))
    };
    let name = docs::code(cx.model.name_of(&shape.id));
    if let Some(method) = method(|operation| &operation.input) {
        return format!("What {method} takes.");
    }
    if let Some(method) = method(|operation| &operation.output) {
        return format!("What {method} gives.");
    }
    if shape.traits.error.is_some() {
        return format!("The error {name}.");
    }
    match holder(cx, &shape.id) {
        Some(link) => format!("Held by {link}."),
        None => format!("The shape {name}."),
    }
}

/// A link to the first member that holds a shape, in a list or a map perhaps.
fn holder(cx: &Context<'_>, id: &ShapeId) -> Option<String> {
    let (holder, member) = cx.facts.holder(id)?;
    let holder = cx.model.shape(holder);
    let (owner, name) = (cx.names.type_name(&holder.id), cx.names.member(&holder.id, member).to_string());
    let name = plain(&name);
    let place = if matches!(holder.kind, Kind::Structure(_)) { "field@" } else { "" };
    Some(format!("[`{owner}::{name}`]({place}super::super::types::{owner}::{name})"))
}
