//! Bodies of answers that fail at their end if they are not what the answer said.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::{Body, BodyError};

/// A checksum on its way, and what it has to be.
pub(crate) trait Verify: Send + Unpin + 'static {
    fn update(&mut self, bytes: &[u8]);

    /// What is wrong, if it is not what it has to be.
    fn finish(self) -> Result<(), BodyError>;
}

/// A body and its checksum; none after the end.
struct Guarded<V> {
    body: Body,
    verify: Option<V>,
}

/// The same body, which fails at its end if the checksum is another.
pub(crate) fn guard(body: Body, verify: impl Verify) -> Body {
    Body::stream(Guarded { body, verify: Some(verify) })
}

impl<V: Verify> http_body::Body for Guarded<V> {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let (Some(Ok(frame)), Some(verify)) = (&frame, &mut self.verify)
            && let Some(bytes) = frame.data_ref()
        {
            verify.update(bytes);
        }
        match frame {
            None => Poll::Ready(self.verify.take().and_then(|verify| verify.finish().err()).map(Err)),
            frame => Poll::Ready(frame),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wants so many bytes.
    struct Count(usize);

    impl Verify for Count {
        fn update(&mut self, bytes: &[u8]) {
            self.0 = self.0.wrapping_sub(bytes.len());
        }

        fn finish(self) -> Result<(), BodyError> {
            if self.0 == 0 { Ok(()) } else { Err("another checksum".into()) }
        }
    }

    #[tokio::test]
    async fn a_body_fails_at_its_end() {
        let body = |count| guard(Body::from("abc"), Count(count));
        assert_eq!(body(3).size(), Some(3));
        assert_eq!(body(3).collect().await.expect("the body"), "abc");
        let mut other = body(4);
        assert_eq!(other.next().await.expect("bytes").expect("bytes"), "abc");
        assert_eq!(other.next().await.expect("an error").expect_err("at the end").to_string(), "another checksum");
        assert!(other.next().await.is_none());
    }
}
