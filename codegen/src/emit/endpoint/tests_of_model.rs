//! The endpoint tests of a model, as tests.

use model::rules::{EndpointTest, Expectation, ParameterKind, RuleSet};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::context::Context;
use crate::emit::rules;
use crate::emit::rules::{field, is_plain};
use crate::file::RustFile;
use crate::print::doc;

/// ```text
/// #[test]
/// fn case_1() {
///     let mut params = Params::default();
///     params.region = Some("us-west-2".to_owned());
///     assert_eq!(resolve(&params), Ok(Endpoint::new("https://kinesisvideo.us-west-2.amazonaws.com")));
/// }
/// ```
pub(crate) fn file(cx: &Context<'_>, client: &syn::Path) -> Option<RustFile> {
    let rules = cx.model.service.rules.as_ref()?;
    let cases = &cx.model.service.endpoint_tests;
    if cases.is_empty() {
        return None;
    }
    let tests: Vec<TokenStream> = cases.iter().enumerate().map(|(index, case)| test(rules, index, case)).collect();
    let expects = |wanted: fn(&Expectation) -> bool| cases.iter().any(|case| wanted(&case.expect));
    let endpoint = expects(|expect| expect.endpoint.is_some()).then(|| quote!(Endpoint,));
    let error = expects(|expect| expect.endpoint.is_none()).then(|| quote!(EndpointError,));
    let schemes = |expect: &Expectation| {
        let schemes = expect.endpoint.as_ref().and_then(|endpoint| endpoint.properties.get("authSchemes"));
        schemes.and_then(Value::as_array).is_some_and(|schemes| !schemes.is_empty())
    };
    let auth = expects(schemes).then(|| quote!(AuthScheme,));
    let mut items = vec![
        quote!(use #client::endpoint::{Params, resolve};),
        quote!(use runtime::endpoint::{#auth #endpoint #error};),
    ];
    if cases.iter().any(denies_dual_stack) {
        items.push(quote!(
            use runtime::testing;
        ));
    }
    items.extend(tests);
    Some(RustFile {
        path: "endpoints.rs".to_owned(),
        docs: "The cases of `endpointTests`: parameters, and the endpoint that they lead to.".to_owned(),
        items,
    })
}

fn test(rules: &RuleSet, index: usize, case: &EndpointTest) -> TokenStream {
    let name = crate::names::ident(&format!("case_{}", index + 1));
    let docs = doc(&case.documentation.as_deref().map(crate::docs::plain).unwrap_or_default());
    let lines: Vec<TokenStream> = case.params.iter().filter_map(|(name, value)| line(rules, name, value)).collect();
    let expected = match (&case.expect.endpoint, &case.expect.error) {
        (Some(endpoint), _) => {
            let endpoint = rules::expected(endpoint);
            quote!(Ok(#endpoint))
        }
        (None, error) => {
            let text = error.as_deref().unwrap_or_default();
            quote!(Err(EndpointError::new(#text)))
        }
    };
    let params = if lines.is_empty() {
        quote!(let params = Params::default();)
    } else {
        quote!(let mut params = Params::default(); #(#lines)*)
    };
    let found = match denies_dual_stack(case) {
        true => quote!(testing::before_isolated_dual_stack(|| resolve(&params))),
        false => quote!(resolve(&params)),
    };
    quote! {
        #docs
        #[test]
        fn #name() {
            #params
            assert_eq!(#found, #expected);
        }
    }
}

/// Whether a case of an isolated partition says that it has no dual-stack hosts, as was true when it was written: by an
/// error, or by a host that ends otherwise.
fn denies_dual_stack(case: &EndpointTest) -> bool {
    let region = case.params.get("Region").and_then(Value::as_str).unwrap_or_default();
    let has_none = match &case.expect.endpoint {
        // Where rules ask for dual-stack whenever there is any, `c2s.ic.gov` and its like tell that there was none.
        Some(endpoint) => !endpoint.url.contains(".api."),
        None => true,
    };
    region.contains("-iso") && has_none
}

fn line(rules: &RuleSet, name: &str, value: &Value) -> Option<TokenStream> {
    let parameter = rules.parameters.get(name)?;
    let field = field(name);
    let value = match (parameter.kind, value) {
        (ParameterKind::Boolean, Value::Bool(value)) => quote!(#value),
        (ParameterKind::String, Value::String(text)) => quote!(#text.to_owned()),
        (ParameterKind::StringArray, Value::Array(items)) => {
            let items = items.iter().filter_map(Value::as_str);
            quote!(vec![#(#items.to_owned()),*])
        }
        _ => return None,
    };
    Some(if is_plain(parameter) { quote!(params.#field = #value;) } else { quote!(params.#field = Some(#value);) })
}
