//! Operations, from the AST to the model.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::ast::{Files, Located, Target};
use super::following::{self, Paginated};
use super::service::sorted;
use super::traits;
use crate::auth::OperationAuth;
use crate::checksum::Checksum;
use crate::compression::Compression;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, nearest};
use crate::id::ShapeId;
use crate::ir::{Kind, Service, Shape};
use crate::operation::{Operation, OperationCustomization};
use crate::protocol_tests::{RequestTest, ResponseTest};
use crate::source::Place;

/// Lowers every operation of the service.
pub(super) fn lower_all<'a>(
    cx: &mut Context<'a>,
    files: &Files<'a>,
    service: &Service,
) -> BTreeMap<ShapeId, Operation> {
    let mut operations = BTreeMap::new();
    let defaults = match files.shapes.get(service.id.as_str()) {
        Some(located) => following::defaults(cx, service.id.as_str(), located),
        None => Paginated::default(),
    };
    for id in &service.operations {
        if let Some(located) = files.shapes.get(id.as_str()) {
            operations.insert(id.clone(), lower(cx, service, id, located, &defaults));
        }
    }
    if let Some(discovery) = discovery(cx, files, service).filter(|discovery| operations.contains_key(discovery)) {
        operations.values_mut().for_each(|operation| operation.discover_by(&discovery));
    }
    operations
}

/// `aws.api#clientEndpointDiscovery`.
#[derive(Deserialize)]
struct EndpointDiscovery {
    operation: String,
}

/// The operation that tells the endpoint of others.
fn discovery<'a>(cx: &mut Context<'a>, files: &Files<'a>, service: &Service) -> Option<ShapeId> {
    const TRAIT: &str = "aws.api#clientEndpointDiscovery";
    let raw = files.shapes.get(service.id.as_str())?.raw.traits.get(TRAIT)?;
    let discovery: EndpointDiscovery = traits::parse(cx, service.id.as_str(), TRAIT, raw)?;
    Some(ShapeId::new(discovery.operation))
}

