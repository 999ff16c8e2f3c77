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
/// runtime::serde_by_members!(GetFunctionRequest, ListFunctionsRequest);
///
/// runtime::serde_by_body!(IceServer, Service);
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
    let names = |shapes: Vec<&Shape>| shapes.into_iter().map(|shape| cx.names.type_name(&shape.id)).collect();
    let by_body = shapes.iter().filter(|shape| !is_scattered(cx, shape)).copied().collect();
    let (by_members, by_body): (Vec<_>, Vec<_>) = (names(scattered), names(by_body));
    items.extend((!by_members.is_empty()).then(|| quote!(runtime::serde_by_members!(#(#by_members),*);)));
    items.extend((!by_body.is_empty()).then(|| quote!(runtime::serde_by_body!(#(#by_body),*);)));
    let docs = "The types as `serde` knows them, with their wire names. Those that hold a stream are left out.";
    Some(RustFile { path: "serde.rs".to_owned(), docs: docs.to_owned(), items })
}

fn shapes<'a>(cx: &Context<'a>) -> Vec<&'a Shape> {
    let shapes = cx.model.shapes.values().filter(|shape| has_type(shape) && !shape.is_event_stream());
    let used = shapes.filter(|shape| cx.facts.is_encoded(&shape.id) || cx.facts.is_decoded(&shape.id));
    used.filter(|shape| !cx.holds_stream(shape)).collect()
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

/// A structure as all of its members: those of its body as the body has them, then those that travel elsewhere.
fn whole(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let (encode, initial, decode) = (encode_all(cx, shape), initial_of_all(cx, shape), field_of_all(cx, shape));
    let all: Vec<&Member> = shape.members().iter().collect();
    let required =
        codec::required(cx, shape, &all).map(|names| quote!(const REQUIRED: &'static [&'static str] = #names;));
    quote! {
        impl wire::Whole for #name {
            #required
            fn encode_all(&self, out: &mut dyn wire::Writer) { #encode }
            fn initial_of_all() -> Self { #initial }
            fn field_of_all(&mut self, name: &str, input: &mut dyn wire::Reader) -> wire::Result<()> { #decode }
        }
    }
}

/// The members that are in the body of a message, and those that are not. All are apart where the structure has no code
/// for a body.
fn parted<'a>(
    cx: &Context<'a>,
    shape: &'a Shape,
    message: Message,
    has_code: bool,
) -> (Vec<&'a Member>, Vec<&'a Member>) {
    shape.members().iter().partition(|member| has_code && cx.is_in_body(shape, member, message))
}

fn encode_all(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let (body, apart) = parted(cx, shape, Message::Request, cx.facts.is_encoded(&shape.id));
    let body = (!body.is_empty()).then(|| quote!(wire::Encode::encode(self, out);));
    let apart = codec::encode_lines(cx, shape, &apart, Message::Request, Stand::Apart);
    quote!(#body #apart)
}

fn initial_of_all(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    if cx.facts.is_decoded(&shape.id) { quote!(wire::Fields::initial()) } else { codec::initial(cx, shape) }
}

fn field_of_all(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let (body, apart) = parted(cx, shape, Message::Response, cx.facts.is_decoded(&shape.id));
    let other = if body.is_empty() { quote!(input.skip()) } else { quote!(wire::Fields::field(self, name, input)) };
    codec::field_arms(cx, shape, &apart, Stand::Apart, &other)
}
