//! A [`Mock`] for the tests of applications, and assertions for the protocol tests of a model.
//!
//! Nothing is sent: the core makes requests and reads responses without I/O.

mod answer;
mod cbor;
#[cfg(feature = "event-stream")]
mod events;
#[cfg(feature = "calls")]
mod exchange;
mod json;
#[cfg(feature = "calls")]
mod mock;
#[cfg(feature = "calls")]
mod record;
mod refusal;
mod request;
mod response;
mod same;
#[cfg(test)]
mod tests;
#[doc(hidden)]
pub mod untrusted;
mod xml;

use bytes::Bytes;

pub use self::answer::{Answer, Answers, Refuses, answer, refusal};
#[cfg(feature = "event-stream")]
pub use self::events::drain;
#[cfg(feature = "calls")]
pub use self::mock::{Mock, Reply};
#[cfg(feature = "calls")]
pub use self::record::{Recorder, Replay};
pub use self::refusal::{input, refused};
pub use self::request::Request;
pub use self::response::Response;
pub use self::same::{Nans, Streamed, same_bytes, same_nans};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::operation::Operation;

/// The bytes of a text in base64.
///
/// # Panics
/// It is not base64.
#[track_caller]
#[allow(clippy::panic, reason = "this is an assertion")]
pub fn base64(text: &str) -> Bytes {
    match crate::base64::decode(text) {
        Some(bytes) => bytes.into(),
        None => panic!("not base64: {text}"),
    }
}

/// What endpoint rules gave before the isolated partitions (`aws-iso` and its like) had hosts that answer on IPv6. Tests
/// of models from that time expect that there are none.
pub fn before_isolated_dual_stack<T>(resolve: impl FnOnce() -> T) -> T {
    crate::endpoint::earlier::with(resolve)
}

/// What an operation makes of any bytes: the text of the error if it is one. For fuzzing.
///
/// # Errors
/// The answer is an error, or can't be read.
pub fn decode<O: Operation>(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Result<O::Output, String> {
    let mut response = http::Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (http::HeaderName::try_from(*name), http::HeaderValue::try_from(*value)) {
            response.headers_mut().append(name, value);
        }
    }
    now(crate::call::read::<O>(response)).map_err(|error| format!("{error} {error:?}"))
}

/// The result of a future that waits for nothing, since everything is in memory.
#[track_caller]
#[allow(clippy::panic, reason = "this is an assertion")]
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("something is waited for"),
    }
}
