//! What an expression gives, and what can be done with it.

use jmespath::Variable;
use jmespath::ast::Ast;
use model::{Kind, ShapeId};
use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, eval, read};
use crate::context::Context;

/// A value of an expression, as Rust.
#[derive(Clone, Debug)]
pub(in crate::emit) enum Value {
    /// An `Option` of a reference to a value of this shape.
    One(TokenStream, ShapeId),
    /// An iterator over references to values of this shape.
    Many(TokenStream, ShapeId),
    /// A `bool`.
    Bool(TokenStream),
    /// A length: an `Option<usize>`.
    Count(TokenStream),
    /// What stands in the expression itself.
    Literal(Variable),
}

/// What of a map's entries is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Keys,
    Values,
}

impl Value {
    /// The rest of the expression, from this value on.
    pub(super) fn then(self, cx: &Context<'_>, rest: &Ast) -> Option<Self> {
        let Self::One(tokens, id) = self else { return None };
        if let Ast::Field { name, .. } = rest {
            let read = read(cx, cx.model.shape(&id), name)?;
            let member = read.of(&quote!(value));
            return Some(match read.optional {
                true => Self::One(quote!(#tokens.and_then(|value| #member)), read.target),
                false => Self::One(quote!(#tokens.map(|value| &#member)), read.target),
            });
        }
        Some(match eval(cx, &Scope::Node { tokens: quote!(value), id: &id }, rest)? {
            Self::One(rest, target) => Self::One(quote!(#tokens.and_then(|value| #rest)), target),
            Self::Many(rest, target) => Self::Many(quote!(#tokens.into_iter().flat_map(|value| #rest)), target),
            Self::Bool(rest) => Self::Bool(quote!(#tokens.is_some_and(|value| #rest))),
            Self::Count(rest) => Self::Count(quote!(#tokens.and_then(|value| #rest))),
            Self::Literal(value) => Self::Literal(value),
        })
    }

    /// An iterator over the items, and what they are.
    pub(in crate::emit) fn items(self, cx: &Context<'_>) -> Option<(TokenStream, ShapeId)> {
        match self {
            Self::Many(tokens, id) => Some((tokens, id)),
            Self::One(tokens, id) => {
                let shape = cx.model.shape(&id);
                match &shape.kind {
                    Kind::List(item) if !shape.traits.sparse => {
                        Some((quote!(#tokens.into_iter().flatten()), item.target.clone()))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The keys or the values of a map.
    pub(super) fn entries(self, cx: &Context<'_>, part: Part) -> Option<Self> {
        let Self::One(tokens, id) = self else { return None };
        let shape = cx.model.shape(&id);
        let Kind::Map(key, value) = &shape.kind else { return None };
        match part {
            Part::Keys => {
                Some(Self::Many(quote!(#tokens.into_iter().flat_map(|value| value.keys())), key.target.clone()))
            }
            Part::Values if shape.traits.sparse => None,
            Part::Values => {
                Some(Self::Many(quote!(#tokens.into_iter().flat_map(|value| value.values())), value.target.clone()))
            }
        }
    }

    /// Whether the value counts as true: it is neither null, false nor empty.
    pub(super) fn truth(&self, cx: &Context<'_>) -> Option<TokenStream> {
        Some(match self {
            Self::Bool(tokens) => tokens.clone(),
            Self::Count(tokens) => quote!(#tokens.is_some()),
            Self::Many(tokens, _) => quote!(#tokens.next().is_some()),
            Self::One(tokens, id) => match counts(cx, id) {
                Some(counts) => quote!(#tokens.is_some_and(|value| #counts)),
                None => quote!(#tokens.is_some()),
            },
            Self::Literal(value) => {
                let truth = value.is_truthy();
                quote!(#truth)
            }
        })
    }

    /// The opposite of [`Value::truth`].
    pub(super) fn untruth(&self, cx: &Context<'_>) -> Option<TokenStream> {
        Some(match self {
            Self::Bool(tokens) => quote!(!(#tokens)),
            Self::Count(tokens) => quote!(#tokens.is_none()),
            Self::Many(tokens, _) => quote!(#tokens.next().is_none()),
            Self::One(tokens, id) => match cx.model.shape(id).kind {
                Kind::Boolean => quote!(#tokens.is_none_or(|value| !*value)),
                Kind::Enum(_) => quote!(#tokens.is_none_or(|value| value.as_str().is_empty())),
                Kind::String | Kind::List(_) | Kind::Map(..) => quote!(#tokens.is_none_or(|value| value.is_empty())),
                _ => quote!(#tokens.is_none()),
            },
            Self::Literal(value) => {
                let truth = !value.is_truthy();
                quote!(#truth)
            }
        })
    }

    /// The value as an `Option<&str>`, if it is a text.
    pub(super) fn text(&self, cx: &Context<'_>) -> Option<TokenStream> {
        match self {
            Self::One(tokens, id) if is_text(cx, id) => Some(quote!(#tokens.map(|value| value.as_str()))),
            Self::Literal(Variable::String(text)) => Some(quote!(Some(#text))),
            _ => None,
        }
    }
}

/// Whether `value`, a reference, counts as true; none if every value does.
pub(super) fn counts(cx: &Context<'_>, id: &ShapeId) -> Option<TokenStream> {
    match cx.model.shape(id).kind {
        Kind::Boolean => Some(quote!(*value)),
        Kind::Enum(_) => Some(quote!(!value.as_str().is_empty())),
        Kind::String | Kind::List(_) | Kind::Map(..) => Some(quote!(!value.is_empty())),
        _ => None,
    }
}

/// Whether values of the shape are texts.
pub(in crate::emit) fn is_text(cx: &Context<'_>, id: &ShapeId) -> bool {
    matches!(cx.model.shape(id).kind, Kind::String | Kind::Enum(_))
}
