//! Small documents from servers next door, which speak plain HTTP.

use std::sync::OnceLock;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::{Found, NoCredentials};
use crate::body::Body;
use crate::document::Document;
use crate::transport::{Hyper, Transport};

/// How long a server next door may take. Where there is none, nobody should have to wait.
const LIMIT: Duration = Duration::from_secs(1);
/// How often it is asked, if it does not answer.
const ATTEMPTS: u32 = 2;
/// The most that it may answer.
const LARGEST: u64 = 64 << 10;

/// Asks for documents.
#[derive(Debug, Default)]
pub(super) struct Fetcher {
    transport: OnceLock<Hyper>,
}

impl Fetcher {
    /// The text that a server answers with. Only silence is tried again.
    pub(super) async fn text(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
    ) -> Result<String, NoCredentials> {
        let mut failure = NoCredentials::Absent(String::new());
        for _ in 0..ATTEMPTS {
            match tokio::time::timeout(LIMIT, self.once(method, url, headers)).await {
                Ok(Ok(text)) => return Ok(text),
                Ok(Err(error @ NoCredentials::Broken(_))) => return Err(error),
                Ok(Err(error)) => failure = error,
                Err(_) => failure = NoCredentials::Absent(format!("{url} does not answer within {LIMIT:?}")),
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
        let request = request.body(Body::empty()).map_err(|error| broken(error.to_string()))?;
        let silent = |error: &dyn std::fmt::Display| NoCredentials::Absent(format!("{url}: {error}"));
        let answer = self.transport()?.send(request).await.map_err(|error| silent(&error))?;
        let status = answer.status();
        let bytes = answer.into_body().collect_up_to(LARGEST).await.map_err(|error| silent(&error))?;
        if !status.is_success() {
            return Err(broken(format!("status {}", status.as_u16())));
        }
        String::from_utf8(bytes.to_vec()).map_err(|_| broken("no text".to_owned()))
    }

    fn transport(&self) -> Result<&Hyper, NoCredentials> {
        if let Some(transport) = self.transport.get() {
            return Ok(transport);
        }
        let made = Hyper::new(LIMIT).map_err(|error| NoCredentials::Broken(format!("can't set TLS up: {error}")))?;
        Ok(self.transport.get_or_init(|| made))
    }
}

/// The credentials in a document of `AccessKeyId`, `SecretAccessKey`, `Token` and `Expiration`.
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
        (Some(id), Some(secret)) => Ok(Credentials::new(id, secret, member("Token"), expiry, source)),
        _ => Err(broken("no keys")),
    }
}
