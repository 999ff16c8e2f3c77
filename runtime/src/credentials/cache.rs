//! Credentials are asked for once, and again before they expire.

use std::fmt;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider};
use tokio::sync::Mutex;

/// Remembers what a provider gave.
pub(crate) struct Cached {
    provider: SharedCredentialsProvider,
    known: RwLock<Option<Known>>,
    /// Held by whoever asks the provider.
    refreshing: Mutex<()>,
}

#[derive(Clone)]
struct Known {
    credentials: Credentials,
    /// When they should be asked for again.
    stale: SystemTime,
    /// When they can't be used any more.
    expired: Option<SystemTime>,
}

/// How long before their expiry credentials are asked for again.
const AHEAD: Duration = Duration::from_secs(300);
/// How long credentials are kept that say nothing of an expiry: they may be changed where they come from.
const KEPT: Duration = Duration::from_secs(900);

impl Cached {
    pub(crate) fn new(provider: SharedCredentialsProvider) -> Self {
        Self { provider, known: RwLock::new(None), refreshing: Mutex::new(()) }
    }

    /// The credentials: those that are known, as long as they are good. One caller at a time asks for new ones; the
    /// others go on with the old ones, or wait if there are none.
    pub(crate) async fn get(&self) -> provider::Result {
        let usable = match self.known() {
            Some(known) if known.is_fresh() => return Ok(known.credentials),
            known => known.filter(Known::is_usable),
        };
        let guard = match usable {
            Some(known) => match self.refreshing.try_lock() {
                Ok(guard) => guard,
                Err(_) => return Ok(known.credentials),
            },
            None => self.refreshing.lock().await,
        };
        // Somebody may have been faster.
        if let Some(known) = self.known().filter(Known::is_fresh) {
            return Ok(known.credentials);
        }
        let result = self.provider.provide_credentials().await;
        let credentials = match result {
            Ok(credentials) => credentials,
            // The old ones are better than none while they last.
            Err(error) => {
                return self.known().filter(Known::is_usable).map_or(Err(error), |known| Ok(known.credentials));
            }
        };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(Known::new(credentials.clone()));
        drop(guard);
        Ok(credentials)
    }

    fn known(&self) -> Option<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Known {
    fn new(credentials: Credentials) -> Self {
        let (now, expired) = (SystemTime::now(), credentials.expiry());
        let stale = match expired {
            // Half of what is left, where that is less than the time ahead.
            Some(expired) => expired - AHEAD.min(expired.duration_since(now).unwrap_or_default() / 2),
            None => now + KEPT,
        };
        Self { credentials, stale, expired }
    }

    fn is_fresh(&self) -> bool {
        SystemTime::now() < self.stale
    }

    fn is_usable(&self) -> bool {
        self.expired.is_none_or(|expired| SystemTime::now() < expired)
    }
}

/// Nothing of the credentials.
impl fmt::Debug for Cached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use aws_credential_types::provider::error::CredentialsError;
    use aws_credential_types::provider::future;

    use super::*;

    /// Counts how often it is asked. Fails from the given number on.
    #[derive(Debug)]
    struct Counting {
        asked: Arc<AtomicU32>,
        lifetime: Duration,
        fails_from: u32,
    }

    impl ProvideCredentials for Counting {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            future::ProvideCredentials::new(async {
                let number = self.asked.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                if number >= self.fails_from {
                    return Err(CredentialsError::provider_error("gone"));
                }
                let expiry = Some(SystemTime::now() + self.lifetime);
                Ok(Credentials::new(format!("AKID{number}"), "secret", None, expiry, "test"))
            })
        }
    }

    fn cached(lifetime: Duration, fails_from: u32) -> (Arc<Cached>, Arc<AtomicU32>) {
        let asked = Arc::new(AtomicU32::new(0));
        let provider = Counting { asked: Arc::clone(&asked), lifetime, fails_from };
        (Arc::new(Cached::new(SharedCredentialsProvider::new(provider))), asked)
    }

    #[tokio::test]
    async fn many_callers_ask_once() {
        let (cached, asked) = cached(Duration::from_secs(3_600), u32::MAX);
        let calls: Vec<_> = (0..50)
            .map(|_| {
                tokio::spawn({
                    let cached = Arc::clone(&cached);
                    async move { cached.get().await }
                })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.expect("no panic").expect("credentials").access_key_id(), "AKID0");
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn they_are_asked_for_ahead_of_their_expiry_and_kept_if_that_fails() {
        // Stale after 100 ms, expired after 200 ms.
        let (cached, asked) = cached(Duration::from_millis(200), 1);
        assert_eq!(cached.get().await.expect("credentials").access_key_id(), "AKID0");
        tokio::time::sleep(Duration::from_millis(120)).await;
        assert_eq!(cached.get().await.expect("the old ones").access_key_id(), "AKID0");
        assert_eq!(asked.load(Ordering::Relaxed), 2);
        tokio::time::sleep(Duration::from_millis(120)).await;
        cached.get().await.expect_err("the old ones have expired");
    }

    #[test]
    fn nothing_is_printed() {
        let (cached, _) = cached(Duration::from_secs(1), 1);
        assert_eq!(format!("{cached:?}"), "Cached { .. }");
    }
}
