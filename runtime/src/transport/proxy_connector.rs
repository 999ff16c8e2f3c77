//! Connections that go through proxies.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use http::header::PROXY_AUTHORIZATION;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::proxy_rules::{Proxy, Rules};
use crate::body::BodyError;

/// Says to a proxy who sends a request, where the request itself goes to the proxy: to a tunnel it is said once.
pub(super) fn authorize<B>(request: &mut http::Request<B>, rules: &Rules) {
    let proxy = rules.proxy_for(request.uri()).filter(|_| request.uri().scheme_str() == Some("http"));
    if let Some(user) = proxy.and_then(Proxy::authorization) {
        request.headers_mut().insert(PROXY_AUTHORIZATION, user);
    }
}

/// Connects to hosts, or to the proxies before them.
#[derive(Clone)]
pub(super) struct Proxied {
    http: HttpConnector,
    rules: Arc<Rules>,
}

impl Proxied {
    pub(super) fn new(http: HttpConnector, rules: Arc<Rules>) -> Self {
        Self { http, rules }
    }
}

impl Service<Uri> for Proxied {
    type Response = Connecting;
    type Error = BodyError;
    type Future = Pin<Box<dyn Future<Output = Result<Connecting, BodyError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BodyError>> {
        self.http.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, host: Uri) -> Self::Future {
        let Some(proxy) = self.rules.proxy_for(&host) else {
            let connecting = self.http.call(host);
            return Box::pin(async move { Ok(Connecting { stream: connecting.await?, is_proxied: false }) });
        };
        if host.scheme_str() == Some("http") {
            let connecting = self.http.call(proxy.uri.clone());
            return Box::pin(async move { Ok(Connecting { stream: connecting.await?, is_proxied: true }) });
        }
        let mut tunnel = Tunnel::new(proxy.uri.clone(), self.http.clone());
        if let Some(user) = proxy.authorization() {
            tunnel = tunnel.with_auth(user);
        }
        Box::pin(async move { Ok(Connecting { stream: tunnel.call(host).await?, is_proxied: false }) })
    }
}

/// A connection, which knows whether requests on it name their host.
pub(super) struct Connecting {
    stream: TokioIo<TcpStream>,
    is_proxied: bool,
}

impl Connection for Connecting {
    fn connected(&self) -> Connected {
        self.stream.connected().proxy(self.is_proxied)
    }
}

impl Read for Connecting {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl Write for Connecting {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }
}
