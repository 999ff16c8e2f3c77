//! The types as `serde` knows them.

use std::collections::BTreeSet;

use model::{Kind, Member, Shape, ShapeId};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::Context;
use crate::emit::codec;
use crate::emit::codec::member_traits::Stand;
use crate::file::RustFile;
use crate::names::has_type;
use crate::wire::Message;

/// ```text
/// impl wire::Whole for GetFunctionRequest { ... }
///
/// runtime::serde_by_members!(GetFunctionRequest);
/// runtime::serde_by_body!(IceServer);
/// ```
pub(crate) fn file(cx: &Context<'_>) -> Option<RustFile> {
    let shapes = shapes(cx);
    if shapes.is_empty() {
        return None;
    }
    let mut items = Vec::new();
    let scattered: Vec<&Shape> = shapes.iter().filter(|shape| is_scattered(cx, shape)).copied().collect();
    items.push(quote!(
        use super::types::*;
    ));
    items.extend(scattered.iter().map(|shape| whole(cx, shape)));
    items.push(shapes.iter().map(|shape| known(cx, shape)).collect());
    let docs = "The types as `serde` knows them, with their wire names. Those that hold a stream are left out.";
    Some(RustFile { path: "serde.rs".to_owned(), docs: docs.to_owned(), items })
}

fn shapes<'a>(cx: &Context<'a>) -> Vec<&'a Shape> {
    let shapes = cx.model.shapes.values().filter(|shape| has_type(shape) && !shape.is_event_stream());
    let used = shapes.filter(|shape| cx.facts.is_encoded(&shape.id) || cx.facts.is_decoded(&shape.id));
    used.filter(|shape| !cx.holds_stream(shape)).collect()
}

fn known(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    if is_scattered(cx, shape) {
        quote!(runtime::serde_by_members!(#name);)
    } else {
        quote!(runtime::serde_by_body!(#name);)
    }
}

/// Whether a structure has members that do not travel in the body, in one of its messages at least.
pub(crate) fn is_scattered(cx: &Context<'_>, shape: &Shape) -> bool {
    use crate::wire::Message::{Request, Response};
    let all = shape.members().len();
    matches!(shape.kind, Kind::Structure(_))
        && [Request, Response].iter().any(|message| cx.body_members(shape, *message).len() < all)
}

/// Everything that is a member of something.
pub(crate) fn nested<'a>(cx: &Context<'a>) -> BTreeSet<&'a ShapeId> {
    cx.model.shapes.values().flat_map(Shape::all_members).map(|member| &member.target).collect()
}

fn whole(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let members: Vec<&Member> = shape.members().iter().collect();
    let lines = codec::encode_lines(cx, shape, &members, Message::Request, Stand::Apart);
    let arms = codec::field_arms(cx, shape, &members, Stand::Apart);
    let initial = codec::initial(cx, shape);
    let required = codec::required(cx, shape, &members).map(|names| {
        quote!(
            fn required_of_all(&self) -> &'static [&'static str] { #names }
        )
    });
    quote! {
        impl wire::Whole for #name {
            fn encode_all(&self, out: &mut dyn wire::Writer) { #lines }
            fn initial_of_all() -> Self { #initial }
            fn field_of_all(&mut self, name: &str, input: &mut dyn wire::Reader) -> wire::Result<()> { #arms }
            #required
        }
    }
}
