//! The caller's own client of `reqwest` as a transport.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::{Answer, Transport, TransportError, TransportErrorKind};
use crate::body::{Body, BodyError};

/// Sends requests with a client of `reqwest`, and so with its TLS, its proxies and its limits.
///
/// It must not follow redirects ([`reqwest::redirect::Policy::none`]): a signature holds for one host and one path.
#[derive(Clone, Debug)]
pub struct Reqwest(reqwest::Client);

impl Reqwest {
    /// A transport of this client.
    pub fn new(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for Reqwest {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        let request = request.map(|body| match body.bytes() {
            Some(bytes) => reqwest::Body::from(bytes.clone()),
            None => reqwest::Body::wrap(Shared(Mutex::new(body))),
        });
        Box::pin(async move {
            let answer = self.0.execute(request.try_into().map_err(failed)?).await.map_err(failed)?;
            Ok(http::Response::from(answer).map(Body::stream))
        })
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        (false, true) => TransportErrorKind::ReadTimeout,
        (false, false) => TransportErrorKind::Send,
    };
    TransportError::new(kind, error)
}

/// A body that threads may share, as `reqwest` wants it. Nobody ever waits for the lock: whoever reads has the body alone.
struct Shared(Mutex<Body>);

impl http_body::Body for Shared {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        Pin::new(self.0.get_mut().unwrap_or_else(PoisonError::into_inner)).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}
