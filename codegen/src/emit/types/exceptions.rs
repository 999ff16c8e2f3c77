//! The exception map: one enum for the service, one table from code to type.

use std::collections::BTreeSet;

use model::{Fault, Shape, ShapeId};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::context::Context;
use crate::docs::{self, Links};
use crate::emit::codec::response;
use crate::file::RustFile;
use crate::print::doc;

/// ```text
/// pub enum Exception { ResourceNotFoundException(types::ResourceNotFoundException), Unmodeled }
///
/// impl runtime::ServiceException for Exception {
///     fn decode(code: &str, response: &http::Response) -> wire::Result<Self> {
///         let mut body = response.body();
///         let exception = match code {
///             "ResourceNotFoundException" => Self::ResourceNotFoundException(body.structure()),
///             _ => Self::Unmodeled,
///         };
///         body.finish(exception)
///     }
/// }
/// ```
pub(crate) fn file(cx: &Context<'_>) -> RustFile {
    let errors = errors(cx);
    let mut items = Vec::new();
    if !errors.is_empty() {
        items.push(quote!(
            use super::types;
        ));
    }
    items.push(definition(cx, &errors));
    items.push(map(cx, &errors));
    items.push(display(&errors));
    items.push(quote!(impl std::error::Error for Exception {}));
    RustFile { path: "exceptions.rs".to_owned(), docs: String::new(), items }
}

/// Every error of the selected operations, of their streams and of the service, by name.
pub(crate) fn errors<'a>(cx: &Context<'a>) -> Vec<(&'a Shape, Ident)> {
    let listed = cx.model.operations.values().flat_map(|operation| &operation.errors);
    let streams = cx.model.shapes.values().filter(|shape| shape.is_event_stream());
    let events = streams.flat_map(|stream| stream.members()).map(|member| &member.target);
    let of_streams = events.filter(|id| cx.model.shape(id).traits.error.is_some());
    let ids: BTreeSet<&ShapeId> = listed.chain(&cx.model.service.errors).chain(of_streams).collect();
    let mut errors: Vec<_> = ids.into_iter().map(|id| (cx.model.shape(id), cx.exception_variant(id))).collect();
    errors.sort_by(|(_, a), (_, b)| a.cmp(b));
    errors
}

/// The status that an error comes with: `httpError`, or what its side stands for.
pub(crate) fn status(shape: &Shape) -> u16 {
    let of_side = if shape.traits.error == Some(Fault::Server) { 500 } else { 400 };
    shape.traits.http_error.unwrap_or(of_side)
}

