//! Requests whose body waits until the server wants it: `Expect: 100-continue` (RFC 9110, section 10.1.1), for hyper.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::{EXPECT, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body::{Frame, SizeHint};
use hyper_util::client::legacy::connect::{CaptureConnection, capture_connection};
use tokio::time::Sleep;

use crate::body::{Body, BodyError};

/// How long the body waits. Not every server knows what is expected of it, so then the body is sent all the same.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// What the server has said so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    /// It wants the body, or has not said so in time.
    Continue,
    /// It has begun a final answer without the body.
    Answered,
    /// The answer is read, or nobody reads on.
    Ended,
}

/// Shared by the body of the request and that of its answer.
struct Expectation(Mutex<(Said, Option<Waker>)>);

impl Expectation {
    /// Goes from one to the other; false if something else was said before.
    fn change(&self, from: Said, to: Said) -> bool {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let changes = inner.0 == from;
        if changes {
            inner.0 = to;
            if let Some(waker) = inner.1.take() {
                waker.wake();
            }
        }
        changes
    }

    /// What was said, and who is woken once something else is.
    fn said_to(&self, waker: &Waker) -> Said {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.1 = Some(waker.clone());
        inner.0
    }
}

/// What becomes of a request that waits once its answer begins.
pub(super) struct Expecting(Arc<Expectation>);

impl Expecting {
    /// Adds the header to a request, whose body then waits.
    pub(super) fn hold_back(request: &mut Request<Body>) -> Self {
        let expectation = Arc::new(Expectation(Mutex::new((Said::Nothing, None))));
        request.headers_mut().insert(EXPECT, HeaderValue::from_static("100-continue"));
        let told = Arc::clone(&expectation);
        hyper::ext::on_informational(request, move |response| {
            if response.status() == StatusCode::CONTINUE {
                told.change(Said::Nothing, Said::Continue);
            }
        });
        let connection = capture_connection(request);
        let body = std::mem::take(request.body_mut());
        let held = HeldBack { body, expectation: Arc::clone(&expectation), connection, timer: None, waits: true };
        *request.body_mut() = Body::stream(held);
        Self(expectation)
    }

    /// The answer. If it came without the body, the body is not sent any more, and the connection is closed after the answer.
    pub(super) fn answered(self, answer: Response<Body>) -> Response<Body> {
        let Self(expectation) = self;
        if !expectation.change(Said::Nothing, Said::Answered) {
            return answer;
        }
        answer.map(|body| Body::stream(AnswerWithoutBody { body, end: End(expectation) }))
    }
}

/// The body of a request, which waits.
struct HeldBack {
    body: Body,
    expectation: Arc<Expectation>,
    connection: CaptureConnection,
    timer: Option<Pin<Box<Sleep>>>,
    waits: bool,
}

impl HeldBack {
    /// Ready once the body may be sent.
    fn poll_wanted(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), NotWanted>> {
        match self.expectation.said_to(cx.waker()) {
            Said::Continue => return Poll::Ready(Ok(())),
            Said::Ended => return Poll::Ready(Err(NotWanted)),
            Said::Answered => return Poll::Pending,
            Said::Nothing => {}
        }
        // hyper tells nobody of interim answers over HTTP/2, where streams can be reset instead.
        let is_http2 = self.connection.connection_metadata().as_ref().is_some_and(|found| found.is_negotiated_h2());
        if !is_http2 {
            ready!(self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(LONGEST_WAIT))).as_mut().poll(cx));
        }
        self.expectation.change(Said::Nothing, Said::Continue);
        Poll::Ready(Ok(()))
    }
}

impl http_body::Body for HeldBack {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if self.waits {
            if let Err(error) = ready!(self.poll_wanted(cx)) {
                return Poll::Ready(Some(Err(error.into())));
            }
            (self.waits, self.timer) = (false, None);
        }
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of an answer to a request whose body was not sent.
struct AnswerWithoutBody {
    body: Body,
    end: End,
}

/// Ends the request once it is dropped, too.
struct End(Arc<Expectation>);

impl End {
    fn end(&self) {
        self.0.change(Said::Answered, Said::Ended);
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.end();
    }
}

impl http_body::Body for AnswerWithoutBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if frame.is_none() {
            self.end.end();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Why a body was not sent. Nobody is told, since there is an answer.
#[derive(Debug)]
struct NotWanted;

impl fmt::Display for NotWanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server answered without the body")
    }
}

impl std::error::Error for NotWanted {}
