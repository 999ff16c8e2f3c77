//! The model as Rust: one file for each kind of item. Nothing here can fail; `check` has seen to that.

mod answers;
mod client;
mod codec;
mod decoders;
mod encoders;
mod endpoint;
mod enumeration;
mod event;
mod event_tests;
mod example;
mod exceptions;
mod jmespath;
mod member_traits;
mod operation;
mod operation_docs;
pub(crate) mod pagination;
pub(crate) mod pattern;
mod protocol_tests;
pub(crate) mod refusal_tests;
mod request;
mod response;
mod root;
pub(crate) mod rules;
mod serde;
mod structure;
mod test_case;
mod types;
mod union;
mod validate;
mod value;
pub(crate) mod waiters;

use crate::context::Context;
use crate::file::RustFile;

pub(crate) use endpoint::unsupported as unsupported_endpoints;
pub(crate) use example::call as example;
pub use protocol_tests::{Cases, cases, is_test_of};

/// The sources of a client, with paths below its module.
pub(crate) fn client(cx: &Context<'_>) -> Vec<RustFile> {
    let mut files = vec![root::file(cx), client::file(cx), exceptions::file(cx)];
    files.extend(endpoint::files(cx));
    files.extend(operation::files(cx));
    files.extend(types::files(cx));
    files.extend(pattern::file(cx));
    files.extend(pagination::file(cx));
    files.extend(waiters::file(cx));
    files.push(answers::file(cx));
    files.extend(encoders::file(cx));
    files.extend(decoders::file(cx));
    files.extend(serde::file(cx));
    files
}

/// The tests that the model holds, with paths below the folder of tests. `client` is the path of the client's module.
pub(crate) fn tests(cx: &Context<'_>, client: &syn::Path) -> Vec<RustFile> {
    let mut files = protocol_tests::files(cx, client);
    files.extend(endpoint::tests_of_model::file(cx, client));
    files
}
