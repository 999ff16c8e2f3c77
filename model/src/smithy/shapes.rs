//! Data shapes, from the AST to the model.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::ast::{APPLY, Files, Located, RawMember, RawShape, Version};
use super::traits;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, nearest};
use crate::id::{MemberName, ShapeId};
use crate::ir::{EnumValue, Kind, Member, Shape};
use crate::source::Entries;

/// Lowers every data shape of the files, and checks that each member's target exists.
pub(super) fn lower_all<'a>(cx: &mut Context<'a>, files: &Files<'a>, shapes: &mut BTreeMap<ShapeId, Shape>) {
    for (id, located) in &files.shapes {
        if located.raw.traits.get("smithy.api#trait").is_none()
            && is_data(located.raw.kind())
            && let Some(shape) = lower(cx, files, id, located)
        {
            shapes.insert(shape.id.clone(), shape);
        }
    }
    let missing: Vec<Diagnostic> = shapes
        .values()
        .flat_map(|shape| shape.all_members().into_iter().map(move |member| (shape, member)))
        .filter(|(_, member)| !shapes.contains_key(&member.target) && !is_defined(files, &member.target))
        .map(|(shape, member)| missing_target(shape, member, shapes))
        .collect();
    cx.diagnostics.extend(missing);
    if files.version == Version::V1 {
        default_to_zero(shapes);
    }
}

fn is_data(kind: &str) -> bool {
    !matches!(kind, "service" | "operation" | "resource")
}

/// A shape that defines a trait is no data but may be named; one that could not be read has been reported already.
fn is_defined(files: &Files<'_>, id: &ShapeId) -> bool {
    files.shapes.get(id.as_str()).is_some_and(|shape| is_data(shape.raw.kind()))
}

fn missing_target(shape: &Shape, member: &Member, shapes: &BTreeMap<ShapeId, Shape>) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(format!(
        "member `{}${}` targets `{}`, which does not exist",
        shape.id, member.name, member.target
    ))
    .at(member.place, "no such shape");
    diagnostic.help = nearest(member.target.as_str(), shapes.keys().map(ShapeId::as_str));
    diagnostic
}

fn lower<'a>(cx: &mut Context<'a>, files: &Files<'a>, id: &'a str, located: &Located<'a>) -> Option<Shape> {
    let raw = &located.raw;
    let mut traits = traits::lower(cx, id, &raw.traits);
    let kind = match raw.kind() {
        "blob" => Kind::Blob,
        "boolean" => Kind::Boolean,
        "string" => match raw.traits.get("smithy.api#enum") {
            Some(raw) => Kind::Enum(legacy_enum(cx, id, raw)),
            None => Kind::String,
        },
        "byte" => Kind::Byte,
        "short" => Kind::Short,
        "integer" => Kind::Integer,
        "long" => Kind::Long,
        "float" => Kind::Float,
        "double" => Kind::Double,
        "bigInteger" => Kind::BigInteger,
        "bigDecimal" => Kind::BigDecimal,
        "timestamp" => Kind::Timestamp,
        "document" => Kind::Document,
        "enum" => Kind::Enum(enum_values(cx, id, raw)),
        "intEnum" => Kind::IntEnum(enum_values(cx, id, raw)),
        "list" => Kind::List(Box::new(part(cx, id, "member", raw, raw.member, located)?)),
        "set" => {
            traits.unique_items = true;
            Kind::List(Box::new(part(cx, id, "member", raw, raw.member, located)?))
        }
        "map" => Kind::Map(
            Box::new(part(cx, id, "key", raw, raw.key, located)?),
            Box::new(part(cx, id, "value", raw, raw.value, located)?),
        ),
        "structure" => Kind::Structure(members(cx, id, raw)),
        "union" => Kind::Union(members(cx, id, raw)),
        other => {
            unknown_type(cx, id, raw, other);
            return None;
        }
    };
    if files.version == Version::V1 && !traits.boxed {
        traits.default = traits.default.or_else(|| zero(&kind));
    }
    let response_tests = raw.traits.get("smithy.test#httpResponseTests");
    let response_tests =
        response_tests.and_then(|raw| traits::parse(cx, id, "smithy.test#httpResponseTests", raw)).unwrap_or_default();
    Some(Shape { id: ShapeId::new(id), place: located.place, kind, traits, response_tests })
}

/// Every type that a shape can have.
pub(super) const TYPES: [&str; 23] = [
    "bigDecimal",
    "bigInteger",
    "blob",
    "boolean",
    "byte",
    "document",
    "double",
    "enum",
    "float",
    "intEnum",
    "integer",
    "list",
    "long",
    "map",
    "operation",
    "resource",
    "service",
    "set",
    "short",
    "string",
    "structure",
    "timestamp",
    "union",
];

