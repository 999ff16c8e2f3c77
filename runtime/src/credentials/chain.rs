//! One source after the other.

use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::fetch::Fetcher;
use super::{Found, LazyProfile, NoCredentials, Variables, container, environment, imds};

/// Asks the environment, the profile, the container and the instance, in this order. The first that is set up answers.
pub(crate) struct Chain {
    variables: Variables,
    profile: LazyProfile,
    fetcher: Fetcher,
}

impl Chain {
    pub(crate) fn new(variables: Variables, profile: LazyProfile) -> Self {
        Self { variables, profile, fetcher: Fetcher::new() }
    }

    async fn load(&self) -> provider::Result {
        let mut tried = Vec::new();
        if let Some(result) = ask(environment::load(&self.variables), &mut tried) {
            return result;
        }
        if let Some(result) = ask(self.profile.get().load().await, &mut tried) {
            return result;
        }
        if let Some(result) = ask(container::load(&self.variables, &self.fetcher).await, &mut tried) {
            return result;
        }
        if let Some(result) = ask(imds::load(&self.variables, &self.fetcher).await, &mut tried) {
            return result;
        }
        Err(CredentialsError::not_loaded(Tried(tried)))
    }
}

/// What a source says, if it has the last word; otherwise a note of why not.
fn ask(found: Found, tried: &mut Vec<String>) -> Option<provider::Result> {
    match found {
        Ok(credentials) => Some(Ok(credentials)),
        Err(NoCredentials::Absent(why)) => {
            tried.push(why);
            None
        }
        Err(NoCredentials::Broken(why)) => Some(Err(CredentialsError::provider_error(Tried(vec![why])))),
    }
}

impl ProvideCredentials for Chain {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.load())
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chain")
    }
}

/// What was tried, and came to nothing.
#[derive(Debug)]
struct Tried(Vec<String>);

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

impl std::error::Error for Tried {}
