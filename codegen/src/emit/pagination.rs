//! Results that come in pages: `pages.rs`.

use model::{Kind, Operation, Shape, ShapeId};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::context::{Context, Presence};
use crate::emit::jmespath::{self, Scope, Value};
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
    let of = |operation| Some((operation, Pages::of(cx, operation)?));
    let all: Vec<(&Operation, Pages)> = operations().filter_map(of).collect();
    if all.is_empty() {
        return None;
    }
    let impls = all.iter().flat_map(|(operation, pages)| impls(cx, operation, pages));
    let operations = quote!(
        use super::operations;
    );
    let items = [operations].into_iter().chain(impls).collect();
    let docs = "Operations whose results come in pages: `client.operation(input).pages()`, or `.items()`.";
    Some(RustFile { path: "pages.rs".to_owned(), docs: docs.to_owned(), items })
}

fn impls(cx: &Context<'_>, operation: &Operation, pages: &Pages) -> Vec<TokenStream> {
    let marker = cx.names.marker(&operation.id);
    let (token, next, set) = (pages.token(cx), pages.next(), pages.set());
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
    tokens: Vec<Token>,
    /// Whether the output says that there is more, where it does.
    more: Option<TokenStream>,
    items: Option<(TokenStream, ShapeId)>,
}

/// What leads from one page to the next, or a part of it.
struct Token {
    kind: ShapeId,
    /// Where it is in the output: an `Option` of a reference.
    from: TokenStream,
    /// The member of the input that takes it, and whether that can be absent.
    to: Ident,
    optional: bool,
}

impl Pages {
    /// None if there are no pages, or if what leads to the next one can't be written as Rust.
    fn of(cx: &Context<'_>, operation: &Operation) -> Option<Self> {
        let pagination = operation.pagination.as_ref()?;
        let input = cx.model.shape(operation.input.as_ref()?);
        let output = cx.model.shape(operation.output.as_ref()?);
        if cx.holds_stream(input) || pagination.input_tokens.len() != pagination.output_tokens.len() {
            return None;
        }
        let pairs = pagination.input_tokens.iter().zip(&pagination.output_tokens);
        let tokens: Vec<Token> =
            pairs.map(|(to, from)| Token::of(cx, input, output, to, from)).collect::<Option<_>>()?;
        // What is one of several may be absent.
        if tokens.is_empty() || (tokens.len() > 1 && tokens.iter().any(|token| !token.optional)) {
            return None;
        }
        let scope = Scope::Node { tokens: quote!(output), id: &output.id };
        let more = match &pagination.more_results {
            None => None,
            Some(path) => match jmespath::compile(cx, &scope, path)? {
                Value::One(tokens, id) if matches!(cx.model.shape(&id).kind, Kind::Boolean) => {
                    Some(quote!(#tokens.is_some_and(|more| *more)))
                }
                _ => return None,
            },
        };
        let items = pagination.items.first().and_then(|items| {
            let (take, target) = jmespath::take(cx, output, &quote!(output), items)?;
            matches!(cx.model.shape(&target).kind, Kind::List(_) | Kind::Map(..)).then_some((take, target))
        });
        Some(Self { tokens, more, items })
    }

    /// The type of the token: of several, a tuple of options.
    fn token(&self, cx: &Context<'_>) -> TokenStream {
        let kinds = self.tokens.iter().map(|token| cx.value_type(&token.kind));
        if let [token] = &self.tokens[..] { cx.value_type(&token.kind) } else { quote!((#(Option<#kinds>),*)) }
    }

    fn next(&self) -> TokenStream {
        let texts =
            self.tokens.iter().map(|Token { from, .. }| quote!(#from.filter(|token| !token.is_empty()).cloned()));
        let next = match &self.tokens[..] {
            [_] => quote!(#(#texts)*),
            tokens => {
                let places = (0..tokens.len()).map(proc_macro2::Literal::usize_unsuffixed);
                quote!(Some((#(#texts),*)).filter(|tokens| #(tokens.#places.is_some())||*))
            }
        };
        self.more.as_ref().map_or(next.clone(), |more| quote!(#next.filter(|_| #more)))
    }

    fn set(&self) -> TokenStream {
        match &self.tokens[..] {
            [Token { to, optional: true, .. }] => quote!(input.#to = Some(token);),
            [Token { to, .. }] => quote!(input.#to = token;),
            tokens => {
                let members = tokens.iter().map(|token| &token.to);
                quote!((#(input.#members),*) = token;)
            }
        }
    }
}

impl Token {
    fn of(cx: &Context<'_>, input: &Shape, output: &Shape, to: &str, from: &str) -> Option<Self> {
        let scope = Scope::Node { tokens: quote!(output), id: &output.id };
        let Value::One(from, kind) = jmespath::compile(cx, &scope, from)? else { return None };
        let member = input.members().iter().find(|member| member.name.as_str() == to)?;
        let same = cx.value_type(&kind).to_string() == cx.value_type(&member.target).to_string();
        if !same || !matches!(cx.model.shape(&kind).kind, Kind::String | Kind::Map(..)) {
            return None;
        }
        let optional = cx.presence(input, member) == Presence::Optional;
        Some(Self { kind, from, to: cx.member_name(input, member), optional })
    }
}
