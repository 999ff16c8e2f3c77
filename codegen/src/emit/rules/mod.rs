//! Endpoint rules as nested conditions in plain Rust.
//!
//! See <https://smithy.io/2.0/additional-specs/rules-engine/specification.html>.

mod choice;
mod expression;
mod parameters;
mod scope;
mod template;
mod typed;

use model::rules::{Condition, Expression, ParameterKind, Rule, RuleSet};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use self::expression::call;
use self::scope::Scope;
use self::template::{endpoint_value, text_argument};
use self::typed::{Type, Typed};

pub(crate) use self::expression::FUNCTIONS;
pub(crate) use self::parameters::{field, is_plain};
pub(crate) use self::template::expected;

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
        let mut tests: Vec<Test> = conditions.iter().filter_map(|condition| test(condition, &mut inner)).collect();
        let position = if tests.iter().all(Test::always_holds) { position } else { Position::Inner };
        let mut body = outcome(rule, &inner, position);
        // What always holds and is the last is a statement of its own.
        while let Some(Test::Name(name, value)) = tests.pop_if(|test| test.always_holds()) {
            if mentions(&body, &name) {
                body = quote!(let #name = #value; #body);
            }
        }
        let mut chain = TokenStream::new();
        for test in tests.into_iter().rev() {
            let link = test.link(&quote!(#chain #body));
            chain = if chain.is_empty() { link } else { quote!(#link && #chain) };
        }
        if chain.is_empty() {
            statements.extend(body);
            return statements;
        }
        statements.extend(quote!(if #chain { #body }));
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

/// A condition.
enum Test {
    /// It holds if this is true.
    Is(TokenStream),
    /// It holds if there is such a value, which has this name from there on.
    Some(Ident, TokenStream),
    /// It always holds, and gives a value its name.
    Name(Ident, TokenStream),
}

impl Test {
    fn always_holds(&self) -> bool {
        matches!(self, Self::Name(..))
    }

    /// The condition in a chain; `rest` is what stands behind it.
    fn link(self, rest: &TokenStream) -> TokenStream {
        match self {
            Self::Is(tokens) => tokens,
            Self::Some(name, value) if mentions(rest, &name) => quote!(let Some(#name) = #value),
            Self::Some(_, value) => quote!(#value.is_some()),
            Self::Name(name, value) => quote!(let Some(#name) = Some(#value)),
        }
    }
}

/// Whether a name stands in tokens, or in the text of a format.
fn mentions(tokens: &TokenStream, name: &Ident) -> bool {
    let in_text = format!("{{{name}}}");
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Literal(literal) => literal.to_string().contains(&in_text),
        TokenTree::Punct(_) => false,
    })
}

/// A condition; none if it always holds. A name that it assigns is in scope from here on.
fn test(condition: &Condition, scope: &mut Scope) -> Option<Test> {
    if condition.call.function == "isSet"
        && condition.assign.is_none()
        && let [Expression::Reference { r#ref: name }] = &condition.call.argv[..]
    {
        let value = scope.names.get(name)?.clone();
        return value.optional.then(|| {
            let (name, tokens) = bind(name, value, scope);
            Test::Some(name, tokens)
        });
    }
    let value = call(&condition.call, scope);
    match (&condition.assign, value.optional) {
        (Some(name), true) => {
            let (name, tokens) = bind(name, value, scope);
            Some(Test::Some(name, tokens))
        }
        (Some(name), false) => {
            let (name, tokens) = bind(name, value, scope);
            Some(Test::Name(name, tokens))
        }
        (None, true) if value.kind == Type::Boolean => {
            let tokens = value.tokens;
            Some(Test::Is(quote!(#tokens == Some(true))))
        }
        (None, true) => {
            let tokens = value.tokens;
            Some(Test::Is(quote!(#tokens.is_some())))
        }
        (None, false) => Some(Test::Is(value.tokens)),
    }
}

/// Gives a value a name; gives both.
fn bind(name: &str, value: Typed, scope: &mut Scope) -> (Ident, TokenStream) {
    let binding: Ident = field(name);
    let kind = value.kind;
    let bound = Typed { tokens: binding.to_token_stream(), kind, optional: false, owned: value.owned };
    scope.names.insert(name.to_owned(), bound);
    (binding, value.tokens)
}
