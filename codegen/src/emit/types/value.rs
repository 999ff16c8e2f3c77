//! Values of a model (defaults, parameters of test cases) as Rust expressions.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use jiff::Timestamp;
use model::{Kind, Member, Shape, ShapeId};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::context::{Context, Presence};
use crate::emit::types::constructor::Form;

/// Nanoseconds of a second.
const NANOS: i128 = 1_000_000_000;

/// Where a value is written, which decides how its text is meant.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// A default: blobs are base64.
    Default,
    /// A parameter of a test: blobs are plain text.
    Test,
}

/// A member's default, as its field holds it.
pub(crate) fn default(cx: &Context<'_>, member: &Member, value: &Value) -> TokenStream {
    owned(cx, &member.target, value, Place::Default)
}

/// A text, as a header or a query has it, for a member that holds text.
pub(crate) fn text(cx: &Context<'_>, member: &Member, text: &str) -> Option<TokenStream> {
    matches!(cx.model.target(member).kind, Kind::String).then(|| quote!(#text))
}

/// A structure of a test case, made by its constructor and setters.
pub(crate) fn structure(cx: &Context<'_>, shape: &Shape, params: &Value) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let given = |member: &Member| params.get(member.name.as_str());
    let value = |member: &Member| match given(member) {
        Some(value) => argument(cx, shape, member, value),
        None => {
            let kind = cx.value_type(&member.target);
            quote!(<#kind as runtime::wire::Decode>::initial())
        }
    };
    let base = match Form::of(cx, shape) {
        Form::Default | Form::Defaults => quote!(#name::new()),
        Form::ByPosition(required) => {
            let values = required.iter().map(|member| value(member));
            quote!(#name::new(#(#values),*))
        }
        Form::ByName(required) => {
            let arguments = cx.names.required_name(&shape.id);
            let fields = required.iter().map(|member| {
                let field = cx.member_name(shape, member);
                let value = value(member);
                quote!(#field: #value)
            });
            quote!(#name::new(#arguments { #(#fields),* }))
        }
    };
    let setters = shape.members().iter().filter_map(|member| {
        let value = given(member)?;
        if value.is_null() || cx.presence(shape, member) == Presence::Required {
            return None;
        }
        let setter = match cx.facts.is_sent(&shape.id) {
            true => cx.member_name(shape, member),
            false => cx.names.test_setter(&shape.id, &member.name),
        };
        let value = argument(cx, shape, member, value);
        Some(quote!(.#setter(#value)))
    });
    quote!(#base #(#setters)*)
}

/// A value as a constructor or setter takes it: texts need no conversion.
fn argument(cx: &Context<'_>, shape: &Shape, member: &Member, value: &Value) -> TokenStream {
    let boxed = cx.facts.is_boxed(&shape.id, &member.name);
    match (&cx.model.target(member).kind, value) {
        (Kind::String, Value::String(text)) if !boxed => quote!(#text),
        _ => owned(cx, &member.target, value, Place::Test),
    }
}

/// A value of the type that a shape has.
fn owned(cx: &Context<'_>, id: &ShapeId, value: &Value, place: Place) -> TokenStream {
    let shape = cx.model.shape(id);
    match (&shape.kind, value) {
        (Kind::String, Value::String(text)) if text.is_empty() => quote!(String::new()),
        (Kind::String, Value::String(text)) => quote!(#text.to_owned()),
        (Kind::Boolean, Value::Bool(value)) => quote!(#value),
        (Kind::Blob, Value::String(text)) if shape.traits.streaming && text.is_empty() => {
            quote!(runtime::Body::empty())
        }
        (Kind::Blob, Value::String(text)) if shape.traits.streaming => {
            let bytes = blob(text, place);
            quote!(runtime::Body::from(#bytes))
        }
        (Kind::Blob, Value::String(text)) => blob(text, place),
        (Kind::Timestamp, value) => moment(value),
        (Kind::Document, value) => document(value),
        (Kind::Enum(_) | Kind::IntEnum(_), value) => enum_value(cx, shape, value),
        (Kind::List(_), Value::Array(items)) if items.is_empty() && place == Place::Default => quote!(Vec::new()),
        // What takes anything that converts has to be told what nothing is made of.
        (Kind::List(item), Value::Array(items)) if items.is_empty() => {
            let item = cx.item_type(shape, item);
            quote!(Vec::<#item>::new())
        }
        (Kind::List(item), Value::Array(items)) => {
            let items = items.iter().map(|value| entry(cx, shape, item, value, place));
            quote!(vec![#(#items),*])
        }
        (Kind::Map(..), Value::Object(entries)) if entries.is_empty() && place == Place::Default => {
            quote!(BTreeMap::new())
        }
        (Kind::Map(key, item), Value::Object(entries)) if entries.is_empty() => {
            let (key, item) = (cx.value_type(&key.target), cx.item_type(shape, item));
            quote!(BTreeMap::<#key, #item>::new())
        }
        (Kind::Map(key, member), Value::Object(entries)) => {
            let entries = entries.iter().map(|(name, value)| {
                let key = owned(cx, &key.target, &Value::from(name.as_str()), place);
                let value = entry(cx, shape, member, value, place);
                quote!((#key, #value))
            });
            quote!(BTreeMap::from([#(#entries),*]))
        }
        (Kind::Structure(_), value) => structure(cx, shape, value),
        (Kind::Union(_), Value::String(_)) if shape.traits.streaming => quote!(runtime::EventStream::empty()),
        (Kind::Union(members), Value::Object(entries)) if shape.traits.streaming => {
            let event = union(cx, shape, members, entries, place);
            quote!(runtime::EventStream::of([#event]))
        }
        (Kind::Union(members), Value::Object(entries)) => union(cx, shape, members, entries, place),
        (kind, value) => number(kind, value),
    }
}

/// An item of a list or map, which may be null where the list is sparse.
fn entry(cx: &Context<'_>, list: &Shape, item: &Member, value: &Value, place: Place) -> TokenStream {
    match (list.traits.sparse, value) {
        (true, Value::Null) => quote!(None),
        (true, value) => {
            let value = owned(cx, &item.target, value, place);
            quote!(Some(#value))
        }
        (false, value) => owned(cx, &item.target, value, place),
    }
}

/// An event of a stream, as a test case gives it.
pub(crate) fn event(cx: &Context<'_>, stream: &Shape, params: &Value) -> TokenStream {
    let members = serde_json::Map::new();
    union(cx, stream, stream.members(), params.as_object().unwrap_or(&members), Place::Test)
}

fn union(
    cx: &Context<'_>,
    shape: &Shape,
    members: &[Member],
    entries: &serde_json::Map<String, Value>,
    place: Place,
) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let set = members.iter().find_map(|member| Some((member, entries.get(member.name.as_str())?)));
    match set {
        Some((member, value)) => {
            let variant = cx.member_name(shape, member);
            if member.target.is_unit() {
                return quote!(#name::#variant);
            }
            let value = owned(cx, &member.target, value, place);
            let boxed = cx.facts.is_boxed(&shape.id, &member.name);
            let value = if boxed { quote!(Box::new(#value)) } else { value };
            quote!(#name::#variant(#value))
        }
        None => quote!(<#name as runtime::wire::Decode>::initial()),
    }
}

fn blob(text: &str, place: Place) -> TokenStream {
    let bytes = match place {
        Place::Default => BASE64_STANDARD.decode(text).unwrap_or_default(),
        Place::Test => text.as_bytes().to_vec(),
    };
    if bytes.is_empty() {
        return quote!(runtime::Bytes::new());
    }
    let literal = Literal::byte_string(&bytes);
    quote!(runtime::Bytes::from_static(#literal))
}

/// Test cases and defaults give moments as seconds since 1970, or as RFC 3339 text.
fn moment(value: &Value) -> TokenStream {
    match (value.as_i64(), value.as_f64()) {
        (Some(seconds), _) => {
            let seconds = Literal::i64_unsuffixed(seconds);
            quote!(runtime::DateTime::from_secs(#seconds))
        }
        (None, Some(rounded)) => {
            let (seconds, nanos) = split(&value.to_string(), rounded);
            quote!(runtime::DateTime::from_secs_and_nanos(#seconds, #nanos))
        }
        (None, None) => written(value.as_str().unwrap_or_default()),
    }
}

/// A moment that is given as RFC 3339 text.
fn written(text: &str) -> TokenStream {
    let moment = text.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    // Nanoseconds count from the second before.
    let (seconds, nanos) = (moment.as_nanosecond().div_euclid(NANOS), moment.as_nanosecond().rem_euclid(NANOS));
    let seconds = Literal::i128_unsuffixed(seconds);
    match nanos {
        0 => quote!(runtime::DateTime::from_secs(#seconds)),
        _ => {
            let nanos = Literal::i128_unsuffixed(nanos);
            quote!(runtime::DateTime::from_secs_and_nanos(#seconds, #nanos))
        }
    }
}

/// Seconds and nanoseconds of a decimal number, exactly as it is written.
fn split(text: &str, rounded: f64) -> (Literal, Literal) {
    let seconds = rounded.floor() as i64;
    let digits = text.split_once('.').map_or("", |(_, digits)| digits);
    let nanos: u32 = format!("{digits:0<9}").get(..9).and_then(|digits| digits.parse().ok()).unwrap_or_default();
    let nanos = if rounded < 0.0 && nanos > 0 { 1_000_000_000 - nanos } else { nanos };
    (Literal::i64_unsuffixed(seconds), Literal::u32_unsuffixed(nanos))
}

fn document(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(runtime::Document::Null),
        Value::Bool(value) => quote!(runtime::Document::Boolean(#value)),
        Value::String(text) => quote!(runtime::Document::from(#text)),
        Value::Number(number) => {
            let text = number.to_string();
            quote!(runtime::Document::number(#text))
        }
        Value::Array(items) => {
            let items = items.iter().map(document);
            quote!(runtime::Document::Array(vec![#(#items),*].into()))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = document(value);
                quote!((#name.to_owned(), #value))
            });
            quote!(runtime::Document::Object(vec![#(#members),*].into()))
        }
    }
}

/// A variant, or a conversion for a value that the model does not list.
fn enum_value(cx: &Context<'_>, shape: &Shape, value: &Value) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let values = match &shape.kind {
        Kind::Enum(values) | Kind::IntEnum(values) => values.as_slice(),
        _ => &[],
    };
    match (values.iter().position(|known| known.value == *value), value) {
        (Some(index), _) => {
            let variant = cx.names.value(&shape.id, index);
            quote!(#name::#variant)
        }
        (None, Value::String(text)) => quote!(#name::from(#text)),
        (None, value) => {
            let number = Literal::i64_unsuffixed(value.as_i64().unwrap_or_default());
            quote!(#name::from(#number))
        }
    }
}

fn number(kind: &Kind, value: &Value) -> TokenStream {
    let float = match kind {
        Kind::Float => Some(quote!(f32)),
        Kind::Double => Some(quote!(f64)),
        _ => None,
    };
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match (float, text.as_str(), kind) {
        (Some(float), "NaN", _) => quote!(#float::NAN),
        (Some(float), "Infinity", _) => quote!(#float::INFINITY),
        (Some(float), "-Infinity", _) => quote!(#float::NEG_INFINITY),
        (Some(_), ..) => {
            let literal = Literal::f64_unsuffixed(value.as_f64().unwrap_or_default());
            quote!(#literal)
        }
        (None, text, Kind::BigInteger | Kind::BigDecimal) => quote!(#text.parse().expect("a number")),
        _ => {
            // A whole number may be written with a fraction of zero.
            let whole = value.as_i64().or_else(|| value.as_f64().map(|value| value as i64));
            let literal = Literal::i64_unsuffixed(whole.unwrap_or_default());
            quote!(#literal)
        }
    }
}
