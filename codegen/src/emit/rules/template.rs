//! Texts with places, and the endpoints that are made of them.

use model::rules::{Expression, RuleEndpoint};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::expression::{attribute, expression};
use super::scope::Scope;
use super::typed::{Type, Typed};

/// Text with places, like `https://{Region}.{Partition#dnsSuffix}`.
pub(super) fn template(text: &str, scope: &Scope) -> Typed {
    let parts = parse_template(text);
    if parts[..].is_empty() {
        return Typed::new(quote!(""), Type::Text);
    }
    if let [Part::Literal(literal)] = &parts[..] {
        return Typed::new(quote!(#literal), Type::Text);
    }
    if let [Part::Place(name, path)] = &parts[..] {
        return place(name, path.as_deref(), scope);
    }
    let mut format = String::new();
    let mut arguments = Vec::new();
    for part in &parts {
        match part {
            Part::Literal(literal) => format.push_str(&literal.replace('{', "{{").replace('}', "}}")),
            Part::Place(name, path) => {
                let value = place(name, path.as_deref(), scope);
                let tokens = if value.optional { value.value() } else { value.tokens };
                let text = tokens.to_string();
                if syn::parse_str::<Ident>(&text).is_ok() {
                    format.push_str(&format!("{{{text}}}"));
                } else {
                    format.push_str("{}");
                    arguments.push(tokens);
                }
            }
        }
    }
    Typed::new(quote!(format!(#format #(, #arguments)*)), Type::Text).owned()
}

fn place(name: &str, path: Option<&str>, scope: &Scope) -> Typed {
    let reference = Expression::Reference { r#ref: name.to_owned() };
    let value = expression(&reference, scope);
    match path {
        Some(path) => attribute(&value, Some(&Expression::Text(path.to_owned()))),
        None => value,
    }
}

/// A piece of a template.
#[derive(Debug, PartialEq)]
enum Part {
    Literal(String),
    Place(String, Option<String>),
}

/// Takes a template apart. Doubled braces are braces.
fn parse_template(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '{' | '}' if characters.peek() == Some(&character) => {
                characters.next();
                literal.push(character);
            }
            '{' => {
                if !literal.is_empty() {
                    parts.push(Part::Literal(std::mem::take(&mut literal)));
                }
                let inner: String = characters.by_ref().take_while(|character| *character != '}').collect();
                parts.push(match inner.split_once('#') {
                    Some((name, path)) => Part::Place(name.to_owned(), Some(path.to_owned())),
                    None => Part::Place(inner, None),
                });
            }
            other => literal.push(other),
        }
    }
    if !literal.is_empty() {
        parts.push(Part::Literal(literal));
    }
    parts
}

/// A text where anything that becomes a `String` will do.
pub(super) fn text_argument(source: &Expression, scope: &Scope) -> TokenStream {
    let value = expression(source, scope);
    if value.owned && !value.optional { value.tokens } else { value.value() }
}

/// A text as a `String`.
pub(super) fn owned_text(source: &Expression, scope: &Scope) -> TokenStream {
    let value = expression(source, scope);
    let tokens = if value.optional { value.value() } else { value.tokens };
    if value.owned { tokens } else { quote!(#tokens.to_owned()) }
}

/// An endpoint with everything that the rule says about it.
pub(super) fn endpoint_value(endpoint: &RuleEndpoint, scope: &Scope) -> TokenStream {
    let url = text_argument(&endpoint.url, scope);
    let mut tokens = quote!(Endpoint::new(#url));
    for (name, values) in &endpoint.headers {
        let values = values.iter().map(|value| owned_text(value, scope));
        tokens.extend(quote!(.header(#name, vec![#(#values),*])));
    }
    for (name, value) in &endpoint.properties {
        match (name.as_str(), value) {
            ("authSchemes", Value::Array(schemes)) => {
                for scheme in schemes {
                    let scheme = auth_scheme(scheme, scope);
                    tokens.extend(quote!(.auth_scheme(#scheme)));
                }
            }
            _ => {
                let value = document(value, scope);
                tokens.extend(quote!(.property(#name, #value)));
            }
        }
    }
    tokens
}

/// A way to sign, as a chain of setters.
fn auth_scheme(scheme: &Value, scope: &Scope) -> TokenStream {
    let text = |name: &str| {
        let text = scheme.get(name)?.as_str()?;
        Some(text_argument(&Expression::Text(text.to_owned()), scope))
    };
    let name = text("name").unwrap_or(quote!(""));
    let mut tokens = quote!(AuthScheme::new(#name));
    if let Some(name) = text("signingName") {
        tokens.extend(quote!(.signing_name(#name)));
    }
    if let Some(region) = text("signingRegion") {
        tokens.extend(quote!(.signing_region(#region)));
    }
    if let Some(Value::Array(regions)) = scheme.get("signingRegionSet") {
        let regions = regions.iter().filter_map(Value::as_str);
        let regions = regions.map(|region| owned_text(&Expression::Text(region.to_owned()), scope));
        tokens.extend(quote!(.signing_region_set(vec![#(#regions),*])));
    }
    if let Some(disable) = scheme.get("disableDoubleEncoding").and_then(Value::as_bool) {
        tokens.extend(quote!(.disable_double_encoding(#disable)));
    }
    tokens
}

/// A property, whose texts may have places.
fn document(value: &Value, scope: &Scope) -> TokenStream {
    match value {
        Value::Null => quote!(runtime::Document::Null),
        Value::Bool(value) => quote!(runtime::Document::Boolean(#value)),
        Value::Number(number) => {
            let text = number.to_string();
            quote!(runtime::Document::number(#text))
        }
        Value::String(text) => {
            let text = owned_text(&Expression::Text(text.clone()), scope);
            quote!(runtime::Document::String(#text))
        }
        Value::Array(items) => {
            let items = items.iter().map(|item| document(item, scope));
            quote!(runtime::Document::Array(vec![#(#items),*].into()))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = document(value, scope);
                quote!((#name.to_owned(), #value))
            });
            quote!(runtime::Document::Object(vec![#(#members),*].into()))
        }
    }
}

/// The endpoint that a test expects: as in the rules, but without places.
pub(crate) fn expected(endpoint: &model::rules::ExpectedEndpoint) -> TokenStream {
    let scope = Scope::default();
    let literal = |text: &String| Expression::Text(text.replace('{', "{{").replace('}', "}}"));
    let headers = endpoint.headers.iter().map(|(name, values)| (name.clone(), values.iter().map(literal).collect()));
    let rule = RuleEndpoint {
        url: literal(&endpoint.url),
        headers: headers.collect(),
        properties: endpoint.properties.clone(),
    };
    endpoint_value(&rule, &scope)
}
