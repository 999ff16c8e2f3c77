//! Who signs requests: credentials, and what gives them.

mod credentials;
mod provider;
#[cfg(feature = "aws-config")]
mod sdk;

pub use self::credentials::Credentials;
pub(crate) use self::credentials::CredentialsIdentity;
pub(crate) use self::provider::SharedProvider;
pub use self::provider::{CredentialsError, ProvideCredentials};
#[cfg(feature = "aws-config")]
pub use self::sdk::SdkProvider;
