//! The formats of bodies: a syntax each. Nothing else knows one.

#[cfg(feature = "cbor")]
pub(crate) mod cbor;
pub(crate) mod json;
