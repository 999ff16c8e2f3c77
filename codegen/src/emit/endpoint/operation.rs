//! What an operation and its input say about the endpoint.

use model::rules::{Parameter, ParameterKind, RuleSet};
use model::{Diagnostic, Kind, Operation};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::context::{Context, Presence};
use crate::emit::endpoint::discovery;
use crate::emit::jmespath::{self, Scope, Value as Found};
use crate::emit::rules::{field, is_plain};

/// The function that adds what an operation and its input say about the parameters; none if they say nothing.
pub(crate) fn of_operation(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    if let Some(url) = given(cx, operation) {
        return Some(url);
    }
    let rules = cx.model.service.rules.as_ref()?;
    let mut lines = TokenStream::new();
    for (name, value) in &operation.static_context_params {
        let Some(parameter) = read_parameter(cx, rules, name) else { continue };
        let field = field(name);
        let value = match value {
            Value::Bool(value) => quote!(#value),
            Value::String(text) => quote!(#text.to_owned()),
            Value::Array(items) => {
                let items = items.iter().filter_map(Value::as_str);
                quote!(vec![#(#items.to_owned()),*])
            }
            _ => continue,
        };
        lines.extend(if is_plain(parameter) {
            quote!(params.#field = #value;)
        } else {
            quote!(params.#field = Some(#value);)
        });
    }
    let mut uses_input = false;
    if let Some(id) = &operation.input {
        let shape = cx.model.shape(id);
        for member in shape.members() {
            let Some(name) = member.traits.context_param.as_ref() else { continue };
            let Some(parameter) = read_parameter(cx, rules, name) else { continue };
            let (field, from) = (field(name), cx.member_name(shape, member));
            let optional = cx.presence(shape, member) == Presence::Optional;
            uses_input = true;
            lines.extend(match (is_plain(parameter), optional) {
                (true, true) => quote!(params.#field = input.#from.unwrap_or(params.#field);),
                (true, false) => quote!(params.#field = input.#from;),
                (false, true) => quote!(params.#field = input.#from.clone();),
                (false, false) => quote!(params.#field = Some(input.#from.clone());),
            });
        }
    }
    let found = from_expressions(cx, operation);
    uses_input |= !found.is_empty();
    lines.extend(found.into_iter().filter_map(|(_, line)| line));
    if lines.is_empty() {
        return None;
    }
    let input = if uses_input { quote!(input) } else { quote!(_) };
    Some(quote! {
        fn endpoint_params(
            #input: &Self::Input,
            params: &mut super::super::endpoint::Params,
        ) { #lines }
    })
}

/// A parameter that some rule depends on. The others would make calls differ that have the same endpoint.
fn read_parameter<'a>(cx: &Context<'a>, rules: &'a RuleSet, name: &str) -> Option<&'a Parameter> {
    rules.parameters.get(name).filter(|_| cx.facts.is_read_by_rules(name))
}

/// The function that takes the endpoint from a member of the input, where a customization says so.
fn given(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let name = operation.customization.endpoint_member.as_ref()?;
    let shape = cx.model.shape(operation.input.as_ref()?);
    let member = shape.members().iter().find(|member| member.name == *name)?;
    let field = cx.member_name(shape, member);
    let url = match cx.presence(shape, member) {
        Presence::Optional => quote!(input.#field.as_deref().unwrap_or_default()),
        _ => quote!(&input.#field),
    };
    Some(quote! {
        fn endpoint(input: &Self::Input) -> Option<runtime::endpoint::Endpoint> {
            Some(runtime::endpoint::Endpoint::new(#url))
        }
    })
}

/// `operationContextParams`: a line for each parameter that an expression finds in the input; none for an expression that
/// can't be compiled.
fn from_expressions<'a>(cx: &Context<'a>, operation: &'a Operation) -> Vec<(&'a str, Option<TokenStream>)> {
    let (Some(rules), Some(id)) = (&cx.model.service.rules, &operation.input) else { return Vec::new() };
    let scope = Scope::Node { tokens: quote!(input), id };
    let params = operation.operation_context_params.iter();
    let known = params.filter_map(|(name, path)| Some((read_parameter(cx, rules, name)?, field(name), path)));
    known
        .map(|(parameter, field, path)| {
            let value = jmespath::compile(cx, &scope, path).and_then(|value| of_kind(cx, value, parameter.kind));
            let line = value.map(|value| match is_plain(parameter) {
                true => quote!(params.#field = #value.unwrap_or(params.#field);),
                false => quote!(params.#field = #value;),
            });
            (path.as_str(), line)
        })
        .collect()
}

/// The value of an expression as a parameter of this kind.
fn of_kind(cx: &Context<'_>, value: Found, kind: ParameterKind) -> Option<TokenStream> {
    let is_text = |id: &model::ShapeId| jmespath::is_text(cx, id);
    match (kind, value) {
        (ParameterKind::String, Found::One(tokens, id)) if is_text(&id) => {
            Some(quote!(#tokens.map(|value| value.as_str().to_owned())))
        }
        (ParameterKind::Boolean, Found::One(tokens, id)) if matches!(cx.model.shape(&id).kind, Kind::Boolean) => {
            Some(quote!(#tokens.copied()))
        }
        (ParameterKind::Boolean, Found::Bool(tokens)) => Some(quote!(Some(#tokens))),
        (ParameterKind::StringArray, value) => {
            let (items, id) = value.items(cx)?;
            is_text(&id).then(|| quote!(Some(#items.map(|value| value.as_str().to_owned()).collect())))
        }
        _ => None,
    }
}

/// The expressions of `operationContextParams` that can't be compiled, and endpoints that nobody tells.
pub(crate) fn unsupported(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let is_discovered = discovery::item(cx).is_some();
    for operation in cx.model.operations.values() {
        let failed = from_expressions(cx, operation).into_iter().filter(|(_, line)| line.is_none());
        found.extend(failed.map(|(path, _)| {
            Diagnostic::unsupported(format!(
                "the expression `{path}` in `smithy.rules#operationContextParams` of `{}` is not supported yet",
                operation.id
            ))
            .at(operation.place, "its endpoint depends on values deep in the input")
            .help("leave out the operations that need it: list the others in `operations`")
        }));
        let Some(id) = operation.endpoint_discovery.as_ref().filter(|_| !is_discovered) else {
            continue;
        };
        found.push(
            Diagnostic::unsupported(format!("the operation `{id}` tells no endpoint"))
                .at(operation.place, "its endpoint is told by that operation")
                .help("its output has a list `Endpoints` of structures with `Address` and `CachePeriodInMinutes`"),
        );
    }
    found
}
