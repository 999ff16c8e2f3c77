//! Unions: one of several members.

use model::{Member, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use crate::attributes;
use crate::context::Context;
use crate::docs::{self, Links};
use crate::emit::codec;
use crate::emit::codec::event;
use crate::emit::codec::member_traits::{self, Stand};
use crate::emit::types::{documentation, validate};
use crate::print::doc;
use crate::wire::Message;

/// Everything that belongs to a union.
///
/// ```text
/// pub enum Action { Start(Start), Stop(Stop), UnknownVariant(runtime::UnknownVariant) }
/// ```
pub(crate) fn items(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    let mut items = vec![definition(cx, shape)];
    items.extend(conversions(cx, shape));
    items.extend(debug(cx, shape));
    items.extend(member_traits::statics(cx, shape));
    items.extend(validate::items(cx, shape));
    if shape.is_event_stream() {
        items.push(event::of_union(cx, shape));
        return items;
    }
    if cx.facts.is_encoded(&shape.id) {
        items.push(encode(cx, shape, Stand::Beside));
    }
    if cx.facts.is_decoded(&shape.id) {
        items.push(fields(cx, shape, Stand::Beside));
    }
    items
}

fn definition(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let links = Links::within(cx, shape);
    let variants = cx.variants(shape).map(|member| {
        let docs = doc(&docs::member(cx.model, member, &links));
        let deprecated = docs::deprecated(&member.traits);
        let variant = cx.member_name(shape, member);
        if member.target.is_unit() {
            return quote!(#docs #deprecated #variant,);
        }
        let kind = cx.member_type(shape, member);
        quote!(#docs #deprecated #variant(#kind),)
    });
    let docs = doc(&documentation::text(cx, shape));
    let deprecated = docs::deprecated(&shape.traits);
    let attributes = attributes::of(shape);
    let derive = if cx.is_secret(shape) { quote!() } else { quote!(Debug,) };
    quote! {
        #docs
        #deprecated
        #[derive(Clone, #derive PartialEq)]
        #(#attributes)*
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A member that this version of the model does not list. It can't be sent.
            UnknownVariant(runtime::UnknownVariant),
        }
    }
}

/// ```text
/// impl From<Start> for Action {
///     fn from(value: Start) -> Self { Self::Start(value) }
/// }
/// ```
fn conversions(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    let name = cx.names.type_name(&shape.id);
    let convert = |member: &Member| {
        let variant = cx.member_name(shape, member);
        let kind = cx.value_type(&member.target);
        let boxed = cx.facts.is_boxed(&shape.id, &member.name);
        let value = if boxed { quote!(Box::new(value)) } else { quote!(value) };
        quote! {
            impl From<#kind> for #name {
                fn from(value: #kind) -> Self { Self::#variant(#value) }
            }
        }
    };
    cx.convertible(shape).into_iter().map(convert).collect()
}

fn debug(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    if !cx.is_secret(shape) {
        return None;
    }
    let name = cx.names.type_name(&shape.id);
    let arms = cx.variants(shape).map(|member| {
        let variant = cx.member_name(shape, member);
        let label = variant.to_string();
        if member.target.is_unit() {
            quote!(Self::#variant => f.write_str(#label),)
        } else if cx.is_secret_member(shape, member) {
            quote!(Self::#variant(_) => f.debug_tuple(#label).field(&runtime::Redacted).finish(),)
        } else {
            quote!(Self::#variant(value) => f.debug_tuple(#label).field(value).finish(),)
        }
    });
    Some(quote! {
        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    #(#arms)*
                    Self::UnknownVariant(value) => f.debug_tuple("UnknownVariant").field(&value.tag()).finish(),
                }
            }
        }
    })
}

pub(crate) fn encode(cx: &Context<'_>, shape: &Shape, stand: Stand) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let arms = shape.members().iter().map(|member| {
        let variant = cx.member_name(shape, member);
        let wire = cx.rules.name(member, Message::Request);
        if member.target.is_unit() {
            return quote!(Self::#variant => wire::Unit.field(#wire, out),);
        }
        match member_traits::reference(cx, shape, member, stand) {
            Some(traits) => quote!(Self::#variant(value) => value.field_as(#wire, #traits, out),),
            None => quote!(Self::#variant(value) => value.field(#wire, out),),
        }
    });
    let root = codec::root(cx, shape);
    quote! {
        impl wire::Encode for #name {
            fn encode(&self, out: &mut dyn wire::Writer) {
                match self {
                    #(#arms)*
                    Self::UnknownVariant(value) => value.value().field(value.tag(), out),
                }
            }
            #root
        }
    }
}

pub(crate) fn fields(cx: &Context<'_>, shape: &Shape, stand: Stand) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let mut members: Vec<_> = shape.members().iter().collect();
    members.sort_by_key(|member| cx.rules.name(member, Message::Response));
    let arms = members.into_iter().map(|member| {
        let variant = cx.member_name(shape, member);
        let wire = cx.rules.name(member, Message::Response);
        if member.target.is_unit() {
            return quote!(#wire => input.value(&runtime::Member::PLAIN, self, |wire::Unit| Self::#variant),);
        }
        let traits = member_traits::argument(cx, shape, member, stand);
        quote!(#wire => input.value(#traits, self, Self::#variant),)
    });
    quote! {
        impl wire::Fields for #name {
            fn initial() -> Self { Self::UnknownVariant(runtime::UnknownVariant::default()) }
            fn field(&mut self, name: &str, input: &mut dyn wire::Reader) -> wire::Result<()> {
                match name {
                    #(#arms)*
                    _ => input.unknown_variant(name, self, Self::UnknownVariant),
                }
            }
            fn is_union(&self) -> bool { true }
        }
    }
}
