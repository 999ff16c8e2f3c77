//! Credentials from variables.

use aws_credential_types::Credentials;

use super::document::expiry;
use super::{Found, NoCredentials, Variables};

/// Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if they are there, `AWS_SESSION_TOKEN`,
/// `AWS_CREDENTIAL_EXPIRATION` and `AWS_ACCOUNT_ID`.
pub(super) fn load(variables: &Variables) -> Found {
    let missing = |name: &str| format!("the environment variable {name} is not set");
    let id = variables("AWS_ACCESS_KEY_ID").ok_or_else(|| NoCredentials::Absent(missing("AWS_ACCESS_KEY_ID")))?;
    let secret = variables("AWS_SECRET_ACCESS_KEY").ok_or_else(|| {
        NoCredentials::Broken(format!("{}, but AWS_ACCESS_KEY_ID is", missing("AWS_SECRET_ACCESS_KEY")))
    })?;
    let mut credentials =
        Credentials::builder().access_key_id(id).secret_access_key(secret).provider_name("environment");
    credentials.set_session_token(variables("AWS_SESSION_TOKEN"));
    credentials.set_account_id(variables("AWS_ACCOUNT_ID").map(Into::into));
    if let Some(text) = variables("AWS_CREDENTIAL_EXPIRATION") {
        let wrong = || NoCredentials::Broken(format!("AWS_CREDENTIAL_EXPIRATION is {text:?}, which is not a time"));
        credentials.set_expiry(Some(expiry(&text).ok_or_else(wrong)?));
    }
    Ok(credentials.build())
}
