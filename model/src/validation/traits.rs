//! Traits by themselves: whether they stand where they mean something, and whether their values make sense.

use serde_json::{Number, Value};

use crate::diagnostic::Diagnostic;
use crate::ir::{Kind, Member, Model, Shape};
use crate::source::Place;
use crate::traits::{Length, Range, Traits};

/// Checks the traits of a shape and of its members.
pub(super) fn check(model: &Model, shape: &Shape, found: &mut Vec<Diagnostic>) {
    let owner = shape.id.to_string();
    check_traits(&owner, &shape.traits, shape.kind.on_the_wire(), shape.place, found);
    for member in shape.all_members() {
        let owner = format!("{}${}", shape.id, member.name);
        let target = model.target(member);
        check_traits(&owner, &member.traits, target.kind.on_the_wire(), member.place, found);
        check_default(model, &owner, member, target, found);
    }
}

/// `TraitTarget`: each trait is for some kinds of shapes alone.
fn check_traits(owner: &str, traits: &Traits, kind: &Kind, place: Place, found: &mut Vec<Diagnostic>) {
    let is_number = kind.is_number() || matches!(kind, Kind::IntEnum(_));
    let is_text = matches!(kind, Kind::String | Kind::Enum(_));
    let is_collection = matches!(kind, Kind::List(_) | Kind::Map(..));
    let places: [(&str, bool, bool, &str); 8] = [
        (
            "length",
            traits.length.is_some(),
            is_text || is_collection || matches!(kind, Kind::Blob),
            "strings, blobs, lists and maps",
        ),
        ("range", traits.range.is_some(), is_number, "numbers"),
        ("pattern", traits.pattern.is_some(), is_text, "strings"),
        ("uniqueItems", traits.unique_items, matches!(kind, Kind::List(_)), "lists"),
        ("sparse", traits.sparse, is_collection, "lists and maps"),
        ("mediaType", traits.media_type.is_some(), is_text || matches!(kind, Kind::Blob), "strings and blobs"),
        ("timestampFormat", traits.timestamp_format.is_some(), matches!(kind, Kind::Timestamp), "timestamps"),
        ("idempotencyToken", traits.idempotency_token, is_text, "strings"),
    ];
    for (name, is_there, fits, kinds) in places {
        if is_there && !fits {
            found.push(
                Diagnostic::new(format!("the trait `smithy.api#{name}` of `{owner}` means nothing there"))
                    .at(place, "here")
                    .help(format!("it is for {kinds}")),
            );
        }
    }
    check_bounds(owner, traits, place, found);
    if traits.retryable.is_some() && traits.error.is_none() {
        found.push(
            Diagnostic::new(format!("`{owner}` has the trait `smithy.api#retryable` and is no error"))
                .at(place, "here")
                .help("give it the trait `smithy.api#error`, too"),
        );
    }
}

/// `LengthTrait` and `RangeTrait`: the least is not more than the greatest.
fn check_bounds(owner: &str, traits: &Traits, place: Place, found: &mut Vec<Diagnostic>) {
    let mut report = |name: &str, min: &dyn std::fmt::Display, max: &dyn std::fmt::Display| {
        found.push(
            Diagnostic::new(format!("no value of `{owner}` can have a {name} from {min} to {max}"))
                .at(place, "here")
                .help("swap `min` and `max`"),
        );
    };
    if let Some(Length { min: Some(min), max: Some(max) }) = traits.length
        && min > max
    {
        report("length", &min, &max);
    }
    if let Some(Range { min: Some(min), max: Some(max) }) = &traits.range
        && as_f64(min) > as_f64(max)
    {
        report("value", min, max);
    }
}

fn as_f64(number: &Number) -> f64 {
    number.as_f64().unwrap_or(f64::NAN)
}

/// `DefaultTrait`: a default is a value of its shape.
fn check_default(model: &Model, owner: &str, member: &Member, target: &Shape, found: &mut Vec<Diagnostic>) {
    let Some(default) = member.traits.default.as_ref().filter(|value| !value.is_null()) else { return };
    if !fits(default, &target.kind) {
        found.push(
            Diagnostic::new(format!("the default of `{owner}` is not a value of `{}`", target.id))
                .at(member.place, format!("the default is {default}"))
                .help("a default has the form that the value has in JSON; lists and maps can only be empty"),
        );
        return;
    }
    let range = model.trait_of(member, |traits| traits.range.as_ref());
    let length = model.trait_of(member, |traits| traits.length);
    let is_outside = match (default, range, length) {
        (Value::Number(number), Some(range), _) => {
            let below = range.min.as_ref().is_some_and(|min| as_f64(number) < as_f64(min));
            below || range.max.as_ref().is_some_and(|max| as_f64(number) > as_f64(max))
        }
        (Value::String(text), _, Some(length)) if matches!(target.kind, Kind::String) => {
            let count = text.chars().count() as u64;
            length.min.is_some_and(|min| count < min) || length.max.is_some_and(|max| count > max)
        }
        _ => false,
    };
    if is_outside {
        // Models that came from Smithy 1.0 have the default of zero where their range has none.
        let is_zero = matches!(default, Value::Number(number) if as_f64(number) == 0.0)
            || matches!(default, Value::String(text) if text.is_empty());
        let title = format!("the default of `{owner}` is outside of its own bounds");
        let diagnostic = if is_zero { Diagnostic::warning(title) } else { Diagnostic::new(title) };
        found.push(
            diagnostic.at(member.place, format!("the default is {default}")).help("change the default or the bounds"),
        );
    }
}

/// Whether a default may be the value of a shape. Smithy allows only empty collections.
fn fits(default: &Value, kind: &Kind) -> bool {
    match kind.on_the_wire() {
        Kind::Blob | Kind::String | Kind::Enum(_) => default.is_string(),
        Kind::Boolean => default.is_boolean(),
        Kind::Byte | Kind::Short | Kind::Integer | Kind::Long | Kind::IntEnum(_) => {
            default.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        Kind::Float | Kind::Double => {
            default.is_number() || matches!(default.as_str(), Some("NaN" | "Infinity" | "-Infinity"))
        }
        Kind::BigInteger | Kind::BigDecimal => default.is_number() || default.is_string(),
        Kind::Timestamp => default.is_number() || default.is_string(),
        Kind::Document => true,
        Kind::List(_) => default.as_array().is_some_and(Vec::is_empty),
        Kind::Map(..) => default.as_object().is_some_and(serde_json::Map::is_empty),
        Kind::Structure(_) | Kind::Union(_) | Kind::Custom { .. } => false,
    }
}
