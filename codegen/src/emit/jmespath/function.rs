//! Functions.

use model::Kind;
use quote::quote;

use super::value::{Part, Value, is_text};
use crate::context::Context;

/// What a function gives. None if it is not there, or does not take such values.
pub(super) fn call(cx: &Context<'_>, name: &str, arguments: Vec<Value>) -> Option<Value> {
    let mut arguments = arguments.into_iter();
    let (first, second, third) = (arguments.next()?, arguments.next(), arguments.next());
    match (name, second, third) {
        ("length", None, None) => length(cx, first),
        ("keys", None, None) => first.entries(cx, Part::Keys),
        ("values", None, None) => first.entries(cx, Part::Values),
        ("contains", Some(wanted), None) => contains(cx, first, &wanted),
        ("starts_with" | "ends_with", Some(part), None) => {
            let method = if name == "starts_with" { quote!(starts_with) } else { quote!(ends_with) };
            let (text, part) = (first.text(cx)?, part.text(cx)?);
            Some(Value::Bool(quote!(#text.zip(#part).is_some_and(|(text, part)| text.#method(part)))))
        }
        _ => None,
    }
}

/// Characters of a text, items of a list, entries of a map.
fn length(cx: &Context<'_>, value: Value) -> Option<Value> {
    match value {
        Value::Many(tokens, _) => Some(Value::Count(quote!(Some(#tokens.count())))),
        Value::One(tokens, id) => {
            let length = match cx.model.shape(&id).kind {
                Kind::List(_) | Kind::Map(..) => quote!(value.len()),
                Kind::String | Kind::Enum(_) => quote!(value.as_str().chars().count()),
                _ => return None,
            };
            Some(Value::Count(quote!(#tokens.map(|value| #length))))
        }
        _ => None,
    }
}

/// A part of a text, or a text in a list.
fn contains(cx: &Context<'_>, value: Value, wanted: &Value) -> Option<Value> {
    let wanted = wanted.text(cx)?;
    if let Some(text) = value.text(cx) {
        return Some(Value::Bool(quote!(#text.zip(#wanted).is_some_and(|(text, part)| text.contains(part)))));
    }
    let (items, id) = value.items(cx)?;
    is_text(cx, &id).then(|| Value::Bool(quote!(#items.any(|value| Some(value.as_str()) == #wanted))))
}
