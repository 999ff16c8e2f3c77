//! Shapes that the service only sends or only takes, in the other direction: for those who make answers themselves, and for
//! `serde`.

use std::collections::BTreeSet;

use model::{Kind, Shape, ShapeId};
use proc_macro2::TokenStream;
use quote::quote;

use super::{enumeration, serde, union};
use crate::context::Context;
use crate::emit::codec;
use crate::emit::codec::member_traits::Stand;
use crate::file::RustFile;
use crate::names::has_type;
use crate::wire::Message;

/// ```text
/// impl wire::Encode for IceServer { ... }
/// ```
pub(crate) fn encoders(cx: &Context<'_>) -> Option<RustFile> {
    let docs = "How what is only received is written: for answers that tests make, and for `serde`.";
    file(cx, "encoders.rs", docs, received(cx), encoder, enumeration::encode)
}

/// ```text
/// impl wire::Fields for GetIceServerConfigRequest { ... }
/// ```
pub(crate) fn decoders(cx: &Context<'_>) -> Option<RustFile> {
    let docs = "How what is only sent is read: for `serde`.";
    file(cx, "decoders.rs", docs, sent(cx), decoder, enumeration::decode)
}

/// A file of the code of each structure and union, and of all enums; none without any.
fn file(
    cx: &Context<'_>,
    path: &str,
    docs: &str,
    shapes: Vec<&Shape>,
    of_one: fn(&Context<'_>, &Shape) -> TokenStream,
    of_enums: fn(&Context<'_>, &[&Shape]) -> Vec<TokenStream>,
) -> Option<RustFile> {
    let (enums, others): (Vec<_>, Vec<_>) = shapes.into_iter().partition(|shape| shape.kind.is_enum());
    let mut items = vec![quote!(
        use super::types::*;
    )];
    items.extend(others.into_iter().map(|shape| of_one(cx, shape)));
    items.extend(of_enums(cx, &enums));
    (items.len() > 1).then(|| RustFile { path: path.to_owned(), docs: docs.to_owned(), items })
}

fn shapes<'a>(cx: &Context<'a>) -> impl Iterator<Item = &'a Shape> {
    cx.model.shapes.values().filter(|shape| has_type(shape) && !shape.is_event_stream())
}

/// What is received and never sent, and has a body or stands within one.
fn received<'a>(cx: &Context<'a>) -> Vec<&'a Shape> {
    let nested: BTreeSet<&ShapeId> = serde::nested(cx);
    let has_body = |shape: &&Shape| {
        let empty = cx.body_members(shape, Message::Response).is_empty();
        !(serde::is_scattered(cx, shape) && empty) || nested.contains(&shape.id)
    };
    let received = shapes(cx).filter(|shape| cx.facts.is_decoded(&shape.id) && !cx.facts.is_encoded(&shape.id));
    received.filter(has_body).collect()
}

/// What is sent and never received. A structure with members outside of the body is read by all of its members, unless it
/// is a member itself.
fn sent<'a>(cx: &Context<'a>) -> Vec<&'a Shape> {
    let nested: BTreeSet<&ShapeId> = serde::nested(cx);
    let by_body = |shape: &&Shape| !serde::is_scattered(cx, shape) || nested.contains(&shape.id);
    let sent = shapes(cx).filter(|shape| cx.facts.is_encoded(&shape.id) && !cx.facts.is_decoded(&shape.id));
    sent.filter(|shape| !cx.holds_stream(shape)).filter(by_body).collect()
}

fn encoder(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    match shape.kind {
        Kind::Union(_) => union::encode(cx, shape, Stand::Apart),
        _ => codec::encode(cx, shape, Message::Response, Stand::Apart),
    }
}

fn decoder(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    match shape.kind {
        Kind::Union(_) => union::fields(cx, shape, Stand::Apart),
        _ => codec::fields(cx, shape, Message::Request, Stand::Apart),
    }
}
