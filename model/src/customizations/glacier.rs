//! Glacier: the version of its API in a header, the caller's own account, and tree hashes of uploads.

use serde_json::Value;

use super::fixed_header;
use crate::checksum::Checksum;
use crate::ir::Model;
use crate::traits::Binding;

/// The version of the API travels in a header, `-` stands for the caller's own account, and uploads carry a tree hash.
pub(super) fn apply(model: &mut Model) {
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
