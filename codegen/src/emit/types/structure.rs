//! Structures: the type, its constructor, its setters.

use model::{Kind, Member, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::{Context, Presence};
use crate::docs;
use crate::emit::codec;
use crate::emit::codec::member_traits;
use crate::emit::operations::{event, request, response};
use crate::emit::types::{validate, value};
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
    items.extend(default(cx, shape));
    items.extend(required(cx, shape));
    items.push(functions(cx, shape));
    items.extend(debug(cx, shape));
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
    let fields = shape.members().iter().map(|member| {
        let docs = doc(&docs::member(cx.model, member));
        let deprecated = docs::deprecated(&member.traits);
        let field = cx.member_name(shape, member);
        let kind = cx.field_type(shape, member);
        quote!(#docs #deprecated pub #field: #kind,)
    });
    let docs = doc(&docs::shape(cx.model, shape));
    let deprecated = docs::deprecated(&shape.traits);
    let derives = derives(cx, shape);
    let derives = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    quote! {
        #docs
        #deprecated
        #derives
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
    if !is_secret(cx, shape) {
        derives.push(quote!(Debug));
    }
    if all_optional(cx, shape) {
        derives.push(quote!(Default));
    }
    if plain {
        derives.push(quote!(PartialEq));
    }
    derives
}

/// Whether the structure or a member of it must not be printed.
fn is_secret(cx: &Context<'_>, shape: &Shape) -> bool {
    shape.traits.sensitive || shape.members().iter().any(|member| cx.model.is_sensitive(member))
}

fn all_optional(cx: &Context<'_>, shape: &Shape) -> bool {
    shape.members().iter().all(|member| cx.presence(shape, member) == Presence::Optional)
}

/// The members that the constructor asks for.
pub(crate) fn required_members<'a>(cx: &Context<'_>, shape: &'a Shape) -> Vec<&'a Member> {
    shape.members().iter().filter(|member| cx.presence(shape, member) == Presence::Required).collect()
}

/// `Default` of a structure whose members all have a value of their own, some of them not `None`.
fn default(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    if all_optional(cx, shape) || !required_members(cx, shape).is_empty() {
        return None;
    }
    let name = cx.names.type_name(&shape.id);
    Some(quote! {
        impl Default for #name {
            fn default() -> Self { Self::new() }
        }
    })
}

/// The arguments of a constructor that asks for more than one: named, so that two texts can't be swapped.
fn required(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    let members = required_members(cx, shape);
    if members.len() < 2 {
        return None;
    }
    let name = cx.names.required_name(&shape.id);
    let docs = doc(&format!("What [`{}::new`] asks for.", cx.names.type_name(&shape.id)));
    let fields = members.iter().map(|member| {
        let docs = doc(&docs::member(cx.model, member));
        let field = cx.member_name(shape, member);
        let kind = cx.value_type(&member.target);
        quote!(#docs pub #field: #kind,)
    });
    Some(quote! {
        #docs
        pub struct #name { #(#fields)* }
    })
}

fn functions(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let constructor = constructor(cx, shape);
    let setters = shape
        .members()
        .iter()
        .filter(|member| cx.presence(shape, member) != Presence::Required)
        .map(|member| setter(cx, shape, member));
    quote! {
        impl #name {
            #constructor
            #(#setters)*
        }
    }
}

fn constructor(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    if all_optional(cx, shape) {
        return quote! {
            /// With every member absent.
            pub fn new() -> Self { Self::default() }
        };
    }
    let required = required_members(cx, shape);
    let (docs, argument) = match required[..] {
        [] => (doc("With every member at its default."), quote!()),
        [member] => {
            let field = cx.member_name(shape, member);
            let kind = argument_type(cx, shape, member);
            (doc("With what is required, and nothing else."), quote!(#field: #kind))
        }
        _ => {
            let name = cx.names.required_name(&shape.id);
            (doc("With what is required, and nothing else."), quote!(required: #name))
        }
    };
    let fields = shape.members().iter().map(|member| {
        let field = cx.member_name(shape, member);
        match cx.presence(shape, member) {
            Presence::Optional => quote!(#field: None),
            Presence::Required if required.len() > 1 => {
                let given = quote!(required.#field);
                let given = if is_boxed(cx, shape, member) { quote!(Box::new(#given)) } else { given };
                quote!(#field: #given)
            }
            Presence::Required => match converted(cx, shape, member, quote!(#field)) {
                None => quote!(#field),
                Some(value) => quote!(#field: #value),
            },
            Presence::Defaulted(default) => {
                let value = value::default(cx, member, &default);
                quote!(#field: #value)
            }
        }
    });
    quote! {
        #docs
        pub fn new(#argument) -> Self {
            Self { #(#fields),* }
        }
    }
}

fn setter(cx: &Context<'_>, shape: &Shape, member: &Member) -> TokenStream {
    let field = cx.member_name(shape, member);
    let kind = argument_type(cx, shape, member);
    let value = converted(cx, shape, member, quote!(value)).unwrap_or_else(|| quote!(value));
    let value = match cx.presence(shape, member) {
        Presence::Optional => quote!(Some(#value)),
        _ => value,
    };
    // The `#` of a raw identifier would be an anchor.
    let plain = plain(&field.to_string()).to_owned();
    let text = format!("Sets [`{plain}`](Self::{plain}).");
    let docs = doc(&text);
    let deprecated = docs::deprecated(&member.traits);
    // What is not generic is compiled with the client, called or not. There are many setters, and they move a lot.
    let inline = (!takes_into(cx, shape, member)).then(|| quote!(#[inline]));
    quote! {
        #docs
        #deprecated
        #[must_use]
        #inline
        pub fn #field(mut self, value: #kind) -> Self {
            self.#field = #value;
            self
        }
    }
}

/// The name as people read it, without the mark of a raw identifier.
fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// What a constructor or setter takes: whatever converts, where that helps.
fn argument_type(cx: &Context<'_>, shape: &Shape, member: &Member) -> TokenStream {
    let kind = cx.value_type(&member.target);
    if takes_into(cx, shape, member) { quote!(impl Into<#kind>) } else { kind }
}

/// The argument as the field holds it; none if it needs no conversion.
fn converted(cx: &Context<'_>, shape: &Shape, member: &Member, argument: TokenStream) -> Option<TokenStream> {
    if is_boxed(cx, shape, member) {
        Some(quote!(Box::new(#argument)))
    } else if takes_into(cx, shape, member) {
        Some(quote!(#argument.into()))
    } else {
        None
    }
}

fn is_boxed(cx: &Context<'_>, shape: &Shape, member: &Member) -> bool {
    cx.facts.is_boxed(&shape.id, &member.name)
}

/// Whether the argument is an `impl Into`.
fn takes_into(cx: &Context<'_>, shape: &Shape, member: &Member) -> bool {
    let converts = matches!(
        cx.model.target(member).kind,
        Kind::Blob | Kind::String | Kind::Enum(_) | Kind::IntEnum(_) | Kind::List(_) | Kind::Map(_, _) | Kind::Document
    );
    converts && !is_boxed(cx, shape, member)
}

/// `Debug` that prints `***` for what must not be seen.
fn debug(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    if !is_secret(cx, shape) {
        return None;
    }
    let name = cx.names.type_name(&shape.id);
    let title = name.to_string();
    let fields = shape.members().iter().map(|member| {
        let field = cx.member_name(shape, member);
        let label = plain(&field.to_string()).to_owned();
        if shape.traits.sensitive || cx.model.is_sensitive(member) {
            quote!(.field(#label, &runtime::Redacted))
        } else {
            quote!(.field(#label, &self.#field))
        }
    });
    Some(quote! {
        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(#title) #(#fields)* .finish()
            }
        }
    })
}
