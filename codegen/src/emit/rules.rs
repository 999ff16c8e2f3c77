//! Endpoint rules as nested conditions in plain Rust.
//!
//! See <https://smithy.io/2.0/additional-specs/rules-engine/specification.html>.

use std::collections::BTreeMap;

use model::rules::{Call, Condition, Expression, ParameterKind, Rule, RuleEndpoint, RuleSet};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use serde_json::Value;

use super::endpoint::{field, is_plain};

/// What the compiled rules need of the runtime.
pub(crate) fn imports(resolve: &TokenStream) -> TokenStream {
    let text = resolve.to_string();
    let auth = text.contains("AuthScheme").then(|| quote!(AuthScheme,));
    let rules = text.contains("rules ::").then(|| quote!(rules,));
    quote!(use runtime::endpoint::{#auth Endpoint, EndpointError, #rules};)
}

/// ```text
/// pub fn resolve(params: &Params) -> Result<Endpoint, EndpointError> {
///     if let Some(region) = params.region.as_deref() && let Some(partition) = rules::partition(region) {
///         return rules::endpoint(format!("https://kinesisvideo.{region}.{}", partition.dns_suffix));
///     }
///     rules::error("Invalid Configuration: Missing Region")
/// }
/// ```
pub(crate) fn resolve(rules: &RuleSet) -> TokenStream {
    let mut scope = Scope::default();
    for (name, parameter) in &rules.parameters {
        let field = field(name);
        let value = match (parameter.kind, is_plain(parameter)) {
            (ParameterKind::Boolean, true) => Typed::new(quote!(params.#field), Type::Boolean),
            (ParameterKind::Boolean, false) => Typed::optional(quote!(params.#field), Type::Boolean),
            (ParameterKind::String, _) => Typed::optional(quote!(params.#field.as_deref()), Type::Text),
            (ParameterKind::StringArray, _) => Typed::optional(quote!(params.#field.as_deref()), Type::Texts),
        };
        scope.names.insert(name.clone(), value);
    }
    let body = block(&rules.rules, &scope, Position::Tail);
    quote! {
        /// Applies the endpoint rules.
        ///
        /// # Errors
        /// The rules refuse these parameters.
        pub fn resolve(params: &Params) -> Result<Endpoint, EndpointError> { #body }
    }
}

/// Whether a value is the last expression of the function.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    Tail,
    Inner,
}

impl Position {
    fn result(self, value: TokenStream) -> TokenStream {
        match self {
            Self::Tail => value,
            Self::Inner => quote!(return #value;),
        }
    }
}

/// The type of a value in the rules.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Type {
    Boolean,
    Text,
    Texts,
    Partition,
    Url,
    Arn,
    Integer,
}

/// A value as an expression. Texts are `&str`, lists of them `&[String]`.
#[derive(Clone, Debug)]
struct Typed {
    tokens: TokenStream,
    kind: Type,
    optional: bool,
    /// The expression owns its value: a name bound to it must be borrowed from.
    owned: bool,
}

impl Typed {
    fn new(tokens: TokenStream, kind: Type) -> Self {
        Self { tokens, kind, optional: false, owned: false }
    }

    fn optional(tokens: TokenStream, kind: Type) -> Self {
        Self { tokens, kind, optional: true, owned: false }
    }

    fn owned(mut self) -> Self {
        self.owned = true;
        self
    }

    /// The value itself, where the rules have made sure that it is there.
    fn value(&self) -> TokenStream {
        let tokens = &self.tokens;
        match (self.optional, self.owned) {
            (true, false) => quote!(#tokens.unwrap_or_default()),
            (false, true) => quote!(&#tokens),
            _ => quote!(#tokens),
        }
    }
}

/// The names that a rule can refer to.
#[derive(Clone, Debug, Default)]
struct Scope {
    names: BTreeMap<String, Typed>,
}

/// Rules one after the other. Once a tree is entered, it must give a result.
fn block(rules: &[Rule], scope: &Scope, position: Position) -> TokenStream {
    let mut statements = TokenStream::new();
    for rule in rules {
        let conditions = match rule {
            Rule::Tree { conditions, .. } | Rule::Endpoint { conditions, .. } | Rule::Error { conditions, .. } => {
                conditions
            }
        };
        let mut inner = scope.clone();
        let tests: Vec<TokenStream> = conditions.iter().filter_map(|condition| test(condition, &mut inner)).collect();
        if tests.is_empty() {
            statements.extend(outcome(rule, &inner, position));
            return statements;
        }
        let outcome = outcome(rule, &inner, Position::Inner);
        statements.extend(quote!(if #(#tests)&&* { #outcome }));
    }
    statements.extend(position.result(quote!(rules::error("no endpoint rule matches the parameters"))));
    statements
}

fn outcome(rule: &Rule, scope: &Scope, position: Position) -> TokenStream {
    match rule {
        Rule::Tree { rules, .. } => block(rules, scope, position),
        Rule::Endpoint { endpoint, .. } => {
            let is_plain = endpoint.headers.is_empty() && endpoint.properties.is_empty();
            let endpoint = if is_plain {
                let url = text_argument(&endpoint.url, scope);
                quote!(rules::endpoint(#url))
            } else {
                let endpoint = endpoint_value(endpoint, scope);
                quote!(Ok(#endpoint))
            };
            position.result(endpoint)
        }
        Rule::Error { error, .. } => {
            let text = text_argument(error, scope);
            position.result(quote!(rules::error(#text)))
        }
    }
}

/// A condition as one link of a chain; none if it always holds. A name that it assigns is in scope from here on.
fn test(condition: &Condition, scope: &mut Scope) -> Option<TokenStream> {
    if condition.call.function == "isSet"
        && condition.assign.is_none()
        && let [Expression::Reference { r#ref: name }] = &condition.call.argv[..]
    {
        let value = scope.names.get(name)?.clone();
        return value.optional.then(|| bind(name, value, scope));
    }
    let value = call(&condition.call, scope);
    match (&condition.assign, value.optional) {
        (Some(name), true) => Some(bind(name, value, scope)),
        (Some(name), false) => {
            let tokens = &value.tokens;
            let some = Typed { tokens: quote!(Some(#tokens)), optional: true, ..value };
            Some(bind(name, some, scope))
        }
        (None, true) if value.kind == Type::Boolean => {
            let tokens = value.tokens;
            Some(quote!(#tokens == Some(true)))
        }
        (None, true) => {
            let tokens = value.tokens;
            Some(quote!(#tokens.is_some()))
        }
        (None, false) => Some(value.tokens),
    }
}

/// `let Some(name) = value`.
fn bind(name: &str, value: Typed, scope: &mut Scope) -> TokenStream {
    let binding: Ident = field(name);
    let tokens = &value.tokens;
    let kind = value.kind;
    let bound = Typed { tokens: binding.to_token_stream(), kind, optional: false, owned: value.owned };
    scope.names.insert(name.to_owned(), bound);
    quote!(let Some(#binding) = #tokens)
}

fn expression(expression: &Expression, scope: &Scope) -> Typed {
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
fn call(call: &Call, scope: &Scope) -> Typed {
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
pub(crate) const FUNCTIONS: [&str; 13] = [
    "aws.isVirtualHostableS3Bucket",
    "aws.parseArn",
    "aws.partition",
    "booleanEquals",
    "getAttr",
    "isSet",
    "isValidHostLabel",
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
fn attribute(value: &Typed, path: Option<&Expression>) -> Typed {
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

/// Text with places, like `https://{Region}.{Partition#dnsSuffix}`.
fn template(text: &str, scope: &Scope) -> Typed {
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
fn text_argument(source: &Expression, scope: &Scope) -> TokenStream {
    let value = expression(source, scope);
    if value.owned && !value.optional { value.tokens } else { value.value() }
}

/// A text as a `String`.
fn owned_text(source: &Expression, scope: &Scope) -> TokenStream {
    let value = expression(source, scope);
    let tokens = if value.optional { value.value() } else { value.tokens };
    if value.owned { tokens } else { quote!(#tokens.to_owned()) }
}

fn endpoint_value(endpoint: &RuleEndpoint, scope: &Scope) -> TokenStream {
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
            quote!(runtime::Document::Array(vec![#(#items),*]))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = document(value, scope);
                quote!((#name.to_owned(), #value))
            });
            quote!(runtime::Document::Object(vec![#(#members),*]))
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
