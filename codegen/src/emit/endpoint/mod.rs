//! Where requests go: the parameters of the endpoint rules, and the rules as plain Rust.

pub(crate) mod client_params;
mod discovery;
mod operation;
mod session;
pub(crate) mod tests_of_model;

use model::rules::{Parameter, ParameterKind, RuleSet};
use model::{ApiKey, ApiKeyPlace, AuthScheme};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

pub(crate) use self::operation::{of_operation, unsupported};
use super::rules::{self, field, is_plain};
use crate::context::Context;
use crate::docs;
use crate::file::RustFile;
use crate::print::doc;

/// ```text
/// pub struct Service;
///
/// pub struct Params { pub region: Option<String>, pub use_fips: bool, ... }
///
/// pub fn resolve(params: &Params) -> Result<Endpoint, EndpointError> { ... }
/// ```
pub(crate) fn files(cx: &Context<'_>) -> Vec<RustFile> {
    let none = RuleSet { parameters: endpoint_only(), rules: Vec::new(), place: model::Place::default() };
    let rules = cx.model.service.rules.as_ref().unwrap_or(&none);
    let resolve = match &cx.model.service.rules {
        Some(rules) => rules::resolve(rules),
        None => custom_only(),
    };
    let mut items = vec![
        rules::imports(&resolve),
        quote!(
            use super::Exception;
        ),
    ];
    items.push(service(cx));
    items.push(service_impl(cx));
    items.extend(discovery::item(cx));
    items.extend(session::function(cx));
    items.push(params(rules));
    items.extend(default(rules));
    items.push(from_config(cx, rules));
    items.extend(client_params::items(cx));
    items.push(resolve);
    vec![RustFile {
        path: "endpoint.rs".to_owned(),
        docs: "Where requests go: the service's endpoint rules.".to_owned(),
        items,
    }]
}

fn service(cx: &Context<'_>) -> TokenStream {
    let docs = doc(&format!("{}, as its client needs to know it.", docs::title(cx.model)));
    quote! {
        #docs
        #[derive(Clone, Copy, Debug)]
        pub struct Service;
    }
}

fn service_impl(cx: &Context<'_>) -> TokenStream {
    let service = &cx.model.service;
    let sdk_id = service.aws.as_ref().map_or_else(|| service.id.name().to_owned(), |aws| aws.sdk_id.clone());
    let version = &service.version;
    let protocol = cx.rules.protocol(service);
    let auth = schemes(&cx.model.service.auth);
    let session = session::constant(cx);
    let account = account_id(cx);
    quote! {
        impl runtime::Service for Service {
            const META: runtime::ServiceMeta = runtime::ServiceMeta {
                sdk_id: #sdk_id,
                version: #version,
                protocol: &#protocol,
                auth: #auth,
            };
            type Exception = Exception;
            type EndpointParams = Params;
            #session
            #account
            fn endpoint_params(config: &runtime::Config) -> Params {
                Params::new(config)
            }
            fn resolve_endpoint(params: &Params) -> Result<Endpoint, EndpointError> {
                resolve(params)
            }
        }
    }
}

