//! Shapes, from API JSON to the model.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;
use serde_json::{Number, Value};

use super::Namespace;
use super::ast::{Api, Notes, RawMember, RawNamespace, RawShape};
use crate::context::Context;
use crate::diagnostic::{Diagnostic, nearest};
use crate::id::{MemberName, ShapeId};
use crate::ir::{EnumValue, Kind, Member, Shape};
use crate::source::Place;
use crate::traits::{Binding, Deprecated, Fault, Length, QueryError, Range, Retryable, TimestampFormat, Traits};

/// Lowers every shape, and checks that each reference leads somewhere.
pub(super) fn lower_all<'a>(cx: &mut Context<'a>, api: &Api<'a>, namespace: &Namespace) -> BTreeMap<ShapeId, Shape> {
    let mut shapes = BTreeMap::new();
    for (name, place, raw) in &api.shapes {
        let mut lowering = Lowering { cx, namespace, name, place: *place, raw };
        if let Some(shape) = lowering.shape() {
            shapes.insert(shape.id.clone(), shape);
        }
    }
    let known: Vec<&str> = api.shape_names.iter().map(String::as_str).collect();
    for shape in shapes.values() {
        for member in shape.all_members() {
            let target = member.target.name();
            if !known.contains(&target) {
                let title = format!(
                    "member `{}.{}` is of shape `{target}`, which does not exist",
                    shape.id.name(),
                    member.name
                );
                let mut diagnostic = Diagnostic::new(title).at(member.place, "no such shape");
                diagnostic.help = nearest(target, known.iter().copied());
                cx.report(diagnostic);
            }
        }
    }
    mark_streams(&mut shapes);
    shapes
}

/// Some models mark the member that is a stream, where others mark its shape. The payload of an event is never one: it gets
/// a shape of its own where it shares the shape of a stream.
fn mark_streams(shapes: &mut BTreeMap<ShapeId, Shape>) {
    let members = shapes.values().flat_map(|shape| shape.members());
    let streams: Vec<ShapeId> =
        members.filter(|member| member.traits.streaming).map(|member| member.target.clone()).collect();
    for id in &streams {
        let Some(shape) = shapes.get_mut(id) else { continue };
        let payload = Shape { id: ShapeId::new(format!("{id}Payload")), ..shape.clone() };
        shape.traits.streaming = true;
        let members = shapes.values_mut().flat_map(|shape| shape.members_mut());
        let mut payloads = members.filter(|member| member.traits.event_payload && member.target == *id).peekable();
        if payloads.peek().is_none() {
            continue;
        }
        payloads.for_each(|member| member.target = payload.id.clone());
        shapes.entry(payload.id.clone()).or_insert(payload);
    }
}

/// One shape on its way.
struct Lowering<'c, 'f, 'a> {
    cx: &'c mut Context<'a>,
    namespace: &'f Namespace,
    name: &'f str,
    place: Place,
    raw: &'f RawShape<'a>,
}

impl<'a> Lowering<'_, '_, 'a> {
    fn shape(&mut self) -> Option<Shape> {
        let kind = self.kind()?;
        let traits = self.traits(&kind);
        Some(Shape { id: self.namespace.id(self.name), place: self.place, kind, traits, response_tests: Vec::new() })
    }

    fn kind(&mut self) -> Option<Kind> {
        let raw = self.raw;
        Some(match raw.kind() {
            "string" | "character" => match &raw.values {
                Some(values) => Kind::Enum(values.iter().map(|value| enum_value(value)).collect()),
                None => Kind::String,
            },
            "blob" => Kind::Blob,
            "boolean" => Kind::Boolean,
            "byte" => Kind::Byte,
            "short" => Kind::Short,
            "integer" => Kind::Integer,
            "long" => Kind::Long,
            "float" => Kind::Float,
            "double" => Kind::Double,
            "bigdecimal" => Kind::BigDecimal,
            "biginteger" => Kind::BigInteger,
            "timestamp" => Kind::Timestamp,
            "list" => Kind::List(Box::new(self.part("member", raw.member)?)),
            "map" => Kind::Map(Box::new(self.part("key", raw.key)?), Box::new(self.part("value", raw.value)?)),
            "structure" if raw.document => Kind::Document,
            "structure" if raw.union || raw.eventstream => Kind::Union(self.members()),
            "structure" => Kind::Structure(self.members()),
            other => {
                let place = self.cx.place(raw.kind.get());
                let types = [
                    "blob",
                    "boolean",
                    "double",
                    "float",
                    "integer",
                    "list",
                    "long",
                    "map",
                    "string",
                    "structure",
                    "timestamp",
                ];
                let mut diagnostic =
                    Diagnostic::new(format!("shape `{}` has a type that API JSON does not know", self.name))
                        .at(place, "no such type");
                diagnostic.help =
                    nearest(other, types.into_iter()).or_else(|| Some(format!("the types are: {}", types.join(", "))));
                self.cx.report(diagnostic);
                return None;
            }
        })
    }

