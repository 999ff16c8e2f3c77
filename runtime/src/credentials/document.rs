//! The JSON document in which containers, instances and programs give credentials.

use std::time::SystemTime;

use super::{Found, NoCredentials};
use crate::document::Document;
use crate::identity::Credentials;
use crate::timestamp;

/// The credentials in a document of `AccessKeyId`, `SecretAccessKey`, `Token` or `SessionToken`, `Expiration` and
/// `AccountId`. `origin` says in errors whose document it is.
pub(super) fn credentials(text: &str, origin: &str, source: &'static str) -> Found {
    of_document(&parse(text, origin)?, origin, source)
}

/// As [`credentials`], of a document that has to say that its version is the only one so far.
pub(super) fn versioned_credentials(text: &str, origin: &str, source: &'static str) -> Found {
    let document = parse(text, origin)?;
    check_version(&document, origin)?;
    of_document(&document, origin, source)
}

fn parse(text: &str, origin: &str) -> Result<Document, NoCredentials> {
    Document::from_json(text.as_bytes()).map_err(|_| NoCredentials::Broken(format!("{origin}: no JSON")))
}

fn of_document(document: &Document, origin: &str, source: &'static str) -> Found {
    let broken = |what: &str| NoCredentials::Broken(format!("{origin}: {what}"));
    let Document::Object(_) = document else { return Err(broken("no object")) };
    let member = |name: &str| document.get(name).and_then(Document::as_str).filter(|text| !text.is_empty());
    if let Some(code) = member("Code").filter(|code| *code != "Success") {
        return Err(broken(&format!("the code {code:?}")));
    }
    let (Some(id), Some(secret)) = (member("AccessKeyId"), member("SecretAccessKey")) else {
        return Err(broken("no keys"));
    };
    let token = member("Token").or_else(|| member("SessionToken"));
    let mut credentials = Credentials::new(id, secret).with_source(source);
    if let Some(token) = token {
        credentials = credentials.with_session_token(token);
    }
    if let Some(id) = member("AccountId") {
        credentials = credentials.with_account_id(id);
    }
    match document.get("Expiration") {
        None | Some(Document::Null) => {}
        Some(Document::String(text)) if text.is_empty() => {}
        Some(Document::String(text)) => {
            let wrong = || broken(&format!("the Expiration {text:?}, which is not a time"));
            credentials = credentials.with_expiry(expiry(text).ok_or_else(wrong)?);
        }
        Some(_) => return Err(broken("an Expiration that is not a text")),
    }
    Ok(credentials)
}

fn check_version(document: &Document, origin: &str) -> Result<(), NoCredentials> {
    let broken = |what: &str| NoCredentials::Broken(format!("{origin}: {what}"));
    match document.get("Version") {
        Some(Document::Number(version)) if version.as_i64() == Some(1) => Ok(()),
        Some(Document::Number(version)) => Err(broken(&format!("the Version {version}, only 1 is known"))),
        _ => Err(broken("no Version, which has to be 1")),
    }
}

/// A time as RFC 3339 has it, with any offset.
pub(super) fn expiry(text: &str) -> Option<SystemTime> {
    SystemTime::try_from(timestamp::parse(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_expiry_that_is_not_understood_is_not_never() {
        let document = |expiration: &str| {
            let text = format!(r#"{{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":{expiration}}}"#);
            credentials(&text, "http://x/", "test").map(|credentials| credentials.expiry())
        };
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1_651_516_560);
        for text in ["2022-05-02T18:36:00Z", "2022-05-02T18:36:00+00:00", "2022-05-02T20:36:00.000+02:00"] {
            assert_eq!(document(&format!("{text:?}")).expect("credentials"), Some(moment), "{text}");
        }
        for wrong in ["\"soon\"", "{}", "7"] {
            let error = document(wrong).expect_err("no credentials").to_string();
            assert!(error.contains("Expiration"), "{error}");
        }
        assert_eq!(document("null").expect("credentials"), None);
    }
}
