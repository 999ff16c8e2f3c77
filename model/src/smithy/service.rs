//! The service: what it is, how it is called, and which operations it has.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::ast::{Files, Located, Target};
use super::traits;
use crate::Choice;
use crate::auth::AuthScheme;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, nearest};
use crate::id::ShapeId;
use crate::ir::Service;
use crate::protocol::{self, Protocol};
use crate::rules::EndpointTests;
use crate::rules::RuleSet;
use crate::source::Place;

/// Lowers the service that is asked for, or the only one.
pub(super) fn lower<'a>(cx: &mut Context<'a>, files: &Files<'a>, choice: Choice<'_>) -> Option<Service> {
    let (id, located) = choose(cx, files, choice.service)?;
    let raw = &located.raw;
    let read = traits::lower(cx, id, &raw.traits);
    let protocol = protocol(cx, id, located, choice.protocol);
    let operations = Collector { cx, files, seen: BTreeSet::new(), operations: BTreeSet::new() }.service(id, located);
    let rules = rules(cx, id, located);
    let endpoint_tests: Option<EndpointTests> = optional(cx, id, located, "smithy.rules#endpointTests");
    Some(Service {
        id: ShapeId::new(id),
        place: located.place,
        version: raw.version.clone().unwrap_or_default(),
        xml_namespace: read.xml_namespace,
        title: optional(cx, id, located, "smithy.api#title"),
        documentation: read.documentation,
        is_object_store: false,
        answers_have_crc32: false,
        keeps_dot_segments: false,
        http2: protocol.is_some_and(|protocol| http2(cx, id, located, protocol)),
        protocol: protocol?,
        query_compatible: raw.traits.get("aws.protocols#awsQueryCompatible").is_some(),
        rpc_name: ShapeId::new(id).name().to_owned(),
        operations,
        errors: sorted(&raw.errors),
        rename: raw.rename.iter().map(|(id, name)| (ShapeId::new(id.as_str()), name.clone())).collect(),
        aws: optional(cx, id, located, "aws.api#service"),
        auth: auth(cx, id, located),
        rules,
        endpoint_tests: endpoint_tests.map(|tests| tests.test_cases).unwrap_or_default(),
        client_context_params: optional(cx, id, located, "smithy.rules#clientContextParams").unwrap_or_default(),
    })
}

fn choose<'f, 'a>(
    cx: &mut Context<'a>,
    files: &'f Files<'a>,
    wanted: Option<&str>,
) -> Option<(&'a str, &'f Located<'a>)> {
    let services: Vec<_> = files.shapes.iter().filter(|(_, shape)| shape.raw.kind() == "service").collect();
    let found = match wanted {
        Some(wanted) => services.iter().find(|(id, _)| **id == wanted || ShapeId::new(**id).name() == wanted),
        None if services.len() == 1 => services.first(),
        None => None,
    };
    if let Some((id, located)) = found {
        return Some((id, located));
    }
    if cx.diagnostics.is_empty() || !services.is_empty() {
        let names: Vec<&str> = services.iter().map(|(id, _)| **id).collect();
        cx.report(match wanted {
            Some(wanted) => {
                let mut diagnostic = Diagnostic::new(format!("the model has no service `{wanted}`"));
                diagnostic.help = nearest(wanted, names.iter().copied())
                    .or_else(|| Some(format!("its services are: {}", names.join(", "))));
                diagnostic
            }
            None if names.is_empty() && !files.closures.is_empty() => Diagnostic::new("the model has no service").help(
                "a client is generated for a shape of type `service`; the types of a closure come with `--closure`, or `closure` in \
                 tinsmith.toml",
            ),
            None if names.is_empty() => Diagnostic::new("the model has no service")
                .help("a client is generated for a shape of type `service`: add the file that defines it"),
            None => Diagnostic::new("the model has several services")
                .help(format!("choose one with `--service`, or `service` in codegen.toml: {}", names.join(", "))),
        });
    }
    None
}

/// The protocol to speak, of those that the service has traits for.
fn protocol<'a>(cx: &mut Context<'a>, id: &str, located: &Located<'a>, wanted: Option<&str>) -> Option<Protocol> {
    let traits = located.raw.traits.iter();
    let offered: Vec<(Protocol, Place)> =
        traits.filter_map(|(id, raw)| Some((Protocol::from_id(id)?, cx.place(raw.get())))).collect();
    protocol::choose(id, located.place, &offered, wanted).map_err(|diagnostic| cx.report(diagnostic)).ok()
}

/// Whether the protocol's trait names HTTP/2 before anything else.
fn http2<'a>(cx: &mut Context<'a>, id: &str, located: &Located<'a>, protocol: Protocol) -> bool {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Versions {
        http: Vec<String>,
        event_stream_http: Vec<String>,
    }
    let Some(versions) = optional::<Versions>(cx, id, located, protocol.id()) else { return false };
    let first = |versions: &[String]| versions.first().is_some_and(|first| first == "h2");
    first(&versions.http) || first(&versions.event_stream_http)
}

