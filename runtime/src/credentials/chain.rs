//! One source after the other.

use super::fetch::Fetcher;
use super::{Found, NoCredentials, Variables, container, environment, imds, profile};
use crate::identity::{Credentials, CredentialsError, ProvideCredentials};
use crate::profile::Profile;

/// Asks the environment, the profile, the container and the instance, in this order. The first that is set up answers.
pub(crate) struct Chain {
    variables: Variables,
    fetcher: Fetcher,
}

impl Chain {
    pub(crate) fn new(variables: Variables) -> Self {
        Self { variables, fetcher: Fetcher::new() }
    }

    #[cfg(all(test, feature = "tokio"))]
    pub(super) fn over(variables: Variables, fetcher: Fetcher) -> Self {
        Self { variables, fetcher }
    }
}

impl ProvideCredentials for Chain {
    async fn provide_credentials(&self) -> Result<Credentials, CredentialsError> {
        let variables = &self.variables;
        let mut tried = Vec::new();
        if let Some(result) = ask(environment::load(variables), &mut tried) {
            return result;
        }
        // The files are read each time: keys may have been rotated.
        let profile = match Profile::load(variables) {
            Ok(profile) => profile,
            Err(error) => return Err(CredentialsError::new(error.to_string())),
        };
        if let Some(result) = ask(profile::load(&profile, variables).await, &mut tried) {
            return result;
        }
        if let Some(result) = ask(container::load(variables, &self.fetcher).await, &mut tried) {
            return result;
        }
        if let Some(result) = ask(imds::load(variables, &profile, &self.fetcher).await, &mut tried) {
            return result;
        }
        Err(CredentialsError::not_set_up(tried.join("; ")))
    }
}

/// What a source says, if it has the last word; otherwise a note of why not.
fn ask(found: Found, tried: &mut Vec<String>) -> Option<Result<Credentials, CredentialsError>> {
    match found {
        Ok(credentials) => Some(Ok(credentials)),
        Err(error @ NoCredentials::Absent(_)) => {
            tried.push(error.to_string());
            None
        }
        Err(error @ NoCredentials::Broken(_)) => Some(Err(CredentialsError::new(error.to_string()))),
    }
}