/// How the endpoint rules are told the account that signs, where they have a parameter for it.
///
/// ```text
/// const SET_ACCOUNT_ID: Option<fn(&mut Params, String)> = Some(|params, id| params.account_id = Some(id));
/// ```
fn account_id(cx: &Context<'_>) -> Option<TokenStream> {
    let parameters = cx.model.service.rules.iter().flat_map(|rules| &rules.parameters);
    let mut of_account = parameters.filter(|(_, parameter)| {
        parameter.built_in.as_deref() == Some("AWS::Auth::AccountId") && parameter.kind == ParameterKind::String
    });
    of_account.next().map(|(name, parameter)| {
        let (field, id) = (field(name), if is_plain(parameter) { quote!(id) } else { quote!(Some(id)) });
        quote! {
            const SET_ACCOUNT_ID: Option<fn(&mut Params, String)> = Some(|params, id| params.#field = #id);
        }
    })
}

/// How requests are authenticated: the schemes that are supported, the most wanted first.
pub(crate) fn schemes(schemes: &[AuthScheme]) -> TokenStream {
    let schemes = schemes.iter().filter_map(|scheme| match scheme {
        AuthScheme::SigV4 { name } => Some(quote!(SigV4 { name: #name })),
        AuthScheme::Bearer => Some(quote!(Bearer)),
        AuthScheme::Basic => Some(quote!(Basic)),
        AuthScheme::ApiKey(ApiKey { name, place: ApiKeyPlace::Query, .. }) => Some(quote!(ApiKeyQuery { name: #name })),
        AuthScheme::ApiKey(ApiKey { name, scheme, .. }) => {
            let scheme = scheme.as_deref().unwrap_or_default();
            Some(quote!(ApiKeyHeader { name: #name, scheme: #scheme }))
        }
        AuthScheme::Other(_) => None,
    });
    quote!(&[#(runtime::Scheme::#schemes),*])
}

fn params(rules: &RuleSet) -> TokenStream {
    let fields = rules.parameters.iter().map(|(name, parameter)| {
        let field = field(name);
        let text = parameter.documentation.as_deref().map(docs::markdown).unwrap_or_default();
        let text = if text.is_empty() { format!("The parameter {}.", docs::code(name)) } else { text };
        let docs = doc(&text);
        let kind = match parameter.kind {
            ParameterKind::Boolean => quote!(bool),
            ParameterKind::String => quote!(String),
            ParameterKind::StringArray => quote!(Vec<String>),
        };
        let kind = if is_plain(parameter) { kind } else { quote!(Option<#kind>) };
        quote!(#docs pub #field: #kind,)
    });
    let derive = default(rules).is_none().then(|| quote!(Default,));
    quote! {
        /// The parameters of the endpoint rules.
        #[derive(Clone, Debug, #derive PartialEq)]
        #[non_exhaustive]
        pub struct Params { #(#fields)* }
    }
}

/// `Default`, where it can't be derived.
fn default(rules: &RuleSet) -> Option<TokenStream> {
    let empty = |value: &Value| matches!(value, Value::Bool(false));
    if rules.parameters.values().all(|parameter| parameter.default.as_ref().is_none_or(empty)) {
        return None;
    }
    let fields = rules.parameters.iter().map(|(name, parameter)| {
        let field = field(name);
        let value = match (&parameter.default, parameter.kind) {
            (Some(value), ParameterKind::Boolean) => {
                let value = value.as_bool().unwrap_or_default();
                quote!(#value)
            }
            (Some(Value::String(text)), _) => quote!(Some(#text.to_owned())),
            (Some(Value::Array(items)), _) => {
                let items = items.iter().filter_map(Value::as_str);
                quote!(Some(vec![#(#items.to_owned()),*]))
            }
            _ => quote!(None),
        };
        quote!(#field: #value)
    });
    Some(quote! {
        impl Default for Params {
            fn default() -> Self { Self { #(#fields),* } }
        }
    })
}

/// What the client's configuration says about the parameters.
fn from_config(cx: &Context<'_>, rules: &RuleSet) -> TokenStream {
    let fields: Vec<TokenStream> = rules
        .parameters
        .iter()
        .filter_map(|(name, parameter)| {
            let field = field(name);
            let set = || client_params::value(cx, name, parameter).map(|value| quote!(#field: #value));
            let value = match parameter.built_in.as_deref().unwrap_or_default() {
                "AWS::Region" => quote!(config.region_param()),
                "AWS::UseFIPS" => quote!(config.use_fips_param()),
                "AWS::UseDualStack" => quote!(config.use_dual_stack_param()),
                "AWS::Auth::AccountIdEndpointMode" => quote!(config.account_id_endpoint_mode_param()),
                "SDK::Endpoint" => quote!(config.endpoint_param()),
                _ => return set(),
            };
            let wrapped = parameter.kind == ParameterKind::Boolean && !is_plain(parameter);
            Some(if wrapped { quote!(#field: Some(#value)) } else { quote!(#field: #value) })
        })
        .collect();
    let rest = (fields.len() < rules.parameters.len()).then(|| quote!(..Self::default()));
    let config = if fields.is_empty() { quote!(_) } else { quote!(config) };
    quote! {
        impl Params {
            /// What the configuration says about the parameters. Everything else is at its default.
            pub fn new(#config: &runtime::Config) -> Self { Self { #(#fields,)* #rest } }
        }
    }
}

/// A service without rules answers only where the user says that it does.
fn endpoint_only() -> std::collections::BTreeMap<String, Parameter> {
    let endpoint = Parameter {
        kind: ParameterKind::String,
        built_in: Some("SDK::Endpoint".to_owned()),
        default: None,
        required: false,
        documentation: Some("The URL of the service.".to_owned()),
    };
    std::collections::BTreeMap::from([("Endpoint".to_owned(), endpoint)])
}

fn custom_only() -> TokenStream {
    quote! {
        /// The configured endpoint: the service has no other.
        ///
        /// # Errors
        /// None is configured.
        pub fn resolve(params: &Params) -> Result<Endpoint, EndpointError> {
            match &params.endpoint {
                Some(endpoint) => Ok(Endpoint::new(endpoint)),
                None => Err(EndpointError::new("none is configured; give one to `Config::endpoint`")),
            }
        }
    }
}
