//! Any service of `tower` as a transport: a client with layers of the caller's own.

use std::fmt;
use std::future::poll_fn;

use tower_service::Service;

use super::{Answer, Transport, TransportError, TransportErrorKind};
use crate::body::{Body, BodyError};

/// Sends requests with a service. It is cloned for each of them, as services of `tower` are meant to be.
///
/// ```text
/// let service = ServiceBuilder::new().concurrency_limit(8).service(client);
/// Config::new().transport(Tower::new(service))
/// ```
pub struct Tower<S>(S);

impl<S> Tower<S> {
    /// A transport of a service that takes requests with our [`Body`].
    pub fn new(service: S) -> Self {
        Self(service)
    }
}

impl<S, B> Transport for Tower<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<BodyError>,
    B: http_body::Body<Data = bytes::Bytes> + Send + 'static,
    B::Error: Into<BodyError>,
{
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        let mut service = self.0.clone();
        Box::pin(async move {
            let not_ready = |error: S::Error| TransportError::new(TransportErrorKind::Connect, error);
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(not_ready)?;
            let broken = |error: S::Error| TransportError::new(TransportErrorKind::Send, error);
            let answer = service.call(request).await.map_err(broken)?;
            Ok(answer.map(|body| if body.is_end_stream() { Body::empty() } else { Body::stream(body) }))
        })
    }
}

impl<S> fmt::Debug for Tower<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tower")
    }
}
