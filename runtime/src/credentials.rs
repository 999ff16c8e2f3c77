//! Credentials from the environment.

use std::fmt;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};

use crate::config::Variables;

/// Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if it is there, `AWS_SESSION_TOKEN`.
pub(crate) struct Environment {
    variables: Variables,
}

impl Environment {
    pub(crate) fn new(variables: Variables) -> Self {
        Self { variables }
    }

    fn load(&self) -> Result<Credentials, CredentialsError> {
        let get = |name: &str| {
            (self.variables)(name).ok_or_else(|| CredentialsError::not_loaded(Missing { variable: name.to_owned() }))
        };
        let (id, secret) = (get("AWS_ACCESS_KEY_ID")?, get("AWS_SECRET_ACCESS_KEY")?);
        Ok(Credentials::new(id, secret, (self.variables)("AWS_SESSION_TOKEN"), None, "environment"))
    }
}

impl ProvideCredentials for Environment {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(self.load())
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

/// A variable that is not set, or empty.
#[derive(Debug)]
struct Missing {
    variable: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the environment variable {} is not set; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, \
             or give a provider to `Config::credentials`",
            self.variable
        )
    }
}

impl std::error::Error for Missing {}
