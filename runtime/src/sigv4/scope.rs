//! What a signature is good for.

use super::time::SigningTime;

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// Signature Version 4, for one region.
    V4,
    /// Signature Version 4A, for a set of regions.
    #[cfg(feature = "sigv4a")]
    V4a,
}

impl Algorithm {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::V4 => "AWS4-HMAC-SHA256",
            #[cfg(feature = "sigv4a")]
            Self::V4a => super::v4a::ALGORITHM,
        }
    }
}

/// What a signature is good for, besides one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) algorithm: Algorithm,
    /// The region; several, or parts of their names before a `*`, with commas between them for [`Algorithm::V4a`].
    pub(crate) region: String,
    /// The name that the service signs by, like `kinesisvideo`.
    pub(crate) service: String,
}

impl Scope {
    /// What stands behind the access key in a credential, and in the string to sign.
    pub(super) fn credential(&self, time: &SigningTime) -> String {
        match self.algorithm {
            Algorithm::V4 => format!("{}/{}/{}/aws4_request", time.date(), self.region, self.service),
            #[cfg(feature = "sigv4a")]
            Algorithm::V4a => format!("{}/{}/aws4_request", time.date(), self.service),
        }
    }

    /// The access key, and what it is good for.
    pub(crate) fn whole_credential(&self, access_key_id: &str, time: &SigningTime) -> String {
        format!("{access_key_id}/{}", self.credential(time))
    }

    /// The regions, where they are not part of the credential.
    pub(super) fn region_set(&self) -> Option<&str> {
        match self.algorithm {
            Algorithm::V4 => None,
            #[cfg(feature = "sigv4a")]
            Algorithm::V4a => Some(&self.region),
        }
    }
}
