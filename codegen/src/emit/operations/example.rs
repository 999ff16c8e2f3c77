//! A call of the client's first operation, for a README.

use model::{AuthScheme, Kind, Member, Operation};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::Context;
use crate::emit::types::structure;
use crate::names::ident;
use crate::print::statements;

/// ```text
/// let client = Client::new(Config::from_env());
/// let reply = client.get_ice_server_config(GetIceServerConfigRequest::new("ChannelARN")).await?;
/// ```
pub(crate) fn call(cx: &Context<'_>, client: &str) -> String {
    let Some(operation) = cx.model.operations.values().next() else { return String::new() };
    let client = ident(client);
    let method = cx.names.method(&operation.id);
    let (imports, input) = input(cx, &client, operation);
    let config = match cx.model.service.auth.first() {
        Some(AuthScheme::SigV4 { .. }) => quote!(Config::from_env()),
        Some(AuthScheme::Bearer) => quote!(Config::new().endpoint("https://example.com").bearer_token(token)),
        Some(AuthScheme::ApiKey(_)) => quote!(Config::new().endpoint("https://example.com").api_key(key)),
        Some(AuthScheme::Basic) => quote!(Config::new().endpoint("https://example.com").basic_auth(user, password)),
        _ => quote!(Config::new().endpoint("https://example.com")),
    };
    let uses = statements(&quote!(use #client::{Client, Config}; #imports));
    let call = statements(&quote! {
        let client = Client::new(#config);
        let reply = client.#method(#input).await?;
        println!("{reply:?}");
    });
    format!("{uses}\n{call}")
}

fn input(cx: &Context<'_>, client: &proc_macro2::Ident, operation: &Operation) -> (TokenStream, TokenStream) {
    let Some(id) = &operation.input else { return (quote!(), quote!()) };
    let shape = cx.model.shape(id);
    let name = cx.names.type_name(id);
    let required = structure::required_members(cx, shape);
    match required[..] {
        [] => (quote!(use #client::types::#name;), quote!(#name::new())),
        [member] => {
            let value = placeholder(cx, member, quote!());
            (quote!(use #client::types::#name;), quote!(#name::new(#value)))
        }
        _ => {
            let arguments = cx.names.required_name(id);
            let fields = required.iter().map(|member| {
                let field = cx.member_name(shape, member);
                let value = placeholder(cx, member, quote!(.into()));
                quote!(#field: #value)
            });
            (quote!(use #client::types::{#name, #arguments};), quote!(#name::new(#arguments { #(#fields),* })))
        }
    }
}

/// Something that stands for a value: a text for a text, and a name for everything else.
fn placeholder(cx: &Context<'_>, member: &Member, conversion: TokenStream) -> TokenStream {
    let text = member.name.as_str();
    match cx.model.target(member).kind {
        Kind::String | Kind::Enum(_) => quote!(#text #conversion),
        _ => {
            let name = ident(&crate::words::snake(text));
            quote!(#name)
        }
    }
}
