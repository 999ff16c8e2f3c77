//! Patterns, compiled when the code is generated: `patterns.rs`.

use std::collections::BTreeSet;

use model::Model;
use proc_macro2::TokenStream;
use quote::quote;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::context::Context;
use crate::file::RustFile;
use crate::names::ident;
use crate::print::doc;

/// The patterns that the selected shapes use.
///
/// ```text
/// pub(crate) static CLIENT_ID: Pattern =
///     Pattern::new("^[a-zA-Z0-9_.-]+$", true, true, &[Atom::class(&[('a', 'z'), ...], 1, u32::MAX)]);
/// ```
pub(crate) fn file(cx: &Context<'_>) -> Option<RustFile> {
    let used = used(cx);
    if used.is_empty() {
        return None;
    }
    let statics = used.iter().filter_map(|source| {
        let pattern = compile(source)?;
        let name = ident(cx.names.pattern(source));
        let docs = doc(&format!("`{}`", source.replace('`', "'")));
        Some((name.to_string(), quote!(#docs pub(crate) static #name: Pattern = #pattern;)))
    });
    let mut statics: Vec<_> = statics.collect();
    statics.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut items = vec![quote!(
        use runtime::validate::{Atom, Pattern};
    )];
    items.extend(statics.into_iter().map(|(_, tokens)| tokens));
    Some(RustFile {
        path: "patterns.rs".to_owned(),
        docs: "The patterns of texts, which only a strict policy checks.".to_owned(),
        items,
    })
}

/// The patterns that can be checked, of shapes that are sent.
fn used<'a>(cx: &Context<'a>) -> BTreeSet<&'a str> {
    if !(cx.validators && cx.patterns) {
        return BTreeSet::new();
    }
    let sent = cx.model.shapes.values().filter(|shape| cx.facts.is_encoded(&shape.id));
    let members = sent.flat_map(|shape| shape.all_members());
    let texts = members.filter(|member| matches!(cx.model.target(member).kind, model::Kind::String));
    texts
        .filter_map(|member| cx.model.trait_of(member, |traits| traits.pattern.as_deref()))
        .filter(|pattern| cx.facts.is_checkable(pattern))
        .collect()
}

/// Whether the client has a file of patterns.
pub(crate) fn any(cx: &Context<'_>) -> bool {
    !used(cx).is_empty()
}

/// The static of a pattern; none if it can't be checked.
pub(crate) fn reference(cx: &Context<'_>, source: &str) -> Option<TokenStream> {
    if !cx.facts.is_checkable(source) {
        return None;
    }
    let name = ident(cx.names.pattern(source));
    Some(quote!(&patterns::#name))
}

/// The patterns of a model that are not checked, for its documentation.
pub(crate) fn unchecked<'a>(cx: &Context<'a>) -> BTreeSet<&'a str> {
    all(cx.model).filter(|pattern| !cx.facts.is_checkable(pattern)).collect()
}

/// The patterns of a model that can be checked.
pub(crate) fn checkable(model: &Model) -> BTreeSet<String> {
    let sources: BTreeSet<&str> = all(model).collect();
    sources.into_iter().filter(|source| compile(source).is_some()).map(str::to_owned).collect()
}

/// Every pattern of a model.
fn all(model: &Model) -> impl Iterator<Item = &str> {
    model.shapes.values().flat_map(|shape| {
        let members = shape.all_members().into_iter().filter_map(|member| member.traits.pattern.as_deref());
        shape.traits.pattern.as_deref().into_iter().chain(members)
    })
}

/// A pattern as an expression, if it is a sequence of texts and repeated classes.
fn compile(source: &str) -> Option<TokenStream> {
    let mut parser = regex_syntax::ParserBuilder::new().build();
    let hir = parser.parse(&translated(source)?).ok()?;
    let mut parts = match hir.kind() {
        HirKind::Concat(parts) => parts.as_slice(),
        _ => std::slice::from_ref(&hir),
    };
    let from_start = matches!(parts.first().map(Hir::kind), Some(HirKind::Look(Look::Start)));
    if from_start {
        parts = &parts[1..];
    }
    let to_end = matches!(parts.last().map(Hir::kind), Some(HirKind::Look(Look::End)));
    if to_end {
        parts = &parts[..parts.len() - 1];
    }
    let atoms: Vec<TokenStream> = parts.iter().map(atom).collect::<Option<_>>()?;
    Some(quote!(Pattern::new(#source, #from_start, #to_end, &[#(#atoms),*])))
}

/// One piece of a sequence.
fn atom(hir: &Hir) -> Option<TokenStream> {
    match hir.kind() {
        HirKind::Capture(capture) => atom(&capture.sub),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(quote!(Atom::text(#text)))
        }
        HirKind::Class(_) => class(hir, 1, Some(1)),
        HirKind::Repetition(repetition) => class(&repetition.sub, repetition.min, repetition.max),
        _ => None,
    }
}

fn class(hir: &Hir, min: u32, max: Option<u32>) -> Option<TokenStream> {
    let ranges: Vec<(char, char)> = match hir.kind() {
        HirKind::Capture(capture) => return class(&capture.sub, min, max),
        HirKind::Class(Class::Unicode(class)) => class.iter().map(|range| (range.start(), range.end())).collect(),
        HirKind::Class(Class::Bytes(class)) => {
            class.iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect()
        }
        HirKind::Literal(literal) => {
            let mut characters = std::str::from_utf8(&literal.0).ok()?.chars();
            match (characters.next(), characters.next()) {
                (Some(character), None) => vec![(character, character)],
                _ => return None,
            }
        }
        _ => return None,
    };
    let ranges = ranges.into_iter().map(|(first, last)| quote!((#first, #last)));
    let min = proc_macro2::Literal::u32_unsuffixed(min);
    let max = match max {
        Some(max) => {
            let max = proc_macro2::Literal::u32_unsuffixed(max);
            quote!(#max)
        }
        None => quote!(u32::MAX),
    };
    Some(quote!(Atom::class(&[#(#ranges),*], #min, #max)))
}

/// The pattern in the dialect of `regex_syntax`: ASCII classes, and a dot that stops at every line end of ECMA 262.
/// None if the dialects can't be reconciled piece by piece.
fn translated(source: &str) -> Option<String> {
    let mut out = String::with_capacity(source.len() + 16);
    let mut in_class = false;
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, in_class) {
            ('\\', _) => {
                let escaped = characters.next()?;
                match (escaped, in_class) {
                    ('d', false) => out.push_str("[0-9]"),
                    ('d', true) => out.push_str("0-9"),
                    ('w', false) => out.push_str("[0-9A-Za-z_]"),
                    ('w', true) => out.push_str("0-9A-Za-z_"),
                    ('D' | 'W' | 'b' | 'B', _) => return None,
                    (escaped, _) => out.extend(['\\', escaped]),
                }
            }
            ('[', false) => {
                in_class = true;
                out.push('[');
                if characters.peek() == Some(&'^') {
                    out.extend(characters.next());
                }
                // An empty class, or one that begins with a bracket, means something else elsewhere.
                if characters.peek() == Some(&']') {
                    return None;
                }
            }
            (']', true) => {
                in_class = false;
                out.push(']');
            }
            ('[' | '&' | '~', true) => out.extend(['\\', character]),
            ('-', true) if characters.peek() == Some(&'-') => return None,
            ('.', false) => out.push_str("[^\\n\\r\\u{2028}\\u{2029}]"),
            ('(', false) if characters.peek() == Some(&'?') => {
                out.push('(');
                let mut ahead = characters.clone();
                ahead.next();
                if ahead.next() != Some(':') {
                    return None;
                }
            }
            (other, _) => out.push(other),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(source: &str) -> Option<String> {
        compile(source).map(|tokens| tokens.to_string().replace(' ', ""))
    }

    #[test]
    fn sequences_are_compiled() {
        let text = compiled("^arn:[a-z\\d-]+:x$").unwrap_or_default();
        assert!(text.contains("true,true"), "{text}");
        assert!(
            text.contains("Atom::text(\"arn:\"),Atom::class(&[('-','-'),('0','9'),('a','z')],1,u32::MAX)"),
            "{text}"
        );
        assert!(compiled("[A-Z]{2,5}").unwrap_or_default().contains("false,false,&[Atom::class(&[('A','Z')],2,5)]"));
        assert!(compiled("^(?:a)?.*$").is_some());
        assert!(compiled("^[[&~]$").unwrap_or_default().contains("('&','&'),('[','['),('~','~')"));
    }

    #[test]
    fn what_is_no_sequence_is_left_alone() {
        for source in ["^(?!aws:).*$", "^(a|bc)+$", "(a)\\1", "[^\\W]", "^a|b$", "(", "[]a]"] {
            assert_eq!(compiled(source), None, "{source}");
        }
    }
}
