//! Results that come in pages: `pages.rs`.

use model::{Kind, Operation, ShapeId};
use proc_macro2::TokenStream;
use quote::quote;

use super::path::{self, Read, Step};
use crate::context::{Context, Presence};
use crate::file::RustFile;

/// The selected operations whose results come in pages.
///
/// ```text
/// impl runtime::Paginated for ListFunctions {
///     type Token = String;
///     fn next_token(output: &Self::Output) -> Option<String> {
///         output.next_marker.as_ref().filter(|token| !token.is_empty()).cloned()
///     }
///     fn set_token(input: &mut Self::Input, token: String) { input.marker = Some(token); }
/// }
/// ```
pub(crate) fn file(cx: &Context<'_>) -> Option<RustFile> {
    let operations = || cx.model.operations.values();
    let impls: Vec<TokenStream> = operations().flat_map(|operation| impls(cx, operation)).collect();
    if impls.is_empty() {
        return None;
    }
    let all: Vec<Pages> = operations().filter_map(|operation| Pages::of(cx, operation)).collect();
    let kinds = || all.iter().flat_map(|pages| pages.items.iter().map(|(_, target)| target).chain([&pages.token]));
    let mut types = Vec::new();
    kinds().for_each(|id| cx.collect(id, &mut types));
    let mut types: Vec<_> = types.iter().map(|id| cx.names.type_name(id)).collect();
    types.sort();
    types.dedup();
    let maps = kinds().any(|id| cx.value_type(id).to_string().contains("BTreeMap"));
    let maps = maps.then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    let types = (!types.is_empty()).then(|| quote!(use super::types::{#(#types),*};));
    let items = maps
        .into_iter()
        .chain([quote!(
            use super::operations;
        )])
        .chain(types)
        .chain(impls)
        .collect();
    let docs = "Operations whose results come in pages: `client.operation(input).pages()`, or `.items()`.";
    Some(RustFile { path: "pages.rs".to_owned(), docs: docs.to_owned(), items })
}

/// Whether the client has a file of pages.
pub(crate) fn any(cx: &Context<'_>) -> bool {
    cx.model.operations.values().any(|operation| is_offered(cx, operation).0)
}

fn impls(cx: &Context<'_>, operation: &Operation) -> Vec<TokenStream> {
    let Some(pages) = Pages::of(cx, operation) else { return Vec::new() };
    let marker = cx.names.marker(&operation.id);
    let token = cx.value_type(&pages.token);
    let (next, set) = (&pages.next, &pages.set);
    let mut items = vec![quote! {
        impl runtime::Paginated for operations::#marker {
            type Token = #token;
            fn next_token(output: &Self::Output) -> Option<Self::Token> { #next }
            fn set_token(input: &mut Self::Input, token: Self::Token) { #set }
        }
    }];
    if let Some((take, target)) = &pages.items {
        let kind = cx.value_type(target);
        items.push(quote! {
            impl runtime::PaginatedItems for operations::#marker {
                type Items = #kind;
                fn items(output: Self::Output) -> Self::Items { #take }
            }
        });
    }
    items
}

/// Whether there are pages, and items.
pub(crate) fn is_offered(cx: &Context<'_>, operation: &Operation) -> (bool, bool) {
    Pages::of(cx, operation).map_or((false, false), |pages| (true, pages.items.is_some()))
}

/// Whether the model speaks of pages that are not offered.
pub(crate) fn is_missing(cx: &Context<'_>, operation: &Operation) -> bool {
    operation.pagination.is_some() && Pages::of(cx, operation).is_none()
}

struct Pages {
    token: ShapeId,
    next: TokenStream,
    set: TokenStream,
    items: Option<(TokenStream, ShapeId)>,
}

impl Pages {
    /// None if there are no pages, or if what leads to the next one is more than a path.
    fn of(cx: &Context<'_>, operation: &Operation) -> Option<Self> {
        let pagination = operation.pagination.as_ref()?;
        let input = cx.model.shape(operation.input.as_ref()?);
        let output = cx.model.shape(operation.output.as_ref()?);
        let ([input_token], [output_token]) = (&pagination.input_tokens[..], &pagination.output_tokens[..]) else {
            return None;
        };
        if cx.holds_stream(input) {
            return None;
        }
        let read = path::read(cx, output, &quote!(output), &path::parse(output_token)?)?;
        let member = input.members().iter().find(|member| member.name.as_str() == input_token)?;
        let is_token = |id: &ShapeId| matches!(cx.model.shape(id).kind, Kind::String | Kind::Map(..));
        let same = cx.value_type(&read.target).to_string() == cx.value_type(&member.target).to_string();
        if read.many || !same || !is_token(&read.target) {
            return None;
        }
        let field = cx.member_name(input, member);
        let set = match cx.presence(input, member) {
            Presence::Optional => quote!(input.#field = Some(token);),
            _ => quote!(input.#field = token;),
        };
        let Read { tokens, target, .. } = read;
        let token = quote!(#tokens.filter(|token| !token.is_empty()).cloned());
        let next = match pagination.more_results.as_deref().and_then(path::parse) {
            None => token,
            Some(steps) => {
                let more = more(cx, output, &steps)?;
                quote!(#token.filter(|_| #more))
            }
        };
        let items = pagination.items.first().and_then(|items| {
            let (take, target) = path::take(cx, output, &quote!(output), &path::parse(items)?)?;
            matches!(cx.model.shape(&target).kind, Kind::List(_) | Kind::Map(..)).then_some((take, target))
        });
        Some(Self { token: target, next, set, items })
    }
}

/// Whether the output says that there is more.
fn more(cx: &Context<'_>, output: &model::Shape, steps: &[Step]) -> Option<TokenStream> {
    let read = path::read(cx, output, &quote!(output), steps)?;
    let tokens = read.tokens;
    matches!(cx.model.shape(&read.target).kind, Kind::Boolean).then(|| quote!(#tokens.is_some_and(|more| *more)))
}
