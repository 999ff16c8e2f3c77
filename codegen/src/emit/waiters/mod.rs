//! Waiters: `waiters.rs`.

mod texts;

use model::{Acceptor, Comparator, Expectation, Kind, Matcher, Operation, Waiter, WaiterState};
use proc_macro2::TokenStream;
use quote::quote;

use self::texts::Texts;
use crate::context::Context;
use crate::docs;
use crate::emit::jmespath::{self, Scope, Value, is_text};
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
        let texts = Texts::of(operation);
        let waiters = operation.waiters.iter().filter_map(|waiter| item(cx, &texts, operation, waiter));
        let waiters = waiters.flatten().collect::<Vec<_>>();
        items.extend(texts.functions(cx, &waiters));
        items.extend(waiters);
    }
    (items.len() > 1).then(|| RustFile {
        path: "waiters.rs".to_owned(),
        docs: "What can be waited for: `client.operation(input).wait_until(waiters::Name, limit)`.".to_owned(),
        items,
    })
}

/// The names of the waiters that an operation has.
pub(crate) fn offered(cx: &Context<'_>, operation: &Operation) -> Vec<String> {
    let texts = Texts::of(operation);
    let waiters = operation.waiters.iter().filter(|waiter| Judgement::of(cx, &texts, operation, waiter).is_some());
    waiters.map(|waiter| name(waiter).to_string()).collect()
}

/// The waiters of the model whose conditions can't be written as Rust.
pub(crate) fn missing(cx: &Context<'_>) -> Vec<String> {
    let of_operation = |operation| {
        let offered = offered(cx, operation);
        operation.waiters.iter().filter(move |waiter| !offered.contains(&name(waiter).to_string()))
    };
    cx.model.operations.values().flat_map(of_operation).map(|waiter| waiter.name.clone()).collect()
}

fn name(waiter: &Waiter) -> proc_macro2::Ident {
    ident(&crate::words::upper_camel(&waiter.name))
}

fn item(cx: &Context<'_>, texts: &Texts<'_>, operation: &Operation, waiter: &Waiter) -> Option<[TokenStream; 2]> {
    let Judgement { arms, rest, uses_input } = Judgement::of(cx, texts, operation, waiter)?;
    let input = if uses_input { quote!(input) } else { quote!(_) };
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
                #input: &<Self::Operation as runtime::Operation>::Input,
                outcome: Result<&<Self::Operation as runtime::Operation>::Output, &super::Error>,
            ) -> Option<WaiterState> {
                match outcome { #arms #rest }
            }
        }
    };
    Some([definition, implementation])
}

/// What a waiter is told by.
struct Judgement {
    arms: TokenStream,
    /// The arm for what no acceptor is for; none if there is nothing left.
    rest: Option<TokenStream>,
    /// Whether the input is asked, too.
    uses_input: bool,
}

impl Judgement {
    /// An arm for each acceptor that can be reached, in their order. None if one of them can't be written.
    fn of(cx: &Context<'_>, texts: &Texts<'_>, operation: &Operation, waiter: &Waiter) -> Option<Self> {
        let (mut arms, mut outputs, mut errors) = (TokenStream::new(), false, false);
        for acceptor in &waiter.acceptors {
            let arm = arm(cx, texts, operation, acceptor)?;
            let (is_error, takes_all) = match acceptor.matcher {
                Matcher::Success(success) => (!success, true),
                Matcher::Status(200..=299) => (false, true),
                Matcher::Output(_) | Matcher::InputOutput(_) => (false, false),
                Matcher::ErrorType(_) | Matcher::Status(_) => (true, false),
            };
            let is_done = if is_error { &mut errors } else { &mut outputs };
            if !*is_done {
                arms.extend(arm);
            }
            *is_done |= takes_all;
        }
        let uses_input = waiter.acceptors.iter().any(|acceptor| matches!(acceptor.matcher, Matcher::InputOutput(_)));
        Some(Self { arms, rest: (!(outputs && errors)).then(|| quote!(_ => None,)), uses_input })
    }
}

fn arm(cx: &Context<'_>, texts: &Texts<'_>, operation: &Operation, acceptor: &Acceptor) -> Option<TokenStream> {
    let state = match acceptor.state {
        WaiterState::Success => quote!(Success),
        WaiterState::Failure => quote!(Failure),
        WaiterState::Retry => quote!(Retry),
    };
    let (input, output) = (operation.input.as_ref(), operation.output.as_ref());
    let pattern = match &acceptor.matcher {
        Matcher::Success(true) | Matcher::Status(200..=299) => quote!(Ok(_)),
        Matcher::Success(false) => quote!(Err(_)),
        Matcher::ErrorType(code) => {
            let code = code.rsplit('#').next().unwrap_or_default();
            quote!(Err(error) if error.is(#code))
        }
        Matcher::Status(status) => {
            let status = proc_macro2::Literal::u16_unsuffixed(*status);
            quote!(Err(error) if error.status() == Some(#status))
        }
        Matcher::Output(expectation) => {
            let condition = condition(cx, texts, &Scope::Node { tokens: quote!(output), id: output? }, expectation)?;
            quote!(Ok(output) if #condition)
        }
        Matcher::InputOutput(expectation) => {
            let condition = condition(cx, texts, &Scope::Both { input, output }, expectation)?;
            quote!(Ok(output) if #condition)
        }
    };
    Some(quote!(#pattern => Some(WaiterState::#state),))
}

fn condition(cx: &Context<'_>, texts: &Texts<'_>, scope: &Scope<'_>, expectation: &Expectation) -> Option<TokenStream> {
    let (path, expected) = (&expectation.path, &expectation.expected);
    match expectation.comparator {
        Comparator::StringEquals => match jmespath::compile(cx, scope, path)? {
            Value::One(tokens, id) if is_text(cx, &id) => {
                Some(quote!(#tokens.is_some_and(|value| value.as_str() == #expected)))
            }
            _ => None,
        },
        Comparator::BooleanEquals => {
            let wanted = expected == "true";
            match jmespath::compile(cx, scope, path)? {
                Value::One(tokens, id) if matches!(cx.model.shape(&id).kind, Kind::Boolean) => {
                    let value = if wanted { quote!(*value) } else { quote!(!*value) };
                    Some(quote!(#tokens.is_some_and(|value| #value)))
                }
                Value::Bool(tokens) if wanted => Some(tokens),
                Value::Bool(_) => jmespath::compile_false(cx, scope, path),
                _ => None,
            }
        }
        Comparator::AnyStringEquals => {
            let texts = texts.list(cx, scope, path)?;
            Some(quote!(#texts.contains(&#expected)))
        }
        Comparator::AllStringEquals => {
            let texts = texts.list(cx, scope, path)?;
            Some(quote!(runtime::all_equal(&#texts, #expected)))
        }
    }
}
