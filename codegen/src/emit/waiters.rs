//! Waiters: `waiters.rs`.

use model::{Acceptor, Comparator, Expectation, Kind, Matcher, Operation, Shape, Waiter, WaiterState};
use proc_macro2::TokenStream;
use quote::quote;

use super::path;
use crate::context::Context;
use crate::docs;
use crate::file::RustFile;
use crate::names::ident;
use crate::print::doc;

/// The waiters of the selected operations.
///
/// ```text
/// pub struct FunctionActive;
///
/// impl runtime::Waiter for FunctionActive {
///     fn judge(outcome: ...) -> Option<WaiterState> {
///         match outcome {
///             Ok(output) if output.state.as_ref().is_some_and(|value| value.as_str() == "Active") => Some(WaiterState::Success),
///             ...
///         }
///     }
/// }
/// ```
pub(crate) fn file(cx: &Context<'_>) -> Option<RustFile> {
    let mut items = vec![quote!(
        use runtime::WaiterState;
    )];
    for operation in cx.model.operations.values() {
        let waiters = operation.waiters.iter().filter_map(|waiter| item(cx, operation, waiter));
        items.extend(waiters.flatten());
    }
    (items.len() > 1).then(|| RustFile {
        path: "waiters.rs".to_owned(),
        docs: "What can be waited for: `client.operation(input).wait_until(waiters::Name, limit)`.".to_owned(),
        items,
    })
}

/// Whether the client has a file of waiters.
pub(crate) fn any(cx: &Context<'_>) -> bool {
    cx.model.operations.values().any(|operation| !offered(cx, operation).is_empty())
}

/// The names of the waiters that an operation has.
pub(crate) fn offered(cx: &Context<'_>, operation: &Operation) -> Vec<String> {
    let waiters = operation.waiters.iter().filter(|waiter| arms(cx, operation, waiter).is_some());
    waiters.map(|waiter| name(waiter).to_string()).collect()
}

/// The waiters of the model whose conditions can't be written as Rust.
pub(crate) fn missing(cx: &Context<'_>) -> Vec<String> {
    let operations = cx.model.operations.values();
    let waiters = operations.flat_map(|operation| operation.waiters.iter().map(move |waiter| (operation, waiter)));
    let missing = waiters.filter(|(operation, waiter)| arms(cx, operation, waiter).is_none());
    missing.map(|(_, waiter)| waiter.name.clone()).collect()
}

fn name(waiter: &Waiter) -> proc_macro2::Ident {
    ident(&crate::words::upper_camel(&waiter.name))
}

fn item(cx: &Context<'_>, operation: &Operation, waiter: &Waiter) -> Option<[TokenStream; 2]> {
    let arms = arms(cx, operation, waiter)?;
    let (name, marker) = (name(waiter), cx.names.marker(&operation.id));
    let method = cx.names.method(&operation.id);
    let text = waiter.documentation.as_deref().map(docs::markdown).unwrap_or_default();
    let calls = format!("Calls [`{method}`](super::Client::{method}) until its answer is as wanted.");
    let docs = doc(&if text.is_empty() { calls } else { format!("{text}\n\n{calls}") });
    let wire_name = &waiter.name;
    let [min, max] = [waiter.min_delay, waiter.max_delay].map(proc_macro2::Literal::u32_unsuffixed);
    let definition = quote!(#docs #[derive(Clone, Copy, Debug)] pub struct #name;);
    let implementation = quote! {
        impl runtime::Waiter for #name {
            type Operation = super::operations::#marker;
            const NAME: &'static str = #wire_name;
            const DELAYS: (u32, u32) = (#min, #max);
            fn judge(
                outcome: Result<&<Self::Operation as runtime::Operation>::Output, &super::Error>,
            ) -> Option<WaiterState> {
                match outcome { #arms _ => None, }
            }
        }
    };
    Some([definition, implementation])
}

/// An arm for each acceptor, in their order. None if one of them can't be written.
fn arms(cx: &Context<'_>, operation: &Operation, waiter: &Waiter) -> Option<TokenStream> {
    waiter.acceptors.iter().map(|acceptor| arm(cx, operation, acceptor)).collect()
}

fn arm(cx: &Context<'_>, operation: &Operation, acceptor: &Acceptor) -> Option<TokenStream> {
    let state = match acceptor.state {
        WaiterState::Success => quote!(Success),
        WaiterState::Failure => quote!(Failure),
        WaiterState::Retry => quote!(Retry),
    };
    let pattern = match &acceptor.matcher {
        Matcher::Success(true) | Matcher::Status(200..=299) => quote!(Ok(_)),
        Matcher::Success(false) => quote!(Err(_)),
        Matcher::ErrorType(code) => {
            let code = code.rsplit('#').next().unwrap_or_default();
            quote!(Err(error) if error.code() == Some(#code))
        }
        Matcher::Status(status) => {
            let status = proc_macro2::Literal::u16_unsuffixed(*status);
            quote!(Err(error) if error.status() == Some(#status))
        }
        Matcher::Output(expectation) => {
            let output = cx.model.shape(operation.output.as_ref()?);
            let condition = condition(cx, output, expectation)?;
            quote!(Ok(output) if #condition)
        }
        Matcher::InputOutput(_) => return None,
    };
    Some(quote!(#pattern => Some(WaiterState::#state),))
}

fn condition(cx: &Context<'_>, output: &Shape, expectation: &Expectation) -> Option<TokenStream> {
    let steps = path::parse(&expectation.path)?;
    let read = path::read(cx, output, &quote!(output), &steps)?;
    let (tokens, expected) = (&read.tokens, &expectation.expected);
    let is_text = |kind: &Kind| matches!(kind, Kind::String | Kind::Enum(_));
    let target = &cx.model.shape(&read.target).kind;
    match (expectation.comparator, read.many) {
        (Comparator::StringEquals, false) if is_text(target) => {
            Some(quote!(#tokens.is_some_and(|value| value.as_str() == #expected)))
        }
        (Comparator::BooleanEquals, false) if matches!(target, Kind::Boolean) => {
            let value = if expected == "true" { quote!(*value) } else { quote!(!*value) };
            Some(quote!(#tokens.is_some_and(|value| #value)))
        }
        (Comparator::AllStringEquals | Comparator::AnyStringEquals, many) => {
            let (items, item) = match target {
                Kind::List(item) if !many => (quote!(#tokens.into_iter().flatten()), &cx.model.target(item).kind),
                kind if many => (tokens.clone(), kind),
                _ => return None,
            };
            let any = quote!(#items.any(|value| value.as_str() == #expected));
            let none_other = quote!(!#items.any(|value| value.as_str() != #expected));
            let all = quote!(#any && #none_other);
            is_text(item).then(|| if expectation.comparator == Comparator::AnyStringEquals { any } else { all })
        }
        _ => None,
    }
}
