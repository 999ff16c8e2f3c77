//! How what is only sent is read: for `serde`.

use model::{Kind, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use super::member_traits::Stand;
use super::{codec, enumeration, serde, union};
use crate::context::Context;
use crate::file::RustFile;
use crate::names::has_type;
use crate::wire::Message;

/// ```text
/// impl wire::Fields for GetIceServerConfigRequest { ... }
/// ```
pub(crate) fn file(cx: &Context<'_>) -> Option<RustFile> {
    let shapes = shapes(cx);
    if shapes.is_empty() {
        return None;
    }
    let mut items = vec![quote!(
        use super::types::*;
    )];
    items.extend(shapes.into_iter().map(|shape| item(cx, shape)));
    let docs = "How what is only sent is read: for `serde`.".to_owned();
    Some(RustFile { path: "decoders.rs".to_owned(), docs, items })
}

pub(crate) fn any(cx: &Context<'_>) -> bool {
    !shapes(cx).is_empty()
}

/// What is sent and never received. A structure with members outside of the body is read by all of its members, unless it
/// is a member itself.
fn shapes<'a>(cx: &Context<'a>) -> Vec<&'a Shape> {
    let shapes = cx.model.shapes.values().filter(|shape| has_type(shape) && !shape.is_event_stream());
    let sent = shapes.filter(|shape| cx.facts.is_encoded(&shape.id) && !cx.facts.is_decoded(&shape.id));
    let nested = serde::nested(cx);
    let by_body = |shape: &&Shape| !serde::is_scattered(cx, shape) || nested.contains(&shape.id);
    sent.filter(|shape| !cx.holds_stream(shape)).filter(by_body).collect()
}

fn item(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    match shape.kind {
        Kind::Structure(_) => codec::fields(cx, shape, Message::Request, Stand::Apart),
        Kind::Union(_) => union::fields(cx, shape, Stand::Apart),
        _ => enumeration::decode(cx, shape),
    }
}
