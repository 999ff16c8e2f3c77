//! Texts of an output that come URL-encoded, because that is asked for.

use model::{Kind, Member, Operation, Shape, UrlEncoded};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::{Context, Presence};

/// ```text
/// fn unescape(output: &mut Self::Output) {
///     if output.encoding_type.take().is_some() {
///         runtime::unescape(output.prefix.as_mut());
///         for item in output.contents.iter_mut().flatten() {
///             runtime::unescape(item.key.as_mut());
///         }
///     }
/// }
/// ```
pub(super) fn function(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let encoding = operation.customization.url_encoding.as_ref()?;
    let shape = cx.model.shape(operation.output.as_ref()?);
    let told = shape.members().iter().find(|member| member.name.as_str() == encoding.member)?;
    let told = cx.member_name(shape, told);
    let lines = lines(cx, shape, &quote!(output));
    let lists = shape.members().iter().map(|member| list(cx, shape, member));
    Some(quote! {
        fn unescape(output: &mut Self::Output) {
            if output.#told.take().is_some() {
                #lines
                #(#lists)*
            }
        }
    })
}

/// The lines for the marked members of a structure.
fn lines(cx: &Context<'_>, shape: &Shape, from: &TokenStream) -> TokenStream {
    let marked = shape.members().iter().filter(|member| member.traits.url_encoded == Some(UrlEncoded::WhenAsked));
    marked
        .map(|member| {
            let field = cx.member_name(shape, member);
            match cx.presence(shape, member) {
                Presence::Optional => quote!(runtime::unescape(#from.#field.as_mut());),
                _ => quote!(runtime::unescape(&mut #from.#field);),
            }
        })
        .collect()
}

/// A loop over a list of structures with marked members.
fn list(cx: &Context<'_>, shape: &Shape, member: &Member) -> Option<TokenStream> {
    let Kind::List(item) = &cx.model.target(member).kind else { return None };
    let lines = lines(cx, cx.model.target(item), &quote!(item));
    if lines.is_empty() {
        return None;
    }
    let field = cx.member_name(shape, member);
    let items = match cx.presence(shape, member) {
        Presence::Optional => quote!(output.#field.iter_mut().flatten()),
        _ => quote!(&mut output.#field),
    };
    Some(quote!(for item in #items { #lines }))
}
