//! Tests of generated clients over real sockets. One program, since each links a client with all of its transports; floods of
//! requests have their own, `faults`, for they would slow down what is timed here.

mod blocking;
mod calls;
mod configuration;
mod credentials;
mod expect_continue;
mod hostile;
mod identity;
mod mock;
mod presigning;
mod record;
mod retries;
mod secrets;
mod tls;
mod tracing;
mod transports;
mod validation;
