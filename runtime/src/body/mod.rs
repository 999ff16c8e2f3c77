//! Bodies of requests and of responses that are streams.

mod aside;
mod error;
mod file;
#[cfg(all(test, any(feature = "checksum", feature = "transfer")))]
mod pieces;
mod sized;
#[cfg(feature = "tokio")]
mod stalling;
#[cfg(all(test, feature = "tokio"))]
mod tests;
#[cfg(feature = "tokio")]
mod watch;

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};

#[cfg(any(all(feature = "calls", feature = "sigv4"), feature = "transfer"))]
pub(crate) use self::aside::aside;
pub(crate) use self::error::Unanswered;
pub use self::error::{Stalled, TooLarge};
use self::file::File;
#[cfg(all(test, any(feature = "checksum", feature = "transfer")))]
pub(crate) use self::pieces::Pieces;
#[cfg(feature = "tokio")]
pub(crate) use self::watch::{Idle, Watch};
#[cfg(all(feature = "event-stream", feature = "sigv4"))]
use crate::sigv4::PayloadSigner;

/// The error of a body that fails while it is sent or received.
pub type BodyError = Box<dyn std::error::Error + Send + Sync>;

type Streaming = Pin<Box<dyn Stream + Send>>;

/// Events that are made while they are sent.
#[cfg(feature = "event-stream")]
pub(crate) trait Events: Send {
    /// The next event as bytes; none at the end.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>>;

    /// Signs every event from now on, by a clock that is so many seconds ahead of ours.
    #[cfg(feature = "sigv4")]
    fn sign(&mut self, signer: PayloadSigner, ahead: i64);
}

/// A body of any type, whose errors are made one type.
trait Stream {
    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>>;
    fn is_end_stream(&self) -> bool;
    fn size_hint(&self) -> SizeHint;
}

impl<B: http_body::Body<Data = Bytes, Error: Into<BodyError>>> Stream for B {
    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        http_body::Body::poll_frame(self, cx).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        http_body::Body::is_end_stream(self)
    }

    fn size_hint(&self) -> SizeHint {
        http_body::Body::size_hint(self)
    }
}

/// A body: bytes in memory, a file, or a stream.
///
/// Whoever reads it decides how fast it comes: nothing is fetched ahead of [`Body::next`] beyond what the transport
/// holds already. Bytes and files can be sent again; [`Body::try_clone`] says whether a body can.
pub struct Body(Inner);

enum Inner {
    Bytes(Bytes),
    File(File),
    Stream(Streaming),
    #[cfg(feature = "event-stream")]
    Events(Box<dyn Events>),
}

