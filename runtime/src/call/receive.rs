//! An answer, as the output of an operation or as an error.

use std::time::Duration;

use super::fail;
use crate::body::Body;
use crate::config::Config;
use crate::error::{Error, Failure, ServiceError};
#[cfg(feature = "event-stream")]
use crate::format::event_stream::MessageError;
use crate::http::{Response, Streams};
use crate::operation::{ExceptionOf, Operation, Service};
use crate::protocol::{self, Protocol};
use crate::transport_error::TransportError;

/// What is kept to while an answer is received.
#[derive(Clone, Copy)]
pub(super) struct ReceiveLimits {
    /// How many bytes of a body in memory there may be.
    pub(super) bytes: u64,
    /// How long any body may stand still.
    pub(super) read_timeout: Duration,
}

/// An answer with its body in memory, or, of an operation that hands it on and that succeeded, while it comes.
pub(super) async fn receive(
    answer: http::Response<Body>,
    protocol: &'static dyn Protocol,
    streams: Streams,
    limits: ReceiveLimits,
) -> Result<Response, Failure> {
    if streams != Streams::No && answer.status().is_success() {
        #[cfg_attr(not(feature = "event-stream"), allow(unused_mut, reason = "only events begin with a message"))]
        let mut response = Response::streaming(answer, protocol.format(), limits.read_timeout);
        #[cfg(feature = "event-stream")]
        if streams == Streams::WithInitialMessage {
            response.read_initial().await.map_err(without_initial_message)?;
        }
        return Ok(response);
    }
    let (parts, body) = answer.into_parts();
    let collected = body.stalling_after(limits.read_timeout).collect_up_to(limits.bytes).await;
    let bytes = collected.map_err(|error| Failure::Transport(TransportError::receiving(error)))?;
    Ok(protocol::response(http::Response::from_parts(parts, bytes), protocol).with_limit(limits.bytes))
}

/// The failure of a stream that does not begin with a message.
#[cfg(feature = "event-stream")]
fn without_initial_message(error: MessageError) -> Failure {
    match error {
        MessageError::Unreadable(source) => Failure::Response { source, status: 200, request_id: None },
        MessageError::Broken(error) => Failure::Transport(TransportError::receiving(error)),
        MessageError::CutOff => Failure::Transport(TransportError::receiving("the first message is cut off".into())),
    }
}

/// An answer that came by another way than a client's, as the operation's output or as an error.
///
/// # Errors
/// The service answered with an error, or the answer can't be read.
pub async fn read<O: Operation>(answer: http::Response<impl Into<Body>>) -> Result<O::Output, Error<ExceptionOf<O>>> {
    let protocol = <O::Service as Service>::META.protocol;
    let limits = ReceiveLimits { bytes: Config::RESPONSE_LIMIT, read_timeout: Config::READ_TIMEOUT };
    let response = receive(answer.map(Into::into), protocol, O::META.streams, limits).await;
    decode::<O>(&mut response.map_err(fail::<O>)?, false)
}

/// An answer, as the operation's output or as an error.
pub(super) fn decode<O: Operation>(
    response: &mut Response,
    resolved_endpoint: bool,
) -> Result<O::Output, Error<ExceptionOf<O>>> {
    let name = O::META.name;
    response.set_operation(name);
    if response.is_error() {
        let error = ServiceError::read(response, <O::Service as Service>::META.protocol);
        let hint =
            O::META.hints.iter().find(|hint| hint.applies(error.status, error.code.as_deref(), resolved_endpoint));
        return Err(Error::service(name, error, hint.map(|hint| hint.text)));
    }
    let protocol = <O::Service as Service>::META.protocol;
    let output = match protocol.check(response) {
        Ok(()) => O::response(response),
        Err(error) => Err(error),
    };
    output.map_err(|source| {
        let (status, request_id) = (response.status(), protocol.request_id(response));
        Error::failure_of(name, Failure::Response { source, status, request_id })
    })
}
