//! Streams of events: the union, and each structure that travels as an event.

use model::{Kind, Member, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::Context;
use crate::wire::Message;

/// The union of a stream's events.
///
/// ```text
/// impl events::Event for ResponseStream {
///     type Exception = super::super::Exception;
///
///     fn receive(kind: &str, message: &events::Incoming) -> wire::Result<Self> {
///         match kind {
///             "chunk" => PayloadPart::from_event(message).map(Self::Chunk),
///             _ => Ok(Self::UnknownVariant(message.unknown(kind))),
///         }
///     }
/// }
/// ```
pub(crate) fn of_union(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let send = cx.facts.is_encoded(&shape.id).then(|| send(cx, shape));
    let receive = cx.facts.is_decoded(&shape.id).then(|| receive(cx, shape));
    let exception = cx.facts.is_decoded(&shape.id).then(|| exception(cx, shape)).flatten();
    quote! {
        impl events::Event for #name {
            type Exception = super::super::Exception;
            #send
            #receive
            #exception
        }
    }
}

fn is_error(cx: &Context<'_>, member: &Member) -> bool {
    cx.model.target(member).traits.error.is_some()
}

fn send(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let arms = shape.members().iter().map(|member| {
        let variant = cx.member_name(shape, member);
        let wire = member.name.as_str();
        let kind = if is_error(cx, member) { quote!(exception) } else { quote!(event) };
        quote! {
            Self::#variant(event) => {
                message.#kind(#wire);
                event.write_to_event(message);
            }
        }
    });
    quote! {
        fn send(&self, message: &mut events::Outgoing) {
            match self {
                #(#arms)*
                Self::UnknownVariant(_) => {}
            }
        }
    }
}

fn receive(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let arms = shape.members().iter().filter(|member| !is_error(cx, member)).map(|member| {
        let variant = cx.member_name(shape, member);
        let wire = member.name.as_str();
        let target = cx.names.type_name(&member.target);
        if cx.facts.is_boxed(&shape.id, &member.name) {
            quote!(#wire => #target::from_event(message).map(Box::new).map(Self::#variant),)
        } else {
            quote!(#wire => #target::from_event(message).map(Self::#variant),)
        }
    });
    quote! {
        fn receive(kind: &str, message: &events::Incoming) -> wire::Result<Self> {
            match kind {
                #(#arms)*
                _ => Ok(Self::UnknownVariant(message.unknown(kind))),
            }
        }
    }
}

fn exception(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    let arms: Vec<TokenStream> = shape
        .members()
        .iter()
        .filter(|member| is_error(cx, member))
        .map(|member| {
            let wire = member.name.as_str();
            let target = cx.names.type_name(&member.target);
            let variant = cx.exception_variant(&member.target);
            quote!(#wire => #target::from_event(message).map(Self::Exception::#variant),)
        })
        .collect();
    (!arms.is_empty()).then(|| {
        quote! {
            fn exception(kind: &str, message: &events::Incoming) -> wire::Result<Self::Exception> {
                match kind {
                    #(#arms)*
                    _ => Ok(Self::Exception::Unmodeled),
                }
            }
        }
    })
}

/// The functions that write a structure into an event, and read it from one.
///
/// ```text
/// impl PayloadPart {
///     pub(crate) fn from_event(message: &events::Incoming) -> wire::Result<Self> {
///         let mut event: Self = wire::Fields::initial();
///         message.payload(&mut event.bytes);
///         Ok(event)
///     }
/// }
/// ```
pub(crate) fn of_structure(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    if !cx.facts.is_event(&shape.id) {
        return None;
    }
    let name = cx.names.type_name(&shape.id);
    let (sent, received) = directions(cx, shape);
    let write = sent.then(|| write(cx, shape));
    let read = received.then(|| read(cx, shape));
    Some(quote!(impl #name { #write #read }))
}

/// Whether a stream that holds the structure is sent, and whether one is received.
fn directions(cx: &Context<'_>, shape: &Shape) -> (bool, bool) {
    let holds =
        |stream: &&Shape| stream.is_event_stream() && stream.members().iter().any(|member| member.target == shape.id);
    let mut streams: Vec<&Shape> = cx.model.shapes.values().collect();
    streams.retain(holds);
    let sent = streams.iter().any(|stream| cx.facts.is_encoded(&stream.id));
    (sent, streams.iter().any(|stream| cx.facts.is_decoded(&stream.id)))
}

fn write(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let lines: Vec<TokenStream> = shape.members().iter().filter_map(|member| write_line(cx, shape, member)).collect();
    let has_payload = shape.members().iter().any(|member| member.traits.event_payload);
    let implicit = !has_payload && !cx.body_members(shape, Message::Request).is_empty();
    let body = implicit.then(|| quote!(message.body(self);));
    let message = if lines.is_empty() && !implicit { quote!(_) } else { quote!(message) };
    quote! {
        pub(crate) fn write_to_event(&self, #message: &mut events::Outgoing) {
            #(#lines)*
            #body
        }
    }
}

fn write_line(cx: &Context<'_>, shape: &Shape, member: &Member) -> Option<TokenStream> {
    let field = cx.member_name(shape, member);
    let wire = member.name.as_str();
    if member.traits.event_header {
        return Some(quote!(message.header(#wire, &self.#field);));
    }
    member.traits.event_payload.then(|| match &cx.model.target(member).kind {
        Kind::Blob | Kind::String => quote!(message.payload(&self.#field);),
        _ => quote!(message.payload_value(&self.#field);),
    })
}

fn read(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let lines: Vec<TokenStream> = shape.members().iter().filter_map(|member| read_line(cx, shape, member)).collect();
    let has_payload = shape.members().iter().any(|member| member.traits.event_payload);
    let implicit = !has_payload && !cx.body_members(shape, Message::Response).is_empty();
    let body = match (implicit, lines.is_empty()) {
        (true, true) => quote!(message.structure()),
        (false, true) => quote!(Ok(wire::Fields::initial())),
        (implicit, false) => {
            let start = if implicit { quote!(message.structure()?) } else { quote!(wire::Fields::initial()) };
            quote! {
                let mut event: Self = #start;
                #(#lines)*
                Ok(event)
            }
        }
    };
    let message = if lines.is_empty() && !implicit { quote!(_) } else { quote!(message) };
    quote! {
        pub(crate) fn from_event(#message: &events::Incoming) -> wire::Result<Self> { #body }
    }
}

fn read_line(cx: &Context<'_>, shape: &Shape, member: &Member) -> Option<TokenStream> {
    let field = cx.member_name(shape, member);
    let wire = member.name.as_str();
    if member.traits.event_header {
        return Some(quote!(message.header(#wire, &mut event.#field)?;));
    }
    member.traits.event_payload.then(|| match &cx.model.target(member).kind {
        Kind::Blob => quote!(message.payload(&mut event.#field);),
        Kind::String => quote!(message.payload_text(&mut event.#field)?;),
        _ => quote!(message.payload_value(&mut event.#field)?;),
    })
}
