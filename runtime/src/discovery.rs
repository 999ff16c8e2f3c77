//! Endpoint discovery, `aws.api#clientEndpointDiscovery`: another operation of the service returns the endpoint.
//!
//! See <https://smithy.io/2.0/aws/aws-core.html#client-endpoint-discovery>.

use std::pin::Pin;
#[cfg(feature = "calls")]
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
#[cfg(feature = "calls")]
use std::time::Instant;

use crate::error::Error;

/// An endpoint from endpoint discovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovered {
    /// The URL.
    pub(crate) url: String,
    /// How long it is good.
    pub(crate) good_for: Duration,
}

#[cfg(feature = "calls")]
impl Discovered {
    /// A host, or a URL, that is good for so many minutes.
    pub(crate) fn new(host: String, minutes: i64) -> Self {
        Self {
            url: if host.contains("://") { host } else { format!("https://{host}") },
            good_for: Duration::from_secs(u64::try_from(minutes).unwrap_or_default().clamp(1, LONGEST) * 60),
        }
    }
}

/// A call that returns the endpoint; nothing if the answer holds none.
pub type Discovering<E> = Pin<Box<dyn Future<Output = Result<Option<Discovered>, Error<E>>> + Send>>;

/// The longest that an endpoint is kept, in minutes: a day.
#[cfg(feature = "calls")]
const LONGEST: u64 = 24 * 60;

/// The endpoint that endpoint discovery returned last.
#[cfg(feature = "calls")]
#[derive(Default)]
pub(crate) struct DiscoveryCache(Mutex<Option<(String, Instant)>>);

#[cfg(feature = "calls")]
impl DiscoveryCache {
    /// The endpoint, while it is good.
    pub(crate) fn get(&self) -> Option<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(_, end)| crate::time::instant() < *end).map(|(url, _)| url.clone())
    }

    pub(crate) fn keep(&self, discovered: &Discovered) {
        let end = crate::time::instant().checked_add(discovered.good_for);
        let kept = end.map(|end| (discovered.url.clone(), end));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    }

    /// The service says that the endpoint is not its own any more.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(all(test, feature = "tokio"))]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_one_of_https_and_good_for_a_day_at_most() {
        let found = |host: &str, minutes| {
            let found = Discovered::new(host.to_owned(), minutes);
            (found.url, found.good_for.as_secs())
        };
        assert_eq!(found("a.example.com", 5), ("https://a.example.com".to_owned(), 300));
        assert_eq!(found("http://a.example.com", 0), ("http://a.example.com".to_owned(), 60));
        assert_eq!((found("a", -1).1, found("a", i64::MAX).1), (60, 86_400));
    }

    #[tokio::test(start_paused = true)]
    async fn an_endpoint_is_kept_while_it_is_good() {
        let cache = DiscoveryCache::default();
        assert_eq!(cache.get(), None);
        cache.keep(&Discovered::new("a.example.com".to_owned(), 1));
        tokio::time::advance(Duration::from_secs(59)).await;
        assert_eq!(cache.get().as_deref(), Some("https://a.example.com"));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(cache.get(), None);
        cache.keep(&Discovered::new("a.example.com".to_owned(), 1));
        cache.forget();
        assert_eq!(cache.get(), None);
    }
}
