//! What generated clients call: wire formats, checks, endpoints, signing and sending.
//!
//! Generated code is data and thin impls of the traits here. Everything that loops, waits or knows a protocol is in
//! this crate, once. The core does no I/O: an [`Operation`] makes a request from an input, and an output from a
//! response. [`Client`] is one user of it.

#![cfg_attr(not(feature = "calls"), allow(dead_code, reason = "some of it is there for calls alone"))]
#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

mod auth;
mod auth_scheme;
mod base64;
mod big_number;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod call;
mod client;
mod config;
mod config_error;
#[cfg(feature = "calls")]
mod connection;
#[cfg(all(feature = "calls", feature = "sigv4"))]
mod credentials;
mod custom_type;
mod decode_error;
pub mod discovery;
mod document;
pub mod endpoint;
mod enumeration;
mod error;
mod escape;
#[cfg(feature = "event-stream")]
pub mod events;
mod format;
mod header_names;
#[cfg(any(feature = "checksum", feature = "md5", feature = "sigv4"))]
mod hex;
pub mod http;
#[cfg(feature = "sigv4")]
mod identity;
#[cfg(feature = "serde_json")]
mod json_value;
#[cfg(feature = "md5")]
mod md5;
mod number;
mod operation;
mod pages;
mod path;
mod prefix;
#[cfg(feature = "sigv4")]
mod presign;
mod printable;
#[cfg(all(feature = "calls", feature = "sigv4"))]
mod profile;
pub mod protocol;
mod random;
mod redacted;
mod request;
mod retry;
#[cfg(feature = "serde")]
pub mod serde;
#[cfg(feature = "sigv4")]
mod session;
#[cfg(feature = "sigv4")]
mod sigv4;
#[cfg(all(feature = "calls", feature = "test-util"))]
mod test_double;
#[cfg(feature = "test-util")]
pub mod testing;
#[cfg(feature = "calls")]
mod time;
mod timestamp;
#[cfg(feature = "transfer")]
pub mod transfer;
pub mod transport;
mod transport_error;
mod unknown;
mod url;
pub mod validate;
#[cfg(all(feature = "calls", feature = "sigv4"))]
mod variables;
#[cfg(feature = "blocking")]
mod wait;
mod waiter;
pub mod wire;

pub use auth_scheme::Scheme;
pub use big_number::{BigDecimal, BigInteger};
#[cfg(feature = "blocking")]
pub use blocking::BodyReader;
pub use body::{Body, BodyError, Stalled, TooLarge};
pub use bytes::Bytes;
#[cfg(feature = "calls")]
pub use call::CallWithMetadata;
pub use call::{Call, read};
pub use client::Client;
#[cfg(feature = "sigv4")]
pub use config::AccountIdEndpointMode;
#[cfg(feature = "checksum")]
pub use config::ChecksumPolicy;
pub use config::Config;
#[cfg(feature = "sigv4")]
pub use config::PayloadSigning;
pub use config_error::ConfigError;
pub use decode_error::DecodeError;
#[doc(hidden)]
pub use discovery::Discovering;
pub use document::Document;
#[doc(hidden)]
pub use enumeration::listed_value;
pub use error::{Error, Failure, ServiceException, describe};
#[doc(hidden)]
pub use escape::unescape;
#[cfg(feature = "event-stream")]
pub use events::{EventSender, EventStream};
#[cfg(feature = "calls")]
pub use http::ResponseMetadata;
#[cfg(feature = "aws-config")]
pub use identity::SdkProvider;
#[cfg(feature = "sigv4")]
pub use identity::{Credentials, CredentialsError, ProvideCredentials};
#[cfg(feature = "md5")]
#[doc(hidden)]
pub use md5::check_md5;
#[cfg(feature = "checksum")]
pub use operation::Checksum;
#[cfg(all(feature = "query", feature = "sigv4"))]
pub use operation::CrossRegionCopy;
pub use operation::{
    Auth, EndpointDiscovery, ExceptionOf, FormUpload, Hint, Operation, OperationMeta, Service, ServiceMeta,
};
#[cfg(feature = "calls")]
pub use pages::{Items, Pages};
pub use pages::{Paginated, PaginatedItems};
#[doc(hidden)]
pub use prefix::strip_prefixes;
#[cfg(feature = "sigv4")]
pub use presign::{PostPolicy, Presigned, PresignedPost};
pub use redacted::Redacted;
pub use retry::Retry;
#[cfg(feature = "sigv4")]
#[doc(hidden)]
pub use session::{Session, SessionParts};
pub use timestamp::{DateTime, TimestampFormat};
pub use unknown::{UnknownInteger, UnknownValue, UnknownVariant};
pub use validate::{Policy, Validate, Violations};
#[doc(hidden)]
pub use waiter::all_equal;
#[cfg(feature = "calls")]
pub use waiter::{Wait, WaitError};
pub use waiter::{Waiter, WaiterState};
pub use wire::{Member, Xml};
