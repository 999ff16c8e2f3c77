//! Machine Learning: the endpoint of a prediction.

use crate::ir::Model;

/// A prediction is asked of the model's own endpoint, which the caller got with the model.
pub(super) fn apply(model: &mut Model) {
    for operation in model.operations.values_mut().filter(|operation| operation.id.name() == "Predict") {
        let input = operation.input.as_ref().and_then(|id| model.shapes.get(id));
        let member =
            input.and_then(|shape| shape.members().iter().find(|member| member.name.as_str() == "PredictEndpoint"));
        operation.customization.endpoint_member = member.map(|member| member.name.clone());
    }
}
