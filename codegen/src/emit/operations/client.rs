//! The client: one method for each operation.

use model::Operation;
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::Context;
use crate::docs;
use crate::emit::operations::documentation;
use crate::emit::transfer;
use crate::emit::types::constructor::Form;
use crate::file::RustFile;
use crate::print::doc;

/// ```text
/// pub struct Client { inner: runtime::Client }
///
/// impl Client {
///     pub fn get_ice_server_config(
///         &self,
///         input: types::GetIceServerConfigRequest,
///     ) -> runtime::Call<operations::GetIceServerConfig> { self.inner.call(input) }
/// }
/// ```
pub(crate) fn file(cx: &Context<'_>) -> RustFile {
    let title = docs::title(cx.model);
    let docs = doc(&format!("A client of {title}. Clones share connections and configuration."));
    let methods = cx.model.operations.values().map(|operation| method(cx, operation));
    let inputs = cx.model.operations.values().any(|operation| operation.input.is_some());
    let checksums = transfer::is_there(cx).then(|| {
        quote! {
            /// The algorithm of checksums that nobody chooses; none where they are not wanted.
            #[cfg(feature = "transfer")]
            pub(crate) fn default_checksum(&self) -> Option<&'static str> { self.inner.default_checksum() }
        }
    });
    let checks = transfer::checks_downloads(cx).then(|| {
        quote! {
            /// Whether answers are asked for a checksum that nobody insists on.
            #[cfg(feature = "transfer")]
            pub(crate) fn asks_for_checksums(&self) -> bool { self.inner.asks_for_checksums() }
        }
    });
    let types = inputs.then(|| quote!(, types));
    RustFile {
        path: "client.rs".to_owned(),
        docs: String::new(),
        items: vec![
            quote!(use super::{Config, endpoint, operations #types};),
            quote! {
                #docs
                #[derive(Clone, Debug)]
                pub struct Client { inner: runtime::Client }
            },
            quote! {
                impl Client {
                    /// A client with this configuration. Nothing is sent before the first call.
                    pub fn new(config: Config) -> Self {
                        Self { inner: runtime::Client::new::<endpoint::Service>(config) }
                    }
                    #checksums
                    #checks
                    #(#methods)*
                }
            },
        ],
    }
}

fn method(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let method = cx.names.method(&operation.id);
    let marker = cx.names.marker(&operation.id);
    let docs = doc(&documentation::text(cx, operation));
    let deprecated = docs::deprecated(&operation.traits);
    let (argument, input) = match &operation.input {
        Some(id) => {
            let name = cx.names.type_name(id);
            match Form::of(cx, cx.model.shape(id)) {
                Form::Default => (quote!(input: impl Into<types::#name>), quote!(input.into())),
                _ => (quote!(input: types::#name), quote!(input)),
            }
        }
        None => (quote!(), quote!(())),
    };
    quote! {
        #docs
        #deprecated
        pub fn #method(&self, #argument) -> runtime::Call<operations::#marker> {
            self.inner.call(#input)
        }
    }
}
