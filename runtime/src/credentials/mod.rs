//! Where credentials come from, if the caller names no provider: the environment, profiles, containers, instances.
//!
//! What needs more than a file or a plain request (single sign-on, roles, web identities) is in `aws-config`, whose
//! providers all fit [`Config::credentials`](crate::Config::credentials). A set-up that asks for one of these is an error,
//! never another identity.

mod cache;
mod chain;
mod container;
mod document;
mod environment;
mod fetch;
mod imds;
mod process;
mod profile;
#[cfg(all(test, feature = "tokio"))]
mod vectors;

use std::fmt;
use std::path::Path;

pub(crate) use self::cache::Cached;
pub(crate) use self::chain::Chain;
use crate::identity::Credentials;
use crate::profile::expand;
use crate::variables::Variables;

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

impl NoCredentials {
    /// It is set up, by `what`, and takes a provider that is not here yet.
    fn unsupported(what: fmt::Arguments<'_>) -> Self {
        Self::Broken(format!("{what}, which takes a provider of `aws-config`: give one to `Config::credentials`"))
    }
}

impl fmt::Display for NoCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Absent(text) | Self::Broken(text)) = self;
        crate::printable::text(text).fmt(f)
    }
}

/// Reads a text as a document with credentials, for fuzz targets.
#[cfg(feature = "test-util")]
pub(crate) fn read_text(text: &str) {
    // What is wrong with it is no matter: it must not panic, and errors must be printable.
    if let Err(error) = document::credentials(text, "a text", "test") {
        drop(error.to_string());
    }
    let _ = document::versioned_credentials(text, "a text", "test");
}

/// The text of a small file that a variable names.
fn read(path: &str, variables: &Variables) -> Result<String, NoCredentials> {
    let path = expand(path, variables);
    let broken = |error| NoCredentials::Broken(format!("{} can't be read: {error}", Path::display(&path)));
    std::fs::read_to_string(&path).map(|text| text.trim().to_owned()).map_err(broken)
}
