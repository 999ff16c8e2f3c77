//! Shape closures: sets of shapes that belong to no service.
//!
//! See <https://smithy.io/2.0/spec/shape-closures.html>.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::ast::{Files, Located, RawShape, Target};
use super::selector::Selector;
use crate::Choice;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, nearest};
use crate::id::ShapeId;
use crate::ir::{Service, Shape};
use crate::protocol::Protocol;
use crate::source::Place;

/// An entry of the metadata `shapeClosures`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Closure {
    id: String,
    #[serde(default)]
    include_namespaces: Vec<String>,
    include_by_selector: Option<String>,
    #[serde(default)]
    rename: BTreeMap<String, String>,
    documentation: Option<String>,
}

/// The closure of this id as a service without operations, and the shapes that are in it.
pub(super) fn lower<'a>(
    cx: &mut Context<'a>,
    files: &Files<'a>,
    id: &str,
    choice: Choice<'_>,
    shapes: &BTreeMap<ShapeId, Shape>,
) -> Option<(Service, BTreeSet<ShapeId>)> {
    let (place, closure) = find(cx, files, id)?;
    let protocol = match choice.protocol.map(Protocol::named) {
        None => Protocol::RestJson1,
        Some(Some(protocol)) => protocol,
        Some(None) => {
            let name = choice.protocol.unwrap_or_default();
            cx.report(Diagnostic::new(format!("there is no protocol `{name}`")).help("the README lists the protocols"));
            return None;
        }
    };
    let selector = match closure.include_by_selector.as_deref().map(Selector::parse).transpose() {
        Ok(selector) => selector,
        Err(problem) => {
            cx.report(
                Diagnostic::new(format!("the selector of the closure `{id}` can't be read"))
                    .at(place, problem)
                    .help("name namespaces in `includeNamespaces`"),
            );
            return None;
        }
    };
    let included = reach(files, shapes, |id, shape| {
        closure.include_namespaces.iter().any(|namespace| ShapeId::new(id).namespace() == namespace)
            || selector.as_ref().is_some_and(|selector| selector.matches(id, shape))
    });
    if let Some(gone) = closure.rename.keys().find(|id| !included.contains(&ShapeId::new(id.as_str()))) {
        let problem = Diagnostic::new(format!("the closure `{id}` renames `{gone}`, which is not in it"));
        cx.report(problem.at(place, "this closure"));
    }
    if included.iter().all(|id| id.namespace() == "smithy.api") {
        cx.report(Diagnostic::new(format!("the closure `{id}` holds no shape")).at(place, "this closure"));
    }
    Some((service(closure, place, protocol), included))
}

/// Every closure of the files, and the one of this id.
fn find<'a>(cx: &mut Context<'a>, files: &Files<'a>, id: &str) -> Option<(Place, Closure)> {
    let mut ids = BTreeSet::new();
    let mut found = None;
    for raw in &files.closures {
        let place = cx.place(raw.get());
        let Some(closure) = cx.parse::<Closure>(raw, || "an entry of `shapeClosures`".to_owned()) else { continue };
        let problem = if files.shapes.contains_key(closure.id.as_str()) {
            Some("has the id of a shape")
        } else if !ids.insert(closure.id.clone()) {
            Some("is there twice")
        } else if closure.include_namespaces.is_empty() && closure.include_by_selector.is_none() {
            Some("includes nothing: it takes `includeNamespaces` or `includeBySelector`")
        } else {
            None
        };
        if let Some(problem) = problem {
            cx.report(Diagnostic::new(format!("the closure `{}` {problem}", closure.id)).at(place, "this closure"));
        }
        if closure.id == id {
            found = found.or(Some((place, closure)));
        }
    }
    if found.is_none() && cx.diagnostics.is_empty() {
        let mut problem = Diagnostic::new(format!("the model has no closure `{id}`"));
        problem.help = nearest(id, ids.iter().map(String::as_str)).or_else(|| match ids.is_empty() {
            true => Some("the metadata `shapeClosures` lists closures: this model has none".to_owned()),
            false => Some(format!("its closures are: {}", ids.into_iter().collect::<Vec<_>>().join(", "))),
        });
        cx.report(problem);
    }
    found
}

/// The data shapes that are included, and all that they and the included services, resources and operations reach.
fn reach<'a>(
    files: &Files<'a>,
    shapes: &BTreeMap<ShapeId, Shape>,
    is_included: impl Fn(&str, &Located<'a>) -> bool,
) -> BTreeSet<ShapeId> {
    let is_mixin = |shape: &RawShape<'_>| shape.traits.get("smithy.api#mixin").is_some();
    let included = files.shapes.iter().filter(|(id, shape)| !is_mixin(&shape.raw) && is_included(id, shape));
    let mut open: Vec<ShapeId> = included.map(|(id, _)| ShapeId::new(*id)).collect();
    let mut seen: BTreeSet<ShapeId> = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        match (shapes.get(&id), files.shapes.get(id.as_str())) {
            (Some(shape), _) => open.extend(shape.all_members().into_iter().map(|member| member.target.clone())),
            (None, Some(located)) => open.extend(neighbors(&located.raw)),
            (None, None) => {}
        }
    }
    seen.retain(|id| shapes.contains_key(id));
    seen
}

/// What a service, a resource or an operation refers to.
fn neighbors(raw: &RawShape<'_>) -> Vec<ShapeId> {
    let single = [&raw.input, &raw.output, &raw.create, &raw.put, &raw.read, &raw.update, &raw.delete, &raw.list];
    let lists = [&raw.operations, &raw.collection_operations, &raw.resources, &raw.errors];
    let targets = single.into_iter().flatten().chain(lists.into_iter().flatten());
    let ids = targets.map(|target| ShapeId::new(&*target.target.0));
    let identifiers = raw.identifiers.iter().filter_map(|(_, raw)| serde_json::from_str::<Target<'_>>(raw.get()).ok());
    ids.chain(identifiers.map(|target| ShapeId::new(&*target.target.0))).collect()
}

fn service(closure: Closure, place: Place, protocol: Protocol) -> Service {
    let id = ShapeId::new(closure.id.as_str());
    Service {
        place,
        version: String::new(),
        xml_namespace: None,
        title: None,
        documentation: closure.documentation,
        is_object_store: false,
        answers_have_crc32: false,
        keeps_dot_segments: false,
        http2: false,
        protocol,
        query_compatible: false,
        rpc_name: id.name().to_owned(),
        id,
        operations: Vec::new(),
        errors: Vec::new(),
        rename: closure.rename.into_iter().map(|(id, name)| (ShapeId::new(id.as_str()), name)).collect(),
        aws: None,
        auth: Vec::new(),
        rules: None,
        endpoint_tests: Vec::new(),
        client_context_params: BTreeMap::new(),
    }
}
