//! The members of structures and unions, and the values of enums.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::id::ShapeId;
use crate::ir::{Kind, Model, Shape};

/// Checks names, values and the requirements of unions.
pub(super) fn check(model: &Model, shape: &Shape, found: &mut Vec<Diagnostic>) {
    check_case(shape, found);
    match &shape.kind {
        Kind::Enum(values) | Kind::IntEnum(values) => {
            let mut seen = BTreeSet::new();
            for value in values.iter().filter(|value| !seen.insert(value.value.to_string())) {
                found.push(
                    Diagnostic::new(format!("the enum `{}` has the value {} twice", shape.id, value.value))
                        .at(shape.place, "this enum")
                        .help("each value has one name"),
                );
            }
        }
        Kind::Union(members) => {
            if members.is_empty() {
                found.push(
                    Diagnostic::new(format!("the union `{}` has no members", shape.id)).at(shape.place, "this union"),
                );
            }
            for member in members {
                let title = format!("`{}${}` is a member of a union, and", shape.id, member.name);
                let diagnostic = match (member.traits.required, member.traits.default.is_some()) {
                    (_, true) => Diagnostic::new(format!("{title} has a default")),
                    // Models that services publish in AWS API JSON have it.
                    (true, false) => Diagnostic::warning(format!("{title} is `required`")),
                    (false, false) => continue,
                };
                found.push(
                    diagnostic
                        .at(member.place, "this member")
                        .help("exactly one member of a union is there, and none has to be"),
                );
            }
        }
        _ => {}
    }
    if shape.traits.error.is_some() && !matches!(shape.kind, Kind::Structure(_)) {
        found.push(
            Diagnostic::new(format!("the error `{}` is not a structure", shape.id)).at(shape.place, "this shape"),
        );
    }
    let streams = shape.members().iter().filter(|member| model.target(member).traits.streaming).skip(1);
    found.extend(streams.map(|member| {
        Diagnostic::new(format!("`{}` has more than one stream", shape.id))
            .at(member.place, "another stream")
            .help("a message has one body")
    }));
}

/// `ShapeId`: the names of members differ by more than their case.
fn check_case(shape: &Shape, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for member in shape.members() {
        let name = member.name.as_str();
        if let Some(other) = seen.insert(name.to_ascii_lowercase(), name) {
            found.push(
                Diagnostic::warning(format!("`{}${name}` and `{}${other}` differ only in case", shape.id, shape.id))
                    .at(member.place, format!("like `{other}`"))
                    .help("Smithy wants the names of members to differ without it: one of them gets a number in Rust"),
            );
        }
    }
}

/// `ShapeRecursion`: no structure needs a value of its own kind to be made.
pub(super) fn check_recursion(model: &Model, found: &mut Vec<Diagnostic>) {
    // The structures that can be made, found from those that need nothing up to those that need what is found. Unions are
    // not followed: only circles of structures are refused.
    let mut users: BTreeMap<ShapeId, Vec<&Shape>> = BTreeMap::new();
    let mut open: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    let mut ready: Vec<&Shape> = Vec::new();
    for shape in model.shapes.values() {
        let Kind::Structure(_) = shape.kind else { continue };
        let required = shape.members().iter().filter(|member| member.traits.required);
        let nested = required.filter(|member| matches!(model.target(member).kind, Kind::Structure(_)));
        let structures: BTreeSet<ShapeId> = nested.map(|member| member.target.clone()).collect();
        if structures.is_empty() {
            ready.push(shape);
        }
        open.insert(&shape.id, structures.len());
        for id in structures {
            users.entry(id).or_default().push(shape);
        }
    }
    while let Some(shape) = ready.pop() {
        open.remove(&shape.id);
        for user in users.get(&shape.id).into_iter().flatten() {
            if let Some(count) = open.get_mut(&user.id) {
                *count -= 1;
                if *count == 0 {
                    ready.push(user);
                }
            }
        }
    }
    let stuck: BTreeSet<&ShapeId> = open.into_keys().collect();
    for shape in model.shapes.values().filter(|shape| stuck.contains(&shape.id)) {
        let own = shape.members().iter().find(|member| member.traits.required && stuck.contains(&member.target));
        let Some(member) = own else { continue };
        found.push(
            Diagnostic::new(format!("no value of `{}` can be made: what it requires leads in a circle", shape.id))
                .at(member.place, format!("a required `{}`", member.target))
                .help("leave out `required` somewhere in the circle"),
        );
    }
}
