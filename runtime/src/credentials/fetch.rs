//! Small documents from servers next door, which speak plain HTTP.

use std::pin::pin;
use std::time::Duration;

use super::NoCredentials;
use crate::body::Body;
use crate::printable::Chain;
use crate::time;
use crate::transport::{BuiltIn, Limits, TransportSettings};

/// How long a server next door may take. Where there is none, nobody should have to wait.
const LIMIT: Duration = Duration::from_secs(1);
/// How often it is asked, if it does not answer.
const SILENT_ATTEMPTS: u32 = 2;
/// How often it is asked, if it answers that it can't answer now.
const ATTEMPTS: u32 = 4;
/// The wait before it is asked again after such an answer; it doubles each time.
const WAIT: Duration = Duration::from_millis(100);
/// The most that it may answer.
const LARGEST: u64 = 64 << 10;

/// Asks for documents, by a way of its own: no proxy is between neighbours.
#[derive(Debug)]
pub(super) struct Fetcher {
    transport: BuiltIn,
    settings: TransportSettings,
}

/// What came of one attempt.
enum Attempt {
    Text(String),
    /// There is no such document.
    NotFound,
    /// It may work later.
    Later(String),
    Silent(String),
}

impl Fetcher {
    pub(super) fn new() -> Self {
        Self::with(TransportSettings::new(LIMIT))
    }

    pub(super) fn with(settings: TransportSettings) -> Self {
        Self { transport: BuiltIn::default(), settings }
    }

    /// The text that a server answers with.
    ///
    /// # Errors
    /// There is nobody, or no such document.
    pub(super) async fn text(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
    ) -> Result<String, NoCredentials> {
        let found = self.found(method, url, headers).await?;
        found.ok_or_else(|| NoCredentials::Broken(format!("{url}: status 404")))
    }

    /// The text that a server answers with; none if it has no such document.
    ///
    /// # Errors
    /// There is nobody, or the server refuses.
    pub(super) async fn found(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
    ) -> Result<Option<String>, NoCredentials> {
        let (mut silent, mut wait) = (0, WAIT);
        for attempt in 1.. {
            let once = time::until(time::instant() + LIMIT, pin!(self.once(method, url, headers))).await;
            match once.unwrap_or_else(|| Ok(Attempt::Silent(format!("{url} does not answer within {LIMIT:?}"))))? {
                Attempt::Text(text) => return Ok(Some(text)),
                Attempt::NotFound => return Ok(None),
                Attempt::Silent(why) => {
                    silent += 1;
                    if silent >= SILENT_ATTEMPTS || attempt >= ATTEMPTS {
                        return Err(NoCredentials::Absent(why));
                    }
                }
                Attempt::Later(why) if attempt >= ATTEMPTS => return Err(NoCredentials::Broken(why)),
                Attempt::Later(_) => {
                    time::sleep(wait).await;
                    wait *= 2;
                }
            }
        }
        Ok(None)
    }

    async fn once(&self, method: &str, url: &str, headers: &[(&str, &str)]) -> Result<Attempt, NoCredentials> {
        let broken = |what: String| NoCredentials::Broken(format!("{url}: {what}"));
        let mut request = http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).map_err(|error| broken(error.to_string()))?;
        let end = Some(time::instant() + LIMIT);
        request.extensions_mut().insert(Limits { connect: LIMIT, read: LIMIT, end, streams: false });
        let silent = |error: String| Ok(Attempt::Silent(format!("{url}: {error}")));
        let answer = match self.transport.send(&self.settings, request).await {
            Ok(answer) => answer,
            Err(error) => return silent(error.to_string()),
        };
        let status = answer.status();
        let bytes = match answer.into_body().collect_up_to(LARGEST).await {
            Ok(bytes) => bytes,
            Err(error) => return silent(Chain(&*error).to_string()),
        };
        match status.as_u16() {
            200..300 => String::from_utf8(bytes.to_vec()).map(Attempt::Text).map_err(|_| broken("no text".to_owned())),
            404 => Ok(Attempt::NotFound),
            429 | 500..600 => Ok(Attempt::Later(format!("{url}: status {}", status.as_u16()))),
            status => Err(broken(format!("status {status}"))),
        }
    }
}
