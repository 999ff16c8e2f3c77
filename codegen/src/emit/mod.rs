//! The model as Rust: one file for each kind of item. Nothing here can fail; `check` has seen to that.

mod codec;
mod endpoint;
mod jmespath;
mod literal;
mod operations;
pub(crate) mod pagination;
mod root;
pub(crate) mod rules;
pub(crate) mod tests;
pub(crate) mod transfer;
mod types;
pub(crate) mod waiters;

use model::ShapeId;

use crate::context::Context;
use crate::emit::operations::{answers, client};
use crate::emit::types::{exceptions, one_direction, serde};
use crate::file::RustFile;

pub(crate) use endpoint::unsupported as unsupported_endpoints;
pub(crate) use operations::example;
pub use tests::{Cases, cases, is_test_of};
pub(crate) use types::pattern;

/// The sources of a client, with paths below its module.
pub(crate) fn client(cx: &Context<'_>) -> Vec<RustFile> {
    let mut files = vec![client::file(cx), exceptions::file(cx)];
    files.extend(endpoint::files(cx));
    files.extend(operations::files(cx));
    files.extend(types::files(cx));
    files.extend(pattern::file(cx));
    files.extend(pagination::file(cx));
    files.extend(waiters::file(cx));
    files.extend(transfer::file(cx));
    files.push(answers::file(cx));
    files.extend(one_direction::encoders(cx));
    files.extend(one_direction::decoders(cx));
    files.extend(serde::file(cx));
    files.insert(0, root::file(cx, &files));
    files
}

/// The sources of types without a client.
pub(crate) fn types_alone(cx: &Context<'_>) -> Vec<RustFile> {
    let mut files = types::files(cx);
    files.extend(pattern::file(cx));
    files.extend(serde::file(cx));
    files.insert(0, root::of_types(cx, &files));
    files
}

/// The exceptions of the client.
pub(crate) fn exceptions<'a>(cx: &Context<'a>) -> impl Iterator<Item = &'a ShapeId> {
    exceptions::errors(cx).into_iter().map(|(shape, _)| &shape.id)
}

/// The tests that the model holds, with paths below the folder of tests. `client` is the path of the client's module.
pub(crate) fn tests(cx: &Context<'_>, client: &syn::Path) -> Vec<RustFile> {
    let mut files = tests::files(cx, client);
    files.extend(endpoint::tests_of_model::file(cx, client));
    files
}
