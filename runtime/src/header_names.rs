//! Headers by which the SDKs of AWS say something about a call.

use http::HeaderName;

/// The hash of the body, or how it is signed.
#[cfg(any(feature = "checksum", feature = "sigv4"))]
pub(crate) const CONTENT_HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");
/// The id that all attempts of a call have in common.
pub(crate) const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
/// Which attempt a request is, and of how many.
pub(crate) const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");
