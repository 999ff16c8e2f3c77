//! What a signature is good for.

use super::time::SigningTime;

/// What a signature is good for, besides one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) region: String,
    /// The name that the service signs by, like `kinesisvideo`.
    pub(crate) service: String,
}

impl Scope {
    /// What stands behind the access key in a credential, and in the string to sign.
    pub(super) fn credential(&self, time: &SigningTime) -> String {
        format!("{}/{}/{}/aws4_request", time.date(), self.region, self.service)
    }
}
