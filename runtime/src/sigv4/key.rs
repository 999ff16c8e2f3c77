//! The key of a day, a region and a service, derived from the secret access key.

use std::sync::{Arc, Mutex, PoisonError};

use super::error::SigningError;
use super::mac::{Mac, mac, prefixed_secret};
use super::scope::{Algorithm, Scope};
use super::time::SigningTime;
#[cfg(feature = "sigv4a")]
use super::v4a::EcdsaKey;
use crate::hex::hex;
use crate::identity::{Credentials, CredentialsIdentity};

/// How many keys are kept: clients of several services may share their credentials.
const KEPT: usize = 16;

/// A derived key. What is kept of it is zeroed when it is dropped; what ring makes of it for one signature is not.
#[derive(Clone)]
pub(crate) enum SigningKey {
    /// Of [`Algorithm::V4`].
    Hmac(Arc<Mac>),
    /// Of [`Algorithm::V4a`].
    #[cfg(feature = "sigv4a")]
    Ecdsa(Arc<EcdsaKey>),
}

impl SigningKey {
    fn derive(credentials: &Credentials, time: &SigningTime, scope: &Scope) -> Result<Self, SigningError> {
        match scope.algorithm {
            Algorithm::V4 => Ok(Self::hmac(credentials, time, scope)),
            #[cfg(feature = "sigv4a")]
            Algorithm::V4a => EcdsaKey::derive(credentials).map(|key| Self::Ecdsa(Arc::new(key))),
        }
    }

    fn hmac(credentials: &Credentials, time: &SigningTime, scope: &Scope) -> Self {
        let mut key = mac(&prefixed_secret("AWS4", credentials), &[time.date()]);
        for part in [&scope.region, &scope.service, "aws4_request"] {
            key = mac(&*key, &[part]);
        }
        Self::Hmac(Arc::new(key))
    }

    /// The signature of a text that is given in parts, in hexadecimal digits.
    ///
    /// # Errors
    /// The key can't sign it, which is as likely as to guess the key.
    pub(crate) fn sign(&self, parts: &[&str]) -> Result<String, SigningError> {
        match self {
            Self::Hmac(key) => Ok(hex(&*mac(&***key, parts))),
            #[cfg(feature = "sigv4a")]
            Self::Ecdsa(key) => key.sign(parts),
        }
    }

    /// The signature of a part of a payload, as bytes.
    ///
    /// # Errors
    /// The algorithm signs no parts.
    #[cfg(any(feature = "checksum", feature = "event-stream"))]
    pub(super) fn sign_part(&self, text: &str) -> Result<Mac, SigningError> {
        match self {
            Self::Hmac(key) => Ok(mac(&***key, &[text])),
            #[cfg(feature = "sigv4a")]
            Self::Ecdsa(_) => Err(SigningError::new("events and chunks can't be signed with sigv4a")),
        }
    }
}

/// The keys that were derived last.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<Vec<Entry>>);

struct Entry {
    credentials: CredentialsIdentity,
    date: String,
    scope: Scope,
    key: SigningKey,
}

impl SigningKeys {
    /// The key, which is derived only if it is not there.
    ///
    /// # Errors
    /// None can be derived.
    pub(crate) fn get(
        &self,
        credentials: &Credentials,
        time: &SigningTime,
        scope: &Scope,
    ) -> Result<SigningKey, SigningError> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = entries
            .iter()
            .find(|entry| entry.credentials.is(credentials) && entry.date == time.date() && entry.scope == *scope);
        if let Some(entry) = known {
            return Ok(entry.key.clone());
        }
        let key = SigningKey::derive(credentials, time, scope)?;
        entries.retain(|entry| entry.credentials.is_alive());
        // The oldest comes first.
        if entries.len() >= KEPT {
            entries.remove(0);
        }
        let (credentials, date, scope) = (credentials.identity(), time.date().to_owned(), scope.clone());
        entries.push(Entry { credentials, date, scope, key: key.clone() });
        Ok(key)
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
        let scope = |region: &str| Scope {
            algorithm: Algorithm::V4,
            region: region.to_owned(),
            service: "kinesisvideo".to_owned(),
        };
        let one = Credentials::new("AKIDEXAMPLE", "secret");
        let key = |credentials: &Credentials, seconds, region| match keys.get(credentials, &at(seconds), &scope(region))
        {
            Ok(SigningKey::Hmac(key)) => key,
            _ => panic!("no key"),
        };
        let first = key(&one, 0, "us-west-2");
        let is_first = |other: &Arc<_>| Arc::ptr_eq(&first, other);
        assert!(is_first(&key(&one, 86_399, "us-west-2")));
        assert!(!is_first(&key(&one, 86_400, "us-west-2")) && !is_first(&key(&one, 0, "eu-west-1")));
        // Other credentials with the same secret are others; they give the same key.
        let again = key(&Credentials::new("AKIDEXAMPLE", "secret"), 0, "us-west-2");
        assert!(!is_first(&again) && again == first);
        // However many there are, only so many are kept.
        for day in 0..2 * KEPT as u64 {
            key(&one, day * 86_400, "us-west-2");
        }
        assert_eq!(keys.0.lock().expect("no panic").len(), KEPT);
        assert!(!is_first(&key(&one, 0, "us-west-2")));
        // Those of credentials that nobody holds any more are dropped with the next.
        drop(one);
        key(&Credentials::new("AKIDEXAMPLE", "another"), 0, "us-west-2");
        assert_eq!(keys.0.lock().expect("no panic").len(), 1);
    }
}
