//! Answers as the service makes them: for the tests of applications.

use model::{Operation, Shape};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::context::Context;
use crate::emit::codec::member_traits::Stand;
use crate::emit::codec::request::Lines;
use crate::emit::types::exceptions;
use crate::file::RustFile;
use crate::wire::Message;

/// ```text
/// impl testing::Answers for GetIceServerConfig {
///     fn answer(output: Self::Output, answer: &mut testing::Answer) {
///         answer.body(&output);
///     }
/// }
///
/// impl testing::Refuses for Exception { ... }
/// ```
pub(crate) fn file(cx: &Context<'_>) -> RustFile {
    let mut items = vec![quote!(
        use super::operations;
    )];
    items.extend(cx.model.operations.values().filter_map(|operation| answers(cx, operation)));
    items.push(refuses(cx));
    let docs = "Answers as the service makes them: for the tests of applications.".to_owned();
    RustFile { path: "answers.rs".to_owned(), docs, items }
}

/// What is received as events can't be sent.
fn answers(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let marker = cx.names.marker(&operation.id);
    let shape = operation.output.as_ref().map(|id| cx.model.shape(id));
    if shape.is_some_and(|shape| cx.holds_events(shape)) {
        return None;
    }
    let success = cx.http(operation).code;
    let status = (success != 200).then(|| {
        let code = proc_macro2::Literal::u16_unsuffixed(success);
        quote!(answer.status(#code);)
    });
    let lines = shape.map(|shape| lines(cx, shape, quote!(output))).unwrap_or_default();
    let output = if lines.is_empty() { quote!(_) } else { quote!(output) };
    let answer = if lines.is_empty() && status.is_none() { quote!(_) } else { quote!(answer) };
    Some(quote! {
        impl testing::Answers for operations::#marker {
            fn answer(
                #output: Self::Output,
                #answer: &mut testing::Answer,
            ) {
                #status
                #lines
            }
        }
    })
}

fn lines(cx: &Context<'_>, shape: &Shape, from: TokenStream) -> TokenStream {
    Lines { cx, shape, message: Message::Response, stand: Stand::Apart, from, to: quote!(answer) }.all()
}

fn refuses(cx: &Context<'_>) -> TokenStream {
    let arms = exceptions::errors(cx).into_iter().map(|(shape, variant)| refusal(cx, shape, &variant));
    quote! {
        impl testing::Refuses for super::Exception {
            fn refuse(self, answer: &mut testing::Answer) {
                match self {
                    #(#arms)*
                    Self::Unmodeled => answer.exception(500, ""),
                }
            }
        }
    }
}

fn refusal(cx: &Context<'_>, shape: &Shape, variant: &Ident) -> TokenStream {
    let code = cx.rules.error_code(shape);
    let status = proc_macro2::Literal::u16_unsuffixed(exceptions::status(shape));
    // A service that spoke awsQuery once gives the code of that time, too.
    let query = shape.traits.query_error.as_ref().filter(|_| cx.model.service.query_compatible);
    let query = query.map(|query| {
        let code = &query.code;
        quote!(answer.query_error(#code);)
    });
    let lines = lines(cx, shape, quote!(error));
    let error = if lines.is_empty() { quote!(_) } else { quote!(error) };
    quote! {
        Self::#variant(#error) => {
            answer.exception(#status, #code);
            #query
            #lines
        }
    }
}
