//! Everything that stands in the way of generating, found before anything is emitted.

use model::rules::{Call, Condition, Expression, Rule};

use model::{AuthScheme, Diagnostic, Kind, Member, Model, Report, Shape, Traits};

use crate::attributes;
use crate::emit::rules::FUNCTIONS;
use crate::wire::Rules;

/// Checks the selected model.
///
/// # Errors
/// Every problem, each with its place.
pub(crate) fn check(model: &Model, rules: &dyn Rules) -> Result<(), Report> {
    let mut found = Vec::new();
    check_auth(model, &mut found);
    for operation in model.operations.values() {
        unsupported(operation.id.as_str(), &operation.traits, &mut found);
    }
    rules.check(model, &mut found);
    for shape in model.shapes.values() {
        check_shape(model, shape, &mut found);
    }
    if let Some(rules) = &model.service.rules {
        let mut unknown = Vec::new();
        rules.rules.iter().for_each(|rule| functions_of_rule(rule, &mut unknown));
        unknown.retain(|function| !FUNCTIONS.contains(&function.as_str()));
        unknown.sort();
        unknown.dedup();
        found.extend(unknown.into_iter().map(|function| {
            Diagnostic::unsupported(format!("the endpoint rules call `{function}`, which is not supported"))
                .at(rules.place, "these rules")
                .help(format!("the supported functions are: {}", FUNCTIONS.join(", ")))
        }));
    }
    if found.is_empty() { Ok(()) } else { Err(Report::new(model.sources.clone(), found)) }
}

/// Every operation has a scheme that is supported, unless it wants none.
fn check_auth(model: &Model, found: &mut Vec<Diagnostic>) {
    let is_other = |scheme: &AuthScheme| matches!(scheme, AuthScheme::Other(_));
    let report = |whose: String, schemes: &[AuthScheme], place| {
        let ids: Vec<&str> = schemes.iter().map(AuthScheme::id).collect();
        Diagnostic::unsupported(format!("{whose} wants `{}`, which is not supported yet", ids.join("`, `")))
            .at(place, "how its requests are authenticated")
            .help("supported: aws.auth#sigv4, httpApiKeyAuth, httpBasicAuth, httpBearerAuth, or none")
    };
    let service = &model.service;
    if !service.auth.is_empty() && service.auth.iter().all(is_other) {
        found.push(report(format!("service `{}`", service.id), &service.auth, service.place));
        return;
    }
    for operation in model.operations.values() {
        let schemes = &operation.auth.schemes;
        if !schemes.is_empty() && !operation.auth.is_optional && schemes.iter().all(is_other) {
            found.push(report(format!("operation `{}`", operation.id), schemes, operation.place));
        }
    }
}

/// A media type travels in a header, as it is written.
fn check_media_type(shape: &Shape, found: &mut Vec<Diagnostic>) {
    let Some(media_type) = &shape.traits.media_type else { return };
    if media_type.is_empty() || !media_type.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        found.push(
            Diagnostic::new(format!("the media type {media_type:?} of `{}` can't stand in a header", shape.id))
                .at(shape.place, "this shape")
                .help("media types are like `text/plain`: visible ASCII on one line"),
        );
    }
}

/// The values of integer enums are 32 bits wide.
fn check_values(shape: &Shape, found: &mut Vec<Diagnostic>) {
    let Kind::IntEnum(values) = &shape.kind else { return };
    for value in values {
        if value.value.as_i64().and_then(|value| i32::try_from(value).ok()).is_none() {
            found.push(
                Diagnostic::new(format!(
                    "the value {} of the integer enum `{}` is not a number of 32 bits",
                    value.value, shape.id
                ))
                .at(shape.place, "this shape")
                .help("the values are from -2147483648 to 2147483647"),
            );
        }
    }
}

