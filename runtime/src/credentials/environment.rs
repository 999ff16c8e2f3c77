//! Credentials from variables.

use aws_credential_types::Credentials;

use super::{Found, NoCredentials, Variables};

/// Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if it is there, `AWS_SESSION_TOKEN`.
pub(super) fn load(variables: &Variables) -> Found {
    let missing = |name: &str| format!("the environment variable {name} is not set");
    let id = variables("AWS_ACCESS_KEY_ID").ok_or_else(|| NoCredentials::Absent(missing("AWS_ACCESS_KEY_ID")))?;
    let secret = variables("AWS_SECRET_ACCESS_KEY").ok_or_else(|| {
        NoCredentials::Broken(format!("{}, but AWS_ACCESS_KEY_ID is", missing("AWS_SECRET_ACCESS_KEY")))
    })?;
    Ok(Credentials::new(id, secret, variables("AWS_SESSION_TOKEN"), None, "environment"))
}
