//! Which bodies are part of the signature.

use super::Config;

/// When the body of a request to S3 is part of its signature. Other services want it signed, and say which operations don't.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayloadSigning {
    /// What is in memory always, files and streams where no TLS keeps them from being changed on their way. For its SHA-256
    /// a file is read twice.
    #[default]
    WithoutTls,
    /// Always. A stream is signed in chunks where it has a checksum, and without one it can't be.
    Always,
    /// Never, not without TLS either: for a network that is trusted. A call of a service that wants it signed is an error.
    Never,
}

impl Config {
    /// When bodies of requests to S3 are signed: files and streams [without TLS](PayloadSigning::WithoutTls) if it is not set.
    #[must_use]
    pub fn payload_signing(mut self, when: PayloadSigning) -> Self {
        self.aws.payload_signing = when;
        self
    }

    pub(crate) fn when_payloads_are_signed(&self) -> PayloadSigning {
        self.aws.payload_signing
    }
}
