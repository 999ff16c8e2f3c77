//! Requests that a service must refuse, as tests of the validators.

use model::malformed::{MalformedTest, Refusal};
use model::{Binding, Kind, Operation, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use super::value;
use crate::context::{Context, Presence};
use crate::emit::tests::test_case::{name, raw_text};
use crate::wire::Message;

/// The tests of an operation.
///
/// ```text
/// #[test]
/// fn too_short_1_refusal() {
///     let input = testing::input::<operations::GetIceServerConfig>("{ \"ClientId\": \"\" }");
///     testing::refused(&input, &[("/ClientId", "length")]);
/// }
/// ```
pub(crate) fn tests(cx: &Context<'_>, operation: &Operation) -> Vec<TokenStream> {
    if !cx.validators {
        return Vec::new();
    }
    let Some(shape) = operation.input.as_ref().map(|id| cx.model.shape(id)) else { return Vec::new() };
    let cases = expressible(cx, operation, shape);
    cases.map(|(case, refusal)| test(cx, operation, shape, case, &refusal)).collect()
}

/// Those that a client could send: its types demand the members that must be there.
fn expressible<'a>(
    cx: &Context<'a>,
    operation: &'a Operation,
    shape: &'a Shape,
) -> impl Iterator<Item = (&'a MalformedTest, Refusal)> {
    operation.refusals(cx.model.service.protocol).filter(move |(_, refusal)| {
        let absent = refusal.violations.iter().filter(|(_, name)| *name == "required");
        !absent.into_iter().any(|(path, _)| is_demanded(cx, shape, path))
    })
}

/// How many cases no client could send.
pub(crate) fn inexpressible(cx: &Context<'_>) -> usize {
    let operations = cx.model.operations.values();
    let all = operations.filter_map(|operation| Some((operation, cx.model.shape(operation.input.as_ref()?))));
    let count = |operation: &Operation| operation.refusals(cx.model.service.protocol).count();
    all.map(|(operation, shape)| count(operation) - expressible(cx, operation, shape).count()).sum()
}

/// Whether the member at the end of a pointer is an argument of its structure's constructor.
fn is_demanded(cx: &Context<'_>, shape: &Shape, pointer: &str) -> bool {
    let (first, rest) =
        pointer.trim_start_matches('/').split_once('/').unwrap_or((pointer.trim_start_matches('/'), ""));
    match &shape.kind {
        Kind::List(item) | Kind::Map(_, item) => is_demanded(cx, cx.model.target(item), rest),
        _ => match shape.members().iter().find(|member| member.name.as_str() == first) {
            Some(member) if rest.is_empty() => cx.presence(shape, member) == Presence::Required,
            Some(member) => is_demanded(cx, cx.model.target(member), rest),
            None => false,
        },
    }
}

fn test(
    cx: &Context<'_>,
    operation: &Operation,
    shape: &Shape,
    case: &MalformedTest,
    refusal: &Refusal,
) -> TokenStream {
    let suffix = refusal.number.map_or("_refusal".to_owned(), |number| format!("_{number}_refusal"));
    let name = name(&case.id, &suffix);
    let marker = cx.names.marker(&operation.id);
    let setters = shape.members().iter().filter_map(|member| {
        let text = bound(refusal, cx.binding(member, Message::Request)?)?;
        let field = cx.member_name(shape, member);
        let value = value::text(cx, member, text)?;
        Some(quote!(.#field(#value)))
    });
    let body = raw_text(&refusal.body);
    let violations = refusal.violations.iter().map(|(path, name)| quote!((#path, #name)));
    quote! {
        #[test]
        fn #name() {
            let input = testing::input::<operations::#marker>(#body);
            testing::refused(&input #(#setters)*, &[#(#violations),*]);
        }
    }
}

/// What the request has where a member travels outside of the body.
fn bound<'a>(refusal: &'a Refusal, binding: &Binding) -> Option<&'a str> {
    match binding {
        Binding::Query(name) => refusal.query_params.iter().find_map(|pair| {
            let (found, value) = pair.split_once('=').unwrap_or((pair, ""));
            (found == name).then_some(value)
        }),
        Binding::Header(name) => {
            let header = refusal.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
            header.map(|(_, value)| value.as_str())
        }
        _ => None,
    }
}
