//! Conditions, and their opposites: written as a person would, without a negation that could be avoided.

use jmespath::ast::Ast;
use proc_macro2::TokenStream;
use quote::quote;

use super::compare::{Sense, compare};
use super::{Scope, eval};
use crate::context::Context;

/// Whether an expression is true, as a `bool`.
pub(super) fn holds(cx: &Context<'_>, scope: &Scope<'_>, ast: &Ast) -> Option<TokenStream> {
    match ast {
        Ast::Not { node, .. } => fails(cx, scope, node),
        Ast::And { lhs, rhs, .. } => {
            let (left, right) = (holds(cx, scope, lhs)?, holds(cx, scope, rhs)?);
            Some(quote!((#left) && (#right)))
        }
        Ast::Or { lhs, rhs, .. } => {
            let (left, right) = (holds(cx, scope, lhs)?, holds(cx, scope, rhs)?);
            Some(quote!((#left) || (#right)))
        }
        Ast::Comparison { comparator, lhs, rhs, .. } => {
            compare(cx, comparator, Sense::Holds, &eval(cx, scope, lhs)?, &eval(cx, scope, rhs)?)
        }
        _ => eval(cx, scope, ast)?.truth(cx),
    }
}

/// Whether an expression is not true, as a `bool`.
pub(super) fn fails(cx: &Context<'_>, scope: &Scope<'_>, ast: &Ast) -> Option<TokenStream> {
    match ast {
        Ast::Not { node, .. } => holds(cx, scope, node),
        Ast::And { lhs, rhs, .. } => {
            let (left, right) = (fails(cx, scope, lhs)?, fails(cx, scope, rhs)?);
            Some(quote!((#left) || (#right)))
        }
        Ast::Or { lhs, rhs, .. } => {
            let (left, right) = (fails(cx, scope, lhs)?, fails(cx, scope, rhs)?);
            Some(quote!((#left) && (#right)))
        }
        Ast::Comparison { comparator, lhs, rhs, .. } => {
            compare(cx, comparator, Sense::Fails, &eval(cx, scope, lhs)?, &eval(cx, scope, rhs)?)
        }
        _ => eval(cx, scope, ast)?.untruth(cx),
    }
}
