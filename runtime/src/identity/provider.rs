//! What gives credentials, and why it has none.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use super::Credentials;
use crate::printable::Chain;

/// A source of credentials. What it gives is kept by [`Config::credentials`](crate::Config::credentials), so it is not asked
/// for each call.
///
/// ```
/// use tinsmith_runtime::{Credentials, CredentialsError, ProvideCredentials};
///
/// struct Vault;
///
/// impl ProvideCredentials for Vault {
///     async fn provide_credentials(&self) -> Result<Credentials, CredentialsError> {
///         let secret = std::fs::read_to_string("/run/secrets/key").map_err(CredentialsError::new)?;
///         Ok(Credentials::new("AKIDEXAMPLE", secret.trim()))
///     }
/// }
/// ```
///
/// With the feature `aws-config` every provider of `aws-config` is one, too.
pub trait ProvideCredentials: Send + Sync {
    /// Gives credentials.
    ///
    /// # Errors
    /// No credentials can be had.
    fn provide_credentials(&self) -> impl Future<Output = Result<Credentials, CredentialsError>> + Send;
}

/// Always the same.
impl ProvideCredentials for Credentials {
    async fn provide_credentials(&self) -> Result<Credentials, CredentialsError> {
        Ok(self.clone())
    }
}

/// Why there are no credentials: one line.
#[derive(Clone, Debug)]
pub struct CredentialsError {
    text: Arc<str>,
    is_not_set_up: bool,
}

impl CredentialsError {
    /// The source does not work. The text of the error has all its causes.
    pub fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::because(&*error.into(), false)
    }

    /// Nothing says that the source is to be used. An operation that can be called without credentials is called without
    /// them then.
    pub fn not_set_up(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::because(&*error.into(), true)
    }

    pub(super) fn because(error: &(dyn StdError + 'static), is_not_set_up: bool) -> Self {
        Self { text: Chain(error).to_string().into(), is_not_set_up }
    }

    /// Whether nothing says that the source is to be used.
    pub fn is_not_set_up(&self) -> bool {
        self.is_not_set_up
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for CredentialsError {}

/// The future of credentials.
type Providing<'a> = Pin<Box<dyn Future<Output = Result<Credentials, CredentialsError>> + Send + 'a>>;

/// A provider, behind a pointer.
trait Provider: Send + Sync {
    fn provide(&self) -> Providing<'_>;
}

impl<P: ProvideCredentials> Provider for P {
    fn provide(&self) -> Providing<'_> {
        Box::pin(self.provide_credentials())
    }
}

/// A provider of any type. Clones share it.
#[derive(Clone)]
pub(crate) struct SharedProvider(Arc<dyn Provider>);

impl SharedProvider {
    pub(crate) fn new(provider: impl ProvideCredentials + 'static) -> Self {
        Self(Arc::new(provider))
    }

    pub(crate) fn provide(&self) -> Providing<'_> {
        self.0.provide()
    }
}
