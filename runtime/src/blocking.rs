//! Calls that block their thread until they are done, as programs without an asynchronous runtime want them.

use std::io::{self, Read};

use bytes::{Buf, Bytes};

use crate::body::{Body, BodyError};
use crate::call::{Call, CallWithMetadata};
use crate::error::Error;
use crate::http::ResponseMetadata;
use crate::operation::{ExceptionOf, Operation};
use crate::pages::{Items, Pages, Paginated, PaginatedItems};
use crate::wait::wait;
use crate::waiter::{Wait, Waited, Waiter};

impl<O: Operation> Call<O> {
    /// Makes the call on this thread, which waits for the answer.
    ///
    /// # Errors
    /// As if the call were awaited.
    pub fn blocking(self) -> Result<O::Output, Error<ExceptionOf<O>>> {
        wait(self.run(None))
    }
}

impl<O: Operation> CallWithMetadata<O> {
    /// Makes the call on this thread, which waits for the answer.
    ///
    /// # Errors
    /// As if the call were awaited.
    pub fn blocking(self) -> Result<(O::Output, ResponseMetadata), Error<ExceptionOf<O>>> {
        wait(self.run())
    }
}

impl<O: Paginated> Pages<O> {
    /// The pages, each of them by a call on this thread.
    pub fn blocking(mut self) -> impl Iterator<Item = Result<O::Output, Error<ExceptionOf<O>>>> {
        std::iter::from_fn(move || wait(self.next()))
    }
}

impl<O: PaginatedItems> Items<O> {
    /// The items, whose pages are called on this thread.
    pub fn blocking(mut self) -> impl Iterator<Item = Result<<O::Items as IntoIterator>::Item, Error<ExceptionOf<O>>>> {
        std::iter::from_fn(move || wait(self.next()))
    }
}

impl<W: Waiter> Wait<W> {
    /// Waits on this thread.
    ///
    /// # Errors
    /// As if it were awaited.
    pub fn blocking(self) -> Waited<W::Operation> {
        wait(self.run())
    }
}

#[cfg(feature = "event-stream")]
impl<E: crate::events::Event> crate::EventStream<E> {
    /// The events as they come; this thread waits for them.
    pub fn blocking(mut self) -> impl Iterator<Item = Result<E, Error<E::Exception>>> {
        std::iter::from_fn(move || wait(self.next()))
    }
}

impl Body {
    /// The body as something to read from, on this thread.
    pub fn into_reader(self) -> BodyReader {
        BodyReader { body: self, rest: Bytes::new() }
    }
}

/// A body that is read on a thread. It is made by [`Body::into_reader`].
#[derive(Debug)]
pub struct BodyReader {
    body: Body,
    /// What has come and is not read yet.
    rest: Bytes,
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            let next = wait(self.body.next()).transpose().map_err(failed)?;
            self.rest = next.unwrap_or_default();
        }
        let size = buffer.len().min(self.rest.len());
        self.rest.split_to(size).copy_to_slice(&mut buffer[..size]);
        Ok(size)
    }
}

fn failed(error: BodyError) -> io::Error {
    match error.downcast::<io::Error>() {
        Ok(error) => *error,
        Err(error) => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "tokio")]
    use std::task::{Context, Poll};

    use super::*;

    /// A body that keeps to a limit of time takes the timers of its own runtime along.
    #[cfg(feature = "tokio")]
    #[test]
    fn bodies_are_read_on_threads_without_a_runtime() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build().expect("a runtime");
        let body = runtime.block_on(async {
            let pending = http_body_util::StreamBody::new(Never);
            Body::stream(pending).stalling_after(std::time::Duration::from_millis(50))
        });
        let error = body.into_reader().read(&mut [0; 8]).expect_err("nothing comes");
        assert!(error.to_string().contains("nothing came for 50ms"), "{error}");
    }

    /// Never gives anything.
    #[cfg(feature = "tokio")]
    struct Never;

    #[cfg(feature = "tokio")]
    impl futures_core::Stream for Never {
        type Item = Result<http_body::Frame<Bytes>, BodyError>;

        fn poll_next(self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Pending
        }
    }

    #[test]
    fn bodies_are_read() {
        let mut text = String::new();
        Body::from("hello").into_reader().read_to_string(&mut text).expect("a text");
        assert_eq!(text, "hello");
    }
}
