//! What constructors and setters take: what callers have at hand, converted into what the field holds.

use model::{Kind, Member, Shape, ShapeId};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::Context;

/// The type of an argument.
///
/// ```text
/// i32    impl Into<String>    impl IntoIterator<Item = impl Into<String>>
/// ```
pub(crate) fn kind(cx: &Context<'_>, member: &Member) -> TokenStream {
    let shape = cx.model.target(member);
    let value = cx.value_type(&member.target);
    match &shape.kind {
        Kind::List(item) => {
            let item = Part::item(shape, item).kind(cx);
            quote!(impl IntoIterator<Item = #item>)
        }
        Kind::Map(key, value) => {
            let (key, value) = (Part::key(key).kind(cx), Part::item(shape, value).kind(cx));
            quote!(impl IntoIterator<Item = (#key, #value)>)
        }
        _ if is_into(cx, &member.target) => quote!(impl Into<#value>),
        _ => value,
    }
}

/// The argument as the field holds it; none if it needs no conversion.
pub(crate) fn converted(
    cx: &Context<'_>,
    shape: &Shape,
    member: &Member,
    argument: &TokenStream,
) -> Option<TokenStream> {
    let value = unboxed(cx, member, argument);
    match cx.facts.is_boxed(&shape.id, &member.name) {
        true => {
            let value = value.unwrap_or_else(|| argument.clone());
            Some(quote!(Box::new(#value)))
        }
        false => value,
    }
}

/// An argument that may be absent as the field holds it; none if it needs no conversion.
pub(crate) fn converted_option(cx: &Context<'_>, shape: &Shape, member: &Member) -> Option<TokenStream> {
    let is_boxed = cx.facts.is_boxed(&shape.id, &member.name);
    match unboxed(cx, member, &quote!(value)) {
        None => is_boxed.then(|| quote!(value.map(Box::new))),
        Some(_) if is_into(cx, &member.target) && !is_boxed => Some(quote!(value.map(Into::into))),
        Some(value) => {
            let value = if is_boxed { quote!(Box::new(#value)) } else { value };
            Some(quote!(value.map(|value| #value)))
        }
    }
}

/// Whether the compiler makes code for each type of the argument, so that a client that is not used costs nothing.
pub(crate) fn is_generic(cx: &Context<'_>, member: &Member) -> bool {
    matches!(cx.model.target(member).kind, Kind::List(_) | Kind::Map(..)) || is_into(cx, &member.target)
}

/// What two arguments must not have in common, or they could be swapped unnoticed: a text converts into texts, enums,
/// bytes and documents, and a literal is a number of any width.
pub(crate) fn class(cx: &Context<'_>, id: &ShapeId) -> String {
    match &cx.model.shape(id).kind {
        Kind::String | Kind::Enum(_) | Kind::Blob | Kind::Document => "text".to_owned(),
        // A union may gain a member that a text converts into.
        Kind::Union(_) if !cx.model.shape(id).traits.streaming => "text".to_owned(),
        Kind::Byte | Kind::Short | Kind::Integer | Kind::Long | Kind::IntEnum(_) => "integer".to_owned(),
        Kind::Float | Kind::Double => "float".to_owned(),
        Kind::List(item) => format!("list of {}", class(cx, &item.target)),
        Kind::Map(key, value) => format!("map of {} to {}", class(cx, &key.target), class(cx, &value.target)),
        _ => cx.value_type(id).to_string(),
    }
}

/// Whether something else converts into the values of a shape that is no collection.
pub(crate) fn is_into(cx: &Context<'_>, id: &ShapeId) -> bool {
    let shape = cx.model.shape(id);
    match &shape.kind {
        Kind::Blob | Kind::String | Kind::Enum(_) | Kind::IntEnum(_) | Kind::Document => true,
        Kind::Union(_) => !shape.traits.streaming && !cx.convertible(shape).is_empty(),
        _ => false,
    }
}

/// An item of a list, or a key or a value of a map.
struct Part<'a> {
    member: &'a Member,
    /// Whether null is an entry: items and values of what is `sparse`.
    is_nullable: bool,
}

impl<'a> Part<'a> {
    fn item(list: &Shape, member: &'a Member) -> Self {
        Self { member, is_nullable: list.traits.sparse }
    }

    fn key(member: &'a Member) -> Self {
        Self { member, is_nullable: false }
    }

    fn kind(&self, cx: &Context<'_>) -> TokenStream {
        let value = cx.value_type(&self.member.target);
        match (self.is_nullable, self.is_into(cx)) {
            (true, _) => quote!(Option<#value>),
            (false, true) => quote!(impl Into<#value>),
            (false, false) => value,
        }
    }

    /// Whether something else converts into it: arrays into lists and maps, too.
    fn is_into(&self, cx: &Context<'_>) -> bool {
        let is_collection = matches!(cx.model.target(self.member).kind, Kind::List(_) | Kind::Map(..));
        !self.is_nullable && (is_collection || is_into(cx, &self.member.target))
    }
}

fn unboxed(cx: &Context<'_>, member: &Member, argument: &TokenStream) -> Option<TokenStream> {
    let shape = cx.model.target(member);
    match &shape.kind {
        Kind::List(item) if Part::item(shape, item).is_into(cx) => {
            Some(quote!(#argument.into_iter().map(Into::into).collect()))
        }
        Kind::Map(key, value) => {
            let into = |part: Part<'_>| part.is_into(cx).then(|| quote!(.into()));
            let entries = match (into(Part::key(key)), into(Part::item(shape, value))) {
                (None, None) => quote!(),
                (key, value) => quote!(.map(|(key, value)| (key #key, value #value))),
            };
            Some(quote!(#argument.into_iter() #entries.collect()))
        }
        Kind::List(_) => Some(quote!(#argument.into_iter().collect())),
        _ => is_into(cx, &member.target).then(|| quote!(#argument.into())),
    }
}
