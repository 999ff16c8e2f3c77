//! HTTP bindings: <https://smithy.io/2.0/spec/http-bindings.html>.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::ir::{Kind, Member, Model, Shape};
use crate::operation::{Http, Operation};
use crate::protocol::Protocol;
use crate::traits::Binding;

/// Whether the protocol of the model has HTTP bindings at all.
fn has_bindings(model: &Model) -> bool {
    matches!(model.service.protocol, Protocol::RestJson1 | Protocol::RestXml)
}

/// Checks the bindings of a structure, whether it is an input, an output or an error.
pub(super) fn check_structure(model: &Model, shape: &Shape, found: &mut Vec<Diagnostic>) {
    let Kind::Structure(members) = &shape.kind else { return };
    if !has_bindings(model) {
        return;
    }
    let mut once: BTreeMap<String, &Member> = BTreeMap::new();
    for member in members {
        let Some(binding) = &member.traits.binding else { continue };
        check_kind(model, shape, member, binding, found);
        let place = match binding {
            Binding::Payload => "the body".to_owned(),
            Binding::ResponseCode => "the status".to_owned(),
            Binding::QueryParams => "the rest of the query".to_owned(),
            Binding::Header(name) => format!("the header `{}`", name.to_ascii_lowercase()),
            Binding::Query(name) => format!("the query parameter `{name}`"),
            Binding::PrefixHeaders(prefix) => format!("the headers `{}*`", prefix.to_ascii_lowercase()),
            Binding::Label => continue,
        };
        if let Some(other) = once.insert(place.clone(), member) {
            found.push(
                Diagnostic::new(format!("`{}${}` and `{}` are both {place}", shape.id, member.name, other.name))
                    .at(member.place, "another member has this place")
                    .help("bind one of them elsewhere"),
            );
        }
    }
    check_payload(shape, members, found);
}

/// `HttpPayload`: where a member is the whole body, no other can be in it.
fn check_payload(shape: &Shape, members: &[Member], found: &mut Vec<Diagnostic>) {
    let Some(payload) = members.iter().find(|member| member.traits.binding == Some(Binding::Payload)) else { return };
    for member in members.iter().filter(|member| member.traits.binding.is_none() && !member.traits.host_label) {
        found.push(
            Diagnostic::warning(format!("`{}${}` is in no part of the message", shape.id, member.name))
                .at(member.place, format!("`{}` is the whole body", payload.name))
                .help("bind it to the path, the query or a header"),
        );
    }
}

/// `HttpBinding`: what can stand in each place.
fn check_kind(model: &Model, shape: &Shape, member: &Member, binding: &Binding, found: &mut Vec<Diagnostic>) {
    let is_simple = |kind: &Kind| {
        !matches!(kind, Kind::List(_) | Kind::Map(..) | Kind::Structure(_) | Kind::Union(_) | Kind::Document)
    };
    let kind = &model.target(member).kind;
    let is_list = matches!(kind, Kind::List(item) if is_simple(&model.target(item).kind));
    let is_text = |kind: &Kind| matches!(kind, Kind::String);
    let of_texts = |kind: &Kind, or_lists: bool| match kind {
        Kind::Map(key, value) if is_text(&model.target(key).kind) => match &model.target(value).kind {
            Kind::List(item) => or_lists && is_text(&model.target(item).kind),
            value => is_text(value),
        },
        _ => false,
    };
    let (fits, wanted) = match binding {
        Binding::Label => {
            (is_simple(kind) && !matches!(kind, Kind::Blob), "a string, a number, a boolean or a timestamp")
        }
        Binding::Header(_) | Binding::Query(_) => (is_simple(kind) || is_list, "a simple shape, or a list of one"),
        Binding::QueryParams => (of_texts(kind, true), "a map of strings, or of lists of strings"),
        Binding::PrefixHeaders(_) => (of_texts(kind, false), "a map of strings"),
        Binding::ResponseCode => (matches!(kind, Kind::Integer), "an integer"),
        Binding::Payload => return,
    };
    if !fits {
        found.push(
            Diagnostic::new(format!("`{}${}` can't be bound as it is", shape.id, member.name))
                .at(member.place, format!("must be {wanted}"))
                .help(format!("its target is `{}`", member.target)),
        );
    }
}

