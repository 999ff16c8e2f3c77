//! EC2: nothing has a default.

use crate::ir::{Kind, Model};

/// Numbers and booleans are optional, whatever the model says: the service tells zero and absence apart.
pub(super) fn apply(model: &mut Model) {
    for shape in model.shapes.values_mut() {
        if matches!(shape.kind, Kind::Structure(_)) {
            shape.members_mut().iter_mut().for_each(|member| member.traits.default = None);
        } else {
            shape.traits.default = None;
        }
    }
}
