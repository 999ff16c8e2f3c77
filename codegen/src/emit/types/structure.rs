//! Structures.

use model::{Member, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use crate::attributes;
use crate::context::Context;
use crate::docs::{self, Links};
use crate::emit::codec;
use crate::emit::codec::member_traits;
use crate::emit::codec::{event, request, response};
use crate::emit::types::constructor::{self, Form};
use crate::emit::types::{debug, documentation, exceptions, setter, validate};
use crate::print::doc;

/// Everything that belongs to a structure.
///
/// ```text
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub struct GetIceServerConfigRequest {
///     pub channel_arn: String,
///     pub client_id: Option<String>,
/// }
///
/// impl GetIceServerConfigRequest {
///     pub fn new(channel_arn: impl Into<String>) -> Self { ... }
///     pub fn client_id(mut self, value: impl Into<String>) -> Self { ... }
/// }
/// ```
pub(crate) fn items(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    let mut items = vec![definition(cx, shape)];
    items.extend(constructor::default(cx, shape));
    items.extend(constructor::required(cx, shape));
    if !cx.facts.is_sent(&shape.id) {
        items.extend(setter::readers(cx, shape));
    }
    items.push(functions(cx, shape));
    items.extend(from_nothing(cx, shape));
    if cx.is_secret(shape) {
        let members: Vec<&Member> = shape.members().iter().collect();
        items.push(debug::redacted(cx, shape, &cx.names.type_name(&shape.id), &members, &[]));
    }
    items.extend(exceptions::of_structure(cx, shape));
    items.extend(member_traits::statics(cx, shape));
    items.extend(validate::items(cx, shape));
    items.extend(codec::items(cx, shape));
    items.extend(request::write_to(cx, shape));
    items.extend(response::from_response(cx, shape));
    items.extend(event::of_structure(cx, shape));
    items
}

fn definition(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let links = Links::within(cx, shape);
    let fields = shape.members().iter().map(|member| {
        let docs = doc(&docs::member(cx.model, member, &links));
        let deprecated = docs::deprecated(&member.traits);
        let field = cx.member_name(shape, member);
        let kind = cx.field_type(shape, member);
        quote!(#docs #deprecated pub #field: #kind,)
    });
    let docs = doc(&documentation::text(cx, shape));
    let deprecated = docs::deprecated(&shape.traits);
    let derives = derives(cx, shape);
    let attributes = attributes::of(shape);
    let derives = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    quote! {
        #docs
        #deprecated
        #derives
        #(#attributes)*
        #[non_exhaustive]
        pub struct #name { #(#fields)* }
    }
}

fn derives(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    let plain = !cx.holds_stream(shape);
    let mut derives = Vec::new();
    if plain {
        derives.push(quote!(Clone));
    }
    if !cx.is_secret(shape) {
        derives.push(quote!(Debug));
    }
    if let Form::Default = Form::of(cx, shape) {
        derives.push(quote!(Default));
    }
    if plain {
        derives.push(quote!(PartialEq));
    }
    derives
}

/// The constructor and the setters. Those of what is only received are for tests.
fn functions(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let constructor = constructor::new(cx, shape);
    let gate = cx.test_gate(shape);
    let setters = match cx.facts.is_sent(&shape.id) {
        true => setter::of_sent(cx, shape),
        false => setter::of_received(cx, shape),
    };
    quote! {
        #gate
        impl #name {
            #constructor
            #setters
        }
    }
}

/// `client.list_functions(())`: nothing is required.
fn from_nothing(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    let is_empty = cx.facts.is_input(&shape.id) && matches!(Form::of(cx, shape), Form::Default);
    let name = cx.names.type_name(&shape.id);
    is_empty.then(|| {
        quote! {
            impl From<()> for #name {
                fn from((): ()) -> Self { Self::new() }
            }
        }
    })
}
