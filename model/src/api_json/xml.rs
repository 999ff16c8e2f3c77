//! What API JSON says about XML, put where Smithy has it.

use std::collections::BTreeMap;

use super::Namespace;
use super::ast::{Api, RawNamespace};
use crate::id::ShapeId;
use crate::ir::{Kind, Member, Shape};
use crate::traits::XmlNamespace;

/// What a member takes over from the shape that it targets.
#[derive(Clone, Default)]
struct OfTarget {
    flattened: bool,
    /// The name of the items of a flattened list, which is then that of the member.
    name: Option<String>,
    namespace: Option<XmlNamespace>,
}

/// Puts on members what API JSON says on their targets: that a list or a map is flattened, under which name its items stand
/// then, and the namespace of a structure.
pub(super) fn to_members(shapes: &mut BTreeMap<ShapeId, Shape>) {
    let targets: BTreeMap<ShapeId, OfTarget> =
        shapes.values().filter_map(|shape| Some((shape.id.clone(), of_target(shape)?))).collect();
    for shape in shapes.values_mut() {
        for member in shape.members_mut() {
            take_over(member, targets.get(&member.target));
        }
        shape.traits.xml_flattened = false;
    }
}

fn of_target(shape: &Shape) -> Option<OfTarget> {
    let flattened = shape.traits.xml_flattened;
    match &shape.kind {
        Kind::List(item) => Some(OfTarget { flattened, name: item.traits.xml_name.clone(), namespace: None }),
        Kind::Map(..) => Some(OfTarget { flattened, ..OfTarget::default() }),
        _ => Some(OfTarget { namespace: Some(shape.traits.xml_namespace.clone()?), ..OfTarget::default() }),
    }
}

fn take_over(member: &mut Member, target: Option<&OfTarget>) {
    let Some(target) = target else { return };
    let traits = &mut member.traits;
    traits.xml_flattened |= target.flattened;
    if traits.xml_flattened && target.name.is_some() {
        traits.xml_name.clone_from(&target.name);
    }
    if traits.xml_namespace.is_none() {
        traits.xml_namespace.clone_from(&target.namespace);
    }
}

/// Puts on inputs what API JSON says where operations refer to them: the element around the body.
pub(super) fn to_inputs(api: &Api<'_>, namespace: &Namespace, shapes: &mut BTreeMap<ShapeId, Shape>) {
    for input in api.operations.iter().filter_map(|(_, _, operation)| operation.input.as_ref()) {
        let Some(shape) = shapes.get_mut(&namespace.id(&input.shape)) else { continue };
        if let Some(name) = &input.location_name {
            shape.traits.xml_name = Some(name.clone());
        }
        if let Some(namespace) = &input.xml_namespace {
            shape.traits.xml_namespace = Some(RawNamespace::lower(namespace.clone()));
        }
    }
}
