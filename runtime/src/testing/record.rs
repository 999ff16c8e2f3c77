//! Exchanges with a real service, kept in a file and played again.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::exchange::Exchange;
use crate::body::Body;
#[cfg(feature = "blocking")]
use crate::transport::BlockingTransport;
#[cfg(feature = "tokio")]
use crate::transport::{Answer, Transport};
use crate::transport_error::{TransportError, TransportErrorKind};

/// A transport that writes every exchange of another one into a file, a line of JSON for each.
///
/// What authenticates is left out: signatures, tokens, keys, and whatever else is different each time. Bodies and the
/// headers of answers are kept as they are, so look at the file before you share it. Bodies are in memory meanwhile.
#[derive(Clone)]
pub struct Recorder<T> {
    inner: T,
    file: Arc<Mutex<File>>,
}

impl<T> Recorder<T> {
    /// Records what goes over a transport into a new file, or one that is emptied before.
    ///
    /// # Errors
    /// The file can't be made.
    pub fn new(inner: T, path: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self { inner, file: Arc::new(Mutex::new(File::create(path)?)) })
    }

    fn write(&self, exchange: &Exchange) -> Result<(), TransportError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let written = writeln!(file, "{}", exchange.to_line());
        written.map_err(|error| TransportError::new(TransportErrorKind::Receive, error))
    }

    /// The request with its body in memory, and both halves of a record that is still without an answer.
    async fn asked(&self, request: http::Request<Body>) -> Result<(http::Request<Body>, Exchange), TransportError> {
        let (parts, body) = in_memory(request).await?;
        let exchange = Exchange::asked(&parts, &body);
        Ok((http::Request::from_parts(parts, body.into()), exchange))
    }

    async fn answered(
        &self,
        mut exchange: Exchange,
        answer: http::Response<Body>,
    ) -> Result<http::Response<Body>, TransportError> {
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map_err(TransportError::receiving)?;
        exchange.answer(&parts, &body);
        self.write(&exchange)?;
        Ok(http::Response::from_parts(parts, body.into()))
    }
}

#[cfg(feature = "tokio")]
impl<T: Transport> Transport for Recorder<T> {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        Box::pin(async move {
            let (request, exchange) = self.asked(request).await?;
            let answer = self.inner.send(request).await?;
            self.answered(exchange, answer).await
        })
    }
}

#[cfg(feature = "blocking")]
impl<T: BlockingTransport> BlockingTransport for Recorder<T> {
    fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        let (request, exchange) = crate::wait::wait(self.asked(request))?;
        let answer = self.inner.send(request)?;
        crate::wait::wait(self.answered(exchange, answer))
    }
}

impl<T> fmt::Debug for Recorder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recorder")
    }
}

async fn in_memory(request: http::Request<Body>) -> Result<(http::request::Parts, Bytes), TransportError> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|error| TransportError::new(TransportErrorKind::Send, error))?;
    Ok((parts, body))
}

/// A transport that answers from a file which a [`Recorder`] wrote. Each exchange is used once: a request gets the first
/// answer that is left for the same method, path, query and body; the host does not count. Clones share what is left.
#[derive(Clone)]
pub struct Replay {
    left: Arc<Mutex<Vec<Exchange>>>,
}

impl Replay {
    /// Plays a file.
    ///
    /// # Errors
    /// The file can't be read, or a line is not an exchange.
    pub fn new(path: impl AsRef<Path>) -> io::Result<Self> {
        let text = fs::read_to_string(path)?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let exchanges = lines.map(|(number, line)| {
            let wrong = |error| io::Error::new(io::ErrorKind::InvalidData, format!("line {}: {error}", number + 1));
            Exchange::of_line(line).map_err(wrong)
        });
        Ok(Self { left: Arc::new(Mutex::new(exchanges.collect::<io::Result<_>>()?)) })
    }

    /// How many exchanges nobody has asked for: none at the end of most tests.
    pub fn left(&self) -> usize {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn find(&self, parts: &http::request::Parts, body: &Bytes) -> Result<http::Response<Body>, TransportError> {
        let asked = Exchange::asked(parts, body);
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let place = left.iter().position(|exchange| exchange.is_for(&asked)).ok_or_else(|| {
            let text = format!("no exchange is left in the record for {}", asked.shown());
            TransportError::new(TransportErrorKind::Connect, text)
        })?;
        left.remove(place).into_response()
    }

    async fn play(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        let (parts, body) = in_memory(request).await?;
        self.find(&parts, &body)
    }
}

#[cfg(feature = "tokio")]
impl Transport for Replay {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        Box::pin(self.play(request))
    }
}

#[cfg(feature = "blocking")]
impl BlockingTransport for Replay {
    fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        crate::wait::wait(self.play(request))
    }
}

/// How much is left, nothing of what was said.
impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay").field("left", &self.left()).finish()
    }
}
