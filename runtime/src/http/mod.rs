//! Requests and responses: where each part of an input goes, and each part of an output comes from.
//!
//! See <https://smithy.io/2.0/spec/http-bindings.html>.

mod build_error;
#[cfg(feature = "calls")]
mod metadata;
mod request;
mod response;
mod text;
mod values;

pub use build_error::BuildError;
#[cfg(feature = "calls")]
pub use metadata::ResponseMetadata;
pub(crate) use request::Parts;
pub use request::Request;
#[cfg(feature = "calls")]
pub(crate) use response::request_id;
pub use response::{FromText, Response, ResponseBody, Streams};
pub use text::Text;
pub use values::{MaybeText, QueryValue};
