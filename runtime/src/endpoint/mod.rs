//! Where a request goes: what the endpoint rules of a service give.

mod cache;
mod partitions;
#[cfg(feature = "test-util")]
pub(crate) use partitions::earlier;
pub mod rules;

use std::fmt;

pub use cache::EndpointCache;
pub use partitions::{Partition, partition};

use crate::document::Document;

/// An endpoint, as the rules of a service give it.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint {
    /// The URL that the operation's path is appended to.
    pub url: String,
    /// Headers to send, with their values.
    pub headers: Vec<(String, Vec<String>)>,
    /// How to sign, the most wanted first; as the service says if empty.
    pub auth_schemes: Vec<AuthScheme>,
    /// Everything else that the rules say about it.
    pub properties: Vec<(String, Document)>,
}

/// A way to sign that the rules ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthScheme {
    /// `sigv4`, `sigv4a` or another one.
    pub name: String,
    /// The name to sign for, if it is not the service's.
    pub signing_name: Option<String>,
    /// The region to sign for, if it is not the configured one.
    pub signing_region: Option<String>,
    /// The regions to sign for with `sigv4a`.
    pub signing_region_set: Vec<String>,
    /// Escape the path once, not twice.
    pub disable_double_encoding: bool,
}

impl Endpoint {
    /// An endpoint with nothing but a URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), headers: Vec::new(), auth_schemes: Vec::new(), properties: Vec::new() }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, values: Vec<String>) -> Self {
        self.headers.push((name.to_owned(), values));
        self
    }

    /// Adds a way to sign.
    #[must_use]
    pub fn auth_scheme(mut self, scheme: AuthScheme) -> Self {
        self.auth_schemes.push(scheme);
        self
    }

    /// Adds a property.
    #[must_use]
    pub fn property(mut self, name: &str, value: Document) -> Self {
        self.properties.push((name.to_owned(), value));
        self
    }
}

impl AuthScheme {
    /// A scheme of this name, with nothing special about it.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Signs for this name.
    #[must_use]
    pub fn signing_name(mut self, name: impl Into<String>) -> Self {
        self.signing_name = Some(name.into());
        self
    }

    /// Signs for this region.
    #[must_use]
    pub fn signing_region(mut self, region: impl Into<String>) -> Self {
        self.signing_region = Some(region.into());
        self
    }

    /// Signs for these regions.
    #[must_use]
    pub fn signing_region_set(mut self, regions: Vec<String>) -> Self {
        self.signing_region_set = regions;
        self
    }

    /// Escapes the path once, if `disable` is true.
    #[must_use]
    pub fn disable_double_encoding(mut self, disable: bool) -> Self {
        self.disable_double_encoding = disable;
        self
    }
}

/// Parameters that the rules refuse, with the rules' own text.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointError {
    message: String,
}

impl EndpointError {
    /// An error with this text.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// The text.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EndpointError({:?})", self.message)
    }
}

impl std::error::Error for EndpointError {}