    fn part(&mut self, name: &'static str, raw: Option<&'a RawValue>) -> Option<Member> {
        let Some(raw) = raw else {
            self.cx.report(
                Diagnostic::new(format!("shape `{}` has no `{name}`", self.name))
                    .at(self.place, format!("a {} without `{name}`", self.raw.kind()))
                    .help(format!("add `\"{name}\": {{ \"shape\": ... }}`")),
            );
            return None;
        };
        self.member(name, raw)
    }

    fn members(&mut self) -> Vec<Member> {
        let entries: Vec<_> = self.raw.members.iter().map(|(name, raw)| (name.to_owned(), raw)).collect();
        entries.into_iter().filter_map(|(name, raw)| self.member(&name, raw)).collect()
    }

    fn member(&mut self, name: &str, raw: &'a RawValue) -> Option<Member> {
        let member: RawMember = self.cx.parse(raw, || format!("member `{}.{name}`", self.name))?;
        let mut traits = from_notes(&member.notes);
        traits.required = self.raw.required.iter().any(|required| required == name);
        traits.idempotency_token = member.idempotency_token;
        traits.host_label = member.host_label;
        traits.streaming = member.streaming;
        traits.event_payload = member.eventpayload;
        traits.event_header = member.eventheader;
        traits.media_type = member.jsonvalue.then(|| "application/json".to_owned());
        traits.timestamp_format = member.timestamp_format.as_deref().and_then(timestamp_format);
        traits.context_param = member.context_param.map(|param| param.name);
        traits.binding = self.binding(name, member.location.as_deref(), member.location_name.as_deref());
        traits.xml_flattened = member.flattened;
        traits.xml_attribute = member.xml_attribute;
        traits.xml_namespace = member.xml_namespace.map(RawNamespace::lower);
        traits.ec2_query_name = member.query_name;
        match traits.binding {
            None => self.name_in_body(name, member.location_name, &mut traits),
            Some(Binding::Payload) => traits.xml_name = member.location_name,
            Some(_) => {}
        }
        Some(Member {
            name: MemberName::new(name),
            place: self.cx.place(raw.get()),
            target: self.namespace.id(&member.shape),
            traits,
        })
    }

    /// Without `location`, `locationName` is the name in the body: what Smithy says by `jsonName` and `xmlName`.
    fn name_in_body(&self, name: &str, location_name: Option<String>, traits: &mut Traits) {
        let wire = location_name.filter(|wire| wire != name);
        traits.json_name = wire.clone().filter(|_| self.raw.kind() == "structure");
        traits.xml_name = wire;
    }

    /// What `locationName` means depends on `location`: a header, a prefix, a parameter, or a name in the body.
    fn binding(&self, name: &str, location: Option<&str>, location_name: Option<&str>) -> Option<Binding> {
        let wire = || location_name.unwrap_or(name).to_owned();
        match location {
            Some("uri") => Some(Binding::Label),
            Some("querystring") => Some(Binding::Query(wire())),
            Some("header") => Some(Binding::Header(wire())),
            Some("headers") => Some(Binding::PrefixHeaders(location_name.unwrap_or_default().to_owned())),
            Some("statusCode") => Some(Binding::ResponseCode),
            _ => (self.raw.payload.as_deref() == Some(name)).then_some(Binding::Payload),
        }
    }

