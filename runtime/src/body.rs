//! Bodies of requests.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::Full;

/// The error of a body that fails while it is being sent.
pub type BodyError = Box<dyn std::error::Error + Send + Sync>;

type Streaming = Pin<Box<dyn http_body::Body<Data = Bytes, Error = BodyError> + Send>>;

/// The body of a request: bytes in memory, or a stream.
///
/// Bytes can be sent again; [`Body::try_clone`] says whether a body can.
pub struct Body(Inner);

enum Inner {
    Bytes(Full<Bytes>, Bytes),
    Stream(Streaming),
}

impl Body {
    /// No bytes at all.
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// A body that is made while it is sent. It is signed as `UNSIGNED-PAYLOAD`, and can't be sent twice.
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BodyError>,
    {
        use http_body_util::BodyExt;
        Self(Inner::Stream(Box::pin(body.map_err(Into::into))))
    }

    /// The bytes, unless the body is a stream.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Inner::Bytes(_, bytes) => Some(bytes),
            Inner::Stream(_) => None,
        }
    }

    /// The same body once more, unless it is a stream.
    pub fn try_clone(&self) -> Option<Self> {
        self.bytes().cloned().map(Self::from)
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        let bytes = bytes.into();
        Self(Inner::Bytes(Full::new(bytes.clone()), bytes))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        match &mut self.0 {
            Inner::Bytes(full, _) => Pin::new(full).poll_frame(cx).map_err(|never| match never {}),
            Inner::Stream(stream) => stream.as_mut().poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Bytes(full, _) => full.is_end_stream(),
            Inner::Stream(stream) => stream.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Bytes(full, _) => full.size_hint(),
            Inner::Stream(stream) => stream.size_hint(),
        }
    }
}

/// Shows how long the body is, never what it holds.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.bytes() {
            Some(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            None => f.write_str("Body(stream)"),
        }
    }
}
