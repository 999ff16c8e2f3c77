//! `application/vnd.amazon.eventstream`: messages with headers, one after another.
//!
//! See <https://smithy.io/2.0/aws/amazon-eventstream.html>.

mod frame;
mod header_value;
mod messages;

pub(crate) use self::frame::Message;
#[cfg(feature = "sigv4")]
pub(crate) use self::frame::headers_to_bytes;
pub use self::header_value::HeaderValue;
pub(crate) use self::messages::{MessageError, Messages, is_initial};

/// The header that says whether a message is an event, an exception or another error.
pub(crate) const MESSAGE_TYPE: &str = ":message-type";
/// The header with the name of an event.
pub(crate) const EVENT_TYPE: &str = ":event-type";
/// The header with the name of an exception.
pub(crate) const EXCEPTION_TYPE: &str = ":exception-type";
/// The message before all events that holds the output's other members.
pub(crate) const INITIAL_RESPONSE: &str = "initial-response";
