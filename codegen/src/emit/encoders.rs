//! How what is only received is written: for those who make answers themselves, and for `serde`.

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
/// impl wire::Encode for IceServer { ... }
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
    let docs = "How what is only received is written: for answers that tests make, and for `serde`.".to_owned();
    Some(RustFile { path: "encoders.rs".to_owned(), docs, items })
}

pub(crate) fn any(cx: &Context<'_>) -> bool {
    !shapes(cx).is_empty()
}

/// What is received and never sent, and has a body or stands within one.
fn shapes<'a>(cx: &Context<'a>) -> Vec<&'a Shape> {
    let shapes = cx.model.shapes.values().filter(|shape| has_type(shape) && !shape.is_event_stream());
    let received = shapes.filter(|shape| cx.facts.is_decoded(&shape.id) && !cx.facts.is_encoded(&shape.id));
    let nested = serde::nested(cx);
    let has_body = |shape: &&Shape| {
        let empty = cx.body_members(shape, Message::Response).is_empty();
        !(serde::is_scattered(cx, shape) && empty) || nested.contains(&shape.id)
    };
    received.filter(has_body).collect()
}

fn item(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    match shape.kind {
        Kind::Structure(_) => codec::encode(cx, shape, Message::Response, Stand::Apart),
        Kind::Union(_) => union::encode(cx, shape, Stand::Apart),
        _ => enumeration::encode(cx, shape),
    }
}
