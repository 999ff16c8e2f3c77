//! How an input is written into a request: one line for each member that travels outside of the body.

use model::{Binding, Checksum, Kind, Member, Operation, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::{Context, Presence};
use crate::emit::codec::member_traits::{self, Stand};
use crate::wire::Message;

pub(crate) fn request(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let algorithm = algorithm_line(cx, operation);
    let lines = operation.input.as_ref().map(|id| {
        let shape = cx.model.shape(id);
        match cx.names.home(id) == Some(&operation.id) || is_all_body(cx, shape) {
            true => request_lines(cx, shape),
            false => quote!(input.write_to(request);),
        }
    });
    let lines = quote!(#algorithm #lines);
    let (input, request) = if lines.is_empty() { (quote!(_), quote!(_)) } else { (quote!(input), quote!(request)) };
    quote! {
        fn request(
            #input: Self::Input,
            #request: &mut http::Request
        ) {
            #lines
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
/// pub(crate) fn write_to(self, request: &mut http::Request) {
///     request.header("ETag", &self.e_tag, &Member::PLAIN);
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
            ) {
                #input
                #lines
            }
        }
    })
}

/// Whether nothing of a structure is bound to a place of its own.
fn is_all_body(cx: &Context<'_>, shape: &Shape) -> bool {
    cx.bound_members(shape, Message::Request).is_empty()
        && !shape.members().iter().any(|member| member.traits.host_label)
}

/// The lines that write the value `input` into `request`.
fn request_lines(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    Lines { cx, shape, message: Message::Request, stand: Stand::Beside, from: quote!(input), to: quote!(request) }.all()
}

/// The lines that write a structure into a message.
pub(crate) struct Lines<'a> {
    pub(crate) cx: &'a Context<'a>,
    pub(crate) shape: &'a Shape,
    pub(crate) message: Message,
    pub(crate) stand: Stand,
    /// The variable that holds the structure, and the one that is the message.
    pub(crate) from: TokenStream,
    pub(crate) to: TokenStream,
}

impl Lines<'_> {
    pub(crate) fn all(&self) -> TokenStream {
        let Self { cx, shape, message, from, to, .. } = self;
        let (bound, body) = (cx.bound_members(shape, *message), cx.body_members(shape, *message));
        // Single parameters win over the maps, so they come first.
        let is_map = |binding: &Binding| matches!(binding, Binding::QueryParams | Binding::PrefixHeaders(_));
        let (maps, single): (Vec<_>, Vec<_>) = bound.iter().partition(|(_, binding)| is_map(binding));
        let payload = bound.iter().any(|(_, binding)| matches!(binding, Binding::Payload));
        let has_body = !body.is_empty() || cx.rules.has_empty_bodies();
        let body = has_body.then(|| quote!(#to.body(&#from);));
        // The members beside a stream of events go before it, and before the stream is taken out of the input.
        let (before, after) = match payload {
            true => (body.filter(|_| cx.rules.has_initial_messages()), None),
            false => (None, body),
        };
        let mut lines = before.unwrap_or_default();
        lines.extend(single.into_iter().chain(maps).map(|(member, binding)| self.line(member, binding)));
        for member in shape.members().iter().filter(|member| member.traits.host_label && *message == Message::Request) {
            let field = cx.member_name(shape, member);
            let name = member.name.as_str();
            lines.extend(quote!(#to.host_label(#name, &#from.#field);));
        }
        lines.extend(after);
        lines
    }

    fn line(&self, member: &Member, binding: &Binding) -> TokenStream {
        let Self { cx, shape, from, to, stand, .. } = self;
        let field = cx.member_name(shape, member);
        let wire = member.name.as_str();
        let traits = member_traits::argument(cx, shape, member, *stand);
        let is_list = matches!(cx.model.target(member).kind, Kind::List(_));
        match binding {
            Binding::Label => match member.traits.default.as_ref().and_then(|default| default.as_str()) {
                Some(default) if !default.is_empty() => {
                    quote!(#to.label_or(#wire, &#from.#field, #traits, #default);)
                }
                _ if cx.model.service.keeps_dot_segments => quote!(#to.label_as_is(#wire, &#from.#field, #traits);),
                _ => quote!(#to.label(#wire, &#from.#field, #traits);),
            },
            Binding::Query(name) if is_list => quote!(#to.query_list(#name, &#from.#field, #traits);),
            Binding::Query(name) => quote!(#to.query(#name, &#from.#field, #traits);),
            Binding::QueryParams => quote!(#to.query_params(&#from.#field);),
            Binding::Header(name) if is_list => quote!(#to.header_list(#name, &#from.#field, #traits);),
            Binding::Header(name) => quote!(#to.header(#name, &#from.#field, #traits);),
            Binding::PrefixHeaders(prefix) => quote!(#to.prefix_headers(#prefix, &#from.#field);),
            Binding::Payload => self.payload(member),
            Binding::ResponseCode => quote!(#to.status(#from.#field);),
        }
    }

    /// `httpPayload` of what is a value of the protocol's format.
    fn payload_value(&self, member: &Member, value: &TokenStream, is_structure: bool) -> TokenStream {
        let Self { cx, to, .. } = self;
        let value = match cx.rules.payload_root(cx.model, member) {
            Some(root) => {
                let root = member_traits::root_tokens(&root);
                quote!(#value.map(|value| wire::Rooted(#root, value)))
            }
            None => value.clone(),
        };
        if is_structure && !cx.rules.absent_payload_is_empty() {
            return quote!(#to.payload_structure(#value););
        }
        quote!(#to.payload_value(#value);)
    }

    /// `httpPayload`: bytes and text as they are, everything else as a value of the protocol's format.
    fn payload(&self, member: &Member) -> TokenStream {
        let Self { cx, shape, from, to, .. } = self;
        let field = cx.member_name(shape, member);
        if cx.model.target(member).is_event_stream() {
            return quote!(#to.events(#from.#field););
        }
        let optional = cx.presence(shape, member) == Presence::Optional;
        let value = if optional { quote!(#from.#field) } else { quote!(Some(#from.#field)) };
        let (line, default) = match &cx.model.target(member).kind {
            Kind::Blob => (quote!(payload), "application/octet-stream"),
            Kind::String => (quote!(payload), "text/plain"),
            Kind::Enum(_) => (quote!(payload_text), "text/plain"),
            kind => return self.payload_value(member, &value, matches!(kind, Kind::Structure(_))),
        };
        let media_type = cx.model.trait_of(member, |traits| traits.media_type.clone());
        let content_type = media_type.unwrap_or_else(|| default.to_owned());
        if cx.model.target(member).traits.requires_length {
            let name = member.name.as_str();
            return quote!(#to.sized_payload(#name, #value, #content_type););
        }
        quote!(#to.#line(#value, #content_type);)
    }
}
