//! Setters of structures, and what reads the lists and maps of answers.

use model::{Kind, Member, Shape};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::context::{Context, Presence};
use crate::docs;
use crate::emit::types::argument;
use crate::names::plain;
use crate::print::doc;

/// The setters of what is sent: each takes a value, and those of optional members have another that takes an `Option`.
///
/// ```text
/// pub fn client_id(mut self, value: impl Into<String>) -> Self { ... }
/// pub fn set_client_id(mut self, value: Option<impl Into<String>>) -> Self { ... }
/// ```
pub(crate) fn of_sent(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let settable = shape.members().iter().filter(|member| cx.presence(shape, member) != Presence::Required);
    settable
        .flat_map(|member| {
            let name = cx.member_name(shape, member);
            [Some(setter(cx, shape, member, &name)), option_setter(cx, shape, member)]
        })
        .flatten()
        .collect()
}

/// The setters of what is only received, for tests.
///
/// ```text
/// pub fn with_uris(mut self, value: impl IntoIterator<Item = impl Into<String>>) -> Self { ... }
/// ```
pub(crate) fn of_received(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let settable = shape.members().iter().filter(|member| cx.presence(shape, member) != Presence::Required);
    settable.map(|member| setter(cx, shape, member, &cx.names.test_setter(&shape.id, &member.name))).collect()
}

fn setter(cx: &Context<'_>, shape: &Shape, member: &Member, name: &Ident) -> TokenStream {
    let field = cx.member_name(shape, member);
    let kind = argument::kind(cx, member);
    let value = argument::converted(cx, shape, member, &quote!(value)).unwrap_or_else(|| quote!(value));
    let value = match cx.presence(shape, member) {
        Presence::Optional => quote!(Some(#value)),
        _ => value,
    };
    // The `#` of a raw identifier would be an anchor.
    let linked = plain(&field.to_string()).to_owned();
    let docs = doc(&format!("Sets [`{linked}`](field@Self::{linked})."));
    function(cx, member, &docs, name, &kind, &field, &value)
}

fn option_setter(cx: &Context<'_>, shape: &Shape, member: &Member) -> Option<TokenStream> {
    if cx.presence(shape, member) != Presence::Optional {
        return None;
    }
    let field = cx.member_name(shape, member);
    let kind = argument::kind(cx, member);
    let value = argument::converted_option(cx, shape, member).unwrap_or_else(|| quote!(value));
    let linked = plain(&field.to_string()).to_owned();
    let docs = doc(&format!("Sets [`{linked}`](field@Self::{linked}), or clears it if there is none."));
    let name = cx.names.option_setter(&shape.id, &member.name);
    Some(function(cx, member, &docs, &name, &quote!(Option<#kind>), &field, &value))
}

fn function(
    cx: &Context<'_>,
    member: &Member,
    docs: &TokenStream,
    name: &Ident,
    kind: &TokenStream,
    field: &Ident,
    value: &TokenStream,
) -> TokenStream {
    let deprecated = docs::deprecated(&member.traits);
    // What is not generic is compiled with the client, called or not. There are many setters, and each copies the whole structure.
    let inline = (!argument::is_generic(cx, member)).then(|| quote!(#[inline]));
    quote! {
        #docs
        #deprecated
        #[must_use]
        #inline
        pub fn #name(mut self, value: #kind) -> Self {
            self.#field = #value;
            self
        }
    }
}

/// Functions that give the lists and maps of what is only received, empty if they are absent.
///
/// ```text
/// pub fn uris(&self) -> &[String] { self.uris.as_deref().unwrap_or_default() }
/// ```
pub(crate) fn readers(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    let name = cx.names.type_name(&shape.id);
    let optional = |member: &&Member| cx.presence(shape, member) == Presence::Optional;
    let readers: Vec<_> =
        shape.members().iter().filter(optional).filter_map(|member| reader(cx, shape, member)).collect();
    (!readers.is_empty()).then(|| quote!(impl #name { #(#readers)* }))
}

fn reader(cx: &Context<'_>, shape: &Shape, member: &Member) -> Option<TokenStream> {
    let field = cx.member_name(shape, member);
    let linked = plain(&field.to_string()).to_owned();
    let docs = doc(&format!("[`{linked}`](field@Self::{linked}), empty if it is absent."));
    let deprecated = docs::deprecated(&member.traits);
    let (kind, value) = match &cx.model.target(member).kind {
        Kind::List(item) => {
            let item = cx.item_type(cx.model.target(member), item);
            (quote!(&[#item]), quote!(self.#field.as_deref().unwrap_or_default()))
        }
        Kind::Map(..) => {
            let map = cx.value_type(&member.target);
            (quote!(&#map), quote!(self.#field.as_ref().unwrap_or(const { &BTreeMap::new() })))
        }
        _ => return None,
    };
    Some(quote! {
        #docs
        #deprecated
        pub fn #field(&self) -> #kind { #value }
    })
}
