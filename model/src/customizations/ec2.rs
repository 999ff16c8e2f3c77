//! EC2: nothing has a default.

use crate::ir::{Kind, Model};

/// Removes every default, so that numbers and booleans are optional: EC2 treats zero and an absent member differently.
pub(super) fn apply(model: &mut Model) {
    for shape in model.shapes.values_mut() {
        if matches!(shape.kind, Kind::Structure(_)) {
            shape.members_mut().iter_mut().for_each(|member| member.traits.default = None);
        } else {
            shape.traits.default = None;
        }
    }
}
