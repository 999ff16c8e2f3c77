//! A body that fails when nothing comes for too long.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::time::Sleep;

use super::{Body, BodyError, Stalled};

/// A body with a limit for each piece of it. The clock runs only while somebody waits.
pub(super) struct Stalling {
    body: Body,
    limit: Duration,
    /// Whose timers are used: the body may be read on any thread.
    runtime: Handle,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Stalling {
    pub(super) fn new(body: Body, limit: Duration, runtime: Handle) -> Self {
        Self { body, limit, runtime, waiting: None }
    }
}

impl http_body::Body for Stalling {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(frame) => {
                this.waiting = None;
                Poll::Ready(frame)
            }
            Poll::Pending => {
                let limit = this.limit;
                let _within = this.runtime.enter();
                let waiting = this.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
                waiting.as_mut().poll(cx).map(|()| Some(Err(Stalled { limit }.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
