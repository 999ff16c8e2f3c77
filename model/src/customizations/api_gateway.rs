//! API Gateway: answers as its model describes them.

use super::fixed_header;
use crate::ir::Model;

/// Without it some answers come as HAL, which is not what the model describes.
pub(super) fn apply(model: &mut Model) {
    fixed_header(model, "accept", "application/json");
}
