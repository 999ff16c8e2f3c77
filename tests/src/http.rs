//! HTTP/1.1 requests, read from a stream by hand: the server must be able to misbehave.

use tokio::io::{AsyncRead, AsyncReadExt};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case, and values, in their order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Which connection it came on, counted from 0.
    pub connection: usize,
}

impl Request {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Reads one request; none at the end of the stream.
    pub async fn read(stream: &mut (impl AsyncRead + Unpin), connection: usize) -> Option<Self> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ').map(str::to_owned);
        let (method, target) = (first.next()?, first.next()?);
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
            .collect();
        let mut body = bytes.split_off(end + 4);
        if headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked") {
            body = unchunked(stream, body).await?;
            return Some(Self { method, target, headers, body, connection });
        }
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
        while body.len() < length {
            if stream.read_buf(&mut body).await.ok()? == 0 {
                return None;
            }
        }
        Some(Self { method, target, headers, body, connection })
    }
}

/// The pieces of a body, put together. `read` is what has come of it already.
async fn unchunked(stream: &mut (impl AsyncRead + Unpin), mut read: Vec<u8>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let Some(end) = read.windows(2).position(|window| window == b"\r\n") else {
            if stream.read_buf(&mut read).await.ok()? == 0 {
                return None;
            }
            continue;
        };
        let size = usize::from_str_radix(std::str::from_utf8(&read[..end]).ok()?, 16).ok()?;
        while read.len() < end + 2 + size + 2 {
            if stream.read_buf(&mut read).await.ok()? == 0 {
                return None;
            }
        }
        body.extend_from_slice(&read[end + 2..end + 2 + size]);
        read.drain(..end + 2 + size + 2);
        if size == 0 {
            return Some(body);
        }
    }
}
