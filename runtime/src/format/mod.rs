//! The formats of bodies: a syntax each. Nothing else knows one.

#[cfg(feature = "cbor")]
pub(crate) mod cbor;
#[cfg(feature = "event-stream")]
pub(crate) mod event_stream;
#[cfg(feature = "query")]
pub(crate) mod form;
pub(crate) mod json;
#[cfg(feature = "xml")]
mod text;
#[cfg(feature = "xml")]
pub(crate) mod xml;
