//! A server on a loopback port that answers as it is told.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::http::Request;
use crate::tls::Authority;

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Answers, and keeps the connection.
    Answer {
        /// The status.
        status: u16,
        /// Headers beside the length.
        headers: Vec<(&'static str, String)>,
        /// The body.
        body: Vec<u8>,
    },
    /// Sends these bytes as they are and closes the connection.
    Raw(Vec<u8>),
    /// Sends these bytes as they are, and then nothing for as long as the client waits.
    Stall(Vec<u8>),
    /// Closes the connection without a word.
    Close,
    /// Waits, then answers with an empty object.
    Late(Duration),
}

impl Reply {
    /// An answer of success with this JSON.
    pub fn ok(json: impl Into<Vec<u8>>) -> Self {
        Self::Answer { status: 200, headers: Vec::new(), body: json.into() }
    }

    /// An error with this code in the header.
    pub fn error(status: u16, code: &str, json: &str) -> Self {
        let headers = vec![("x-amzn-ErrorType", code.to_owned()), ("x-amzn-RequestId", "01234567-89ab".to_owned())];
        Self::Answer { status, headers, body: json.into() }
    }
}

/// A server that is running. It stops with the test's runtime.
#[derive(Clone, Debug)]
pub struct Server {
    address: SocketAddr,
    scheme: &'static str,
    received: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// A server over plain TCP that does the same with each request.
    pub async fn start(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::launch(reply, None).await
    }

    /// A server over TLS, with a certificate for `name` signed by the authority.
    pub async fn start_tls(
        authority: &Authority,
        name: &str,
        reply: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::launch(reply, Some(authority.acceptor(name))).await
    }

    async fn launch(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let scheme = if tls.is_some() { "https" } else { "http" };
        let server = Self { address, scheme, received: Arc::default() };
        let (received, reply, connections) = (Arc::clone(&server.received), Arc::new(reply), AtomicUsize::new(0));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let connection = connections.fetch_add(1, Ordering::Relaxed);
                let (received, reply, tls) = (Arc::clone(&received), Arc::clone(&reply), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, connection, &received, &*reply).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, connection, &received, &*reply).await;
                            }
                        }
                    }
                });
            }
        });
        server
    }

    /// The URL, by address.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The URL, by a name that leads to the loopback address.
    pub fn url_by_name(&self) -> String {
        format!("{}://localhost:{}", self.scheme, self.address.port())
    }

    /// Every request so far.
    pub fn received(&self) -> Vec<Request> {
        self.received.lock().map(|received| received.clone()).unwrap_or_default()
    }
}

async fn serve<S>(
    mut stream: S,
    connection: usize,
    received: &Mutex<Vec<Request>>,
    reply: &(impl Fn(&Request) -> Reply + Send + Sync),
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(request) = Request::read(&mut stream, connection).await {
        let reply = reply(&request);
        if let Ok(mut received) = received.lock() {
            received.push(request);
        }
        let bytes = match reply {
            Reply::Answer { status, headers, body } => answer(status, &headers, &body),
            Reply::Late(time) => {
                tokio::time::sleep(time).await;
                answer(200, &[], b"{}")
            }
            Reply::Stall(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.flush().await;
                std::future::pending::<()>().await;
                return;
            }
            Reply::Close => return,
            Reply::Raw(bytes) => {
                // The client may have gone away; that is its business.
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
        };
        if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

fn answer(status: u16, headers: &[(&str, String)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Status\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    [text.as_bytes(), body].concat()
}
