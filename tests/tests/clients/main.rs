//! Tests of generated clients over real sockets. One program, since each links a client with all of its transports. Two have their
//! own: `faults` floods a server, which would slow down what is timed here, and `tracing` counts on it that no other thread traces.

mod assertions;
mod blocking;
mod calls;
mod configuration;
mod credentials;
mod expect_continue;
mod hostile;
mod identity;
mod mock;
mod pieces;
mod presigning;
mod record;
mod retries;
mod secrets;
mod tls;
mod transports;
mod validation;
