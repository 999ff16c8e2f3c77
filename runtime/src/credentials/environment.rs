//! Credentials from variables.

use super::document::expiry;
use super::{Found, NoCredentials, Variables};
use crate::identity::Credentials;

/// Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if they are there, `AWS_SESSION_TOKEN`,
/// `AWS_CREDENTIAL_EXPIRATION` and `AWS_ACCOUNT_ID`.
pub(super) fn load(variables: &Variables) -> Found {
    let missing = |name: &str| format!("the environment variable {name} is not set");
    let id = variables("AWS_ACCESS_KEY_ID").ok_or_else(|| NoCredentials::Absent(missing("AWS_ACCESS_KEY_ID")))?;
    let secret = variables("AWS_SECRET_ACCESS_KEY").ok_or_else(|| {
        NoCredentials::Broken(format!("{}, but AWS_ACCESS_KEY_ID is", missing("AWS_SECRET_ACCESS_KEY")))
    })?;
    let mut credentials = Credentials::new(id, secret).with_source("environment");
    if let Some(token) = variables("AWS_SESSION_TOKEN") {
        credentials = credentials.with_session_token(token);
    }
    if let Some(id) = variables("AWS_ACCOUNT_ID") {
        credentials = credentials.with_account_id(id);
    }
    if let Some(text) = variables("AWS_CREDENTIAL_EXPIRATION") {
        let wrong = || NoCredentials::Broken(format!("AWS_CREDENTIAL_EXPIRATION is {text:?}, which is not a time"));
        credentials = credentials.with_expiry(expiry(&text).ok_or_else(wrong)?);
    }
    Ok(credentials)
}