fn check_shape(model: &Model, shape: &Shape, found: &mut Vec<Diagnostic>) {
    unsupported(shape.id.as_str(), &shape.traits, found);
    check_media_type(shape, found);
    check_attributes(shape, found);
    check_values(shape, found);
    if shape.is_event_stream() {
        shape.members().iter().for_each(|member| check_event(model, shape, member, found));
    }
    check_units(shape, found);
    for member in shape.all_members() {
        unsupported(&format!("{}${}", shape.id, member.name), &member.traits, found);
    }
    if let Kind::Map(key, _) = &shape.kind
        && !matches!(model.target(key).kind, Kind::String | Kind::Enum(_))
    {
        found.push(
            Diagnostic::new(format!("the keys of map `{}` are not strings", shape.id))
                .at(key.place, "must be a string or an enum"),
        );
    }
}

fn check_attributes(shape: &Shape, found: &mut Vec<Diagnostic>) {
    let wrong = shape.traits.attributes.iter().filter(|text| attributes::parsed(text).is_none());
    found.extend(wrong.map(|text| {
        Diagnostic::new(format!("the overrides give `{}` the attribute {text:?}, which is none of Rust", shape.id))
            .at(shape.place, "this shape")
            .help("write it as in Rust, like `#[derive(Eq)]`")
    }));
}

/// Nothing but a member of a union can be `Unit`.
fn check_units(shape: &Shape, found: &mut Vec<Diagnostic>) {
    if matches!(shape.kind, Kind::Union(_)) && !shape.traits.streaming {
        return;
    }
    let units = shape.all_members().into_iter().filter(|member| member.target.is_unit());
    found.extend(units.map(|member| {
        Diagnostic::new(format!("`smithy.api#Unit` can't be the target of `{}${}`", shape.id, member.name))
            .at(member.place, "this member")
            .help("only a member of a union may have it, which then has no value")
    }));
}

/// An event is a structure, and its headers are of the types that the message format has.
fn check_event(model: &Model, stream: &Shape, member: &Member, found: &mut Vec<Diagnostic>) {
    let event = model.target(member);
    if !matches!(event.kind, Kind::Structure(_)) {
        found.push(
            Diagnostic::new(format!("the event `{}` of the stream `{}` is not a structure", member.name, stream.id))
                .at(member.place, "must target a structure")
                .help("wrap the value in a structure, as the member with the trait `smithy.api#eventPayload`"),
        );
    }
    let fits = |member: &&Member| {
        matches!(
            model.target(member).kind,
            Kind::Boolean
                | Kind::Byte
                | Kind::Short
                | Kind::Integer
                | Kind::Long
                | Kind::Blob
                | Kind::String
                | Kind::Timestamp
        )
    };
    let headers = event.members().iter().filter(|member| member.traits.event_header);
    found.extend(headers.filter(|member| !fits(member)).map(|header| {
        Diagnostic::new(format!(
            "the header `{}` of the event `{}` has a type that no header has",
            header.name, event.id
        ))
        .at(header.place, "an event header")
        .help("use a boolean, byte, short, integer, long, blob, string or timestamp")
    }));
}

fn unsupported(owner: &str, traits: &Traits, found: &mut Vec<Diagnostic>) {
    found.extend(traits.unsupported.iter().map(|(id, place)| {
        Diagnostic::unsupported(format!("trait `{id}` of `{owner}` is not supported yet"))
            .at(*place, "a client would have to obey this")
            .help("leave out the operations that need it: list the others in `operations`")
    }));
}

fn functions_of_rule(rule: &Rule, found: &mut Vec<String>) {
    let (Rule::Tree { conditions, .. } | Rule::Endpoint { conditions, .. } | Rule::Error { conditions, .. }) = rule;
    conditions.iter().for_each(|Condition { call, .. }| functions_of_call(call, found));
    if let Rule::Tree { rules, .. } = rule {
        rules.iter().for_each(|rule| functions_of_rule(rule, found));
    }
}

fn functions_of_call(call: &Call, found: &mut Vec<String>) {
    found.push(call.function.clone());
    for argument in &call.argv {
        if let Expression::Call(call) = argument {
            functions_of_call(call, found);
        }
    }
}
