//! The documentation of an operation.

use std::collections::BTreeSet;

use model::{Operation, ShapeId};

use crate::context::Context;
use crate::docs::{self, Links};
use crate::emit::operations::example;
use crate::emit::{pagination, waiters};

/// The documentation of a client's method: that of the operation, how it is sent and called, and how it may fail.
pub(crate) fn text(cx: &Context<'_>, operation: &Operation) -> String {
    let links = [&operation.input, &operation.output].into_iter().flatten().fold(Links::none(), |links, id| {
        links.and(cx, cx.model.shape(id), format!("super::types::{}", cx.names.type_name(id)))
    });
    let html = operation.traits.documentation.as_deref();
    let mut text = html.map(|html| docs::linked(html, &links)).unwrap_or_default();
    if text.is_empty() {
        text = format!("{}.", docs::code(operation.id.name()));
    }
    let http = cx.http(operation);
    let (method, slash, uri) = (&http.method, if http.uri.starts_with('/') { "" } else { "/" }, &http.uri);
    text.push_str(&format!("\n\n{}.", docs::code(&format!("{method} {slash}{uri}"))));
    text.push_str(&following(cx, operation));
    let ids: BTreeSet<&ShapeId> = operation.errors.iter().chain(&cx.model.service.errors).collect();
    let errors: Vec<String> = ids
        .into_iter()
        .map(|id| {
            let name = cx.exception_variant(id);
            format!("[`{name}`](super::Exception::{name})")
        })
        .collect();
    text.push_str(&format!("\n\n# Example\n{}", example::of_method(cx, operation)));
    if !errors.is_empty() {
        text.push_str("\n\n# Errors\nA [`Failure`](runtime::Failure), or one of these:");
        for error in errors {
            text.push_str(&format!("\n- {error}"));
        }
    }
    text
}

/// What a call can do beyond being awaited.
fn following(cx: &Context<'_>, operation: &Operation) -> String {
    let mut text = String::new();
    match pagination::is_offered(cx, operation) {
        (true, true) => text.push_str(
            " The results come in pages: see [`pages`](runtime::Call::pages) and [`items`](runtime::Call::items).",
        ),
        (true, false) => text.push_str(" The results come in pages: see [`pages`](runtime::Call::pages)."),
        _ => {}
    }
    let waiters = waiters::offered(cx, operation);
    if !waiters.is_empty() {
        let links: Vec<String> = waiters.iter().map(|name| format!("[`{name}`](super::waiters::{name})")).collect();
        text.push_str(&format!(" What can be [waited for](runtime::Call::wait_until): {}.", links.join(", ")));
    }
    text
}
