//! Amazon S3 Control: the endpoint rules put the account before the host, so operations don't put it there a second time.

use crate::ir::Model;

/// What stands before the host in the traits of operations.
const ACCOUNT: &str = "{AccountId}.";

/// Leaves the host to the endpoint rules, where the model has them. They check that the account can be part of a host name.
pub(super) fn apply(model: &mut Model) {
    if model.service.rules.is_none() {
        return;
    }
    for operation in model.operations.values_mut() {
        if operation.host_prefix.as_deref() != Some(ACCOUNT) {
            continue;
        }
        operation.host_prefix = None;
        let Some(input) = operation.input.as_ref().and_then(|id| model.shapes.get_mut(id)) else { continue };
        for member in input.members_mut() {
            member.traits.host_label = false;
        }
    }
}
