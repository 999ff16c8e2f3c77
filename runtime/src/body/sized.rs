//! Streams whose length is known.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::{Body, BodyError};

/// A body of exactly so many bytes: it fails if it gives more or fewer.
pub(crate) struct Sized {
    body: Body,
    size: u64,
    left: u64,
}

impl Sized {
    pub(crate) fn new(size: u64, body: Body) -> Self {
        Self { body, size, left: size }
    }

    fn take(&mut self, bytes: u64) -> Result<(), BodyError> {
        let longer = || format!("the stream gives more than the {} bytes that were announced", self.size);
        self.left = self.left.checked_sub(bytes).ok_or_else(longer)?;
        Ok(())
    }

    fn finish(&self) -> Option<BodyError> {
        let given = self.size - self.left;
        (self.left > 0)
            .then(|| format!("the stream ends after {given} of the {} bytes that were announced", self.size).into())
    }
}

impl http_body::Body for Sized {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        Poll::Ready(match frame {
            None => self.finish().map(Err),
            Some(Ok(frame)) => {
                let size = frame.data_ref().map_or(0, Bytes::len) as u64;
                Some(self.take(size).map(|()| frame))
            }
            error => error,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0 && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
