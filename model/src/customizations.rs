//! What services want of their clients that no trait says. Every official SDK knows these by heart, and the protocol
//! test suites check some.

use serde_json::Value;

use crate::checksum::Checksum;
use crate::ir::Model;
use crate::traits::Binding;

/// Adds to a model what its service wants, by its name in every SDK.
pub(crate) fn apply(model: &mut Model) {
    match model.service.aws.as_ref().map(|aws| aws.sdk_id.as_str()) {
        // Without it some answers come as HAL, which is not what the model describes.
        Some("API Gateway") => fixed_header(model, "accept", "application/json"),
        Some("Glacier") => glacier(model),
        _ => {}
    }
}

fn fixed_header(model: &mut Model, name: &str, value: &str) {
    for operation in model.operations.values_mut() {
        operation.headers.push((name.to_owned(), value.to_owned()));
    }
}

/// The version of the API travels in a header, `-` stands for the caller's own account, and uploads carry a tree hash.
fn glacier(model: &mut Model) {
    let version = model.service.version.clone();
    fixed_header(model, "x-amz-glacier-version", &version);
    for operation in model.operations.values_mut() {
        let Some(input) = operation.input.as_ref().and_then(|id| model.shapes.get_mut(id)) else { continue };
        for member in input.members_mut() {
            if member.name.as_str() == "accountId" && member.traits.binding == Some(Binding::Label) {
                member.traits.default = Some(Value::from("-"));
            }
            if member.traits.binding == Some(Binding::Header("x-amz-sha256-tree-hash".to_owned())) {
                operation.checksum = Some(Checksum::TreeHash);
            }
        }
    }
}
