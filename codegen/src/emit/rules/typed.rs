//! Values of the rules as Rust, with their types.

use proc_macro2::TokenStream;
use quote::quote;

/// The type of a value in the rules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Type {
    Boolean,
    Text,
    Texts,
    Partition,
    Url,
    Arn,
    Integer,
}

/// A value as an expression. Texts are `&str`, lists of them `&[String]`.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) tokens: TokenStream,
    pub(super) kind: Type,
    pub(super) optional: bool,
    /// The expression owns its value: a name bound to it must be borrowed from.
    pub(super) owned: bool,
}

impl Typed {
    pub(super) fn new(tokens: TokenStream, kind: Type) -> Self {
        Self { tokens, kind, optional: false, owned: false }
    }

    pub(super) fn optional(tokens: TokenStream, kind: Type) -> Self {
        Self { tokens, kind, optional: true, owned: false }
    }

    pub(super) fn owned(mut self) -> Self {
        self.owned = true;
        self
    }

    /// The value itself, where the rules have made sure that it is there.
    pub(super) fn value(&self) -> TokenStream {
        let tokens = &self.tokens;
        match (self.optional, self.owned) {
            (true, false) => quote!(#tokens.unwrap_or_default()),
            (false, true) => quote!(&#tokens),
            _ => quote!(#tokens),
        }
    }
}
