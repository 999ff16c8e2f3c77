//! Signature Version 4: what is signed, with which key, and how a signature is written down.
//!
//! See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

mod canonical;
mod error;
mod key;
mod mac;
mod path;
#[cfg(any(feature = "checksum", feature = "event-stream"))]
mod payload;
mod query;
mod scope;
mod sign;
#[cfg(test)]
mod tests;
mod time;
#[cfg(feature = "sigv4a")]
mod v4a;

pub(crate) use self::key::SigningKeys;
pub(crate) use self::path::PathForm;
#[cfg(any(feature = "checksum", feature = "event-stream"))]
pub(crate) use self::payload::PayloadSigner;
pub(crate) use self::scope::{Algorithm, Scope};
pub(crate) use self::sign::{Payload, Signing, add_to_headers, add_to_query};
pub(crate) use self::time::{SigningTime, time_at};
