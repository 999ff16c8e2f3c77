//! The root of a client: its modules, and the few names that everyone needs.

use quote::quote;

use crate::context::Context;
use crate::docs;
use crate::file::RustFile;

/// ```text
/// mod client;
/// pub mod types;
///
/// pub use client::Client;
/// pub use runtime::Config;
/// ```
pub(crate) fn file(cx: &Context<'_>) -> RustFile {
    let patterns = super::pattern::any(cx).then(|| {
        quote!(
            mod patterns;
        )
    });
    let pages = super::pagination::any(cx).then(|| {
        quote!(
            mod pages;
        )
    });
    let waiters = super::waiters::any(cx).then(|| {
        quote!(
            pub mod waiters;
        )
    });
    let endpoint_config = super::endpoint::client_params::any(cx).then(|| {
        quote!(
            pub use endpoint::EndpointConfig;
        )
    });
    let encoders = super::encoders::any(cx).then(|| {
        quote!(
            #[cfg(any(feature = "serde", feature = "test-util"))]
            mod encoders;
        )
    });
    let decoders = super::decoders::any(cx).then(|| {
        quote!(
            #[cfg(feature = "serde")]
            mod decoders;
        )
    });
    let serde = super::serde::any(cx).then(|| {
        quote!(
            #[cfg(feature = "serde")]
            mod serde;
        )
    });
    let unchecked = super::pattern::unchecked(cx);
    RustFile {
        path: "mod.rs".to_owned(),
        docs: docs::service(cx.model, &unchecked),
        items: vec![
            quote! {
                #[cfg(feature = "test-util")]
                mod answers;
                mod client;
                #decoders
                #encoders
                pub mod endpoint;
                mod exceptions;
                pub mod operations;
                #pages
                #patterns
                #serde
                pub mod types;
                #waiters
            },
            quote! {
                pub use client::Client;
                #endpoint_config
                pub use exceptions::Exception;
                pub use runtime::Config;
            },
            quote! {
                /// What a call of this service fails with.
                pub type Error = runtime::Error<Exception>;
            },
        ],
    }
}
