//! Where credentials come from, if the caller names no provider: the environment, profiles, containers, instances.
//!
//! What needs more than a file or a plain request (single sign-on, roles, web identities) is in `aws-config`, whose
//! providers all fit [`Config::credentials`](crate::Config::credentials).

mod cache;
mod chain;
mod container;
mod environment;
mod fetch;
mod imds;
mod process;
mod profile;

use std::fmt;

use aws_credential_types::Credentials;

pub(crate) use self::cache::Cached;
pub(crate) use self::chain::Chain;
pub(crate) use self::profile::LazyProfile;
use crate::config::Variables;

/// What a source of credentials gives: credentials, or why there are none.
type Found = Result<Credentials, NoCredentials>;

/// Why a source has no credentials.
#[derive(Clone, Debug)]
enum NoCredentials {
    /// It is not set up: the next one is asked.
    Absent(String),
    /// It is set up, and does not work: nobody else is asked.
    Broken(String),
}

impl fmt::Display for NoCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Absent(text) | Self::Broken(text)) = self;
        f.write_str(text)
    }
}
