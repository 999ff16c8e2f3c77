//! Patterns as statics: `patterns.rs`.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::context::Context;
use crate::file::RustFile;
use crate::names::ident;
use crate::pattern::{Counted, Piece, Position, Refusal, Rule, Run, Table};
use crate::print::doc;

/// The patterns that the selected shapes use.
///
/// ```text
/// /// `^[a-zA-Z0-9_.-]+$`
/// pub(crate) static CLIENT_ID: Pattern =
///     Pattern::new("^[a-zA-Z0-9_.-]+$", Rule::Whole(&[Piece::Class(Run::new("-.09AZ__az", 1, u32::MAX))]));
/// ```
pub(crate) fn file(cx: &Context<'_>) -> Option<RustFile> {
    let mut statics: Vec<(&str, TokenStream)> = compiled(cx)
        .map(|(source, rule)| {
            let name = cx.names.pattern(source);
            let ident = ident(name);
            let docs = doc(&crate::docs::code(source));
            let rule = tokens(rule);
            (name, quote!(#docs pub(crate) static #ident: Pattern = Pattern::new(#source, #rule);))
        })
        .collect();
    if statics.is_empty() {
        return None;
    }
    statics.sort_by_key(|(name, _)| *name);
    let rules: Vec<&Rule> = compiled(cx).map(|(_, rule)| rule).collect();
    let mut items = vec![imports(&rules)];
    items.extend(statics.into_iter().map(|(_, tokens)| tokens));
    Some(RustFile {
        path: "patterns.rs".to_owned(),
        docs: "The patterns of texts, which only a strict policy checks. A class of characters is written as the first and the last\none of each of its ranges.".to_owned(),
        items,
    })
}

/// The patterns that are checked, with what they became.
fn compiled<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a str, &'a Rule)> {
    let checked = cx.validators && cx.patterns;
    let patterns = cx.facts.patterns().iter().filter(move |_| checked);
    patterns.filter_map(|(source, rule)| Some((source.as_str(), rule.as_ref().ok()?)))
}

/// The static of a pattern; none if it can't be checked.
pub(crate) fn reference(cx: &Context<'_>, source: &str) -> Option<TokenStream> {
    if !cx.patterns || cx.facts.patterns().get(source).is_none_or(Result::is_err) {
        return None;
    }
    let name = ident(cx.names.pattern(source));
    Some(quote!(&patterns::#name))
}

/// The patterns that would be checked, and are not.
pub(crate) fn unchecked<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, &'a Refusal> {
    let checked = cx.validators && cx.patterns;
    let patterns = cx.facts.patterns().iter().filter(|_| checked);
    patterns.filter_map(|(source, rule)| Some((source.as_str(), rule.as_ref().err()?))).collect()
}

/// What the rules are made of.
fn imports(rules: &[&Rule]) -> TokenStream {
    let mut names = std::collections::BTreeSet::from(["Pattern", "Rule"]);
    let mut open = rules.to_vec();
    while let Some(rule) = open.pop() {
        match rule {
            Rule::Always => {}
            Rule::Whole(pieces) | Rule::Prefix(pieces) => {
                names.extend((!pieces.is_empty()).then_some("Piece"));
                names.extend(pieces.iter().any(|piece| !matches!(piece, Piece::Text(_))).then_some("Run"));
            }
            Rule::Somewhere(_) => names.extend(["Run"]),
            Rule::Table(_) => names.extend(["Table"]),
            Rule::Counted(counted) => {
                names.extend(["Counted"]);
                names.extend((!counted.positions.is_empty()).then_some("Position"));
            }
            Rule::All(rules) | Rule::Any(rules) => open.extend(rules),
            Rule::Not(rule) => open.push(rule),
        }
    }
    let names = names.into_iter().map(ident);
    quote!(use runtime::validate::{#(#names),*};)
}

fn tokens(rule: &Rule) -> TokenStream {
    match rule {
        Rule::Always => quote!(Rule::Always),
        Rule::Whole(pieces) => {
            let pieces = pieces.iter().map(piece);
            quote!(Rule::Whole(&[#(#pieces),*]))
        }
        Rule::Prefix(pieces) => {
            let pieces = pieces.iter().map(piece);
            quote!(Rule::Prefix(&[#(#pieces),*]))
        }
        Rule::Somewhere(run) => {
            let run = self::run(run);
            quote!(Rule::Somewhere(#run))
        }
        Rule::Table(table) => self::table(table),
        Rule::Counted(counted) => self::counted(counted),
        Rule::All(rules) => {
            let rules = rules.iter().map(tokens);
            quote!(Rule::All(&[#(#rules),*]))
        }
        Rule::Any(rules) => {
            let rules = rules.iter().map(tokens);
            quote!(Rule::Any(&[#(#rules),*]))
        }
        Rule::Not(rule) => {
            let rule = tokens(rule);
            quote!(Rule::Not(&#rule))
        }
    }
}

fn piece(piece: &Piece) -> TokenStream {
    match piece {
        Piece::Text(text) => quote!(Piece::Text(#text)),
        Piece::Class(run) => {
            let run = self::run(run);
            quote!(Piece::Class(#run))
        }
        Piece::Rest(run, behind) => {
            let run = self::run(run);
            let behind = Literal::u32_unsuffixed(*behind);
            quote!(Piece::Rest(#run, #behind))
        }
    }
}

fn run(run: &Run) -> TokenStream {
    let class = class(&run.class);
    let (min, max) = bounds(run.min, run.max);
    quote!(Run::new(#class, #min, #max))
}

fn bounds(min: u32, max: Option<u32>) -> (Literal, TokenStream) {
    let max = max.map(Literal::u32_unsuffixed).map_or(quote!(u32::MAX), |max| quote!(#max));
    (Literal::u32_unsuffixed(min), max)
}

/// First and last characters, as one text.
fn class(ranges: &[(char, char)]) -> String {
    ranges.iter().flat_map(|(first, last)| [*first, *last]).collect()
}

fn table(table: &Table) -> TokenStream {
    let firsts = &table.firsts;
    let (kinds, next) = (Literal::byte_string(&table.kinds), Literal::byte_string(&table.next));
    let [width, accepting, start] = [table.width, table.accepting, table.start].map(Literal::u8_unsuffixed);
    quote!(Rule::Table(Table::new(#firsts, #kinds, #width, #next, #start, #accepting)))
}

fn counted(counted: &Counted) -> TokenStream {
    let Counted { positions, first, empty, from_start, to_end } = counted;
    let positions = positions.iter().map(position);
    let first = Literal::byte_string(first);
    quote!(Rule::Counted(Counted {
        positions: &[#(#positions),*],
        first: #first,
        empty: #empty,
        from_start: #from_start,
        to_end: #to_end,
    }))
}

fn position(position: &Position) -> TokenStream {
    let class = class(&position.class);
    let (min, max) = bounds(position.min, position.max);
    let (follow, is_last) = (Literal::byte_string(&position.follow), position.is_last);
    let word = Literal::u16_unsuffixed(position.word);
    quote!(Position::new(#class, #min, #max, #follow, #is_last, #word))
}
