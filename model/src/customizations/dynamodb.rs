//! DynamoDB: a checksum with each answer.

use super::fixed_header;
use crate::ir::Model;

/// Answers come with the CRC-32 of their body, which no trait says.
pub(super) fn apply(model: &mut Model) {
    model.service.answers_have_crc32 = true;
    // The checksum is that of the bytes on the wire, which some transports would decompress.
    fixed_header(model, "accept-encoding", "identity");
}
