//! `paginated` and `waitable`, from the AST to the model.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ast::Located;
use super::traits;
use crate::context::Context;
use crate::following::{Acceptor, Pagination, Waiter};
use crate::source::Entries;

const PAGINATED: &str = "smithy.api#paginated";
const WAITABLE: &str = "smithy.waiters#waitable";

/// `paginated` as it is written. On the service it holds what operations do not say themselves.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Paginated {
    input_token: Option<String>,
    output_token: Option<String>,
    items: Option<String>,
    page_size: Option<String>,
}

/// The trait on a service.
pub(super) fn defaults<'a>(cx: &mut Context<'a>, id: &str, service: &Located<'a>) -> Paginated {
    let raw = service.raw.traits.get(PAGINATED);
    raw.and_then(|raw| traits::parse(cx, id, PAGINATED, raw)).unwrap_or_default()
}

/// How an operation pages; nothing if neither it nor the service names both tokens.
pub(super) fn pagination<'a>(
    cx: &mut Context<'a>,
    id: &str,
    operation: &Located<'a>,
    defaults: &Paginated,
) -> Option<Pagination> {
    let raw = operation.raw.traits.get(PAGINATED)?;
    let own: Paginated = traits::parse(cx, id, PAGINATED, raw)?;
    let defaults = defaults.clone();
    Some(Pagination {
        place: cx.place(raw.get()),
        input_tokens: vec![own.input_token.or(defaults.input_token)?],
        output_tokens: vec![own.output_token.or(defaults.output_token)?],
        items: own.items.or(defaults.items).into_iter().collect(),
        page_size: own.page_size.or(defaults.page_size),
        more_results: None,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Waitable {
    documentation: Option<String>,
    min_delay: Option<u32>,
    max_delay: Option<u32>,
    acceptors: Vec<Acceptor>,
}

/// The waiters of an operation, by name.
pub(super) fn waiters<'a>(cx: &mut Context<'a>, id: &str, operation: &Located<'a>) -> Vec<Waiter> {
    let Some(raw) = operation.raw.traits.get(WAITABLE) else { return Vec::new() };
    let entries: Option<Entries<'a>> = traits::parse(cx, id, WAITABLE, raw);
    let mut waiters = BTreeMap::new();
    for (name, raw) in entries.unwrap_or_default().iter() {
        let Some(read) = cx.parse::<Waitable>(raw, || format!("the waiter `{name}` of `{id}`")) else { continue };
        let waiter = Waiter {
            name: name.to_owned(),
            place: cx.place(raw.get()),
            documentation: read.documentation,
            min_delay: read.min_delay.unwrap_or(Waiter::MIN_DELAY),
            max_delay: read.max_delay.unwrap_or(Waiter::MAX_DELAY),
            max_attempts: None,
            acceptors: read.acceptors,
        };
        waiters.insert(waiter.name.clone(), waiter);
    }
    waiters.into_values().collect()
}
