//! `Debug` of structures with secrets.

use model::{Member, Shape};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::context::Context;
use crate::names::plain;

/// `Debug` that prints `***` for the members that must not be seen. `parameters` are the type parameters of the structure.
///
/// ```text
/// impl fmt::Debug for IceServer {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.debug_struct("IceServer").field("uris", &self.uris).field("password", &runtime::Redacted).finish()
///     }
/// }
/// ```
pub(super) fn redacted(
    cx: &Context<'_>,
    shape: &Shape,
    name: &Ident,
    members: &[&Member],
    parameters: &[Ident],
) -> TokenStream {
    let title = name.to_string();
    let fields = members.iter().map(|member| {
        let field = cx.member_name(shape, member);
        let label = plain(&field.to_string()).to_owned();
        let value = if cx.is_secret_member(shape, member) { quote!(&runtime::Redacted) } else { quote!(&self.#field) };
        quote!(.field(#label, #value))
    });
    let (bounds, parameters) = match parameters {
        [] => (None, None),
        _ => (Some(quote!(<#(#parameters: fmt::Debug),*>)), Some(quote!(<#(#parameters),*>))),
    };
    quote! {
        impl #bounds fmt::Debug for #name #parameters {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(#title) #(#fields)* .finish()
            }
        }
    }
}
