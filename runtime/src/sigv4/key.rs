//! The key of a day, a region and a service, derived from the secret access key.

use std::sync::{Arc, Mutex, PoisonError};

use ring::hmac::{self, HMAC_SHA256};
use zeroize::Zeroizing;

use super::scope::Scope;
use super::time::SigningTime;
use crate::hex::hex;
use crate::identity::Credentials;

/// The bytes of an HMAC with SHA-256.
const LENGTH: usize = 32;
/// How many keys are kept: clients of several services may share their credentials.
const KEPT: usize = 16;

/// A derived key. It is zeroed when it is dropped.
#[derive(Clone)]
pub(crate) struct SigningKey(Arc<Zeroizing<[u8; LENGTH]>>);

impl SigningKey {
    fn derive(credentials: &Credentials, time: &SigningTime, scope: &Scope) -> Self {
        let secret = credentials.secret_access_key();
        let mut start = Zeroizing::new(Vec::with_capacity(4 + secret.len()));
        start.extend_from_slice(b"AWS4");
        start.extend_from_slice(secret.as_bytes());
        let mut key = mac(&start, &[time.date()]);
        for part in [&scope.region, &scope.service, "aws4_request"] {
            key = mac(&*key, &[part]);
        }
        Self(Arc::new(key))
    }

    /// The signature of a text that is given in parts, in hexadecimal digits.
    pub(super) fn sign(&self, parts: &[&str]) -> String {
        hex(&*self.tag(parts))
    }

    /// The signature as bytes.
    pub(super) fn tag(&self, parts: &[&str]) -> Zeroizing<[u8; LENGTH]> {
        mac(&**self.0, parts)
    }
}

fn mac(key: &[u8], parts: &[&str]) -> Zeroizing<[u8; LENGTH]> {
    let mut context = hmac::Context::with_key(&hmac::Key::new(HMAC_SHA256, key));
    parts.iter().for_each(|part| context.update(part.as_bytes()));
    let tag = context.sign();
    let mut bytes = Zeroizing::new([0; LENGTH]);
    bytes.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
    bytes
}

/// The keys that were derived last.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<Vec<Entry>>);

struct Entry {
    credentials: Credentials,
    date: String,
    scope: Scope,
    key: SigningKey,
}

impl SigningKeys {
    /// The key, which is derived only if it is not there.
    pub(crate) fn get(&self, credentials: &Credentials, time: &SigningTime, scope: &Scope) -> SigningKey {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Comparing secrets would take time that tells something of them. These are the same ones or others.
        let known = entries
            .iter()
            .find(|entry| entry.credentials.is_same(credentials) && entry.date == time.date() && entry.scope == *scope);
        if let Some(entry) = known {
            return entry.key.clone();
        }
        let key = SigningKey::derive(credentials, time, scope);
        // The oldest comes first.
        if entries.len() >= KEPT {
            entries.remove(0);
        }
        let (credentials, date, scope) = (credentials.clone(), time.date().to_owned(), scope.clone());
        entries.push(Entry { credentials, date, scope, key: key.clone() });
        key
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn keys_are_kept_for_what_they_are_good_for() {
        let keys = SigningKeys::default();
        let at = |seconds| SigningTime::new(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).expect("a time");
        let scope = |region: &str| Scope { region: region.to_owned(), service: "kinesisvideo".to_owned() };
        let one = Credentials::new("AKIDEXAMPLE", "secret");
        let key = |credentials: &Credentials, seconds, region| keys.get(credentials, &at(seconds), &scope(region));
        let first = key(&one, 0, "us-west-2");
        let is_first = |other: &SigningKey| Arc::ptr_eq(&first.0, &other.0);
        assert!(is_first(&key(&one, 86_399, "us-west-2")));
        assert!(!is_first(&key(&one, 86_400, "us-west-2")) && !is_first(&key(&one, 0, "eu-west-1")));
        // Other credentials with the same secret are others; they give the same key.
        let again = key(&Credentials::new("AKIDEXAMPLE", "secret"), 0, "us-west-2");
        assert!(!is_first(&again) && again.sign(&["text"]) == first.sign(&["te", "xt"]));
        // However many there are, only so many are kept.
        for day in 0..2 * KEPT as u64 {
            key(&one, day * 86_400, "us-west-2");
        }
        assert_eq!(keys.0.lock().expect("no panic").len(), KEPT);
        assert!(!is_first(&key(&one, 0, "us-west-2")));
    }
}
