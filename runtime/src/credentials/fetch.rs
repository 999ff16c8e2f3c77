//! Small documents from servers next door, which speak plain HTTP.

use std::pin::pin;
use std::time::{Duration, Instant};

use aws_credential_types::Credentials;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::{Found, NoCredentials};
use crate::body::Body;
use crate::config::Config;
use crate::document::Document;
use crate::time;
use crate::transport::{BuiltIn, Limits};

/// How long a server next door may take. Where there is none, nobody should have to wait.
const LIMIT: Duration = Duration::from_secs(1);
/// How often it is asked, if it does not answer.
const ATTEMPTS: u32 = 2;
/// The most that it may answer.
const LARGEST: u64 = 64 << 10;

/// Asks for documents, by a way of its own: no proxy is between neighbours.
#[derive(Debug)]
pub(super) struct Fetcher {
    transport: BuiltIn,
    config: Config,
}

impl Fetcher {
    pub(super) fn new() -> Self {
        Self { transport: BuiltIn::default(), config: Config::new().connect_timeout(LIMIT) }
    }

    /// The text that a server answers with. Only silence is tried again.
    pub(super) async fn text(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
    ) -> Result<String, NoCredentials> {
        let mut failure = NoCredentials::Absent(String::new());
        for _ in 0..ATTEMPTS {
            match time::until(Instant::now() + LIMIT, pin!(self.once(method, url, headers))).await {
                Some(Ok(text)) => return Ok(text),
                Some(Err(error @ NoCredentials::Broken(_))) => return Err(error),
                Some(Err(error)) => failure = error,
                None => failure = NoCredentials::Absent(format!("{url} does not answer within {LIMIT:?}")),
            }
        }
        Err(failure)
    }

    async fn once(&self, method: &str, url: &str, headers: &[(&str, &str)]) -> Result<String, NoCredentials> {
        let broken = |what: String| NoCredentials::Broken(format!("{url}: {what}"));
        let mut request = http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).map_err(|error| broken(error.to_string()))?;
        let end = Some(Instant::now() + LIMIT);
        request.extensions_mut().insert(Limits { connect: LIMIT, read: LIMIT, end, streams: false });
        let silent = |error: &dyn std::fmt::Display| NoCredentials::Absent(format!("{url}: {error}"));
        let answer = self.transport.send(&self.config, request).await.map_err(|error| silent(&error))?;
        let status = answer.status();
        let bytes = answer.into_body().collect_up_to(LARGEST).await.map_err(|error| silent(&error))?;
        if !status.is_success() {
            return Err(broken(format!("status {}", status.as_u16())));
        }
        String::from_utf8(bytes.to_vec()).map_err(|_| broken("no text".to_owned()))
    }
}

/// The credentials in a document of `AccessKeyId`, `SecretAccessKey`, `Token` or `SessionToken`, and `Expiration`.
pub(super) fn credentials(text: &str, url: &str, source: &'static str) -> Found {
    let broken = |what: &str| NoCredentials::Broken(format!("{url}: {what}"));
    let document = Document::from_json(text.as_bytes()).map_err(|_| broken("no JSON"))?;
    let Document::Object(members) = document else { return Err(broken("no object")) };
    let member = |wanted: &str| {
        members.iter().find_map(|(name, value)| match value {
            Document::String(text) if name == wanted => Some(text.clone()),
            _ => None,
        })
    };
    if let Some(code) = member("Code").filter(|code| code != "Success") {
        return Err(broken(&format!("{code:?}")));
    }
    let expiry = member("Expiration").and_then(|text| DateTime::from_str(&text, Format::DateTime).ok());
    let expiry = expiry.and_then(|moment| std::time::SystemTime::try_from(moment).ok());
    match (member("AccessKeyId"), member("SecretAccessKey")) {
        (Some(id), Some(secret)) => {
            Ok(Credentials::new(id, secret, member("Token").or_else(|| member("SessionToken")), expiry, source))
        }
        _ => Err(broken("no keys")),
    }
}
