//! The identifiers of resources: every operation on one instance says which.
//!
//! See <https://smithy.io/2.0/spec/service-types.html#binding-identifiers-to-operations>.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, nearest};
use crate::id::ShapeId;
use crate::ir::Shape;
use crate::operation::Operation;
use crate::smithy::ast::{Files, Target};

/// `ResourceIdentifierBinding`: the input of an operation on an instance has a member for each identifier of its resource, by
/// the same name or by the trait `resourceIdentifier`.
pub(super) fn check(
    files: &Files<'_>,
    operations: &BTreeMap<ShapeId, Operation>,
    shapes: &BTreeMap<ShapeId, Shape>,
    found: &mut Vec<Diagnostic>,
) {
    for (resource, located) in files.shapes.iter().filter(|(_, shape)| shape.raw.kind() == "resource") {
        let raw = &located.raw;
        let lifecycle = [&raw.put, &raw.read, &raw.update, &raw.delete].into_iter().flatten();
        let of_instance = raw.operations.iter().chain(lifecycle);
        for operation in of_instance.filter_map(|target| operations.get(&id(target))) {
            let members =
                operation.input.as_ref().and_then(|id| shapes.get(id)).map(Shape::members).unwrap_or_default();
            for (identifier, _) in raw.identifiers.iter() {
                let is_bound = members.iter().any(|member| {
                    let named = member.traits.resource_identifier.as_deref();
                    named.unwrap_or(member.name.as_str()) == identifier
                });
                if !is_bound {
                    let names = members.iter().map(|member| member.name.as_str());
                    let help = nearest(identifier, names).unwrap_or_else(|| {
                        "add a member of this name, or give one the trait `smithy.api#resourceIdentifier`".to_owned()
                    });
                    found.push(
                        Diagnostic::new(format!(
                            "`{}` does not say which `{resource}` it is about: nothing is bound to its identifier `{identifier}`",
                            operation.id
                        ))
                        .at(operation.place, "an operation on an instance")
                        .help(help),
                    );
                }
            }
        }
    }
}

fn id(target: &Target<'_>) -> ShapeId {
    ShapeId::new(&*target.target.0)
}