impl Body {
    /// No bytes at all.
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// What a file holds now. It is read while it is sent, and signed by its content; for S3 only where TLS
    /// does not keep it from being changed.
    ///
    /// # Errors
    /// There is no such file, or it can't be asked for its length.
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        Ok(Self(Inner::File(File::new(path.into())?)))
    }

    /// A body that is made while it is sent, and can't be sent twice. It is signed as `UNSIGNED-PAYLOAD`, or chunk by chunk
    /// where a checksum follows it without TLS.
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BodyError>,
    {
        Self(Inner::Stream(Box::pin(body)))
    }

    /// A [`stream`](Self::stream) of so many bytes, which S3 wants to know before the first. One that gives fewer
    /// fails; what one gives beyond them is not sent, or fails.
    pub fn sized_stream<B>(size: u64, body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BodyError>,
    {
        Self::stream(sized::Sized::new(size, Self::stream(body)))
    }

    /// Events, which are made and signed while they are sent.
    #[cfg(feature = "event-stream")]
    pub(crate) fn events(events: impl Events + 'static) -> Self {
        Self(Inner::Events(Box::new(events)))
    }

    /// The events, if that is what the body is.
    #[cfg(all(feature = "event-stream", feature = "sigv4"))]
    pub(crate) fn events_mut(&mut self) -> Option<&mut dyn Events> {
        match &mut self.0 {
            Inner::Events(events) => Some(&mut **events),
            _ => None,
        }
    }

    /// The same body, which fails when nothing comes for so long. What is in memory always comes.
    /// Where the thread itself waits, the transport keeps to the limit; where there is no tokio, nobody does.
    #[cfg_attr(not(feature = "tokio"), allow(unused_variables, reason = "the transport keeps to it"))]
    pub(crate) fn stalling_after(self, limit: Duration) -> Self {
        #[cfg(feature = "tokio")]
        if self.bytes().is_none()
            && !crate::time::blocks()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            return Self::stream(stalling::Stalling::new(self, limit, runtime));
        }
        self
    }

    /// The same body, and what tells whether a server goes on taking it. What is in memory has a limit of time without it,
    /// and events come when they come.
    #[cfg(feature = "tokio")]
    pub(crate) fn watched(self) -> (Self, Option<Watch>) {
        match self.0 {
            Inner::File(_) | Inner::Stream(_) => {
                let (body, watch) = watch::Watched::new(self);
                (Self::stream(body), Some(watch))
            }
            _ => (self, None),
        }
    }

    /// The bytes, if they are in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// How many bytes are still to come, if that is known.
    pub fn size(&self) -> Option<u64> {
        http_body::Body::size_hint(self).exact()
    }

    /// The same body once more from its start, unless it is a stream.
    pub fn try_clone(&self) -> Option<Self> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(Self(Inner::Bytes(bytes.clone()))),
            Inner::File(file) => Some(Self(Inner::File(file.again()))),
            _ => None,
        }
    }

    /// `length` bytes of it from `start` on, which can be sent again and again; none of a stream.
    #[cfg(feature = "transfer")]
    pub(crate) fn slice(&self, start: u64, length: u64) -> Option<Self> {
        match &self.0 {
            Inner::Bytes(bytes) => {
                let (start, length) = (usize::try_from(start).ok()?, usize::try_from(length).ok()?);
                let end = start.checked_add(length).filter(|end| *end <= bytes.len())?;
                Some(Self(Inner::Bytes(bytes.slice(start..end))))
            }
            Inner::File(file) => Some(Self(Inner::File(file.slice(start, length)?))),
            _ => None,
        }
    }

    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// The connection broke, or the file can't be read.
    pub async fn next(&mut self) -> Option<Result<Bytes, BodyError>> {
        loop {
            match poll_fn(|cx| http_body::Body::poll_frame(Pin::new(self), cx)).await? {
                Err(error) => return Some(Err(error)),
                // A frame that is not data holds trailers.
                Ok(frame) => {
                    if let Ok(bytes) = frame.into_data()
                        && !bytes.is_empty()
                    {
                        return Some(Ok(bytes));
                    }
                }
            }
        }
    }

    /// Everything, in memory.
    ///
    /// # Errors
    /// As [`Body::next`].
    pub async fn collect(self) -> Result<Bytes, BodyError> {
        self.collect_up_to(u64::MAX).await
    }

    /// Everything, in memory, as long as it is not larger than `limit` bytes.
    ///
    /// # Errors
    /// As [`Body::next`], or [`TooLarge`].
    pub async fn collect_up_to(mut self, limit: u64) -> Result<Bytes, BodyError> {
        let lower = http_body::Body::size_hint(&self).lower();
        if lower > limit {
            return Err(TooLarge { limit }.into());
        }
        let Some(first) = self.next().await.transpose()? else { return Ok(Bytes::new()) };
        let Some(second) = self.next().await.transpose()? else { return within(first, limit) };
        let mut all = BytesMut::with_capacity(usize::try_from(lower.min(limit)).unwrap_or_default().min(RESERVED));
        all.extend_from_slice(&first);
        let mut next = Some(second);
        while let Some(bytes) = next {
            if (all.len() + bytes.len()) as u64 > limit {
                return Err(TooLarge { limit }.into());
            }
            all.extend_from_slice(&bytes);
            next = self.next().await.transpose()?;
        }
        Ok(all.freeze())
    }

    /// Writes everything into a file, which is made, or emptied before. Gives the number of bytes. After an error the
    /// file holds what came before it.
    ///
    /// # Errors
    /// As [`Body::next`], or the file can't be written.
    pub async fn write_to(mut self, path: impl AsRef<Path>) -> Result<u64, BodyError> {
        let mut writer = file::Writer::create(path.as_ref().to_owned()).await?;
        let mut written = 0;
        while let Some(bytes) = self.next().await.transpose()? {
            written += bytes.len() as u64;
            writer.write(bytes).await?;
        }
        writer.finish().await?;
        Ok(written)
    }

    /// What stands in a signature for a body that is not in memory: its hash, if it can be known beforehand.
    #[cfg(feature = "sigv4")]
    pub(crate) async fn digest(&mut self) -> io::Result<Option<String>> {
        match &mut self.0 {
            Inner::File(file) => file.digest().await.map(Some),
            // Each event is signed for itself.
            #[cfg(feature = "event-stream")]
            Inner::Events(_) => Ok(Some("STREAMING-AWS4-HMAC-SHA256-EVENTS".to_owned())),
            _ => Ok(None),
        }
    }
}

/// The most that is reserved on the word of a header alone.
const RESERVED: usize = 1 << 20;

fn within(bytes: Bytes, limit: u64) -> Result<Bytes, BodyError> {
    if bytes.len() as u64 > limit { Err(TooLarge { limit }.into()) } else { Ok(bytes) }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Inner::Bytes(bytes.into()))
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        match &mut self.0 {
            Inner::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Inner::File(file) => file.poll_chunk(cx).map(|chunk| chunk.map(|chunk| Ok(Frame::data(chunk?)))),
            Inner::Stream(stream) => stream.as_mut().poll_frame(cx),
            #[cfg(feature = "event-stream")]
            Inner::Events(events) => events.poll_chunk(cx).map(|chunk| chunk.map(|chunk| Ok(Frame::data(chunk?)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Bytes(bytes) => bytes.is_empty(),
            Inner::File(file) => file.left() == 0,
            Inner::Stream(stream) => stream.is_end_stream(),
            #[cfg(feature = "event-stream")]
            Inner::Events(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::File(file) => SizeHint::with_exact(file.left()),
            Inner::Stream(stream) => stream.size_hint(),
            #[cfg(feature = "event-stream")]
            Inner::Events(_) => SizeHint::default(),
        }
    }
}

/// Shows how long the body is, never what it holds.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0, self.size()) {
            (Inner::Bytes(bytes), _) => write!(f, "Body({} bytes)", bytes.len()),
            (Inner::File(file), _) => write!(f, "Body(file of {} bytes)", file.left()),
            (Inner::Stream(_), Some(size)) => write!(f, "Body(stream of {size} bytes)"),
            (Inner::Stream(_), None) => f.write_str("Body(stream)"),
            #[cfg(feature = "event-stream")]
            (Inner::Events(_), _) => f.write_str("Body(events)"),
        }
    }
}
