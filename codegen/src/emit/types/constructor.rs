//! The constructor of a structure: it asks for what is required.

use std::collections::BTreeSet;

use model::{Member, Shape};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::context::{Context, Presence};
use crate::docs::{self, Links};
use crate::emit::literal;
use crate::emit::types::{argument, debug};
use crate::print::doc;

/// How a structure is made.
pub(crate) enum Form<'a> {
    /// Every member may be absent.
    Default,
    /// Every member has a value of its own, though it may not be absent.
    Defaults,
    /// `new(bucket, key)`: none of the arguments can be taken for another.
    ByPosition(Vec<&'a Member>),
    /// `new(PutObjectRequired { .. })`.
    ByName(Vec<&'a Member>),
}

/// With more arguments than these, their order is not remembered.
const MOST_BY_POSITION: usize = 3;

impl<'a> Form<'a> {
    pub(crate) fn of(cx: &Context<'_>, shape: &'a Shape) -> Self {
        let members = || shape.members().iter();
        let required: Vec<_> = members().filter(|member| cx.presence(shape, member) == Presence::Required).collect();
        if required.is_empty() {
            let all_optional = members().all(|member| cx.presence(shape, member) == Presence::Optional);
            return if all_optional { Self::Default } else { Self::Defaults };
        }
        let classes: BTreeSet<String> = required.iter().map(|member| argument::class(cx, &member.target)).collect();
        match required.len() <= MOST_BY_POSITION && classes.len() == required.len() {
            true => Self::ByPosition(required),
            false => Self::ByName(required),
        }
    }
}

/// `Default` of a structure whose members all have a value of their own, some of them not `None`.
pub(crate) fn default(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    let Form::Defaults = Form::of(cx, shape) else { return None };
    let name = cx.names.type_name(&shape.id);
    let gate = cx.test_gate(shape);
    Some(quote! {
        #gate
        impl Default for #name {
            fn default() -> Self { Self::new() }
        }
    })
}

/// The arguments of a constructor that takes them by name.
///
/// ```text
/// #[derive(Clone, Debug)]
/// pub struct SendAlexaOfferToMasterRequired<A, B, C> {
///     pub channel_arn: A,
///     pub sender_client_id: B,
///     pub message_payload: C,
/// }
/// ```
pub(crate) fn required(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    let Form::ByName(members) = Form::of(cx, shape) else { return Vec::new() };
    let name = cx.names.required_name(&shape.id);
    let docs = doc(&format!("What [`{}::new`] asks for, by name.", cx.names.type_name(&shape.id)));
    let links = Links::none().and(cx, shape, format!("super::super::types::{}", cx.names.type_name(&shape.id)));
    let fields = members.iter().enumerate().map(|(index, member)| {
        let docs = doc(&docs::member(cx.model, member, &links));
        let field = cx.member_name(shape, member);
        let kind = match argument::is_generic(cx, member) {
            true => {
                let parameter = parameter(cx, index);
                quote!(#parameter)
            }
            false => cx.value_type(&member.target),
        };
        quote!(#docs pub #field: #kind,)
    });
    let parameters = parameters(cx, &members);
    let generic = (!parameters.is_empty()).then(|| quote!(<#(#parameters),*>));
    let gate = cx.test_gate(shape);
    let clone = members.iter().all(|member| !cx.is_stream(member)).then(|| quote!(Clone,));
    let has_secret = members.iter().any(|member| cx.is_secret_member(shape, member));
    let derived = (!has_secret).then(|| quote!(Debug));
    let derives = (clone.is_some() || derived.is_some()).then(|| quote!(#[derive(#clone #derived)]));
    let definition = quote! {
        #docs
        #gate
        #derives
        pub struct #name #generic { #(#fields)* }
    };
    let debug = has_secret.then(|| {
        let debug = debug::redacted(cx, shape, &name, &members, &parameters);
        quote!(#gate #debug)
    });
    std::iter::once(definition).chain(debug).collect()
}

/// The type parameters of what is converted.
fn parameters(cx: &Context<'_>, members: &[&Member]) -> Vec<Ident> {
    let generic = members.iter().enumerate().filter(|(_, member)| argument::is_generic(cx, member));
    generic.map(|(index, _)| parameter(cx, index)).collect()
}

/// `A`, `B` and so on by the place of the member, then `T26`; with an underscore where a type has that name.
fn parameter(cx: &Context<'_>, index: usize) -> Ident {
    let name = match u8::try_from(index).ok().filter(|index| *index < 26) {
        Some(index) => char::from(b'A' + index).to_string(),
        None => format!("T{index}"),
    };
    if cx.names.is_type(&name) { format_ident!("{name}_") } else { format_ident!("{name}") }
}

/// `pub fn new`.
pub(crate) fn new(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let form = Form::of(cx, shape);
    let (docs, arguments) = match &form {
        Form::Default => {
            return quote! {
                /// With every member absent.
                pub fn new() -> Self { Self::default() }
            };
        }
        Form::Defaults => ("With every member at its default.", quote!()),
        Form::ByPosition(required) => {
            let arguments = required.iter().map(|member| {
                let field = cx.member_name(shape, member);
                let kind = argument::kind(cx, member);
                quote!(#field: #kind)
            });
            ("With what is required, and nothing else.", quote!(#(#arguments),*))
        }
        Form::ByName(required) => {
            let name = cx.names.required_name(&shape.id);
            let kinds = required.iter().filter(|member| argument::is_generic(cx, member));
            let kinds: Vec<_> = kinds.map(|member| argument::kind(cx, member)).collect();
            let kinds = (!kinds.is_empty()).then(|| quote!(<#(#kinds),*>));
            ("With what is required, and nothing else.", quote!(required: #name #kinds))
        }
    };
    let docs = doc(docs);
    let fields = shape.members().iter().map(|member| {
        let field = cx.member_name(shape, member);
        match (cx.presence(shape, member), &form) {
            (Presence::Optional, _) => quote!(#field: None),
            (Presence::Defaulted(default), _) => {
                let value = literal::default(cx, &member.target, &default);
                quote!(#field: #value)
            }
            (Presence::Required, Form::ByName(_)) => {
                let given = quote!(required.#field);
                let value = argument::converted(cx, shape, member, &given).unwrap_or(given);
                quote!(#field: #value)
            }
            (Presence::Required, _) => match argument::converted(cx, shape, member, &quote!(#field)) {
                None => quote!(#field),
                Some(value) => quote!(#field: #value),
            },
        }
    });
    quote! {
        #docs
        pub fn new(#arguments) -> Self {
            Self { #(#fields),* }
        }
    }
}