fn unknown_type<'a>(cx: &mut Context<'a>, id: &str, raw: &RawShape<'a>, kind: &str) {
    let place = cx.place(raw.kind.get());
    let mut diagnostic =
        Diagnostic::new(format!("shape `{id}` has a type that Smithy does not know")).at(place, "no such type");
    let types: Vec<&str> = TYPES.into_iter().chain([APPLY]).collect();
    diagnostic.help =
        nearest(kind, types.iter().copied()).or_else(|| Some(format!("the types are: {}", types.join(", "))));
    cx.report(diagnostic);
}

/// The member of a list, or the key or value of a map.
fn part<'a>(
    cx: &mut Context<'a>,
    id: &str,
    name: &'a str,
    shape: &RawShape<'a>,
    raw: Option<&'a RawValue>,
    located: &Located<'a>,
) -> Option<Member> {
    let Some(raw) = raw else {
        cx.report(
            Diagnostic::new(format!("shape `{id}` has no `{name}`"))
                .at(located.place, format!("a {} without `{name}`", shape.kind()))
                .help(format!("add `\"{name}\": {{ \"target\": ... }}`")),
        );
        return None;
    };
    member(cx, id, name, raw, shape)
}

fn members<'a>(cx: &mut Context<'a>, id: &str, raw: &RawShape<'a>) -> Vec<Member> {
    let entries: Vec<_> = raw.members.iter().collect();
    entries.into_iter().filter_map(|(name, value)| member(cx, id, name, value, raw)).collect()
}

fn member<'a>(
    cx: &mut Context<'a>,
    shape_id: &str,
    name: &str,
    raw: &'a RawValue,
    shape: &RawShape<'a>,
) -> Option<Member> {
    let owner = format!("{shape_id}${name}");
    let member: RawMember<'a> = cx.parse(raw, || format!("member `{owner}`"))?;
    let mut entries = Entries(member.traits.0);
    for (_, applied) in shape.applied.iter().filter(|(target, _)| *target == name) {
        entries.0.retain(|(key, _)| applied.get(&key.0).is_none());
        entries.0.extend(applied.0.iter().cloned());
    }
    Some(Member {
        name: MemberName::new(name),
        place: cx.place(&member.target.0),
        target: ShapeId::new(&*member.target.0),
        traits: traits::lower(cx, &owner, &entries),
    })
}

fn enum_values<'a>(cx: &mut Context<'a>, id: &str, raw: &RawShape<'a>) -> Vec<EnumValue> {
    members(cx, id, raw)
        .into_iter()
        .map(|member| EnumValue {
            value: member.traits.enum_value.unwrap_or_else(|| Value::from(member.name.as_str())),
            name: Some(member.name.as_str().to_owned()),
            documentation: member.traits.documentation,
            deprecated: member.traits.deprecated.is_some(),
        })
        .collect()
}

/// The trait `@enum` of strings, which Smithy 2.0 replaced by a type.
fn legacy_enum<'a>(cx: &mut Context<'a>, id: &str, raw: &'a RawValue) -> Vec<EnumValue> {
    #[derive(Deserialize)]
    struct Definition {
        value: String,
        name: Option<String>,
        documentation: Option<String>,
        #[serde(default)]
        deprecated: bool,
    }
    let definitions: Vec<Definition> = traits::parse(cx, id, "smithy.api#enum", raw).unwrap_or_default();
    definitions
        .into_iter()
        .map(|definition| EnumValue {
            name: definition.name,
            value: Value::from(definition.value),
            documentation: definition.documentation,
            deprecated: definition.deprecated,
        })
        .collect()
}

/// In Smithy 1.0 numbers and booleans that are not boxed are zero by default.
fn zero(kind: &Kind) -> Option<Value> {
    match kind {
        Kind::Boolean => Some(Value::Bool(false)),
        Kind::Byte | Kind::Short | Kind::Integer | Kind::Long | Kind::Float | Kind::Double => Some(Value::from(0)),
        _ => None,
    }
}

/// Writes the defaults of Smithy 1.0 down on the members, as Smithy 2.0 does.
fn default_to_zero(shapes: &mut BTreeMap<ShapeId, Shape>) {
    let defaults: BTreeMap<ShapeId, Value> =
        shapes.values().filter_map(|shape| Some((shape.id.clone(), shape.traits.default.clone()?))).collect();
    // Members of unions have none: only one of them is there.
    for shape in shapes.values_mut().filter(|shape| matches!(shape.kind, Kind::Structure(_))) {
        for member in shape.members_mut() {
            if member.traits.default.is_none() && !member.traits.boxed {
                member.traits.default = defaults.get(&member.target).cloned();
            }
        }
    }
}
