//! Operations: the type that stands for each, and the structures that are its own.

use model::{Binding, Checksum, Hint, Kind, Member, Operation, OperationAuth, Shape, ShapeId};
use proc_macro2::TokenStream;
use quote::quote;

use super::{member_traits, structure, types, validate};
use crate::context::{Context, Message, Presence, is_event_stream};
use crate::docs;
use crate::file::RustFile;
use crate::print::doc;

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
        exports.push(quote!(pub use #module::#marker;));
    }
    RustFile {
        path: "operations/mod.rs".to_owned(),
        docs: "The operations: a type stands for each, with the structures that it takes and gives.".to_owned(),
        items: vec![quote!(#(#modules)*), quote!(#(#exports)*)],
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
    let mut items = imports(cx, &own, shapes_are_patterned(cx, &own));
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

/// What the structures of this file refer to.
fn imports(cx: &Context<'_>, own: &[&Shape], patterned: bool) -> Vec<TokenStream> {
    let mut items = types::std_imports(cx, own);
    items.push(quote!(
        use runtime::http;
    ));
    items.push(types::runtime_imports(cx, own).unwrap_or(quote!(
        use runtime::json;
    )));
    if patterned {
        items.push(quote!(
            use super::super::patterns;
        ));
    }
    let mut references: Vec<ShapeId> = own.iter().flat_map(|shape| cx.references(shape)).collect();
    references.sort();
    references.dedup();
    references.retain(|id| own.iter().all(|shape| shape.id != *id));
    if !references.is_empty() {
        let mut names: Vec<_> = references.iter().map(|id| cx.names.type_name(id)).collect();
        names.sort();
        items.push(quote!(use super::super::types::{#(#names),*};));
    }
    items
}

fn shapes_are_patterned(cx: &Context<'_>, own: &[&Shape]) -> bool {
    own.iter().any(|shape| validate::uses_patterns(cx, shape))
}

fn marker(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let marker = cx.names.marker(&operation.id);
    let docs = doc(&docs::operation(cx, operation, "super::super"));
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
    let endpoint = super::endpoint::of_operation(cx, operation);
    let request = request(cx, operation);
    let response = response(cx, operation);
    quote! {
        impl runtime::Operation for #marker {
            type Service = super::super::endpoint::Service;
            type Input = #input;
            type Output = #output;
            const META: runtime::OperationMeta = #meta;
            #tokens
            #endpoint
            #request
            #response
        }
    }
}

fn meta(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let name = operation.id.name();
    let (method, uri) = operation.http.as_ref().map_or(("POST", "/"), |http| (&http.method, &http.uri));
    let base = quote!(runtime::OperationMeta::new(#name, #method, #uri));
    let auth = match (&operation.auth, operation.unsigned_payload) {
        (OperationAuth::None, _) => Some(quote!(None)),
        (OperationAuth::Optional, _) => Some(quote!(Optional)),
        (OperationAuth::Service, true) => Some(quote!(UnsignedPayload)),
        (OperationAuth::Service, false) => None,
    };
    let auth = auth.map(|auth| quote!(auth: runtime::Auth::#auth,));
    let headers = operation.headers.iter().map(|(name, value)| quote!((#name, #value)));
    let headers = (!operation.headers.is_empty()).then(|| quote!(headers: &[#(#headers),*],));
    let checksum = operation.checksum.as_ref().map(|checksum| {
        let checksum = checksum_of(checksum);
        quote!(checksum: #checksum,)
    });
    let compressed = operation.compressed.then(|| quote!(compressed: true,));
    let host_prefix = operation.host_prefix.as_ref().map(|prefix| quote!(host_prefix: #prefix,));
    let streams = operation.output.as_ref().is_some_and(|id| cx.holds_stream(cx.model.shape(id)));
    let streams = streams.then(|| quote!(streams: true,));
    let hints = operation.hints.iter().map(hint);
    let hints = (!operation.hints.is_empty()).then(|| quote!(hints: &[#(#hints),*],));
    let given = quote!(#auth #host_prefix #headers #checksum #compressed #streams #hints);
    if given.is_empty() { base } else { quote!(runtime::OperationMeta { #given ..#base }) }
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

fn request(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let algorithm = algorithm_line(cx, operation);
    let lines = operation.input.as_ref().map(|id| {
        let shape = cx.model.shape(id);
        match cx.names.home(id) == Some(&operation.id) || is_all_body(cx, shape) {
            true => request_lines(cx, shape),
            false => quote!(input.write_to(request)?;),
        }
    });
    let lines = quote!(#algorithm #lines);
    let (input, request) = if lines.is_empty() { (quote!(_), quote!(_)) } else { (quote!(input), quote!(request)) };
    quote! {
        fn request(
            #input: Self::Input,
            #request: &mut http::Request
        ) -> http::Result<()> {
            #lines
            Ok(())
        }
    }
}

/// The caller's choice of a checksum is noted before the input is taken apart.
fn algorithm_line(cx: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let Some(Checksum::Flexible(flexible)) = &operation.checksum else { return None };
    let (name, shape) = (flexible.request_algorithm_member.as_ref()?, cx.model.shape(operation.input.as_ref()?));
    let member = shape.members().iter().find(|member| member.name.as_str() == name)?;
    let field = cx.member_name(shape, member);
    Some(quote!(request.checksum_algorithm(&input.#field);))
}

/// The function that writes an input that several operations share, or that is data elsewhere, into a request.
///
/// ```text
/// pub(crate) fn write_to(self, request: &mut http::Request) -> http::Result<()> {
///     request.header("ETag", &self.e_tag, &runtime::Member::PLAIN)?;
///     Ok(())
/// }
/// ```
pub(crate) fn write_to(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    let is_input = cx.model.operations.values().any(|operation| operation.input.as_ref() == Some(&shape.id));
    if !is_input || cx.names.home(&shape.id).is_some() || is_all_body(cx, shape) {
        return None;
    }
    let name = cx.names.type_name(&shape.id);
    let lines = request_lines(cx, shape);
    let (input, request) =
        if lines.is_empty() { (quote!(), quote!(_)) } else { (quote!(let input = self;), quote!(request)) };
    Some(quote! {
        impl #name {
            pub(crate) fn write_to(
                self,
                #request: &mut http::Request
            ) -> http::Result<()> {
                #input
                #lines
                Ok(())
            }
        }
    })
}

/// Whether nothing of a structure is bound to a place of its own.
fn is_all_body(cx: &Context<'_>, shape: &Shape) -> bool {
    cx.bound_members(shape, Message::Request).is_empty()
        && !shape.members().iter().any(|member| member.traits.host_label)
}

fn request_lines(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let bound = cx.bound_members(shape, Message::Request);
    // Single parameters win over the maps, so they come first.
    let is_map = |binding: &Binding| matches!(binding, Binding::QueryParams | Binding::PrefixHeaders(_));
    let (maps, single): (Vec<_>, Vec<_>) = bound.iter().partition(|(_, binding)| is_map(binding));
    let mut lines: TokenStream =
        single.into_iter().chain(maps).map(|(member, binding)| request_line(cx, shape, member, binding)).collect();
    for member in shape.members().iter().filter(|member| member.traits.host_label) {
        let field = cx.member_name(shape, member);
        let name = member.name.as_str();
        lines.extend(quote!(request.host_label(#name, &input.#field)?;));
    }
    let payload = bound.iter().any(|(_, binding)| matches!(binding, Binding::Payload));
    if !payload && !cx.body_members(shape, Message::Request).is_empty() {
        lines.extend(quote!(request.json(&input);));
    }
    lines
}

fn request_line(cx: &Context<'_>, shape: &Shape, member: &Member, binding: &Binding) -> TokenStream {
    let field = cx.member_name(shape, member);
    let wire = member.name.as_str();
    let traits = member_traits::argument(cx, shape, member);
    let is_list = matches!(cx.model.target(member).kind, Kind::List(_));
    match binding {
        Binding::Label => match member.traits.default.as_ref().and_then(|default| default.as_str()) {
            Some(default) if !default.is_empty() => quote!(request.label_or(#wire, &input.#field, #traits, #default)?;),
            _ => quote!(request.label(#wire, &input.#field, #traits)?;),
        },
        Binding::Query(name) if is_list => quote!(request.query_list(#name, &input.#field, #traits);),
        Binding::Query(name) => quote!(request.query(#name, &input.#field, #traits);),
        Binding::QueryParams => quote!(request.query_params(&input.#field);),
        Binding::Header(name) if is_list => quote!(request.header_list(#name, &input.#field, #traits)?;),
        Binding::Header(name) => quote!(request.header(#name, &input.#field, #traits)?;),
        Binding::PrefixHeaders(prefix) => quote!(request.prefix_headers(#prefix, &input.#field)?;),
        Binding::Payload => payload_line(cx, shape, member),
        Binding::ResponseCode => quote!(),
    }
}

/// `httpPayload`: bytes and text as they are, everything else as JSON.
fn payload_line(cx: &Context<'_>, shape: &Shape, member: &Member) -> TokenStream {
    let field = cx.member_name(shape, member);
    if is_event_stream(cx.model.target(member)) {
        return quote!(request.events(input.#field););
    }
    let media_type = cx.model.trait_of(member, |traits| traits.media_type.clone());
    let (line, default) = match &cx.model.target(member).kind {
        Kind::Blob => (quote!(payload), "application/octet-stream"),
        Kind::String => (quote!(payload), "text/plain"),
        Kind::Enum(_) => (quote!(payload_text), "text/plain"),
        Kind::Structure(_) => (quote!(payload_object), "application/json"),
        _ => (quote!(payload_json), "application/json"),
    };
    let content_type = media_type.unwrap_or_else(|| default.to_owned());
    let optional = cx.presence(shape, member) == Presence::Optional;
    let value = if optional { quote!(input.#field) } else { quote!(Some(input.#field)) };
    if cx.model.target(member).traits.requires_length {
        let name = member.name.as_str();
        return quote!(request.sized_payload(#name, #value, #content_type)?;);
    }
    quote!(request.#line(#value, #content_type);)
}

fn response(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let (response, body) = match &operation.output {
        None => (quote!(_), quote!(Ok(()))),
        Some(id) => {
            let shape = cx.model.shape(id);
            let name = cx.names.type_name(id);
            if cx.bound_members(shape, Message::Response).is_empty() {
                (quote!(response), quote!(response.object()))
            } else {
                (quote!(response), quote!(#name::from_response(response)))
            }
        }
    };
    quote! {
        fn response(#response: &mut http::Response) -> json::Result<Self::Output> { #body }
    }
}

/// The function that reads a structure whose members are bound to headers, the status or the payload.
///
/// ```text
/// pub(crate) fn from_response(response: &http::Response) -> json::Result<Self> {
///     let mut output: Self = response.object()?;
///     response.header("ETag", &runtime::Member::PLAIN, &mut output.e_tag)?;
///     Ok(output)
/// }
/// ```
pub(crate) fn from_response(cx: &Context<'_>, shape: &Shape) -> Option<TokenStream> {
    let bound = cx.bound_members(shape, Message::Response);
    let received = cx.model.operations.values().any(|operation| operation.output.as_ref() == Some(&shape.id));
    if bound.is_empty() || !(received || shape.traits.error.is_some()) {
        return None;
    }
    let name = cx.names.type_name(&shape.id);
    let has_body = !cx.body_members(shape, Message::Response).is_empty();
    let start = if has_body {
        quote!(let mut output: Self = response.object()?;)
    } else {
        quote!(let mut output: Self = json::Fields::initial();)
    };
    let lines = bound.iter().map(|(member, binding)| response_line(cx, shape, member, binding));
    let mutable = cx.holds_stream(shape).then(|| quote!(mut));
    Some(quote! {
        impl #name {
            pub(crate) fn from_response(
                response: &#mutable http::Response
            ) -> json::Result<Self> {
                #start
                #(#lines)*
                Ok(output)
            }
        }
    })
}

fn response_line(cx: &Context<'_>, shape: &Shape, member: &Member, binding: &Binding) -> TokenStream {
    let field = cx.member_name(shape, member);
    let traits = member_traits::argument(cx, shape, member);
    let kind = &cx.model.target(member).kind;
    match binding {
        Binding::Header(name) if matches!(kind, Kind::List(_)) => {
            quote!(response.header_list(#name, #traits, &mut output.#field)?;)
        }
        // What begins a stream of events is told by nothing else.
        Binding::Header(name) if member.traits.required && cx.holds_events(shape) => {
            quote!(response.required_header(#name, #traits, &mut output.#field)?;)
        }
        Binding::Header(name) => quote!(response.header(#name, #traits, &mut output.#field)?;),
        Binding::PrefixHeaders(prefix) => quote!(response.prefix_headers(#prefix, &mut output.#field);),
        Binding::ResponseCode => quote!(output.#field = i32::from(response.status()).into();),
        Binding::Payload => match kind {
            _ if is_event_stream(cx.model.target(member)) => quote!(response.events(&mut output.#field);),
            Kind::Blob if cx.is_stream(member) => quote!(response.stream(&mut output.#field);),
            Kind::Blob => quote!(response.payload(&mut output.#field);),
            Kind::String | Kind::Enum(_) => quote!(response.payload_text(&mut output.#field)?;),
            _ => quote!(response.payload_json(&mut output.#field)?;),
        },
        Binding::Label | Binding::Query(_) | Binding::QueryParams => quote!(),
    }
}
