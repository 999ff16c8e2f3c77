//! Operations: the type that stands for each, and the structures that are its own.

pub(crate) mod answers;
pub(crate) mod client;
mod documentation;
pub(crate) mod example;
mod unescape;

use model::{Binding, Checksum, Hint, Kind, Operation, Shape, ShapeId, Traits};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::{Context, Presence};
use crate::docs;
use crate::emit::codec::{request, response};
use crate::emit::types::structure;
use crate::emit::{endpoint, transfer};
use crate::file::RustFile;
use crate::print::doc;
use crate::wire::Message;

/// `operations/mod.rs`, and a file for each operation.
pub(crate) fn files(cx: &Context<'_>) -> Vec<RustFile> {
    let mut files = vec![index(cx)];
    files.extend(cx.model.operations.values().map(|operation| file(cx, operation)));
    files
}

fn index(cx: &Context<'_>) -> RustFile {
    let (mut modules, mut exports) = (Vec::new(), Vec::new());
    for operation in cx.model.operations.values() {
        let module = crate::names::ident(cx.names.operation_module(&operation.id));
        let marker = cx.names.marker(&operation.id);
        modules.push(quote!(pub mod #module;));
        exports.push(quote!(#module::#marker));
    }
    RustFile {
        path: "operations/mod.rs".to_owned(),
        docs: "The operations: a type stands for each, with the structures that it takes and gives.".to_owned(),
        items: vec![quote!(#(#modules)*), quote!(#[doc(inline)] pub use self::{#(#exports),*};)],
    }
}

/// ```text
/// pub struct GetIceServerConfig;
///
/// impl runtime::Operation for GetIceServerConfig { ... }
///
/// pub struct GetIceServerConfigRequest { ... }
/// ```
fn file(cx: &Context<'_>, operation: &Operation) -> RustFile {
    let mut shapes: Vec<&ShapeId> = operation.input.iter().chain(&operation.output).collect();
    shapes.dedup();
    let is_own = |id: &ShapeId| cx.names.home(id) == Some(&operation.id);
    let own: Vec<&Shape> = shapes.iter().filter(|id| is_own(id)).map(|id| cx.model.shape(id)).collect();
    let mut items = Vec::new();
    let shared: Vec<_> = shapes.iter().filter(|id| !is_own(id)).map(|id| cx.names.type_name(id)).collect();
    if !shared.is_empty() {
        items.push(quote!(#(pub use super::super::types::#shared;)*));
    }
    items.push(marker(cx, operation));
    items.push(implementation(cx, operation));
    for shape in own {
        items.extend(structure::items(cx, shape));
    }
    RustFile {
        path: format!("operations/{}.rs", cx.names.operation_module(&operation.id)),
        docs: format!("`{}`, with the structures that only it takes and gives.", operation.id.name()),
        items,
    }
}

fn marker(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let marker = cx.names.marker(&operation.id);
    let method = cx.names.method(&operation.id).to_string();
    let method = crate::names::plain(&method);
    let docs = doc(&format!("The type that stands for [`{method}`](super::super::Client::{method})."));
    let deprecated = docs::deprecated(&operation.traits);
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Copy, Debug)]
        pub struct #marker;
    }
}

fn implementation(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let marker = cx.names.marker(&operation.id);
    let kind = |id: &Option<ShapeId>| match id {
        Some(id) => {
            let name = cx.names.type_name(id);
            quote!(#name)
        }
        None => quote!(()),
    };
    let (input, output) = (kind(&operation.input), kind(&operation.output));
    let meta = meta(cx, operation);
    let tokens = fill_tokens(cx, operation);
    let prefixes = strip_prefixes(cx, operation);
    let endpoint = endpoint::of_operation(cx, operation);
    let form_upload = form_upload(cx, operation);
    let discover = operation.endpoint_discovery.as_ref().map(|_| {
        quote! {
            fn discover(client: &runtime::Client) -> Option<runtime::Discovering<super::super::Exception>> {
                Some(client.discover::<super::super::endpoint::Service>())
            }
        }
    });
    let unescape = unescape::function(cx, operation);
    let request = request::request(cx, operation);
    let response = response::response(cx, operation);
    quote! {
        impl runtime::Operation for #marker {
            type Service = super::super::endpoint::Service;
            type Input = #input;
            type Output = #output;
            const META: runtime::OperationMeta = #meta;
            #tokens
            #prefixes
            #endpoint
            #discover
            #unescape
            #request
            #response
        }
        #form_upload
    }
}

/// What a form in a web page has to know to do the same.
fn form_upload(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let (bucket, key) = operation.customization.form_upload.as_ref()?;
    let shape = cx.model.shape(operation.input.as_ref()?);
    let field = |name: &model::MemberName| {
        let member = shape.members().iter().find(|member| member.name == *name)?;
        (cx.presence(shape, member) == Presence::Required).then(|| cx.member_name(shape, member))
    };
    let (bucket, key) = (field(bucket)?, field(key)?);
    let marker = cx.names.marker(&operation.id);
    let about_bytes = shape.members().iter().filter(|member| transfer::is_of_bytes(member.name.as_str()));
    let about_bytes = about_bytes.filter(|member| cx.presence(shape, member) == Presence::Optional);
    let about_bytes = about_bytes.map(|member| cx.member_name(shape, member));
    Some(quote! {
        impl runtime::FormUpload for #marker {
            fn bucket(input: &Self::Input) -> &str { &input.#bucket }
            fn key(input: &Self::Input) -> &str { &input.#key }
            fn without_body(input: &mut Self::Input) { #(input.#about_bytes = None;)* }
        }
    })
}

fn meta(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let name = operation.id.name();
    let http = cx.http(operation);
    let (method, uri) = (&http.method, &http.uri);
    let base = quote!(runtime::OperationMeta::new(#name, #method, #uri));
    let auth = auth(cx, operation);
    let wanted = validation_header(cx, operation).map(|name| (name, "ENABLED".to_owned()));
    let headers: Vec<(String, String)> = operation.customization.headers.iter().cloned().chain(wanted).collect();
    let headers = (!headers.is_empty()).then(|| {
        let headers = headers.iter().map(|(name, value)| quote!((#name, #value)));
        quote!(headers: &[#(#headers),*],)
    });
    let checksum = operation.checksum.as_ref().map(|checksum| {
        let checksum = checksum_of(checksum);
        quote!(checksum: #checksum,)
    });
    let compressed = operation.compressed.then(|| quote!(compressed: true,));
    let host_prefix = operation.host_prefix.as_ref().map(|prefix| quote!(host_prefix: #prefix,));
    let streams = streams(cx, operation).map(|streams| quote!(streams: http::Streams::#streams,));
    let hints = operation.hints.iter().map(hint);
    let hints = (!operation.hints.is_empty()).then(|| quote!(hints: &[#(#hints),*],));
    let seconds = proc_macro2::Literal::u64_unsuffixed(operation.customization.longest_wait);
    let wait = (operation.customization.longest_wait > 0)
        .then(|| quote!(longest_wait: std::time::Duration::from_secs(#seconds),));
    let expects = operation.customization.expects_continue.then(|| quote!(expects_continue: true,));
    let query_in_body = operation.customization.query_in_body.then(|| quote!(query_in_body: true,));
    let url_encoding = operation.customization.url_encoding.as_ref().map(|encoding| {
        let (parameter, value) = (&encoding.parameter, &encoding.value);
        quote!(url_encoding: Some((#parameter, #value)),)
    });
    let discovers = operation.endpoint_discovery.is_some().then(|| quote!(discovers_endpoint: true,));
    let copy = cross_region_copy(cx, operation);
    let customized = quote!(#discovers #wait #expects #query_in_body #url_encoding #copy);
    let given = quote!(#auth #host_prefix #headers #customized #checksum #compressed #streams #hints);
    if given.is_empty() { base } else { quote!(runtime::OperationMeta { #given ..#base }) }
}

/// How another region is asked for what is copied, by parameters of the form.
fn cross_region_copy(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let is_form = cx.rules.features().contains(&"query");
    let copy = operation.customization.cross_region_copy.as_ref().filter(|_| is_form)?;
    let input = cx.model.shape(operation.input.as_ref()?);
    let name = |member: &String| Some(cx.rules.name(input.member(member)?, Message::Request));
    let (source, is_arn, url) = (name(&copy.source)?, copy.source_is_arn, name(&copy.url)?);
    let destination = match copy.destination.as_ref().and_then(name) {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    Some(quote! {
        cross_region_copy: Some(runtime::CrossRegionCopy {
            source: #source,
            source_is_arn: #is_arn,
            url: #url,
            destination: #destination,
        }),
    })
}

/// How requests are authenticated, where that is not as the service wants it.
fn auth(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let schemes = &operation.auth.schemes;
    let own = (*schemes != cx.model.service.auth).then(|| {
        let schemes = endpoint::schemes(schemes);
        quote!(schemes: Some(#schemes),)
    });
    let optional = operation.auth.is_optional.then(|| quote!(is_optional: true,));
    let unsigned = operation.unsigned_payload.then(|| quote!(leaves_payload_unsigned: true,));
    let given = quote!(#own #optional #unsigned);
    (!given.is_empty()).then(|| quote!(auth: runtime::Auth { #given ..runtime::Auth::SERVICE },))
}

/// Whether the body of an answer is handed on while it comes; none if it is not.
fn streams(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let shape = cx.model.shape(operation.output.as_ref()?);
    let has_initial = cx.rules.has_initial_messages() && !cx.body_members(shape, Message::Response).is_empty();
    match cx.holds_stream(shape) {
        false => None,
        true if has_initial && cx.holds_events(shape) => Some(quote!(WithInitialMessage)),
        true => Some(quote!(Yes)),
    }
}

/// The header that asks for a checksum of the response, which is asked for unless the caller says otherwise.
fn validation_header(cx: &Context<'_>, operation: &Operation) -> Option<String> {
    let Some(Checksum::Flexible(flexible)) = &operation.checksum else { return None };
    let name = flexible.request_validation_mode_member.as_ref()?;
    let input = cx.model.shape(operation.input.as_ref()?);
    let member = input.members().iter().find(|member| member.name.as_str() == name)?;
    match cx.binding(member, Message::Request) {
        Some(Binding::Header(header)) => Some(header.to_lowercase()),
        _ => None,
    }
}

fn checksum_of(checksum: &Checksum) -> TokenStream {
    match checksum {
        Checksum::ContentMd5 => quote!(runtime::Checksum::ContentMd5),
        Checksum::TreeHash => quote!(runtime::Checksum::TreeHash),
        Checksum::Flexible(flexible) => {
            let (required, response) = (flexible.request_checksum_required, &flexible.response_algorithms);
            quote!(runtime::Checksum::Flexible { required: #required, response: &[#(#response),*] })
        }
    }
}

fn hint(hint: &Hint) -> TokenStream {
    let status = hint.status.iter().map(|status| proc_macro2::Literal::u16_unsuffixed(*status));
    let (codes, only_resolved, text) = (&hint.codes, hint.only_resolved_endpoint, &hint.text);
    quote! {
        runtime::Hint {
            status: &[#(#status),*],
            codes: &[#(#codes),*],
            only_resolved_endpoint: #only_resolved,
            text: #text,
        }
    }
}

/// Takes the prefixes from ids before they are checked.
fn strip_prefixes(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let shape = cx.model.shape(operation.input.as_ref()?);
    let of = |traits: &Traits| Some(traits.strip_prefixes.clone()).filter(|prefixes| !prefixes.is_empty());
    let texts = shape.members().iter().filter(|member| matches!(cx.model.target(member).kind, Kind::String));
    let lines = texts.filter_map(|member| {
        let prefixes = cx.model.trait_of(member, of)?;
        let field = cx.member_name(shape, member);
        let text = match cx.presence(shape, member) {
            Presence::Optional => quote!(input.#field.as_mut()),
            _ => quote!(Some(&mut input.#field)),
        };
        Some(quote!(runtime::strip_prefixes(#text, &[#(#prefixes),*]);))
    });
    let lines: Vec<TokenStream> = lines.collect();
    (!lines.is_empty()).then(|| quote!(fn strip_prefixes(input: &mut Self::Input) { #(#lines)* }))
}

/// Idempotency tokens get a value before anything else happens.
fn fill_tokens(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let shape = cx.model.shape(operation.input.as_ref()?);
    let tokens: Vec<TokenStream> = shape
        .members()
        .iter()
        .filter(|member| member.traits.idempotency_token && cx.presence(shape, member) == Presence::Optional)
        .map(|member| {
            let field = cx.member_name(shape, member);
            quote!(input.#field.get_or_insert_with(token);)
        })
        .collect();
    (!tokens.is_empty()).then(|| {
        quote! {
            fn fill_tokens(input: &mut Self::Input, token: &mut dyn FnMut() -> String) { #(#tokens)* }
        }
    })
}
