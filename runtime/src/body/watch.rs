//! Whether a server goes on taking a request: nothing else notices one that stops reading.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::{Body, BodyError};
use crate::time;

/// A body that notes when it was asked for more.
pub(super) struct Watched {
    body: Body,
    progress: Arc<Progress>,
}

/// Tells whether the body is being taken.
pub(crate) struct Watch(Arc<Progress>);

/// How far a body has come.
struct Progress {
    made_at: Instant,
    /// Since when the server has not asked for more, in milliseconds after it was made, plus one; zero while it waits for
    /// the body.
    idle_since: AtomicU64,
    /// Since when all of it is gone; zero before.
    ended_at: AtomicU64,
}

/// What a server does not do in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Idle {
    /// It takes no more of the request.
    TakesNothing,
    /// It has the whole request, and does not begin to answer.
    AnswersNothing,
}

impl Watched {
    pub(super) fn new(body: Body) -> (Self, Watch) {
        let progress =
            Progress { made_at: time::instant(), idle_since: AtomicU64::new(0), ended_at: AtomicU64::new(0) };
        let progress = Arc::new(progress);
        // Until the first byte is asked for, there is a limit to connect.
        (Self { body, progress: Arc::clone(&progress) }, Watch(progress))
    }
}

impl Progress {
    fn now(&self) -> u64 {
        let elapsed = time::instant().saturating_duration_since(self.made_at);
        u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX - 1) + 1
    }
}

impl Watch {
    /// Comes back once the server has done nothing for too long. Not before the body was asked for.
    pub(crate) async fn idle(&self, takes_within: Duration, answers_within: Duration) -> Idle {
        let Self(progress) = self;
        loop {
            let (idle, ended) =
                (progress.idle_since.load(Ordering::Relaxed), progress.ended_at.load(Ordering::Relaxed));
            let (since, limit, what) = match (ended, idle) {
                (0, 0) => (progress.now(), takes_within, None),
                (0, since) => (since, takes_within, Some(Idle::TakesNothing)),
                (since, _) => (since, answers_within, Some(Idle::AnswersNothing)),
            };
            let passed = Duration::from_millis(progress.now().saturating_sub(since));
            match what {
                Some(what) if passed >= limit => return what,
                _ => time::sleep(limit.saturating_sub(passed).max(Duration::from_millis(1))).await,
            }
        }
    }
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        let progress = &self.progress;
        match &frame {
            Poll::Pending => progress.idle_since.store(0, Ordering::Relaxed),
            Poll::Ready(Some(_)) => progress.idle_since.store(progress.now(), Ordering::Relaxed),
            Poll::Ready(None) => progress.ended_at.store(progress.now(), Ordering::Relaxed),
        }
        if frame.is_ready() && self.body.is_end_stream() {
            progress.ended_at.store(progress.now(), Ordering::Relaxed);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