fn lower<'a>(
    cx: &mut Context<'a>,
    service: &Service,
    id: &ShapeId,
    located: &Located<'a>,
    defaults: &Paginated,
) -> Operation {
    let raw = &located.raw;
    let mut read = OperationTraits { cx, id, located };
    let endpoint: Option<Endpoint> = read.get("smithy.api#endpoint");
    let auth = read.auth(service);
    let checksum = read.checksum();
    let compression: Option<Compression> = read.get("smithy.api#requestCompression");
    let static_params: BTreeMap<String, StaticParam> = read.get("smithy.rules#staticContextParams").unwrap_or_default();
    let operation_params: BTreeMap<String, OperationParam> =
        read.get("smithy.rules#operationContextParams").unwrap_or_default();
    let request_tests: Option<Vec<RequestTest>> = read.get("smithy.test#httpRequestTests");
    let response_tests: Option<Vec<ResponseTest>> = read.get("smithy.test#httpResponseTests");
    Operation {
        id: id.clone(),
        place: located.place,
        input: shape(raw.input.as_ref()),
        output: shape(raw.output.as_ref()),
        errors: sorted(&raw.errors),
        result_wrapper: None,
        http: read.get("smithy.api#http"),
        auth,
        unsigned_payload: read.raw("aws.auth#unsignedPayload").is_some(),
        host_prefix: endpoint.map(|endpoint| endpoint.host_prefix),
        static_context_params: static_params.into_iter().map(|(name, param)| (name, param.value)).collect(),
        operation_context_params: operation_params.into_iter().map(|(name, param)| (name, param.path)).collect(),
        request_tests: request_tests.unwrap_or_default().into_iter().map(RequestTest::exact).collect(),
        response_tests: response_tests.unwrap_or_default().into_iter().map(ResponseTest::exact).collect(),
        checksum,
        compressed: compression.is_some_and(|compression| compression.has_gzip()),
        customization: OperationCustomization::default(),
        endpoint_discovery: None,
        malformed_tests: read.get("smithy.test#httpMalformedRequestTests").unwrap_or_default(),
        event_tests: read.get("smithy.test#eventStreamTests").unwrap_or_default(),
        pagination: following::pagination(cx, id.as_str(), located, defaults),
        waiters: following::waiters(cx, id.as_str(), located),
        hints: Vec::new(),
        traits: traits::lower(cx, id.as_str(), &raw.traits),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint {
    host_prefix: String,
}

#[derive(Deserialize)]
struct StaticParam {
    value: Value,
}

#[derive(Deserialize)]
struct OperationParam {
    path: String,
}

/// A target that is not Unit.
fn shape(target: Option<&Target<'_>>) -> Option<ShapeId> {
    target.map(|target| ShapeId::new(&*target.target.0)).filter(|id| !id.is_unit())
}

/// Reads the traits that only operations carry.
struct OperationTraits<'c, 'f, 'a> {
    cx: &'c mut Context<'a>,
    id: &'f ShapeId,
    located: &'f Located<'a>,
}

impl<'a> OperationTraits<'_, '_, 'a> {
    fn raw(&self, name: &str) -> Option<&'a RawValue> {
        self.located.raw.traits.get(name)
    }

    fn get<T: Deserialize<'a>>(&mut self, name: &str) -> Option<T> {
        let raw = self.raw(name)?;
        traits::parse(self.cx, self.id.as_str(), name, raw)
    }

    fn checksum(&mut self) -> Option<Checksum> {
        let flexible = self.get("aws.protocols#httpChecksum").map(Checksum::Flexible);
        flexible.or_else(|| self.raw("smithy.api#httpChecksumRequired").map(|_| Checksum::ContentMd5))
    }

    fn auth(&mut self, service: &Service) -> OperationAuth {
        let named: Option<Vec<String>> = self.get("smithy.api#auth");
        let is_optional = self.raw("smithy.api#optionalAuth").is_some();
        OperationAuth::of(&service.auth, named.as_deref(), is_optional)
    }
}

/// Checks that inputs, outputs and errors exist and are structures, those of the service included.
pub(super) fn check_targets(
    cx: &mut Context<'_>,
    service: Option<&Service>,
    operations: &BTreeMap<ShapeId, Operation>,
    shapes: &BTreeMap<ShapeId, Shape>,
) {
    if let Some(service) = service {
        for id in &service.errors {
            check_target(cx, &service.id, service.place, "error", id, shapes);
        }
    }
    for operation in operations.values() {
        let roles = [("input", &operation.input), ("output", &operation.output)];
        for (role, id) in roles.into_iter().filter_map(|(role, id)| Some((role, id.as_ref()?))) {
            check_target(cx, &operation.id, operation.place, role, id, shapes);
        }
        for id in &operation.errors {
            check_target(cx, &operation.id, operation.place, "error", id, shapes);
        }
    }
}

fn check_target(
    cx: &mut Context<'_>,
    owner: &ShapeId,
    place: Place,
    role: &str,
    id: &ShapeId,
    shapes: &BTreeMap<ShapeId, Shape>,
) {
    match shapes.get(id).map(|shape| &shape.kind) {
        Some(Kind::Structure(_)) => {}
        Some(_) => cx.report(
            Diagnostic::new(format!("the {role} `{id}` of `{owner}` is not a structure"))
                .at(place, "this shape")
                .help("inputs, outputs and errors are structures: wrap the value in one"),
        ),
        None => {
            let mut diagnostic = Diagnostic::new(format!("`{owner}` has the {role} `{id}`, which does not exist"))
                .at(place, "this shape");
            diagnostic.help = nearest(id.as_str(), shapes.keys().map(ShapeId::as_str));
            cx.report(diagnostic);
        }
    }
}
