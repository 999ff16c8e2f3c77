//! Which checksums are added and asked for.

use super::Config;

/// When a checksum is added to a request, or asked for with a response, that the service does not insist on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChecksumPolicy {
    /// Wherever the operation supports one.
    WhenSupported,
    /// Only where the service insists on one, or the input of the call asks for it.
    WhenRequired,
}

impl Config {
    /// When checksums are added to requests.
    ///
    /// Unless it is set: [`WhenSupported`](ChecksumPolicy::WhenSupported), and
    /// [`WhenRequired`](ChecksumPolicy::WhenRequired) with an [`endpoint`](Self::endpoint) of your own, since stores that are
    /// not AWS may refuse what they do not know.
    #[must_use]
    pub fn request_checksums(mut self, policy: ChecksumPolicy) -> Self {
        self.request_checksums = Some(policy);
        self.without_checksum_problems_of("request_checksums")
    }

    /// When checksums are asked for with responses. The default is as that of
    /// [`request_checksums`](Self::request_checksums).
    #[must_use]
    pub fn response_checksums(mut self, policy: ChecksumPolicy) -> Self {
        self.response_checksums = Some(policy);
        self.without_checksum_problems_of("response_checksums")
    }

    /// A value of the environment that means nothing is no problem any more once the setting is made here.
    fn without_checksum_problems_of(self, setter: &'static str) -> Self {
        #[cfg(feature = "sigv4")]
        return self.without_problems_of(setter);
        #[cfg(not(feature = "sigv4"))]
        {
            _ = setter;
            self
        }
    }

    /// Whether a checksum is added that nobody insists on.
    pub(crate) fn adds_checksums(&self) -> bool {
        self.effective(self.request_checksums) == ChecksumPolicy::WhenSupported
    }

    /// Whether a checksum is asked for that the input does not ask for.
    pub(crate) fn asks_for_checksums(&self) -> bool {
        self.effective(self.response_checksums) == ChecksumPolicy::WhenSupported
    }

    fn effective(&self, policy: Option<ChecksumPolicy>) -> ChecksumPolicy {
        let default =
            if self.endpoint.is_some() { ChecksumPolicy::WhenRequired } else { ChecksumPolicy::WhenSupported };
        policy.unwrap_or(default)
    }
}
