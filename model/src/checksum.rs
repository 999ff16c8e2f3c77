//! How the bytes of an operation's messages are secured against damage.

use serde::Deserialize;

/// How the body of a request is secured, and that of a response checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// `httpChecksumRequired`: a `Content-MD5` header.
    ContentMd5,
    /// `aws.protocols#httpChecksum`.
    Flexible(FlexibleChecksum),
    /// The SHA-256 tree hash of Amazon S3 Glacier, which no trait speaks of.
    TreeHash,
}

/// `aws.protocols#httpChecksum`.
///
/// See <https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait>.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlexibleChecksum {
    /// Whether the service refuses a request without one.
    #[serde(default)]
    pub request_checksum_required: bool,
    /// The member of the input that chooses the algorithm.
    pub request_algorithm_member: Option<String>,
    /// The member of the input that asks for a checksum of the response.
    pub request_validation_mode_member: Option<String>,
    /// The algorithms that a response may be secured with.
    #[serde(default)]
    pub response_algorithms: Vec<String>,
}
