//! Values of a model that have no members as Rust expressions: defaults, and what stands within others.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use jiff::Timestamp;
use model::{Kind, Shape, ShapeId};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::context::Context;

/// Nanoseconds of a second.
const NANOS: i128 = 1_000_000_000;

/// A default of the type that a shape has. The only lists and maps are empty ones; blobs are base64.
pub(crate) fn default(cx: &Context<'_>, id: &ShapeId, value: &Value) -> TokenStream {
    let shape = cx.model.shape(id);
    match (&shape.kind, value) {
        (Kind::String, Value::String(text)) if text.is_empty() => quote!(String::new()),
        (Kind::String, Value::String(text)) => quote!(#text.to_owned()),
        (Kind::Boolean, Value::Bool(value)) => quote!(#value),
        (Kind::Blob, Value::String(text)) if shape.traits.streaming && text.is_empty() => {
            quote!(runtime::Body::empty())
        }
        (Kind::Blob, Value::String(text)) if shape.traits.streaming => {
            let bytes = bytes(&decoded(text));
            quote!(runtime::Body::from(#bytes))
        }
        (Kind::Blob, Value::String(text)) => bytes(&decoded(text)),
        (Kind::Timestamp, value) => moment(value),
        (Kind::Document, value) => document(value),
        (Kind::Enum(_) | Kind::IntEnum(_), value) => enum_value(cx, shape, value),
        (Kind::Union(_), _) if shape.traits.streaming => quote!(runtime::EventStream::empty()),
        (Kind::List(_), Value::Array(items)) if items.is_empty() => quote!(Vec::new()),
        (Kind::Map(..), Value::Object(entries)) if entries.is_empty() => quote!(BTreeMap::new()),
        (kind, value) => number(kind, value),
    }
}

/// A value of what a shape is on the wire, where a type of the user's stands for it: enums are texts and numbers.
pub(crate) fn on_the_wire(kind: &Kind, value: &Value) -> TokenStream {
    match (kind, value) {
        (Kind::String | Kind::Enum(_), Value::String(text)) => quote!(#text.to_owned()),
        (Kind::Boolean, Value::Bool(value)) => quote!(#value),
        (Kind::Blob, Value::String(text)) => bytes(text.as_bytes()),
        (Kind::Timestamp, value) => moment(value),
        (Kind::Document, value) => document(value),
        (kind, value) => number(kind, value),
    }
}

fn decoded(base64: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(base64).unwrap_or_default()
}

/// Bytes as an expression.
pub(crate) fn bytes(bytes: &[u8]) -> TokenStream {
    if bytes.is_empty() {
        return quote!(runtime::Bytes::new());
    }
    let literal = Literal::byte_string(bytes);
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
