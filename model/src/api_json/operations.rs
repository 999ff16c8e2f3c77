//! Operations and the service, from API JSON to the model.

use std::collections::BTreeMap;

use super::ast::{Api, Metadata, RawOperation};
use super::shapes::from_notes;
use super::{Namespace, companions};
use crate::auth::{AuthScheme, OperationAuth};
use crate::checksum::Checksum;
use crate::compression::Compression;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, nearest};
use crate::id::ShapeId;
use crate::ir::{AwsService, Kind, Service, Shape};
use crate::operation::{Http, Operation, OperationCustomization};
use crate::protocol::{self, Protocol};
use crate::source::Place;
use crate::traits::{Binding, XmlNamespace};

/// Lowers every operation. Its name is its key: the wire's own name may carry a date, which nobody knows it by.
pub(super) fn lower_all(
    cx: &mut Context<'_>,
    api: &Api<'_>,
    namespace: &Namespace,
    shapes: &BTreeMap<ShapeId, Shape>,
) -> BTreeMap<ShapeId, Operation> {
    let mut discovery = None;
    let mut operations = BTreeMap::new();
    for (name, place, raw) in &api.operations {
        let mut shape = |role: &str, target: &String| {
            let id = namespace.id(target);
            let defined = api.shape_names.contains(target);
            match shapes.get(&id).map(|shape| &shape.kind) {
                Some(Kind::Structure(_)) => {}
                Some(_) => cx.report(
                    Diagnostic::new(format!("the {role} `{target}` of `{name}` is not a structure"))
                        .at(*place, "this operation")
                        .help("inputs, outputs and errors are structures: wrap the value in one"),
                ),
                None if defined => {}
                None => missing(cx, name, *place, role, target, shapes),
            }
            id
        };
        let input = raw.input.as_ref().map(|reference| shape("input", &reference.shape));
        let output = raw.output.as_ref().map(|reference| shape("output", &reference.shape));
        let mut errors: Vec<ShapeId> = raw.errors.iter().map(|reference| shape("error", &reference.shape)).collect();
        errors.sort();
        errors.dedup();
        let http = raw.http.as_ref().map(|http| Http {
            method: http.method.clone(),
            uri: uri(&http.request_uri, input.as_ref().and_then(|id| shapes.get(id)), api),
            code: http.response_code.unwrap_or(200),
        });
        let id = namespace.id(name);
        let result_wrapper = raw.output.as_ref().and_then(|output| output.result_wrapper.clone());
        let operation = Operation { input, output, errors, http, result_wrapper, ..operation(api, &id, *place, raw) };
        if raw.endpointoperation {
            discovery = Some(id.clone());
        }
        operations.insert(id, operation);
    }
    if let Some(discovery) = discovery {
        operations.values_mut().for_each(|operation| operation.discover_by(&discovery));
    }
    operations
}

/// Everything about an operation but its messages.
fn operation(api: &Api<'_>, id: &ShapeId, place: Place, raw: &RawOperation) -> Operation {
    let none: &[String] = &[];
    let named = if raw.authtype.as_deref() == Some("none") { Some(none) } else { raw.auth.as_deref() };
    let mut traits = from_notes(&raw.notes);
    if raw.endpointdiscovery.as_ref().is_some_and(|discovery| discovery.required) {
        traits.unsupported.push(("aws.api#clientDiscoveredEndpoint".to_owned(), place));
    }
    let required = raw.http_checksum_required.then_some(Checksum::ContentMd5);
    let statics = raw.static_context_params.iter().map(|(name, param)| (name.clone(), param.value.clone()));
    let params = raw.operation_context_params.iter().map(|(name, param)| (name.clone(), param.path.clone()));
    Operation {
        id: id.clone(),
        place,
        traits,
        input: None,
        output: None,
        errors: Vec::new(),
        result_wrapper: None,
        http: None,
        auth: OperationAuth::of(&schemes(&api.metadata), named, false),
        unsigned_payload: raw.unsigned_payload || raw.authtype.as_deref() == Some("v4-unsigned-body"),
        host_prefix: raw.endpoint.as_ref().map(|endpoint| endpoint.host_prefix.clone()),
        static_context_params: statics.collect(),
        operation_context_params: params.collect(),
        checksum: raw.http_checksum.clone().map(Checksum::Flexible).or(required),
        compressed: raw.requestcompression.as_ref().is_some_and(Compression::has_gzip),
        customization: OperationCustomization::default(),
        endpoint_discovery: None,
        pagination: None,
        waiters: Vec::new(),
        request_tests: Vec::new(),
        response_tests: Vec::new(),
        event_tests: Vec::new(),
        malformed_tests: Vec::new(),
        hints: Vec::new(),
    }
}

