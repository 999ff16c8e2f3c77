//! The test cases of streams of events.

use model::protocol_tests::{EventCase, EventDirection, EventTest};
use model::{Member, Operation, Shape, ShapeId};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::value;
use crate::context::Context;
use crate::emit::tests::test_case;

/// A test of one case, whatever it is about.
///
/// ```text
/// #[test]
/// fn string_payload_input_event() {
///     let input = InputStreamInput::new().stream(runtime::EventStream::of([EventStream::StringPayload(...)]));
///     testing::Request::of::<operations::InputStream>(input, "example.com").event("AAAAYAAA...");
/// }
/// ```
pub(crate) fn test(cx: &Context<'_>, operation: &Operation, case: &EventTest) -> TokenStream {
    let docs = test_case::docs(case.documentation.as_deref());
    let name = test_case::name(&case.id, "_event");
    let received = case.events.iter().any(|event| event.direction == EventDirection::Response);
    let body = if received || case.initial_response.is_some() {
        response(cx, operation, case)
    } else {
        request(cx, operation, case)
    };
    quote! {
        #docs
        #[test]
        fn #name() { #body }
    }
}

/// The member of a message that is the stream.
fn stream<'a>(cx: &Context<'a>, message: Option<&ShapeId>) -> Option<(&'a Shape, &'a Member)> {
    let shape = cx.model.shape(message?);
    let member = shape.members().iter().find(|member| cx.model.target(member).is_event_stream())?;
    Some((shape, member))
}

/// A case that says nothing about a stream must not pass for that.
fn untestable() -> TokenStream {
    quote!(panic!("the case is about a stream of events, and its operation has none, or it says nothing of it");)
}

fn request(cx: &Context<'_>, operation: &Operation, case: &EventTest) -> TokenStream {
    let marker = cx.names.marker(&operation.id);
    let Some((shape, member)) = stream(cx, operation.input.as_ref()) else { return untestable() };
    if case.initial_request.is_none() && case.events.is_empty() {
        return untestable();
    }
    let mut params = case.initial_request_params.as_object().cloned().unwrap_or_default();
    if let Some(event) = case.events.first() {
        params.insert(member.name.to_string(), event.params.clone());
    }
    let input = value::structure(cx, shape, &Value::Object(params));
    let initial = case.initial_request.as_ref().map(|request| {
        let (method, uri) = (&request.method, &request.uri);
        let headers = request.headers.iter().map(|(name, value)| quote!(.header(#name, #value)));
        quote!(.method(#method).uri(#uri) #(#headers)*)
    });
    let events = case.events.iter().filter_map(|event| event.bytes.as_ref()).map(|bytes| quote!(.event(#bytes)));
    quote! {
        let input = #input;
        testing::Request::of::<operations::#marker>(input, "example.com") #initial #(#events)*;
    }
}

fn response(cx: &Context<'_>, operation: &Operation, case: &EventTest) -> TokenStream {
    let marker = cx.names.marker(&operation.id);
    let message = message(case);
    let Some((shape, member)) = stream(cx, operation.output.as_ref()) else { return untestable() };
    let field = cx.member_name(shape, member);
    let union = cx.model.target(member);
    let event = case.events.first();
    match (&case.expectation.failure, event) {
        (None, Some(event)) => {
            let expected = value::event(cx, union, &event.params);
            quote! {
                let expected = #expected;
                #message.gives_event::<operations::#marker, _>(|output| output.#field, &expected);
            }
        }
        (None, None) => {
            let expected = value::structure(cx, shape, &case.initial_response_params);
            let members = shape.members().iter().filter(|other| other.name != member.name).map(|other| {
                let field = cx.member_name(shape, other);
                quote!(assert_eq!(output.#field, expected.#field);)
            });
            quote! {
                let expected = #expected;
                let output = #message.output::<operations::#marker>();
                #(#members)*
            }
        }
        (Some(failure), event) => match failure.error_id.as_ref().map(|id| exception(cx, id, union, event)) {
            Some(expected) => quote! {
                #message.fails_with::<operations::#marker, _>(|output| output.#field, #expected);
            },
            None => quote! {
                #message.fails_somehow::<operations::#marker, _>(|output| output.#field);
            },
        },
    }
}

/// What the client is given: the response, with the events as its body.
fn message(case: &EventTest) -> TokenStream {
    let (code, headers, body) = match &case.initial_response {
        None => (200, None, None),
        Some(response) => (response.code, Some(&response.headers), response.body.as_ref()),
    };
    let code = Literal::u16_unsuffixed(code);
    let headers = headers.into_iter().flatten().map(|(name, value)| quote!((#name, #value)));
    let body = body.map_or("", String::as_str);
    let events = case.events.iter().filter_map(|event| event.bytes.as_ref()).map(|bytes| quote!(.then_event(#bytes)));
    quote!(testing::Response::new(#code, &[#(#headers),*], #body) #(#events)*)
}

/// The variant of the exception, and its value where the case says one: in the event.
fn exception(cx: &Context<'_>, id: &str, stream: &Shape, event: Option<&EventCase>) -> TokenStream {
    let id = ShapeId::new(id);
    let variant = cx.exception_variant(&id);
    let given = event.and_then(|event| {
        let member = stream.members().iter().find(|member| member.target == id)?;
        let params = event.params.get(member.name.as_str())?;
        let value = value::structure(cx, cx.model.shape(&id), params);
        Some(quote!(|exception| *exception == Exception::#variant(#value)))
    });
    given.unwrap_or_else(|| quote!(|exception| matches!(exception, Exception::#variant(_))))
}
