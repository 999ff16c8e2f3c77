//! Where documentation finds what is generated.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

/// The paths of a client and of the runtime, as an application writes them.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    pub(crate) client: TokenStream,
    pub(crate) runtime: TokenStream,
}

impl Paths {
    /// A type with the paths that it has outside of the client.
    pub(crate) fn in_full(&self, kind: TokenStream) -> TokenStream {
        let Self { client, runtime } = self;
        let mut is_segment = false;
        kind.into_iter()
            .map(|tree| {
                let begins = !is_segment;
                is_segment = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == ':');
                match &tree {
                    TokenTree::Ident(name) if begins && *name == "runtime" => runtime.clone(),
                    TokenTree::Ident(name) if begins && *name == "BTreeMap" => quote!(std::collections::BTreeMap),
                    TokenTree::Ident(name) if begins && !is_of_std(name) => quote!(#client::types::#name),
                    _ => quote!(#tree),
                }
            })
            .collect()
    }
}

/// Whether a name at the beginning of a type's path is one of the prelude or a primitive.
fn is_of_std(name: &Ident) -> bool {
    let name = name.to_string();
    matches!(name.as_str(), "Option" | "String" | "Vec") || name.starts_with(|first: char| first.is_ascii_lowercase())
}
