//! Setters for the parameters of the endpoint rules that are set on the client: `clientContextParams`.

use model::rules::{Parameter, ParameterKind};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::context::Context;
use crate::docs;
use crate::emit::rules::{field, is_plain};
use crate::print::doc;

/// The parameters that the model lets the client set and that its rules know.
fn params<'a>(cx: &Context<'a>) -> Vec<(&'a str, &'a Parameter, String)> {
    let service = &cx.model.service;
    let Some(rules) = &service.rules else { return Vec::new() };
    let params = service.client_context_params.iter();
    params
        .filter_map(|(name, param)| {
            let (name, parameter) = rules.parameters.get_key_value(name)?;
            let text = param.documentation.as_ref().or(parameter.documentation.as_ref());
            let text = text.map(|text| docs::markdown(text)).filter(|text| !text.is_empty());
            Some((name.as_str(), parameter, text.unwrap_or_else(|| format!("The parameter `{name}`."))))
        })
        .collect()
}

/// Whether there is anything to set.
pub(crate) fn any(cx: &Context<'_>) -> bool {
    !params(cx).is_empty()
}

/// ```text
/// pub trait EndpointConfig: Sized {
///     fn accelerate(self, value: bool) -> Self;
/// }
/// ```
pub(crate) fn items(cx: &Context<'_>) -> Vec<TokenStream> {
    let params = params(cx);
    if params.is_empty() {
        return Vec::new();
    }
    let signature = |name: &str, parameter: &Parameter| {
        let field = field(name);
        match parameter.kind {
            ParameterKind::Boolean => quote!(fn #field(self, value: bool) -> Self),
            ParameterKind::String => quote!(fn #field(self, value: impl Into<String>) -> Self),
            ParameterKind::StringArray => quote!(fn #field(self, value: impl Into<Vec<String>>) -> Self),
        }
    };
    let declared = params.iter().map(|(name, parameter, text)| {
        let (docs, signature) = (doc(text), signature(name, parameter));
        quote!(#docs #[must_use] #signature;)
    });
    let defined = params.iter().map(|(name, parameter, _)| {
        let signature = signature(name, parameter);
        let call = match parameter.kind {
            ParameterKind::Boolean => quote!(self.with_switch(#name, value)),
            ParameterKind::String => quote!(self.with_text(#name, value.into())),
            ParameterKind::StringArray => quote!(self.with_texts(#name, value.into())),
        };
        quote!(#signature { #call })
    });
    vec![
        quote! {
            /// What this service's endpoint can depend on beyond the usual, as setters of the configuration.
            pub trait EndpointConfig: Sized { #(#declared)* }
        },
        quote!(impl EndpointConfig for runtime::Config { #(#defined)* }),
    ]
}

/// What the configuration says about a parameter; none if it is not for the client to set.
pub(crate) fn value(cx: &Context<'_>, name: &str, parameter: &Parameter) -> Option<TokenStream> {
    let client_param = cx.model.service.client_context_params.get(name)?;
    Some(match (parameter.kind, &parameter.default) {
        (ParameterKind::Boolean, _) if client_param.is_true_without_subdomains => {
            let value = quote!(config.switch_param(#name).unwrap_or_else(|| config.has_endpoint_without_subdomains()));
            if is_plain(parameter) { value } else { quote!(Some(#value)) }
        }
        (ParameterKind::Boolean, Some(Value::Bool(default))) if is_plain(parameter) => {
            quote!(config.switch_param(#name).unwrap_or(#default))
        }
        (ParameterKind::Boolean, _) => quote!(config.switch_param(#name)),
        (ParameterKind::String, Some(Value::String(default))) => {
            quote!(config.text_param(#name).or_else(|| Some(#default.to_owned())))
        }
        (ParameterKind::String, _) => quote!(config.text_param(#name)),
        (ParameterKind::StringArray, Some(Value::Array(items))) => {
            let items = items.iter().filter_map(Value::as_str);
            quote!(config.texts_param(#name).or_else(|| Some(vec![#(#items.to_owned()),*])))
        }
        (ParameterKind::StringArray, _) => quote!(config.texts_param(#name)),
    })
}
