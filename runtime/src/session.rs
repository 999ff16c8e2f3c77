//! Sessions: credentials for a single bucket, which S3 gives for those of the client.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html>.

use std::pin::Pin;
#[cfg(feature = "calls")]
use std::sync::{Mutex, PoisonError};
#[cfg(feature = "calls")]
use std::time::Duration;
use std::time::SystemTime;

use crate::error::Failure;
use crate::identity::Credentials;
use crate::timestamp::DateTime;

/// The scheme of requests that a session signs.
pub(crate) const SCHEME: &str = "sigv4-s3express";

/// The credentials of a session that is being begun.
pub type Session = Pin<Box<dyn Future<Output = Result<Credentials, Failure>> + Send>>;

/// What a service says of a session, for generated code: key, secret, token, and when it ends.
pub type SessionParts = (String, String, String, DateTime);

/// The credentials of a session.
#[cfg_attr(not(feature = "calls"), allow(dead_code, reason = "without calls there is nobody to ask"))]
pub(crate) fn credentials((id, secret, token, end): SessionParts) -> Credentials {
    let credentials = Credentials::new(id, secret).with_session_token(token);
    match SystemTime::try_from(end) {
        Ok(end) => credentials.with_expiry(end),
        Err(_) => credentials,
    }
}

/// How long before its end a session is begun anew.
#[cfg(feature = "calls")]
const AHEAD: Duration = Duration::from_secs(60);
/// How many sessions are kept.
#[cfg(feature = "calls")]
const KEPT: usize = 100;

/// The sessions that were begun last, by their buckets.
#[cfg(feature = "calls")]
#[derive(Default)]
pub(crate) struct Sessions(Mutex<Vec<(String, Credentials)>>);

#[cfg(feature = "calls")]
impl Sessions {
    /// The session of a bucket, unless it ends soon by the clock of the service, which is so many seconds ahead of ours.
    pub(crate) fn get(&self, bucket: &str, ahead: i64) -> Option<Credentials> {
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, credentials) = sessions.iter().find(|(name, _)| name == bucket)?;
        let soon = crate::time::now() + AHEAD;
        let by = Duration::from_secs(ahead.unsigned_abs());
        let soon = if ahead < 0 { soon.checked_sub(by) } else { soon.checked_add(by) }.unwrap_or(soon);
        credentials.expiry().is_none_or(|end| soon < end).then(|| credentials.clone())
    }

    /// Begins all anew: the service says that one is not good.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(crate) fn keep(&self, bucket: String, credentials: Credentials) {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|(name, _)| *name != bucket);
        // The oldest comes first.
        if sessions.len() >= KEPT {
            sessions.remove(0);
        }
        sessions.push((bucket, credentials));
    }
}

/// The bucket of an endpoint: its first label, or the first segment of its path.
#[cfg(feature = "calls")]
pub(crate) fn bucket(url: &str) -> Option<String> {
    const SUFFIXES: [&str; 2] = ["--x-s3", "--xa-s3"];
    let uri: http::Uri = url.parse().ok()?;
    let label = uri.host()?.split('.').next()?;
    let segment = uri.path().split('/').nth(1)?;
    [label, segment].into_iter().find(|name| SUFFIXES.iter().any(|suffix| name.ends_with(suffix))).map(str::to_owned)
}

#[cfg(all(test, feature = "calls"))]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_is_part_of_the_endpoint() {
        for url in [
            "https://a--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com",
            "http://127.0.0.1:9000/a--use1-az4--x-s3",
        ] {
            assert_eq!(bucket(url).as_deref(), Some("a--use1-az4--x-s3"), "{url}");
        }
        assert_eq!(bucket("https://a.s3.us-east-1.amazonaws.com/b"), None);
    }

    #[test]
    fn a_session_is_kept_until_it_ends_soon() {
        let sessions = Sessions::default();
        let ends_in = |seconds| {
            let end = DateTime::from(crate::time::now() + Duration::from_secs(seconds));
            credentials(("id".to_owned(), "secret".to_owned(), "token".to_owned(), end))
        };
        sessions.keep("a".to_owned(), ends_in(300));
        sessions.keep("b".to_owned(), ends_in(30));
        assert_eq!(
            sessions.get("a", 0).and_then(|found| found.session_token().map(str::to_owned)).as_deref(),
            Some("token")
        );
        assert!(sessions.get("b", 0).is_none() && sessions.get("c", 0).is_none());
        assert!(sessions.get("a", 280).is_none() && sessions.get("b", -60).is_some());
        for index in 0..2 * KEPT {
            sessions.keep(index.to_string(), ends_in(300));
        }
        assert!(sessions.get("a", 0).is_none() && sessions.get("199", 0).is_some());
    }

    #[test]
    fn all_sessions_are_forgotten_at_once() {
        let sessions = Sessions::default();
        let end = DateTime::from(crate::time::now() + Duration::from_secs(300));
        for name in ["a", "b"] {
            let parts = ("id".to_owned(), "secret".to_owned(), "token".to_owned(), end);
            sessions.keep(name.to_owned(), credentials(parts));
        }
        sessions.forget();
        assert!(sessions.get("a", 0).is_none() && sessions.get("b", 0).is_none());
    }
}
