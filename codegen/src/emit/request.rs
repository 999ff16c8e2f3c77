//! How an input is written into a request: one line for each member that travels outside of the body.

use model::{Binding, Checksum, Kind, Member, Operation, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use super::member_traits;
use crate::context::{Context, Message, Presence, is_event_stream};

pub(crate) fn request(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let algorithm = algorithm_line(cx, operation);
    let lines = operation.input.as_ref().map(|id| {
        let shape = cx.model.shape(id);
        match cx.names.home(id) == Some(&operation.id) || is_all_body(cx, shape) {
            true => request_lines(cx, shape),
            false => quote!(input.write_to(request)?;),
        }
    });
    let lines = quote!(#algorithm #lines);
    let (input, request) = if lines.is_empty() { (quote!(_), quote!(_)) } else { (quote!(input), quote!(request)) };
    quote! {
        fn request(
            #input: Self::Input,
            #request: &mut http::Request
        ) -> http::Result<()> {
            #lines
            Ok(())
        }
    }
}

/// The caller's choice of a checksum is noted before the input is taken apart.
fn algorithm_line(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let Some(Checksum::Flexible(flexible)) = &operation.checksum else { return None };
    let (name, shape) = (flexible.request_algorithm_member.as_ref()?, cx.model.shape(operation.input.as_ref()?));
    let member = shape.members().iter().find(|member| member.name.as_str() == name)?;
    let field = cx.member_name(shape, member);
    Some(quote!(request.checksum_algorithm(&input.#field);))
}

/// Whether a structure has a function that writes it into a request: it is an input with a place of its own, beside the
/// operations, and not all of it is the body.
pub(crate) fn is_written(cx: &Context<'_>, shape: &Shape) -> bool {
    cx.facts.is_taken(&shape.id) && cx.names.home(&shape.id).is_none() && !is_all_body(cx, shape)
}

/// The function that writes an input that several operations share, or that is data elsewhere, into a request.
///
/// ```text
/// pub(crate) fn write_to(self, request: &mut http::Request) -> http::Result<()> {
///     request.header("ETag", &self.e_tag, &runtime::Member::PLAIN)?;
///     Ok(())
/// }
/// ```
pub(crate) fn write_to(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    if !is_written(cx, shape) {
        return None;
    }
    let name = cx.names.type_name(&shape.id);
    let lines = request_lines(cx, shape);
    let (input, request) =
        if lines.is_empty() { (quote!(), quote!(_)) } else { (quote!(let input = self;), quote!(request)) };
    Some(quote! {
        impl #name {
            pub(crate) fn write_to(
                self,
                #request: &mut http::Request
            ) -> http::Result<()> {
                #input
                #lines
                Ok(())
            }
        }
    })
}

/// Whether nothing of a structure is bound to a place of its own.
fn is_all_body(cx: &Context<'_>, shape: &Shape) -> bool {
    cx.bound_members(shape, Message::Request).is_empty()
        && !shape.members().iter().any(|member| member.traits.host_label)
}

fn request_lines(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let bound = cx.bound_members(shape, Message::Request);
    // Single parameters win over the maps, so they come first.
    let is_map = |binding: &Binding| matches!(binding, Binding::QueryParams | Binding::PrefixHeaders(_));
    let (maps, single): (Vec<_>, Vec<_>) = bound.iter().partition(|(_, binding)| is_map(binding));
    let mut lines: TokenStream =
        single.into_iter().chain(maps).map(|(member, binding)| request_line(cx, shape, member, binding)).collect();
    for member in shape.members().iter().filter(|member| member.traits.host_label) {
        let field = cx.member_name(shape, member);
        let name = member.name.as_str();
        lines.extend(quote!(request.host_label(#name, &input.#field)?;));
    }
    let payload = bound.iter().any(|(_, binding)| matches!(binding, Binding::Payload));
    if !payload && !cx.body_members(shape, Message::Request).is_empty() {
        lines.extend(quote!(request.json(&input);));
    }
    lines
}

fn request_line(cx: &Context<'_>, shape: &Shape, member: &Member, binding: &Binding) -> TokenStream {
    let field = cx.member_name(shape, member);
    let wire = member.name.as_str();
    let traits = member_traits::argument(cx, shape, member);
    let is_list = matches!(cx.model.target(member).kind, Kind::List(_));
    match binding {
        Binding::Label => match member.traits.default.as_ref().and_then(|default| default.as_str()) {
            Some(default) if !default.is_empty() => quote!(request.label_or(#wire, &input.#field, #traits, #default)?;),
            _ => quote!(request.label(#wire, &input.#field, #traits)?;),
        },
        Binding::Query(name) if is_list => quote!(request.query_list(#name, &input.#field, #traits);),
        Binding::Query(name) => quote!(request.query(#name, &input.#field, #traits);),
        Binding::QueryParams => quote!(request.query_params(&input.#field);),
        Binding::Header(name) if is_list => quote!(request.header_list(#name, &input.#field, #traits)?;),
        Binding::Header(name) => quote!(request.header(#name, &input.#field, #traits)?;),
        Binding::PrefixHeaders(prefix) => quote!(request.prefix_headers(#prefix, &input.#field)?;),
        Binding::Payload => payload_line(cx, shape, member),
        Binding::ResponseCode => quote!(),
    }
}

/// `httpPayload`: bytes and text as they are, everything else as JSON.
fn payload_line(cx: &Context<'_>, shape: &Shape, member: &Member) -> TokenStream {
    let field = cx.member_name(shape, member);
    if is_event_stream(cx.model.target(member)) {
        return quote!(request.events(input.#field););
    }
    let media_type = cx.model.trait_of(member, |traits| traits.media_type.clone());
    let (line, default) = match &cx.model.target(member).kind {
        Kind::Blob => (quote!(payload), "application/octet-stream"),
        Kind::String => (quote!(payload), "text/plain"),
        Kind::Enum(_) => (quote!(payload_text), "text/plain"),
        Kind::Structure(_) => (quote!(payload_object), "application/json"),
        _ => (quote!(payload_json), "application/json"),
    };
    let content_type = media_type.unwrap_or_else(|| default.to_owned());
    let optional = cx.presence(shape, member) == Presence::Optional;
    let value = if optional { quote!(input.#field) } else { quote!(Some(input.#field)) };
    if cx.model.target(member).traits.requires_length {
        let name = member.name.as_str();
        return quote!(request.sized_payload(#name, #value, #content_type)?;);
    }
    quote!(request.#line(#value, #content_type);)
}
