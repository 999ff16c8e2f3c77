//! HTTP bindings, which the protocols with `rest` in their names have in common.
//!
//! See <https://smithy.io/2.0/spec/http-bindings.html>.

use std::borrow::Cow;

use model::{Binding, Diagnostic, Http, Member, Model, Operation};

use super::Message;

/// Where a member travels in such a message; none for the body.
pub(super) fn binding(member: &Member, message: Message) -> Option<&Binding> {
    member.traits.binding.as_ref().filter(|binding| match binding {
        Binding::Label | Binding::Query(_) | Binding::QueryParams => message == Message::Request,
        Binding::ResponseCode => message == Message::Response,
        Binding::Header(_) | Binding::PrefixHeaders(_) | Binding::Payload => true,
    })
}

/// What the operation's trait `http` says; the check has seen to it that there is one.
pub(super) fn http(operation: &Operation) -> Cow<'_, Http> {
    match &operation.http {
        Some(http) => Cow::Borrowed(http),
        None => Cow::Owned(Http::post("/")),
    }
}

/// Checks methods, paths and labels.
pub(super) fn check(model: &Model, protocol: &str, found: &mut Vec<Diagnostic>) {
    for operation in model.operations.values() {
        check_operation(model, operation, protocol, found);
    }
}

fn check_operation(model: &Model, operation: &Operation, protocol: &str, found: &mut Vec<Diagnostic>) {
    let Some(http) = &operation.http else {
        found.push(
            Diagnostic::new(format!("operation `{}` has no `http` trait, which {protocol} needs", operation.id))
                .at(operation.place, "this operation")
                .help(
                    "say which method and which path it has: `\"smithy.api#http\": { \"method\": ..., \"uri\": ... }`",
                ),
        );
        return;
    };
    check_method(operation, &http.method, found);
    let members: Vec<&Member> = operation.input.iter().flat_map(|id| model.shape(id).members()).collect();
    let labels: Vec<&str> = labels(&http.uri);
    for member in members.iter().filter(|member| member.traits.binding == Some(Binding::Label)) {
        let is_in_host = model.service.keeps_dot_segments && member.traits.context_param.is_some();
        if !is_in_host && !labels.contains(&member.name.as_str()) {
            found.push(
                Diagnostic::new(format!("label `{}` has no place in the path of `{}`", member.name, operation.id))
                    .at(member.place, "bound to the path")
                    .help(format!("the path is `{}`: put `{{{}}}` into it", http.uri, member.name)),
            );
        }
    }
    for label in labels {
        let bound = |member: &&&Member| member.traits.binding == Some(Binding::Label);
        if !members.iter().filter(bound).any(|member| member.name.as_str() == label) {
            found.push(
                Diagnostic::new(format!(
                    "the path of `{}` has the label `{label}`, which no member is bound to",
                    operation.id
                ))
                .at(operation.place, "this operation")
                .help(format!("give the input a member `{label}` with the trait `smithy.api#httpLabel`")),
            );
        }
    }
}

/// A method is a token of RFC 9110, and `httpTrait` knows no small letters.
fn check_method(operation: &Operation, method: &str, found: &mut Vec<Diagnostic>) {
    if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-') {
        found.push(
            Diagnostic::new(format!("{method:?} of `{}` is not an HTTP method", operation.id))
                .at(operation.place, "this operation")
                .help("methods are like GET, PUT, POST, DELETE, HEAD and PATCH"),
        );
    }
}

/// The names between braces of a path.
fn labels(uri: &str) -> Vec<&str> {
    let path = uri.split('?').next().unwrap_or_default();
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.trim_end_matches('+'))
        .collect()
}
