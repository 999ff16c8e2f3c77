//! Types of a user's own in the place of shapes.

use std::collections::BTreeSet;

use crate::checksum::Checksum;
use crate::id::{MemberName, ShapeId};
use crate::ir::{Kind, Member, Model, Shape};
use crate::traits::{Binding, Traits};

/// Puts a type of the user's in the place of a shape. Its constraints are the type's own business then.
///
/// # Errors
/// Why the shape can't be replaced.
pub(super) fn replace(model: &mut Model, id: &ShapeId, path: &str) -> Result<(), String> {
    if let Some(problem) = obstacle(model, id) {
        return Err(problem);
    }
    for shape in model.shapes.values_mut() {
        if shape.id == *id {
            let kind = std::mem::replace(&mut shape.kind, Kind::Boolean);
            shape.kind = Kind::Custom { path: path.to_owned(), shape: Box::new(kind) };
            clear(&mut shape.traits);
        }
        shape
            .all_members_mut()
            .into_iter()
            .filter(|member| member.target == *id)
            .for_each(|member| clear(&mut member.traits));
    }
    // What only the shape led to is not needed any more.
    if !model.is_closure {
        let operations = model.service.operations.clone();
        model.retain(&operations);
    }
    Ok(())
}

fn clear(traits: &mut Traits) {
    (traits.length, traits.range, traits.pattern) = (None, None, None);
    traits.unique_items = false;
}

/// Why a shape can't be replaced.
fn obstacle(model: &Model, id: &ShapeId) -> Option<String> {
    let shape = model.shapes.get(id)?;
    let problem = match &shape.kind {
        Kind::Custom { .. } => "it is replaced already",
        Kind::List(_) | Kind::Map(..) => "lists and maps are not replaced: replace what they hold",
        _ if id.namespace() == "smithy.api" => "shapes of the prelude are not replaced",
        _ if shape.traits.streaming => "streams are not replaced",
        _ if !shape.traits.strip_prefixes.is_empty() => "the client removes prefixes of its values",
        _ if is_message(model, id) => "inputs, outputs, errors and events are not replaced",
        _ => return special_place(model, id).map(|place| format!("it is {place}, which is not replaced")),
    };
    Some(problem.to_owned())
}

/// A place of a shape where a client looks into its values, so that they have to be of the type that the model gives them.
fn special_place(model: &Model, id: &ShapeId) -> Option<String> {
    let read = read_by_client(model);
    model.shapes.values().find_map(|holder| {
        let members = holder.all_members().into_iter().filter(|member| member.target == *id);
        let mut places = members.filter_map(|member| {
            let place = special(&holder.kind, member)
                .or_else(|| is_named(model, &holder.id, member).then_some("looked into by its operation"))
                .or_else(|| read.contains(&holder.id).then_some("part of what the client reads for itself"))
                .or_else(|| is_bound_map(model, &holder.id).then_some("in a map of headers or of the query"))?;
            Some(format!("{place} (`{}${}`)", holder.id, member.name))
        });
        places.next()
    })
}

/// Whether an operation names the member of its input or output as one that it reads or sets itself.
fn is_named(model: &Model, holder: &ShapeId, member: &Member) -> bool {
    let operations = model
        .operations
        .values()
        .filter(|operation| operation.input.as_ref() == Some(holder) || operation.output.as_ref() == Some(holder));
    operations.into_iter().any(|operation| {
        let customization = &operation.customization;
        let checksum = match &operation.checksum {
            Some(Checksum::Flexible(checksum)) => {
                [&checksum.request_algorithm_member, &checksum.request_validation_mode_member].map(Option::as_deref)
            }
            _ => [None, None],
        };
        let copy = customization.cross_region_copy.as_ref();
        let of_copy = [
            copy.map(|copy| &copy.source),
            copy.map(|copy| &copy.url),
            copy.and_then(|copy| copy.destination.as_ref()),
        ];
        let encoding = customization.url_encoding.as_ref().map(|encoding| encoding.member.as_str());
        let endpoint = customization.endpoint_member.as_ref().map(MemberName::as_str);
        let form = customization.form_upload.iter().flat_map(|(bucket, key)| [bucket.as_str(), key.as_str()]);
        let named =
            checksum.into_iter().chain(of_copy.map(|name| name.map(String::as_str))).chain([encoding, endpoint]);
        named.flatten().chain(form).any(|name| name == member.name.as_str())
    })
}

/// Whether a map, or one that holds the list, is bound to the headers of a prefix or to the query.
fn is_bound_map(model: &Model, holder: &ShapeId) -> bool {
    let shapes = || model.shapes.values();
    if model.shapes.get(holder).is_some_and(|shape| matches!(shape.kind, Kind::List(_))) {
        let maps = shapes().filter(|shape| matches!(&shape.kind, Kind::Map(_, value) if value.target == *holder));
        return maps.into_iter().any(|map| is_bound_map(model, &map.id));
    }
    let mut members = shapes().flat_map(Shape::members).filter(|member| member.target == *holder);
    members.any(|member| matches!(member.traits.binding, Some(Binding::QueryParams | Binding::PrefixHeaders(_))))
}

/// The shapes that a client reads for itself: those of transfers and sessions of a store, of endpoints that an operation tells,
/// of texts with their MD5.
fn read_by_client(model: &Model) -> BTreeSet<&ShapeId> {
    const OF_STORE: [&str; 8] = [
        "AbortMultipartUpload",
        "CompleteMultipartUpload",
        "CreateMultipartUpload",
        "CreateSession",
        "GetObject",
        "HeadObject",
        "PutObject",
        "UploadPart",
    ];
    let told: Vec<&ShapeId> =
        model.operations.values().filter_map(|operation| operation.endpoint_discovery.as_ref()).collect();
    let read = model.operations.values().filter(|operation| {
        let of_store = model.service.is_object_store && OF_STORE.contains(&operation.id.name());
        of_store || told.contains(&&operation.id) || operation.customization.md5.is_some()
    });
    model.reached(read.flat_map(|operation| operation.input.iter().chain(&operation.output)))
}

/// Whether a shape travels by itself.
fn is_message(model: &Model, id: &ShapeId) -> bool {
    let operations = model.operations.values();
    let mut of_operations = operations.flat_map(|operation| operation.input.iter().chain(&operation.output));
    let is_error = model.shapes.get(id).is_some_and(|shape| shape.traits.error.is_some());
    let is_event = || {
        let streams = model.shapes.values().filter(|shape| shape.is_event_stream());
        streams.flat_map(|stream| stream.members()).any(|member| member.target == *id)
    };
    is_error || of_operations.any(|shape| shape == id) || is_event()
}

/// What a member is that a client looks into.
fn special(holder: &Kind, member: &Member) -> Option<&'static str> {
    let traits = &member.traits;
    if matches!(holder, Kind::Map(key, _) if key.name == member.name) {
        return Some("the key of a map");
    }
    if traits.idempotency_token {
        return Some("an idempotency token");
    }
    if traits.context_param.is_some() || traits.host_label {
        return Some("a part of the endpoint");
    }
    if traits.url_encoded.is_some() {
        return Some("a text that comes URL-encoded");
    }
    if !traits.strip_prefixes.is_empty() {
        return Some("a text whose beginning is removed");
    }
    if traits.event_header || traits.event_payload {
        return Some("a part of an event");
    }
    match traits.binding {
        Some(Binding::Payload) => Some("the whole body of a message"),
        Some(Binding::ResponseCode) => Some("the status of an answer"),
        _ => None,
    }
}