    fn traits(&self, kind: &Kind) -> Traits {
        let raw = self.raw;
        let mut traits = Traits {
            documentation: raw.documentation.clone(),
            deprecated: deprecated(raw.deprecated, &raw.deprecated_message, &raw.deprecated_since),
            sensitive: raw.sensitive,
            pattern: raw.pattern.as_deref().map(whole_text),
            timestamp_format: raw.timestamp_format.as_deref().and_then(timestamp_format),
            streaming: raw.streaming || raw.eventstream,
            requires_length: raw.requires_length,
            xml_flattened: raw.flattened,
            xml_name: raw.location_name.clone(),
            xml_namespace: raw.xml_namespace.clone().map(RawNamespace::lower),
            ..Traits::default()
        };
        let (min, max) = (raw.min.clone(), raw.max.clone());
        match kind {
            Kind::String | Kind::Blob | Kind::List(_) | Kind::Map(..) if min.is_some() || max.is_some() => {
                let whole = |number: Option<Number>| number.and_then(|number| number.as_u64());
                traits.length = Some(Length { min: whole(min), max: whole(max) });
            }
            Kind::Byte | Kind::Short | Kind::Integer | Kind::Long | Kind::Float | Kind::Double
                if min.is_some() || max.is_some() =>
            {
                traits.range = Some(Range { min, max });
            }
            _ => {}
        }
        if raw.exception || raw.error.is_some() {
            let sender = raw.error.as_ref().and_then(|error| error.sender_fault);
            traits.error = Some(if raw.fault && sender != Some(true) { Fault::Server } else { Fault::Client });
            traits.http_error = raw.error.as_ref().and_then(|error| error.http_status_code);
            traits.query_error = raw.error.as_ref().and_then(|error| {
                let (code, status) = (error.code.clone()?, error.http_status_code.unwrap_or(400));
                Some(QueryError { code, http_response_code: status })
            });
        }
        traits.retryable = raw.retryable.as_ref().map(|retryable| Retryable { throttling: retryable.throttling });
        traits
    }
}

/// Enums have no names of their own here: the value is the name.
fn enum_value(value: &str) -> EnumValue {
    EnumValue { name: None, value: Value::from(value), documentation: None, deprecated: false }
}

pub(super) fn from_notes(notes: &Notes) -> Traits {
    Traits {
        documentation: notes.documentation.clone(),
        deprecated: deprecated(notes.deprecated, &notes.deprecated_message, &notes.deprecated_since),
        ..Traits::default()
    }
}

fn deprecated(deprecated: bool, message: &Option<String>, since: &Option<String>) -> Option<Deprecated> {
    deprecated.then(|| Deprecated { message: message.clone(), since: since.clone() })
}

fn timestamp_format(name: &str) -> Option<TimestampFormat> {
    match name {
        "iso8601" => Some(TimestampFormat::DateTime),
        "rfc822" => Some(TimestampFormat::HttpDate),
        "unixTimestamp" => Some(TimestampFormat::EpochSeconds),
        _ => None,
    }
}

/// A pattern of AWS API JSON as one of Smithy. They are bare in the former, and mean the whole text; Smithy's are searched
/// for, so they are written with anchors.
pub fn whole_text(pattern: &str) -> String {
    if pattern.contains('|') {
        return format!("^(?:{pattern})$");
    }
    let start = if pattern.starts_with('^') { "" } else { "^" };
    let end = if pattern.ends_with('$') && !pattern.ends_with("\\$") { "" } else { "$" };
    format!("{start}{pattern}{end}")
}

/// A map in the query is not one parameter: its entries are parameters of their own names.
pub(super) fn maps_to_query_params(shapes: &mut BTreeMap<ShapeId, Shape>) {
    let is_map = |shape: &&Shape| matches!(shape.kind, Kind::Map(..));
    let maps: BTreeSet<ShapeId> = shapes.values().filter(is_map).map(|shape| shape.id.clone()).collect();
    for member in shapes.values_mut().flat_map(Shape::members_mut) {
        if matches!(member.traits.binding, Some(Binding::Query(_))) && maps.contains(&member.target) {
            member.traits.binding = Some(Binding::QueryParams);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_the_whole_text() {
        let cases = [
            ("[a-z]+", "^[a-z]+$"),
            ("^a$", "^a$"),
            ("a|b", "^(?:a|b)$"),
            ("a\\$", "^a\\$$"),
            ("^a", "^a$"),
            ("", "^$"),
        ];
        for (bare, whole) in cases {
            assert_eq!(whole_text(bare), whole);
        }
    }
}
