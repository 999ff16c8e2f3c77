//! What the end-to-end tests stand on: a server that answers as it is told, over TCP and over TLS, and that checks each
//! signature by computing it anew.

pub mod events;
mod http;
mod server;
pub mod sigv4;
mod tls;

pub use http::Request;
pub use server::{Reply, Server};
pub use tls::Authority;

/// Whether an assertion fails. One that can't proves nothing.
pub fn fails<T>(assertion: impl FnOnce() -> T) -> bool {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(assertion)).is_err()
}
