//! Signature Version 4: what is signed, with which key, and how a signature is written down.
//!
//! See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

mod canonical;
mod error;
#[cfg(feature = "event-stream")]
mod event;
mod key;
mod mac;
mod path;
mod query;
mod scope;
mod sign;
#[cfg(test)]
mod tests;
mod time;
#[cfg(feature = "sigv4a")]
mod v4a;

#[cfg(feature = "event-stream")]
pub(crate) use self::event::EventSigner;
pub(crate) use self::key::SigningKeys;
pub(crate) use self::path::PathForm;
pub(crate) use self::scope::{Algorithm, Scope};
pub(crate) use self::sign::{Payload, Signing, add_to_headers, add_to_query};
pub(crate) use self::time::{SigningTime, time_at};
