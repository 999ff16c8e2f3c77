//! The protocol tests of a model, as tests: a file for each operation, and one for the errors.

use std::collections::BTreeSet;

use model::protocol_tests::{RequestTest, ResponseTest};
use model::{Kind, Model, Operation, Protocol, Shape, ShapeId};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use serde_json::Value;

use super::value;
use crate::context::Context;
use crate::emit::tests::test_case::{docs, name, raw_text};
use crate::emit::tests::{event_tests, refusal_tests};
use crate::file::RustFile;
use crate::words;

/// The files of tests, with paths below the client's folder of tests.
pub(crate) fn files(cx: &Context<'_>, client: &syn::Path) -> Vec<RustFile> {
    let mut files: Vec<RustFile> =
        cx.model.operations.values().filter_map(|operation| operation_file(cx, client, operation)).collect();
    files.extend(errors_file(cx, client));
    files
}

/// ```text
/// #[test]
/// fn get_ice_server_config_required_only() {
///     let input = GetIceServerConfigRequest::new("arn:aws:...");
///     testing::Request::of::<GetIceServerConfig>(input).method("POST").uri("/v1/get-ice-server-config");
/// }
/// ```
fn operation_file(cx: &Context<'_>, client: &syn::Path, operation: &Operation) -> Option<RustFile> {
    let requests = operation
        .request_tests
        .iter()
        .filter(|case| applies(cx.model.service.protocol, &case.protocol, case.applies_to.as_deref()));
    let responses = operation
        .response_tests
        .iter()
        .filter(|case| applies(cx.model.service.protocol, &case.protocol, case.applies_to.as_deref()));
    let mut tests: Vec<TokenStream> = requests.map(|case| request_test(cx, operation, case)).collect();
    tests.extend(responses.map(|case| response_test(cx, operation, case)));
    let protocol = cx.model.service.protocol;
    let events = operation.event_tests.iter();
    let events = events.filter(|case| applies(protocol, &case.protocol, case.applies_to.as_deref()));
    tests.extend(events.map(|case| event_tests::test(cx, operation, case)));
    tests.extend(refusal_tests::tests(cx, operation));
    if tests.is_empty() {
        return None;
    }
    let mut items = imports(&quote!(#(#tests)*), client);
    items.extend(tests);
    let module = cx.names.operation_module(&operation.id);
    Some(RustFile { path: format!("{module}.rs"), docs: format!("Wire format of `{}`.", operation.id.name()), items })
}

fn errors_file(cx: &Context<'_>, client: &syn::Path) -> Option<RustFile> {
    let mut tests = Vec::new();
    for shape in cx.model.shapes.values().filter(|shape| shape.traits.error.is_some()) {
        let Some(operation) = lists(cx, &shape.id) else { continue };
        let cases = shape
            .response_tests
            .iter()
            .filter(|case| applies(cx.model.service.protocol, &case.protocol, case.applies_to.as_deref()));
        tests.extend(cases.map(|case| error_test(cx, operation, shape, case)));
    }
    if tests.is_empty() {
        return None;
    }
    let mut items = imports(&quote!(#(#tests)*), client);
    items.extend(tests);
    Some(RustFile { path: "exceptions.rs".to_owned(), docs: "Wire format of the exceptions.".to_owned(), items })
}

/// An operation that may fail with this error.
fn lists<'a>(cx: &Context<'a>, error: &ShapeId) -> Option<&'a Operation> {
    let service_wide = cx.model.service.errors.contains(error);
    cx.model.operations.values().find(|operation| service_wide || operation.errors.contains(error))
}

/// How many cases a model has for clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cases {
    /// Of `httpRequestTests`.
    pub requests: usize,
    /// Of `httpResponseTests`, those of errors included.
    pub responses: usize,
    /// Of `eventStreamTests`.
    pub events: usize,
    /// Of `httpMalformedRequestTests`, those in which a constraint is broken.
    pub refusals: usize,
}

/// Counts the cases of a model that are for clients of its protocol.
pub fn cases(model: &Model) -> Cases {
    let protocol = model.service.protocol;
    let mut cases = Cases::default();
    for operation in model.operations.values() {
        let requests = operation.request_tests.iter();
        cases.requests += requests.filter(|case| applies(protocol, &case.protocol, case.applies_to.as_deref())).count();
    }
    let outputs = model.operations.values().flat_map(|operation| &operation.response_tests);
    let errors = model.shapes.values().filter(|shape| shape.traits.error.is_some());
    let responses = outputs.chain(errors.flat_map(|shape| &shape.response_tests));
    cases.refusals = model.operations.values().map(|operation| operation.refusals(protocol).count()).sum();
    let events = model.operations.values().flat_map(|operation| &operation.event_tests);
    cases.events = events.filter(|case| applies(protocol, &case.protocol, case.applies_to.as_deref())).count();
    cases.responses = responses.filter(|case| applies(protocol, &case.protocol, case.applies_to.as_deref())).count();
    cases
}

/// Whether a test, by its full name, was made of the case with this id.
pub fn is_test_of(test: &str, case: &str) -> bool {
    let name = test.rsplit("::").next().unwrap_or_default();
    name.rsplit_once('_').is_some_and(|(stem, _)| stem == words::snake(case))
}

fn applies(service: Protocol, protocol: &str, applies_to: Option<&str>) -> bool {
    protocol == service.id() && applies_to != Some("server")
}

/// Imports for whatever the tests name.
fn imports(tests: &TokenStream, client: &syn::Path) -> Vec<TokenStream> {
    let (mut words, mut types) = (BTreeSet::new(), BTreeSet::new());
    collect(tests.clone(), &mut words, &mut types);
    let maps = words.contains("BTreeMap").then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    let exception = words.contains("Exception").then(|| quote!(use #client::Exception;));
    // Types are what tests name beyond what is imported one by one.
    let known = |word: &String| ["BTreeMap", "Exception", "Some", "None"].contains(&word.as_str());
    let named = |word: &String| word.starts_with(|first: char| first.is_ascii_uppercase()) && !known(word);
    let settings = (words.contains("accelerate") || words.contains("force_path_style"))
        .then(|| quote!(use #client::endpoint::EndpointConfig as _;));
    let types = types.iter().any(named).then(|| quote!(use #client::types::*;));
    maps.into_iter()
        .chain(exception)
        .chain(settings)
        .chain([quote!(use #client::operations;)])
        .chain(types)
        .chain([quote!(
            use runtime::testing;
        )])
        .collect()
}

/// Every word, and those that are no part of a longer path, like `operations::Get`.
fn collect(tokens: TokenStream, words: &mut BTreeSet<String>, first: &mut BTreeSet<String>) {
    let mut within_path = false;
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => collect(group.stream(), words, first),
            TokenTree::Ident(word) => {
                words.insert(word.to_string());
                if !within_path {
                    first.insert(word.to_string());
                }
                within_path = false;
            }
            TokenTree::Punct(sign) => within_path = sign.as_char() == ':',
            TokenTree::Literal(_) => within_path = false,
        }
    }
}

fn request_test(cx: &Context<'_>, operation: &Operation, case: &RequestTest) -> TokenStream {
    let docs = docs(case.documentation.as_deref());
    let name = name(&case.id, "_request");
    let marker = cx.names.marker(&operation.id);
    let input = match &operation.input {
        Some(id) => value::structure(cx, cx.model.shape(id), &case.params),
        None => quote!(()),
    };
    let (method, uri) = (&case.method, &case.uri);
    let mut checks = quote!(.method(#method).uri(#uri));
    for pair in &case.query_params {
        checks.extend(quote!(.query(#pair)));
    }
    for name in &case.forbid_query_params {
        checks.extend(quote!(.no_query(#name)));
    }
    for name in &case.require_query_params {
        checks.extend(quote!(.some_query(#name)));
    }
    for (name, value) in &case.headers {
        checks.extend(quote!(.header(#name, #value)));
    }
    for name in &case.forbid_headers {
        checks.extend(quote!(.no_header(#name)));
    }
    for name in &case.require_headers {
        checks.extend(quote!(.some_header(#name)));
    }
    if let Some(host) = &case.resolved_host {
        checks.extend(quote!(.host(#host)));
    }
    if let Some(body) = &case.body {
        let media_type = case.body_media_type.as_deref().unwrap_or_default();
        let body = raw_text(body);
        checks.extend(quote!(.body(#media_type, #body)));
    }
    let host = case.host.as_deref().unwrap_or("example.com");
    let request = match config(cx, case) {
        Some(config) => quote!(testing::Request::configured::<operations::#marker>(input, #config)),
        None => quote!(testing::Request::of::<operations::#marker>(input, #host)),
    };
    quote! {
        #docs
        #[test]
        fn #name() {
            let input = #input;
            #request #checks;
        }
    }
}

/// The configuration of a case that says more than a host.
fn config(cx: &Context<'_>, case: &RequestTest) -> Option<TokenStream> {
    let scoped = &case.vendor_params["scopedConfig"];
    cx.model.service.rules.as_ref().filter(|_| scoped.is_object())?;
    let setting = |of: &Value, name: &str| of.get(name).cloned().filter(|value| !value.is_null());
    let (client, operation) = (&scoped["client"], &scoped["operation"]);
    let of_s3 = |name: &str| setting(&operation["s3"], name).or_else(|| setting(&client["s3"], name));
    let mut calls = quote!(runtime::Config::new());
    if let Some(Value::String(region)) = setting(client, "region") {
        calls.extend(quote!(.region(#region)));
    }
    if of_s3("use_dualstack_endpoint") == Some(Value::Bool(true)) {
        calls.extend(quote!(.use_dual_stack(true)));
    }
    if of_s3("use_accelerate_endpoint") == Some(Value::Bool(true)) {
        calls.extend(quote!(.accelerate(true)));
    }
    if of_s3("addressing_style").as_ref().and_then(Value::as_str) == Some("path") {
        calls.extend(quote!(.force_path_style(true)));
    }
    Some(calls)
}

fn response_test(cx: &Context<'_>, operation: &Operation, case: &ResponseTest) -> TokenStream {
    let docs = docs(case.documentation.as_deref());
    let name = name(&case.id, "_response");
    let marker = cx.names.marker(&operation.id);
    let expected = match &operation.output {
        Some(id) => value::structure(cx, cx.model.shape(id), &case.params),
        None => quote!(()),
    };
    let response = response(case);
    let shape = operation.output.as_ref().map(|id| cx.model.shape(id));
    let by_member = shape.map(|shape| comparisons(cx, shape, &case.params)).filter(|lines| !lines.is_empty());
    let body = match by_member {
        None => quote! {
            let expected = #expected;
            testing::Response::new(#response).gives::<operations::#marker>(&expected);
        },
        Some(lines) => quote! {
            let mut expected = #expected;
            let mut output = testing::Response::new(#response).output::<operations::#marker>();
            #lines
        },
    };
    quote! {
        #docs
        #[test]
        fn #name() { #body }
    }
}

/// How an output is compared that `==` is of no use for; nothing if it is. A stream has no `==`, and no number is less
/// equal to itself than NaN.
pub(crate) fn comparisons(cx: &Context<'_>, shape: &Shape, params: &Value) -> TokenStream {
    let streams = cx.holds_stream(shape);
    let not_a_number = nans(cx, shape, params, &quote!(output), &quote!(expected));
    if !streams {
        return if not_a_number.is_empty() { quote!() } else { quote!(#not_a_number assert_eq!(output, expected);) };
    }
    let members = shape.members().iter().map(|member| {
        let field = cx.member_name(shape, member);
        if cx.is_stream(member) {
            quote!(testing::same_bytes(&mut output.#field, &mut expected.#field);)
        } else {
            quote!(assert_eq!(output.#field, expected.#field);)
        }
    });
    quote!(#not_a_number #(#members)*)
}

/// Statements that see to it that NaN stands on both sides in the same places, and put zeros there.
fn nans(cx: &Context<'_>, shape: &Shape, params: &Value, found: &TokenStream, wanted: &TokenStream) -> TokenStream {
    let mut lines = TokenStream::new();
    for member in shape.members() {
        let value = &params[member.name.as_str()];
        let field = cx.member_name(shape, member);
        let target = cx.model.target(member);
        match &target.kind {
            _ if !has_nan(value) => {}
            Kind::Float | Kind::Double | Kind::List(_) | Kind::Map(..) => {
                lines.extend(quote!(testing::same_nans(&mut #found.#field, &mut #wanted.#field);));
            }
            Kind::Structure(_) => {
                let inner = nans(cx, target, value, &quote!(output), &quote!(expected));
                lines.extend(quote! {
                    if let (Some(output), Some(expected)) = (&mut #found.#field, &mut #wanted.#field) { #inner }
                });
            }
            _ => {}
        }
    }
    lines
}

fn has_nan(value: &Value) -> bool {
    match value {
        Value::String(text) => text == "NaN",
        Value::Array(items) => items.iter().any(has_nan),
        Value::Object(members) => members.values().any(has_nan),
        _ => false,
    }
}

fn error_test(cx: &Context<'_>, operation: &Operation, shape: &Shape, case: &ResponseTest) -> TokenStream {
    let docs = docs(case.documentation.as_deref());
    let name = name(&case.id, "_error");
    let marker = cx.names.marker(&operation.id);
    let variant = cx.exception_variant(&shape.id);
    let expected = value::structure(cx, shape, &case.params);
    let response = response(case);
    quote! {
        #docs
        #[test]
        fn #name() {
            let expected = Exception::#variant(#expected);
            testing::Response::new(#response).fails::<operations::#marker>(&expected);
        }
    }
}

/// The arguments of `testing::Response::new`, and the headers.
fn response(case: &ResponseTest) -> TokenStream {
    let code = proc_macro2::Literal::u16_unsuffixed(case.code);
    let text = case.body.as_deref().unwrap_or_default();
    // What is not text is given in base64.
    let body = match case.body_media_type.as_deref() {
        Some("application/cbor") => quote!(testing::base64(#text)),
        _ => raw_text(text),
    };
    let headers = case.headers.iter().map(|(name, value)| quote!((#name, #value)));
    quote!(#code, &[#(#headers),*], #body)
}
