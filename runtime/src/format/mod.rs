//! The formats of bodies: a syntax each. Nothing else knows one.

pub(crate) mod json;
