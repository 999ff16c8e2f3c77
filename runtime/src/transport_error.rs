//! Why a request got no whole answer.

use std::error::Error as StdError;
use std::fmt;

use crate::body::{BodyError, Stalled};
#[cfg(feature = "calls")]
use crate::config_error::ConfigError;
use crate::printable::Chain;

/// A request that got no whole answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: BodyError,
}

/// Why a transport brought no answer.
#[cfg(feature = "calls")]
pub(crate) enum SendError {
    /// There is no transport: it can't be set up as the configuration says.
    Config(ConfigError),
    /// The transport has failed.
    Transport(TransportError),
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There is no connection: nothing was sent.
    Connect,
    /// It took too long to connect: nothing was sent.
    ConnectTimeout,
    /// The certificate of the server is not trusted: nothing was sent, and it would not be another time.
    Untrusted,
    /// The transport can't be used as it is configured: nothing was sent.
    Unusable,
    /// The server took no more of the request for too long.
    WriteTimeout,
    /// The connection broke while the request was sent or before the answer began.
    Send,
    /// The answer stood still for too long.
    ReadTimeout,
    /// The connection broke within the answer, or the answer is too large, or damaged.
    Receive,
}

impl TransportError {
    /// An error of this kind.
    pub fn new(kind: TransportErrorKind, source: impl Into<BodyError>) -> Self {
        Self { kind, source: source.into() }
    }

    /// An answer that can't be received to its end.
    pub(crate) fn receiving(error: BodyError) -> Self {
        let kind = if error.is::<Stalled>() { TransportErrorKind::ReadTimeout } else { TransportErrorKind::Receive };
        Self::new(kind, error)
    }

    /// The error of the library below, with its own causes.
    pub fn get_ref(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.source
    }

    /// How far the request came.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether time ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind,
            TransportErrorKind::ConnectTimeout | TransportErrorKind::WriteTimeout | TransportErrorKind::ReadTimeout
        )
    }
}

/// What happened, and the causes that the library below gives, in one line.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "can't connect",
            TransportErrorKind::ConnectTimeout => "can't connect in time",
            TransportErrorKind::Untrusted => "the server's certificate is not trusted",
            TransportErrorKind::Unusable => "can't send",
            TransportErrorKind::WriteTimeout => "the request can't be sent",
            TransportErrorKind::Send => "no answer, the connection broke",
            TransportErrorKind::ReadTimeout | TransportErrorKind::Receive => "the answer can't be received",
        })?;
        write!(f, ": {}", Chain(&*self.source))
    }
}

/// The text says all the causes, so there is no source: [`TransportError::get_ref`] has it.
impl StdError for TransportError {}

#[cfg(feature = "calls")]
impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
        }
    }
}
