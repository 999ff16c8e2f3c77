//! Documentation: the model's own, and what the model's traits say in words.

mod html;
mod layout;
mod links;

use std::collections::BTreeMap;

use model::{EnumValue, Kind, Length, Member, MemberName, Model, Range, Shape, Traits};
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use self::links::Links;
use crate::pattern::Refusal;

/// A text of the model as markdown.
pub(crate) fn markdown(html: &str) -> String {
    html::convert(html, &|_| None).join("\n")
}

/// As [`markdown`], with links to the items whose names stand in it as code.
pub(crate) fn linked(html: &str, links: &Links<'_>) -> String {
    converted(html, links, None)
}

/// HTML as Markdown, with links to the names that have one, but for `own`.
fn converted(html: &str, links: &Links<'_>, own: Option<&MemberName>) -> String {
    let is_own = |name: &str| own.is_some_and(|own| own.as_str() == name);
    html::convert(html, &|name| links.of(name).filter(|_| !is_own(name)).map(str::to_owned)).join("\n")
}

/// A text that is plain already, made safe for markdown.
pub(crate) fn plain(text: &str) -> String {
    markdown(&text.replace('&', "&amp;").replace('<', "&lt;"))
}

/// A text as code: on one line, whatever it holds.
pub(crate) fn code(text: &str) -> String {
    html::code_span(text)
}

/// The name of the service that people know, made safe for markdown, on one line.
pub(crate) fn title(model: &Model) -> String {
    let service = &model.service;
    let title = service.title.clone().or_else(|| service.aws.as_ref().map(|aws| aws.sdk_id.clone()));
    plain(&title.unwrap_or_else(|| service.id.name().to_owned())).replace('\n', " ")
}

/// What the model says about the service. `unchecked` are the patterns that even a strict policy passes over.
pub(crate) fn service(model: &Model, unchecked: &BTreeMap<&str, &Refusal>) -> String {
    let mut text = model.service.documentation.as_deref().map(markdown).unwrap_or_default();
    if !unchecked.is_empty() {
        text.push_str("\n\n# Patterns that are not checked\nEven a strict policy passes over these:");
        for (pattern, refusal) in unchecked {
            text.push_str(&format!("\n- {}: {}.", code(pattern), plain(&refusal.to_string())));
        }
    }
    text
}

/// The documentation of a type, if the model has some.
pub(crate) fn shape(shape: &Shape, links: &Links<'_>) -> Option<String> {
    shape.traits.documentation.as_deref().map(|html| linked(html, links)).filter(|text| !text.is_empty())
}

/// The documentation of a member: its own or its target's, and its constraints.
pub(crate) fn member(model: &Model, member: &Member, links: &Links<'_>) -> String {
    let html = model.trait_of(member, |traits| traits.documentation.as_deref());
    // Nothing links to itself.
    let text = html.map(|html| converted(html, links, Some(&member.name))).unwrap_or_default();
    let text = if text.is_empty() { format!("{}.", code(member.name.as_str())) } else { text };
    match constraints(model, member) {
        None => text,
        Some(constraints) => with_sentence(&text, &constraints),
    }
}

/// Adds a sentence: to the only paragraph, or as a paragraph of its own.
fn with_sentence(text: &str, sentence: &str) -> String {
    let one_paragraph = !text.contains("\n\n") && !text.starts_with(['-', '>']) && !text.contains("\n- ");
    let last = text.lines().last().unwrap_or_default().chars().count();
    match (one_paragraph && text.ends_with(['.', '!', '?', ':']), last + sentence.len() < 92) {
        (true, true) => format!("{text} {sentence}"),
        (true, false) => format!("{text}\n{sentence}"),
        (false, _) => format!("{text}\n\n{sentence}"),
    }
}

/// What a member's values must be, in words.
fn constraints(model: &Model, member: &Member) -> Option<String> {
    let target = model.target(member);
    let mut sentences = Vec::new();
    if let Some(length) = model.trait_of(member, |traits| traits.length) {
        sentences.extend(length_in_words(&target.kind, length));
    }
    if let Some(range) = model.trait_of(member, |traits| traits.range.as_ref()) {
        sentences.extend(range_in_words(range));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn length_in_words(kind: &Kind, length: Length) -> Option<String> {
    let (one, many) = match kind {
        Kind::String | Kind::Enum(_) => ("character", "characters"),
        Kind::Blob => ("byte", "bytes"),
        Kind::List(_) => ("item", "items"),
        Kind::Map(..) => ("entry", "entries"),
        _ => return None,
    };
    let unit = |number: u64| if number == 1 { one } else { many };
    Some(match (length.min, length.max) {
        (Some(min), Some(max)) if min == max => format!("Exactly {max} {}.", unit(max)),
        (Some(min), Some(max)) => format!("{min} to {max} {}.", unit(max)),
        (Some(min), None) => format!("At least {min} {}.", unit(min)),
        (None, Some(max)) => format!("At most {max} {}.", unit(max)),
        (None, None) => return None,
    })
}

fn range_in_words(range: &Range) -> Option<String> {
    Some(match (&range.min, &range.max) {
        (Some(min), Some(max)) => format!("{min} to {max}."),
        (Some(min), None) => format!("At least {min}."),
        (None, Some(max)) => format!("At most {max}."),
        (None, None) => return None,
    })
}

/// The documentation of an enum's value.
pub(crate) fn enum_value(value: &EnumValue) -> String {
    let text = value.documentation.as_deref().map(markdown).unwrap_or_default();
    let wire = value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned);
    if text.is_empty() { format!("{}.", code(&wire)) } else { text }
}

/// `#[deprecated]`, with the model's reason.
pub(crate) fn deprecated(traits: &Traits) -> Option<TokenStream> {
    let deprecated = traits.deprecated.as_ref()?;
    let note = deprecated.message.as_ref().map(|note| quote!(note = #note));
    Some(match note {
        Some(note) => quote!(#[deprecated(#note)]),
        None => quote!(#[deprecated]),
    })
}
