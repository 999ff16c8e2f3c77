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

/// A body that notes when it was asked for more. It is handed on in small pieces: a large one that is on its way would look
/// like a server that stands still.
pub(super) struct Watched {
    body: Body,
    /// What has come of the body and is not handed on yet.
    rest: Bytes,
    progress: Arc<Progress>,
}

/// The largest piece, in bytes.
const PIECE: usize = 64 << 10;

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
        (Self { body, rest: Bytes::new(), progress: Arc::clone(&progress) }, Watch(progress))
    }

    /// The first piece of a frame. What is not data, like trailers, is handed on whole.
    fn piece_of(&mut self, frame: Frame<Bytes>) -> Frame<Bytes> {
        match frame.into_data() {
            Ok(data) => {
                self.rest = data;
                self.piece()
            }
            Err(frame) => frame,
        }
    }

    fn piece(&mut self) -> Frame<Bytes> {
        let length = self.rest.len().min(PIECE);
        Frame::data(self.rest.split_to(length))
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
        let frame = match self.rest.is_empty() {
            false => Poll::Ready(None),
            true => Pin::new(&mut self.body).poll_frame(cx),
        };
        let frame = match frame {
            Poll::Ready(Some(Ok(frame))) => Poll::Ready(Some(Ok(self.piece_of(frame)))),
            Poll::Ready(None) if !self.rest.is_empty() => Poll::Ready(Some(Ok(self.piece()))),
            other => other,
        };
        let progress = &self.progress;
        match &frame {
            Poll::Pending => progress.idle_since.store(0, Ordering::Relaxed),
            Poll::Ready(Some(_)) if !self.is_end_stream() => {
                progress.idle_since.store(progress.now(), Ordering::Relaxed)
            }
            Poll::Ready(_) => progress.ended_at.store(progress.now(), Ordering::Relaxed),
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (hint, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut all = SizeHint::new();
        all.set_lower(hint.lower().saturating_add(rest));
        if let Some(upper) = hint.upper() {
            all.set_upper(upper.saturating_add(rest));
        }
        all
    }
}
