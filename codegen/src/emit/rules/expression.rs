//! Values and calls in the rules.

use model::rules::{Call, Expression};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::Scope;
use super::template::{owned_text, template};
use super::typed::{Type, Typed};
use super::{choice, parameters::field};

/// The value of an expression.
pub(super) fn expression(expression: &Expression, scope: &Scope) -> Typed {
    match expression {
        Expression::Reference { r#ref: name } => match scope.names.get(name) {
            Some(value) => value.clone(),
            None => Typed::optional(quote!(None::<&str>), Type::Text),
        },
        Expression::Call(inner) => call(inner, scope),
        Expression::Text(text) => template(text, scope),
        Expression::Boolean(value) => Typed::new(quote!(#value), Type::Boolean),
        Expression::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            Typed::new(quote!(#value), Type::Integer)
        }
        Expression::Array(items) => {
            let items = items.iter().map(|item| owned_text(item, scope));
            Typed::new(quote!(vec![#(#items),*]), Type::Texts).owned()
        }
    }
}

/// A call of a function of the rules' standard library.
pub(super) fn call(call: &Call, scope: &Scope) -> Typed {
    let argument = |index: usize| match call.argv.get(index) {
        Some(argument) => expression(argument, scope),
        None => Typed::optional(quote!(None::<&str>), Type::Text),
    };
    let value = |index: usize| argument(index).value();
    match call.function.as_str() {
        "isSet" => {
            let inner = argument(0);
            let tokens = &inner.tokens;
            Typed::new(if inner.optional { quote!(#tokens.is_some()) } else { quote!(true) }, Type::Boolean)
        }
        "not" => Typed::new(negated(call.argv.first(), scope), Type::Boolean),
        "booleanEquals" => Typed::new(boolean_equals(&argument(0), &argument(1)), Type::Boolean),
        "stringEquals" => Typed::new(string_equals(&argument(0), &argument(1), Equality::Is), Type::Boolean),
        "getAttr" => attribute(&argument(0), call.argv.get(1)),
        "coalesce" => choice::coalesce((0..call.argv.len()).map(argument).collect()),
        "ite" => {
            let condition = argument(0);
            let tokens = &condition.tokens;
            let holds = if condition.optional { quote!(#tokens == Some(true)) } else { tokens.clone() };
            choice::ite(&holds, argument(1), argument(2))
        }
        "aws.partition" => {
            let region = value(0);
            Typed::optional(quote!(rules::partition(#region)), Type::Partition)
        }
        "aws.parseArn" => {
            let text = value(0);
            Typed::optional(quote!(rules::parse_arn(#text)), Type::Arn).owned()
        }
        "parseURL" => {
            let text = value(0);
            Typed::optional(quote!(rules::parse_url(#text)), Type::Url).owned()
        }
        "substring" => {
            let (text, start, stop, reverse) = (value(0), value(1), value(2), value(3));
            Typed::optional(quote!(rules::substring(#text, #start, #stop, #reverse)), Type::Text)
        }
        "split" => {
            let (text, delimiter, limit) = (value(0), value(1), value(2));
            Typed::new(quote!(rules::split(#text, #delimiter, #limit)), Type::Texts).owned()
        }
        "uriEncode" => {
            let text = value(0);
            Typed::new(quote!(rules::uri_encode(#text)), Type::Text).owned()
        }
        "isValidHostLabel" => {
            let (text, dots) = (value(0), value(1));
            Typed::new(quote!(rules::is_valid_host_label(#text, #dots)), Type::Boolean)
        }
        "aws.isVirtualHostableS3Bucket" => {
            let (text, dots) = (value(0), value(1));
            Typed::new(quote!(rules::is_virtual_hostable_s3_bucket(#text, #dots)), Type::Boolean)
        }
        // `check` refuses every other function.
        _ => Typed::new(quote!(false), Type::Boolean),
    }
}

/// Every function that [`call`] knows.
pub(crate) const FUNCTIONS: [&str; 15] = [
    "aws.isVirtualHostableS3Bucket",
    "aws.parseArn",
    "aws.partition",
    "booleanEquals",
    "coalesce",
    "getAttr",
    "isSet",
    "isValidHostLabel",
    "ite",
    "not",
    "parseURL",
    "split",
    "stringEquals",
    "substring",
    "uriEncode",
];

/// The opposite of a condition, written as a person would.
fn negated(argument: Option<&Expression>, scope: &Scope) -> TokenStream {
    let Some(argument) = argument else { return quote!(true) };
    if let Expression::Call(inner) = argument {
        let side = |index: usize| inner.argv.get(index).map(|side| expression(side, scope));
        match (inner.function.as_str(), side(0), side(1)) {
            ("isSet", Some(value), _) if value.optional => {
                let tokens = value.tokens;
                return quote!(#tokens.is_none());
            }
            ("stringEquals", Some(left), Some(right)) => return string_equals(&left, &right, Equality::Not),
            ("not", Some(value), _) => return value.tokens,
            ("booleanEquals", ..) => {
                let equal = call(inner, scope).tokens;
                return match equal.to_string().strip_prefix("! ").map(str::parse) {
                    Some(Ok(plain)) => plain,
                    _ if equal.to_string().contains("==") => quote!(!(#equal)),
                    _ => quote!(!#equal),
                };
            }
            _ => {}
        }
    }
    let value = expression(argument, scope);
    let tokens = &value.tokens;
    if value.optional { quote!(#tokens.is_none()) } else { quote!(!#tokens) }
}

fn boolean_equals(left: &Typed, right: &Typed) -> TokenStream {
    let literal = |value: &Typed| match value.tokens.to_string().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    let (value, expected) = match (literal(left), literal(right)) {
        (_, Some(expected)) => (left, expected),
        (Some(expected), None) => (right, expected),
        (None, None) => {
            let (left, right) = (left.value(), right.value());
            return quote!(#left == #right);
        }
    };
    let tokens = &value.tokens;
    match (value.optional, expected) {
        (true, expected) => quote!(#tokens == Some(#expected)),
        (false, true) => quote!(#tokens),
        (false, false) => quote!(!#tokens),
    }
}

/// Whether two texts are to be equal.
#[derive(Clone, Copy, PartialEq)]
enum Equality {
    Is,
    Not,
}

fn string_equals(left: &Typed, right: &Typed, equality: Equality) -> TokenStream {
    let side = |value: &Typed| {
        let tokens = &value.tokens;
        if value.owned { quote!(#tokens.as_str()) } else { tokens.clone() }
    };
    let (a, b) = (side(left), side(right));
    let is_empty = |tokens: &TokenStream| tokens.to_string() == "\"\"";
    let operator = if equality == Equality::Is { quote!(==) } else { quote!(!=) };
    match (left.optional, right.optional) {
        (true, false) => quote!(#a #operator Some(#b)),
        (false, true) => quote!(Some(#a) #operator #b),
        (false, false) if is_empty(&b) && equality == Equality::Is => quote!(#a.is_empty()),
        (false, false) if is_empty(&b) => quote!(!#a.is_empty()),
        _ => quote!(#a #operator #b),
    }
}

/// `getAttr`: a field of a record, or an item of a list.
pub(super) fn attribute(value: &Typed, path: Option<&Expression>) -> Typed {
    let Some(Expression::Text(path)) = path else { return Typed::new(quote!(""), Type::Text) };
    let record = &value.tokens;
    let (name, index) = match path.split_once('[') {
        Some((name, rest)) => (name, rest.trim_end_matches(']').parse::<i64>().ok()),
        None => (path.as_str(), None),
    };
    if let Some(index) = index {
        let list = if value.kind == Type::Arn { quote!(&#record.resource_id) } else { value.value() };
        let index = Literal::i64_unsuffixed(index);
        return Typed::optional(quote!(rules::item(#list, #index)), Type::Text);
    }
    let (tokens, kind) = match (value.kind, name) {
        (Type::Partition, "name") => (quote!(#record.name), Type::Text),
        (Type::Partition, "dnsSuffix") => (quote!(#record.dns_suffix), Type::Text),
        (Type::Partition, "dualStackDnsSuffix") => (quote!(#record.dual_stack_dns_suffix), Type::Text),
        (Type::Partition, "implicitGlobalRegion") => (quote!(#record.implicit_global_region), Type::Text),
        (Type::Partition, "supportsFIPS") => (quote!(#record.supports_fips), Type::Boolean),
        (Type::Partition, "supportsDualStack") => (quote!(#record.supports_dual_stack), Type::Boolean),
        (Type::Url, "isIp") => (quote!(#record.is_ip), Type::Boolean),
        (Type::Url, "normalizedPath") => (quote!(#record.normalized_path.as_str()), Type::Text),
        (Type::Arn, "accountId") => (quote!(#record.account_id), Type::Text),
        (Type::Arn, "resourceId") => (quote!(#record.resource_id.as_slice()), Type::Texts),
        (_, name) => {
            let field = field(name);
            (quote!(#record.#field), Type::Text)
        }
    };
    Typed::new(tokens, kind)
}