/// Checks the method, the path and the labels of an operation.
pub(super) fn check_operation(model: &Model, operation: &Operation, found: &mut Vec<Diagnostic>) {
    let Some(http) = operation.http.as_ref().filter(|_| has_bindings(model)) else { return };
    if !(100..=999).contains(&http.code) {
        found.push(
            Diagnostic::new(format!("the status {} of `{}` is none of HTTP's", http.code, operation.id))
                .at(operation.place, "this operation")
                .help("a status is from 100 to 999"),
        );
    }
    let input = operation.input.as_ref().map(|id| model.shape(id));
    let labels = input.into_iter().flat_map(|shape| shape.members());
    for member in labels.filter(|member| member.traits.binding == Some(Binding::Label) && !member.traits.required) {
        found.push(
            Diagnostic::new(format!("`{}` of `{}` is part of the path and not `required`", member.name, operation.id))
                .at(member.place, "a path has all of its labels")
                .help("give it the trait `smithy.api#required`"),
        );
    }
    check_path(operation, http, found);
    check_body(operation, http, input, found);
}

/// `HttpUri`: the form of a path.
fn check_path(operation: &Operation, http: &Http, found: &mut Vec<Diagnostic>) {
    let path = http.uri.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let greedy = segments.iter().position(|segment| segment.ends_with("+}"));
    let problem = if http.uri.contains('#') {
        Some("it has a fragment, which no server is told")
    } else if greedy.is_some_and(|at| segments[at + 1..].iter().any(|segment| segment.ends_with("+}"))) {
        Some("it has two labels that take all the rest")
    } else if path.contains("//") {
        Some("it has an empty segment")
    } else {
        None
    };
    found.extend(problem.map(|problem| {
        Diagnostic::new(format!("the path `{}` of `{}` can't be called: {problem}", http.uri, operation.id))
            .at(operation.place, "this operation")
    }));
}

/// `HttpMethodSemantics`: servers and proxies may drop the body of such a request.
fn check_body(operation: &Operation, http: &Http, input: Option<&Shape>, found: &mut Vec<Diagnostic>) {
    let is_without_body = matches!(http.method.as_str(), "GET" | "HEAD" | "DELETE");
    let in_body =
        |member: &&Member| matches!(member.traits.binding, None | Some(Binding::Payload)) && !member.traits.host_label;
    let Some(member) = input.and_then(|shape| shape.members().iter().find(in_body)).filter(|_| is_without_body) else {
        return;
    };
    found.push(
        Diagnostic::warning(format!("`{}` sends a body with {}", operation.id, http.method))
            .at(member.place, "this member is in the body")
            .help("servers and proxies may drop it: use POST, or bind the member to the path, the query or a header"),
    );
}

/// `HttpUriConflict`: no two operations have one method and path.
pub(super) fn check_conflicts(model: &Model, found: &mut Vec<Diagnostic>) {
    if !has_bindings(model) {
        return;
    }
    let mut seen: BTreeMap<(String, String, Option<&str>), &Operation> = BTreeMap::new();
    for operation in model.operations.values() {
        let Some(http) = &operation.http else { continue };
        let key = (http.method.clone(), pattern(&http.uri), operation.host_prefix.as_deref());
        if let Some(other) = seen.insert(key, operation) {
            found.push(
                Diagnostic::warning(format!(
                    "`{}` and `{}` have one method and path: {} {}",
                    operation.id, other.id, http.method, http.uri
                ))
                .at(operation.place, "this operation")
                .help("a server can't tell them apart by these alone"),
            );
        }
    }
}

/// A path without the names of its labels, and its literal query in order.
fn pattern(uri: &str) -> String {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let segments: Vec<&str> =
        path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect();
    let mut query: Vec<&str> = query.split('&').collect();
    query.sort_unstable();
    format!("{}?{}", segments.join("/"), query.join("&"))
}
