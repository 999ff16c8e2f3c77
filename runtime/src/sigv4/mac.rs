//! HMAC with SHA-256, and what a derivation of keys begins with.

use ring::hmac::{Context, HMAC_SHA256, Key};
use zeroize::Zeroizing;

use crate::identity::Credentials;

/// The bytes of an HMAC with SHA-256.
pub(super) const LENGTH: usize = 32;

/// An HMAC, or a key that is one. It is zeroed when it is dropped.
pub(super) type Mac = Zeroizing<[u8; LENGTH]>;

/// The HMAC of a message that is given in parts.
pub(super) fn mac<P: AsRef<[u8]>>(key: &[u8], parts: &[P]) -> Mac {
    let mut context = Context::with_key(&Key::new(HMAC_SHA256, key));
    parts.iter().for_each(|part| context.update(part.as_ref()));
    let tag = context.sign();
    let mut bytes = Zeroizing::new([0; LENGTH]);
    bytes.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
    bytes
}

/// The secret access key behind the prefix of an algorithm: the key that others are derived from.
pub(super) fn prefixed_secret(prefix: &str, credentials: &Credentials) -> Zeroizing<Vec<u8>> {
    let secret = credentials.secret_access_key();
    let mut key = Zeroizing::new(Vec::with_capacity(prefix.len() + secret.len()));
    key.extend_from_slice(prefix.as_bytes());
    key.extend_from_slice(secret.as_bytes());
    key
}
