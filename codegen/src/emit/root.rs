//! The root of a client: its modules, which are the files that there are, and the few names that everyone needs.

use std::collections::BTreeSet;

use model::AuthScheme;
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::Context;
use crate::docs;
use crate::emit::{endpoint, example, pattern};
use crate::file::RustFile;
use crate::names::ident;

/// ```text
/// mod client;
/// pub mod types;
///
/// pub use client::Client;
/// pub use runtime::Config;
/// ```
pub(crate) fn file(cx: &Context<'_>, files: &[RustFile]) -> RustFile {
    let modules: BTreeSet<&str> = files.iter().filter_map(|file| module(&file.path)).collect();
    let modules = modules.into_iter().map(declaration);
    let endpoint_config = endpoint::client_params::any(cx).then(|| {
        quote!(
            pub use endpoint::EndpointConfig;
        )
    });
    RustFile {
        path: "mod.rs".to_owned(),
        docs: front_page(cx) + &docs::service(cx.model, &pattern::unchecked(cx)),
        items: vec![
            quote!(#(#modules)*),
            quote! {
                pub use client::Client;
                #endpoint_config
                pub use exceptions::Exception;
                pub use runtime;
                pub use runtime::Config;
            },
            quote! {
                /// What a call of this service fails with.
                pub type Error = runtime::Error<Exception>;
            },
        ],
    }
}

/// ```text
/// pub mod types;
///
/// pub use runtime;
/// ```
pub(crate) fn of_types(cx: &Context<'_>, files: &[RustFile]) -> RustFile {
    let modules: BTreeSet<&str> = files.iter().filter_map(|file| module(&file.path)).collect();
    let modules = modules.into_iter().map(declaration);
    let title = docs::title(cx.model);
    let text = format!(
        "The types of {title}, without a client.\n\n\
         [`types`] has them; [`runtime`] has what they are made of. [`Validate`](runtime::Validate) checks what the model\n\
         demands of a value. With the feature `serde` they serialise and deserialise with their wire names.\n\n# {title}\n"
    );
    RustFile {
        path: "mod.rs".to_owned(),
        docs: text + &docs::service(cx.model, &pattern::unchecked(cx)),
        items: vec![
            quote!(#(#modules)*),
            quote!(
                pub use runtime;
            ),
        ],
    }
}

/// What the client is and how it is used, before what the service says of itself.
fn front_page(cx: &Context<'_>) -> String {
    let title = docs::title(cx.model);
    let mut text = format!("A client of {title}.\n\n");
    text.push_str("[`Client`] has a method for each operation, and [`types`] has what they take and give.\n\n");
    text.push_str(&example::of_client(cx));
    text.push('\n');
    if let Some(AuthScheme::SigV4 { .. }) = cx.model.service.auth.first() {
        text.push_str("`Config::from_env` documents where region, credentials and endpoint come from. ");
    }
    text.push_str(
        "A call fails with [`Error`],\nwhose text says what happened; the service's own errors are in [`Exception`]. Calls are sent by\n\
         the feature `hyper`, which is on by default. [`runtime`] has what every client stands on.\n\n",
    );
    text + &format!("# {title}\n")
}

/// The module that a file is the root of; none for a file within a folder.
fn module(path: &str) -> Option<&str> {
    let name = path.strip_suffix("/mod.rs").or_else(|| path.strip_suffix(".rs"))?;
    (!name.contains('/')).then_some(name)
}

/// A module is private, unless users name what is in it, and is there only with the features that need it.
fn declaration(name: &str) -> TokenStream {
    let module = ident(name);
    match name {
        "endpoint" | "operations" | "types" | "waiters" => quote!(pub mod #module;),
        "transfer" => quote!(#[cfg(feature = "transfer")] mod #module;),
        "answers" => quote!(#[cfg(feature = "test-util")] mod #module;),
        "decoders" | "serde" => quote!(#[cfg(feature = "serde")] mod #module;),
        "encoders" => quote!(#[cfg(any(feature = "serde", feature = "test-util"))] mod #module;),
        _ => quote!(mod #module;),
    }
}
