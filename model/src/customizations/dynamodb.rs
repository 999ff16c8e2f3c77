//! DynamoDB: a checksum with each answer.

use crate::ir::Model;

/// Answers come with the CRC-32 of their body, which no trait says.
pub(super) fn apply(model: &mut Model) {
    model.service.answers_have_crc32 = true;
}