fn definition(cx: &Context<'_>, errors: &[(&Shape, Ident)]) -> TokenStream {
    let docs = doc(&format!("Every error that {} says its operations may fail with.", docs::title(cx.model)));
    let variants = errors.iter().map(|(shape, variant)| {
        let name = cx.names.type_name(&shape.id);
        let docs =
            doc(&docs::shape(shape, &Links::none()).unwrap_or_else(|| format!("See [`{name}`](types::{name}).")));
        quote!(#docs #variant(types::#name),)
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Exception {
            #(#variants)*
            /// An error that the model does not list. The error itself has its code and its text.
            Unmodeled,
        }
    }
}

fn map(cx: &Context<'_>, errors: &[(&Shape, Ident)]) -> TokenStream {
    let arms = by_code(cx, errors).into_iter().map(|(shape, variant, guard)| {
        let code = cx.rules.error_code(shape);
        let value = read(cx, shape);
        quote!(#code #guard => Self::#variant(#value),)
    });
    let throttles: Vec<&Ident> = errors
        .iter()
        .filter(|(shape, _)| shape.traits.retryable.is_some_and(|retryable| retryable.throttling))
        .map(|(_, variant)| variant)
        .collect();
    let throttling =
        if throttles.is_empty() { quote!(false) } else { quote!(matches!(self, #(Self::#throttles(_))|*)) };
    let retried: Vec<&Ident> =
        errors.iter().filter(|(shape, _)| shape.traits.retryable.is_some()).map(|(_, variant)| variant).collect();
    // What is throttling is retryable, too.
    let retryable = (retried.len() > throttles.len()).then(|| {
        quote!(
            fn is_retryable(&self) -> bool {
                matches!(self, #(Self::#retried(_))|*)
            }
        )
    });
    let secrets: Vec<&Ident> =
        errors.iter().filter(|(shape, _)| is_secret(cx, shape)).map(|(_, variant)| variant).collect();
    let secret = (!secrets.is_empty()).then(|| {
        quote!(
            fn has_secret_text(&self) -> bool {
                matches!(self, #(Self::#secrets(_))|*)
            }
        )
    });
    let (code, response) = if errors.is_empty() { (quote!(_), quote!(_)) } else { (quote!(code), quote!(response)) };
    // Without a `?` in each arm: what a client compiles of it is half as large.
    let objects = errors.iter().any(|(shape, _)| !response::is_read(cx, shape));
    let (start, end) = match objects {
        true => (quote!(let mut body = response.body();), quote!(body.finish(exception))),
        false => (quote!(), quote!(Ok(exception))),
    };
    let body = if errors.is_empty() {
        quote!(Ok(Self::Unmodeled))
    } else {
        quote! {
            #start
            let exception = match code { #(#arms)* _ => Self::Unmodeled, };
            #end
        }
    };
    quote! {
        impl runtime::ServiceException for Exception {
            fn decode(#code: &str, #response: &http::Response) -> wire::Result<Self> { #body }
            fn unmodeled() -> Self { Self::Unmodeled }
            fn is_throttling(&self) -> bool { #throttling }
            #retryable
            #secret
        }
    }
}

/// The errors in the order in which a code is looked up. Of those with one code, all but the last are meant only where the
/// operation lists them.
fn by_code<'e>(cx: &Context<'_>, errors: &'e [(&'e Shape, Ident)]) -> Vec<(&'e Shape, &'e Ident, Option<TokenStream>)> {
    let code = |shape: &Shape| cx.rules.error_code(shape).to_owned();
    let mut ordered: Vec<&(&Shape, Ident)> = errors.iter().collect();
    ordered.sort_by_key(|(shape, _)| (code(shape), shape.id.name() == code(shape)));
    let mut found = Vec::new();
    for (index, (shape, variant)) in ordered.iter().enumerate() {
        let is_last = ordered.get(index + 1).is_none_or(|(next, _)| code(next) != code(shape));
        if is_last {
            found.push((*shape, variant, None));
            continue;
        }
        let listing = cx.model.operations.values().filter(|operation| operation.errors.contains(&shape.id));
        let names: Vec<&str> = listing.map(|operation| operation.id.name()).collect();
        if !names.is_empty() {
            found.push((*shape, variant, Some(quote!(if matches!(response.operation(), #(#names)|*)))));
        }
    }
    found
}

/// How a structure is read from a response: from its body, or from wherever its members are bound to.
fn read(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    if !response::is_read(cx, shape) {
        return quote!(body.structure());
    }
    let name = cx.names.type_name(&shape.id);
    quote!(types::#name::from_response(response)?)
}

fn display(errors: &[(&Shape, Ident)]) -> TokenStream {
    let variants = errors.iter().map(|(_, variant)| variant);
    quote! {
        impl fmt::Display for Exception {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    #(Self::#variants(error) => fmt::Display::fmt(error, f),)*
                    Self::Unmodeled => f.write_str("an error that the model does not list"),
                }
            }
        }
    }
}

/// An error by itself: its code and its text.
///
/// ```text
/// impl fmt::Display for ResourceNotFoundException {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         runtime::describe(f, "ResourceNotFoundException", self.message.as_ref())
///     }
/// }
///
/// impl std::error::Error for ResourceNotFoundException {}
/// ```
pub(crate) fn of_structure(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    if shape.traits.error.is_none() {
        return Vec::new();
    }
    let name = cx.names.type_name(&shape.id);
    let code = shape.id.name();
    let text = text_member(cx, shape).unwrap_or_else(|| quote!(None));
    vec![
        quote! {
            impl fmt::Display for #name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    runtime::describe(f, #code, #text)
                }
            }
        },
        quote!(impl std::error::Error for #name {}),
    ]
}

/// Whether the text of an error must not be printed.
fn is_secret(cx: &Context<'_>, shape: &Shape) -> bool {
    let text = shape.members().iter().find(|member| member.name.as_str().eq_ignore_ascii_case("message"));
    text.is_some_and(|member| shape.traits.sensitive || cx.model.is_sensitive(member))
}

/// The text of an error, unless it is secret.
fn text_member(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    let member = shape.members().iter().find(|member| member.name.as_str().eq_ignore_ascii_case("message"))?;
    let is_text = matches!(cx.model.target(member).kind, model::Kind::String);
    if !is_text || shape.traits.sensitive || cx.model.is_sensitive(member) {
        return None;
    }
    let field = cx.member_name(shape, member);
    Some(match cx.presence(shape, member) {
        crate::context::Presence::Optional => quote!(self.#field.as_ref()),
        _ => quote!(Some(&self.#field)),
    })
}