fn auth<'a>(cx: &mut Context<'a>, id: &str, located: &Located<'a>) -> Vec<AuthScheme> {
    #[derive(Deserialize)]
    struct SigV4 {
        name: String,
    }
    const SCHEMES: [&str; 5] = [
        "aws.auth#sigv4",
        "smithy.api#httpApiKeyAuth",
        "smithy.api#httpBasicAuth",
        "smithy.api#httpBearerAuth",
        "smithy.api#httpDigestAuth",
    ];
    // Without `auth`, schemes rank in alphabetical order.
    let wanted: Option<Vec<String>> = optional(cx, id, located, "smithy.api#auth");
    let wanted = wanted.unwrap_or_else(|| SCHEMES.map(str::to_owned).to_vec());
    let mut schemes = Vec::new();
    for scheme in wanted {
        let Some(raw) = located.raw.traits.get(&scheme) else { continue };
        schemes.extend(match scheme.as_str() {
            "aws.auth#sigv4" => {
                let read: Option<SigV4> = traits::parse(cx, id, &scheme, raw);
                read.map(|sigv4| AuthScheme::SigV4 { name: sigv4.name })
            }
            "smithy.api#httpApiKeyAuth" => traits::parse(cx, id, &scheme, raw).map(AuthScheme::ApiKey),
            "smithy.api#httpBasicAuth" => Some(AuthScheme::Basic),
            "smithy.api#httpBearerAuth" => Some(AuthScheme::Bearer),
            _ => Some(AuthScheme::Other(scheme)),
        });
    }
    schemes
}

fn rules<'a>(cx: &mut Context<'a>, id: &str, located: &Located<'a>) -> Option<RuleSet> {
    const RULES: &str = "smithy.rules#endpointRuleSet";
    const BDD: &str = "smithy.rules#endpointBdd";
    match (located.raw.traits.get(RULES), located.raw.traits.get(BDD)) {
        (Some(raw), _) => {
            let mut rules: RuleSet = traits::parse(cx, id, RULES, raw)?;
            rules.place = cx.place(raw.get());
            Some(rules)
        }
        (None, Some(raw)) => {
            cx.report(
                Diagnostic::new(format!("service `{id}` gives its endpoint rules only as `{BDD}`"))
                    .at(cx.place(raw.get()), "rules compiled to a decision diagram")
                    .help(format!("give the rules as `{RULES}` too")),
            );
            None
        }
        (None, None) => None,
    }
}

fn optional<'a, T: Deserialize<'a>>(cx: &mut Context<'a>, id: &str, located: &Located<'a>, name: &str) -> Option<T> {
    let raw = located.raw.traits.get(name)?;
    traits::parse(cx, id, name, raw)
}

/// The ids of a list of targets, sorted.
pub(super) fn sorted(targets: &[Target<'_>]) -> Vec<ShapeId> {
    let ids: BTreeSet<ShapeId> = targets.iter().map(|target| ShapeId::new(&*target.target.0)).collect();
    ids.into_iter().collect()
}

/// Walks from the service through its resources to every operation.
struct Collector<'c, 'f, 'a> {
    cx: &'c mut Context<'a>,
    files: &'f Files<'a>,
    seen: BTreeSet<String>,
    operations: BTreeSet<ShapeId>,
}

impl<'a> Collector<'_, '_, 'a> {
    fn service(mut self, id: &str, located: &Located<'a>) -> Vec<ShapeId> {
        self.add(id, located, &located.raw.operations);
        self.resources(id, located, &located.raw.resources);
        self.operations.into_iter().collect()
    }

    /// Without recursion: resources may be nested deeply.
    fn resources(&mut self, owner: &str, located: &Located<'a>, resources: &[Target<'a>]) {
        let files = self.files;
        let mut open: Vec<(&str, &Located<'a>, &Target<'a>)> =
            resources.iter().map(|target| (owner, located, target)).collect();
        while let Some((owner, located, target)) = open.pop() {
            let id = &*target.target.0;
            let Some(resource) = files.shapes.get(id).filter(|shape| shape.raw.kind() == "resource") else {
                self.missing(owner, located, "resource", target);
                continue;
            };
            if self.seen.insert(id.to_owned()) {
                let raw = &resource.raw;
                self.add(id, resource, &raw.operations);
                self.add(id, resource, &raw.collection_operations);
                for lifecycle in [&raw.create, &raw.put, &raw.read, &raw.update, &raw.delete, &raw.list] {
                    self.add(id, resource, lifecycle.as_slice());
                }
                open.extend(raw.resources.iter().map(|target| (id, resource, target)));
            }
        }
    }

    fn add(&mut self, owner: &str, located: &Located<'a>, operations: &[Target<'a>]) {
        for target in operations {
            let id = &*target.target.0;
            if self.files.shapes.get(id).is_some_and(|shape| shape.raw.kind() == "operation") {
                self.operations.insert(ShapeId::new(id));
            } else {
                self.missing(owner, located, "operation", target);
            }
        }
    }

    fn missing(&mut self, owner: &str, located: &Located<'a>, kind: &str, target: &Target<'a>) {
        let id = &*target.target.0;
        let candidates = self.files.shapes.iter().filter(|(_, shape)| shape.raw.kind() == kind).map(|(id, _)| *id);
        let mut place = self.cx.place(id);
        if place.end == 0 {
            place = located.place;
        }
        let mut diagnostic = Diagnostic::new(format!("`{owner}` has the {kind} `{id}`, which does not exist"))
            .at(place, format!("no {kind} of this name"));
        diagnostic.help = nearest(id, candidates);
        self.cx.report(diagnostic);
    }
}
