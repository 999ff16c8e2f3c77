//! A body whose length nobody knows.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body::Frame;
use runtime::{Body, Bytes};

/// A stream of these pieces.
pub struct Pieces(std::vec::IntoIter<Bytes>);

impl Pieces {
    pub fn of(pieces: impl IntoIterator<Item = impl Into<Bytes>>) -> Self {
        Self(pieces.into_iter().map(Into::into).collect::<Vec<_>>().into_iter())
    }

    pub fn body(self) -> Body {
        Body::stream(self)
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.next().map(|piece| Ok(Frame::data(piece))))
    }
}