/// The path with the names of members where API JSON has the names of locations.
fn uri(request_uri: &str, input: Option<&Shape>, api: &Api<'_>) -> String {
    let Some(input) = input else { return request_uri.to_owned() };
    let raw = api.shapes.iter().find(|(name, _, _)| name == input.id.name()).map(|(_, _, raw)| raw);
    let mut uri = request_uri.to_owned();
    for member in input.members().iter().filter(|member| member.traits.binding == Some(Binding::Label)) {
        let raw = raw.and_then(|raw| raw.members.get(member.name.as_str()));
        let name: Option<LocationName> = raw.and_then(|raw| serde_json::from_str(raw.get()).ok());
        if let Some(LocationName { location_name: Some(name) }) = name {
            for greedy in ["}", "+}"] {
                uri = uri.replace(&format!("{{{name}{greedy}"), &format!("{{{}{greedy}", member.name));
            }
        }
    }
    uri
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct LocationName {
    location_name: Option<String>,
}

fn missing(
    cx: &mut Context<'_>,
    operation: &str,
    place: Place,
    role: &str,
    name: &str,
    shapes: &BTreeMap<ShapeId, Shape>,
) {
    let mut diagnostic =
        Diagnostic::new(format!("operation `{operation}` has the {role} `{name}`, which does not exist"))
            .at(place, "this operation");
    diagnostic.help = nearest(name, shapes.keys().map(ShapeId::name));
    cx.report(diagnostic);
}

/// The service: the metadata, and the endpoint rules from the file beside the model.
pub(super) fn service(
    cx: &mut Context<'_>,
    api: &Api<'_>,
    namespace: &Namespace,
    service_id: &str,
    operations: Vec<ShapeId>,
    wanted_protocol: Option<&str>,
) -> Option<Service> {
    let metadata = &api.metadata;
    let name: String = service_id.chars().filter(char::is_ascii_alphanumeric).collect();
    let place = api.metadata_place;
    let protocol = protocol(cx, metadata, place, wanted_protocol);
    check_signature(cx, metadata, place);
    Some(Service {
        id: namespace.id(&name),
        place,
        version: metadata.api_version.clone(),
        xml_namespace: metadata.xml_namespace.clone().map(|uri| XmlNamespace { uri, prefix: None }),
        title: metadata.service_full_name.clone(),
        documentation: api.documentation.clone(),
        is_object_store: false,
        answers_have_crc32: false,
        keeps_dot_segments: false,
        http2: metadata.protocol_settings.h2.is_some(),
        protocol: protocol?,
        query_compatible: metadata.aws_query_compatible.is_some(),
        rpc_name: metadata.target_prefix.clone().unwrap_or(name),
        operations,
        errors: Vec::new(),
        rename: BTreeMap::new(),
        aws: Some(AwsService {
            sdk_id: service_id.to_owned(),
            endpoint_prefix: Some(metadata.endpoint_prefix.clone()),
        }),
        auth: schemes(metadata),
        rules: companions::rules(cx),
        endpoint_tests: Vec::new(),
        client_context_params: api.client_context_params.clone(),
    })
}

/// Refuses signatures that came before version 4: those that S3 calls its own are of version 4.
fn check_signature(cx: &mut Context<'_>, metadata: &Metadata, place: Place) {
    const KNOWN: [&str; 4] = ["bearer", "s3", "s3v4", "v4"];
    let Some(version) = metadata.signature_version.as_deref().filter(|_| metadata.auth.is_empty()) else { return };
    if !KNOWN.contains(&version) {
        cx.report(
            Diagnostic::unsupported(format!("the service wants signatures of version `{version}`"))
                .at(place, "see `signatureVersion` in `metadata`")
                .help("requests are signed with Signature Version 4 alone"),
        );
    }
}

/// How requests are authenticated, the most wanted first.
fn schemes(metadata: &Metadata) -> Vec<AuthScheme> {
    let name = metadata.signing_name.clone().unwrap_or_else(|| metadata.endpoint_prefix.clone());
    if metadata.auth.is_empty() {
        let is_bearer = metadata.signature_version.as_deref() == Some("bearer");
        return vec![if is_bearer { AuthScheme::Bearer } else { AuthScheme::SigV4 { name } }];
    }
    let schemes = metadata.auth.iter().map(|id| match id.as_str() {
        "aws.auth#sigv4" => AuthScheme::SigV4 { name: name.clone() },
        "smithy.api#httpBearerAuth" => AuthScheme::Bearer,
        "smithy.api#httpBasicAuth" => AuthScheme::Basic,
        other => AuthScheme::Other(other.to_owned()),
    });
    schemes.collect()
}

/// The protocol to speak, of those that the metadata lists.
fn protocol(cx: &mut Context<'_>, metadata: &Metadata, place: Place, wanted: Option<&str>) -> Option<Protocol> {
    let all = metadata.protocols.iter().chain([&metadata.protocol]);
    let offered: Vec<(Protocol, Place)> =
        all.filter_map(|name| Some((protocol_named(name, metadata)?, place))).collect();
    if offered.is_empty() {
        cx.report(
            Diagnostic::new(format!("`{}` is not a protocol of AWS API JSON", metadata.protocol))
                .at(place, "see `protocol` in `metadata`")
                .help("the protocols are: ec2, json, query, rest-json, rest-xml, smithy-rpc-v2-cbor"),
        );
        return None;
    }
    let id = metadata.service_id.as_ref().unwrap_or(&metadata.endpoint_prefix);
    protocol::choose(id, place, &offered, wanted).map_err(|diagnostic| cx.report(diagnostic)).ok()
}

fn protocol_named(name: &str, metadata: &Metadata) -> Option<Protocol> {
    Some(match name {
        "ec2" => Protocol::Ec2Query,
        "json" if metadata.json_version.as_deref() == Some("1.1") => Protocol::AwsJson1_1,
        "json" => Protocol::AwsJson1_0,
        "query" => Protocol::AwsQuery,
        "rest-json" => Protocol::RestJson1,
        "rest-xml" => Protocol::RestXml,
        "smithy-rpc-v2-cbor" => Protocol::RpcV2Cbor,
        _ => return None,
    })
}
