//! How an output is read from a response: one line for each member that travels outside of the body.

use model::{Binding, Kind, Member, Operation, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::{Context, Presence};
use crate::emit::codec::member_traits::{self, Stand};
use crate::wire::Message;

pub(crate) fn response(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let (response, body) = match &operation.output {
        None => (quote!(_), quote!(Ok(()))),
        Some(id) => {
            let shape = cx.model.shape(id);
            let name = cx.names.type_name(id);
            match is_read(cx, shape) {
                _ if operation.traits.s3_unwrapped_xml_output => (quote!(response), unwrapped(cx, shape)),
                true => (quote!(response), quote!(#name::from_response(response))),
                false => (quote!(response), quote!(response.structure())),
            }
        }
    };
    let body = match md5(cx, operation) {
        Some(checks) => quote! {
            let output: Self::Output = #body?;
            #checks
            Ok(output)
        },
        None => body,
    };
    quote! {
        fn response(#response: &mut http::Response) -> wire::Result<Self::Output> { #body }
    }
}

/// Checks texts that come with their MD5.
///
/// ```text
/// for item in output.messages.iter().flatten() {
///     runtime::check_md5("Body", item.body.as_deref(), item.md5_of_body.as_deref())?;
/// }
/// ```
fn md5(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let md5 = operation.customization.md5.as_ref()?;
    let shape = cx.model.shape(operation.output.as_ref()?);
    let list = shape.member(&md5.list)?;
    let Kind::List(item) = &cx.model.target(list).kind else { return None };
    let item = cx.model.target(item);
    let (text, sum) = (item.member(&md5.text)?, item.member(&md5.md5)?);
    let items = match cx.presence(shape, list) {
        Presence::Optional => quote!(.iter().flatten()),
        _ => quote!(.iter()),
    };
    let value = |member: &Member| {
        let field = cx.member_name(item, member);
        match cx.presence(item, member) {
            Presence::Optional => quote!(item.#field.as_deref()),
            _ => quote!(Some(&item.#field)),
        }
    };
    let (list, name, text, sum) = (cx.member_name(shape, list), &md5.text, value(text), value(sum));
    Some(quote! {
        for item in output.#list #items {
            runtime::check_md5(#name, #text, #sum)?;
        }
    })
}

/// `s3UnwrappedXmlOutput`: the body is the value of the output's one member.
fn unwrapped(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let lines = shape.members().first().map(|member| {
        let field = cx.member_name(shape, member);
        let is_optional = cx.presence(shape, member) == Presence::Optional;
        match cx.model.target(member).kind {
            Kind::String | Kind::Enum(_) if is_optional => quote!(response.unwrapped_text(&mut output.#field)?;),
            _ => quote!(response.payload_value(&mut output.#field)?;),
        }
    });
    quote! {
        let mut output: Self::Output = wire::Fields::initial();
        #lines
        Ok(output)
    }
}

/// Whether a structure has a function that reads it from a response: members of it are bound to headers, the status or
/// the payload.
pub(crate) fn is_read(cx: &Context<'_>, shape: &Shape) -> bool {
    let message = cx.facts.is_given(&shape.id) || shape.traits.error.is_some();
    message && !cx.bound_members(shape, Message::Response).is_empty()
}

/// The function that reads a structure whose members are bound to headers, the status or the payload.
///
/// ```text
/// pub(crate) fn from_response(response: &http::Response) -> wire::Result<Self> {
///     let mut output: Self = response.structure()?;
///     response.header("ETag", &runtime::Member::PLAIN, &mut output.e_tag)?;
///     Ok(output)
/// }
/// ```
pub(crate) fn from_response(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    if !is_read(cx, shape) {
        return None;
    }
    let bound = cx.bound_members(shape, Message::Response);
    let name = cx.names.type_name(&shape.id);
    let has_body = !cx.body_members(shape, Message::Response).is_empty();
    let start = if has_body {
        quote!(let mut output: Self = response.structure()?;)
    } else {
        quote!(let mut output: Self = wire::Fields::initial();)
    };
    let lines = bound.iter().map(|(member, binding)| response_line(cx, shape, member, binding));
    let mutable = cx.holds_stream(shape).then(|| quote!(mut));
    Some(quote! {
        impl #name {
            pub(crate) fn from_response(
                response: &#mutable http::Response
            ) -> wire::Result<Self> {
                #start
                #(#lines)*
                Ok(output)
            }
        }
    })
}

fn response_line(cx: &Context<'_>, shape: &Shape, member: &Member, binding: &Binding) -> TokenStream {
    let field = cx.member_name(shape, member);
    let traits = member_traits::argument(cx, shape, member, Stand::Beside);
    let kind = &cx.model.target(member).kind;
    match binding {
        Binding::Header(name) if matches!(kind, Kind::List(_)) => {
            quote!(response.header_list(#name, #traits, &mut output.#field)?;)
        }
        // What begins a stream of events is told by nothing else.
        Binding::Header(name) if member.traits.required && cx.holds_events(shape) => {
            quote!(response.required_header(#name, #traits, &mut output.#field)?;)
        }
        Binding::Header(name) => {
            let expected =
                (cx.presence(shape, member) == Presence::Required).then(|| quote!(response.expected(#name);));
            quote!(response.header(#name, #traits, &mut output.#field)?; #expected)
        }
        Binding::PrefixHeaders(prefix) => quote!(response.prefix_headers(#prefix, &mut output.#field);),
        Binding::ResponseCode if cx.presence(shape, member) == Presence::Optional => {
            quote!(output.#field = Some(i32::from(response.status()));)
        }
        Binding::ResponseCode => quote!(output.#field = response.status().into();),
        Binding::Payload => match kind {
            _ if cx.model.target(member).is_event_stream() => quote!(response.events(&mut output.#field);),
            Kind::Blob if cx.is_stream(member) => quote!(response.stream(&mut output.#field);),
            Kind::Blob => quote!(response.payload(&mut output.#field);),
            Kind::String | Kind::Enum(_) => quote!(response.payload_text(&mut output.#field)?;),
            _ => quote!(response.payload_value(&mut output.#field)?;),
        },
        Binding::Label | Binding::Query(_) | Binding::QueryParams => quote!(),
    }
}
