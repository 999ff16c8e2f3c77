//! The lists of texts that waiters compare: a function for each path of an operation's output, so that each compiles once.

use std::collections::BTreeMap;

use model::{Comparator, Expectation, Matcher, Operation};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

use crate::context::Context;
use crate::docs;
use crate::emit::jmespath::{self, Scope, is_text};
use crate::names::{self, ident};
use crate::print::doc;
use crate::words;

/// The paths of an operation's output that lead to texts which waiters compare, each with the name of its function.
pub(super) struct Texts<'a> {
    operation: &'a Operation,
    names: BTreeMap<&'a str, String>,
}

impl<'a> Texts<'a> {
    pub(super) fn of(operation: &'a Operation) -> Self {
        let mut names = BTreeMap::new();
        let acceptors = operation.waiters.iter().flat_map(|waiter| &waiter.acceptors);
        for acceptor in acceptors {
            let Matcher::Output(expectation) = &acceptor.matcher else { continue };
            let path = expectation.path.as_str();
            if compares_several(expectation) && !names.contains_key(path) {
                let wanted = name(path);
                let others = (2..).map(|number| format!("{wanted}_{number}"));
                let is_free = |name: &String| !names.values().any(|other| other == name);
                let free = std::iter::once(wanted.clone()).chain(others).find(is_free);
                names.insert(path, free.unwrap_or(wanted));
            }
        }
        Self { operation, names }
    }

    /// The texts that a path leads to, as a `Vec<&str>`. None if it can't be written, or leads to no texts.
    pub(super) fn list(&self, cx: &Context<'_>, scope: &Scope<'_>, path: &str) -> Option<TokenStream> {
        let list = list(cx, scope, path)?;
        Some(match (scope, self.names.get(path)) {
            (Scope::Node { tokens, .. }, Some(name)) => {
                let name = ident(name);
                quote!(<Self::Operation>::#name(#tokens))
            }
            _ => quote!(#list.collect::<Vec<&str>>()),
        })
    }

    /// The functions that waiters call, which belong to the operation's marker.
    ///
    /// ```text
    /// impl super::operations::DescribeInstances {
    ///     /// The texts of `Reservations[].Instances[].State.Name`.
    ///     fn reservations_instances_state_name(output: &super::types::DescribeInstancesResult) -> Vec<&str> { ... }
    /// }
    /// ```
    pub(super) fn functions(&self, cx: &Context<'_>, waiters: &[TokenStream]) -> Option<TokenStream> {
        let id = self.operation.output.as_ref()?;
        let (output, scope) = (cx.names.type_name(id), Scope::Node { tokens: quote!(output), id });
        let functions = self.names.iter().filter_map(|(path, name)| {
            let (list, name) = (list(cx, &scope, path)?, ident(name));
            // What stands behind an acceptor that takes all is never asked.
            if !waiters.iter().any(|waiter| calls(waiter, &name)) {
                return None;
            }
            let docs = doc(&format!("The texts of {}.", docs::code(path)));
            Some(quote!(#docs fn #name(output: &super::types::#output) -> Vec<&str> { #list.collect() }))
        });
        let functions = functions.collect::<Vec<_>>();
        let marker = cx.names.marker(&self.operation.id);
        (!functions.is_empty()).then(|| quote!(impl super::operations::#marker { #(#functions)* }))
    }
}

/// Whether a function of this name is called by its path: `<Self::Operation>::name(output)`.
fn calls(tokens: &TokenStream, name: &Ident) -> bool {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let is_colon = |tree: &TokenTree| matches!(tree, TokenTree::Punct(sign) if sign.as_char() == ':');
    let is_call = |trees: &[TokenTree]| match trees {
        [first, second, TokenTree::Ident(ident), TokenTree::Group(_)] => {
            is_colon(first) && is_colon(second) && ident == name
        }
        _ => false,
    };
    let within = |tree: &TokenTree| matches!(tree, TokenTree::Group(group) if calls(&group.stream(), name));
    trees.windows(4).any(is_call) || trees.iter().any(within)
}

/// An iterator over the texts that a path leads to.
fn list(cx: &Context<'_>, scope: &Scope<'_>, path: &str) -> Option<TokenStream> {
    let (items, _) = jmespath::compile(cx, scope, path)?.items(cx).filter(|(_, id)| is_text(cx, id))?;
    Some(quote!(#items.map(|value| value.as_str())))
}

fn compares_several(expectation: &Expectation) -> bool {
    matches!(expectation.comparator, Comparator::AllStringEquals | Comparator::AnyStringEquals)
}

/// `reservations_instances_state_name`, for `Reservations[].Instances[].State.Name`.
fn name(path: &str) -> String {
    let words = path.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(words::snake).collect::<Vec<_>>().join("_");
    names::function(&name)
}
