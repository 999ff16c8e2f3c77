//! The shapes that every model has.
//!
//! See <https://smithy.io/2.0/spec/model.html#prelude>.

use std::collections::BTreeMap;

use serde_json::Value;

use super::ast::Version;
use crate::id::ShapeId;
use crate::ir::{Kind, Shape};
use crate::source::Place;
use crate::traits::Traits;

/// The prelude's shapes. In version 1.0 the plain names of numbers mean boxed ones.
pub(super) fn shapes(version: Version) -> BTreeMap<ShapeId, Shape> {
    let boxed = version == Version::V1;
    let zero = || Some(Value::from(0));
    let table: [(&str, Kind, Option<Value>); 21] = [
        ("Blob", Kind::Blob, None),
        ("Boolean", Kind::Boolean, None),
        ("String", Kind::String, None),
        ("Byte", Kind::Byte, None),
        ("Short", Kind::Short, None),
        ("Integer", Kind::Integer, None),
        ("Long", Kind::Long, None),
        ("Float", Kind::Float, None),
        ("Double", Kind::Double, None),
        ("BigInteger", Kind::BigInteger, None),
        ("BigDecimal", Kind::BigDecimal, None),
        ("Timestamp", Kind::Timestamp, None),
        ("Document", Kind::Document, None),
        ("Unit", Kind::Structure(Vec::new()), None),
        ("PrimitiveBoolean", Kind::Boolean, Some(Value::Bool(false))),
        ("PrimitiveByte", Kind::Byte, zero()),
        ("PrimitiveShort", Kind::Short, zero()),
        ("PrimitiveInteger", Kind::Integer, zero()),
        ("PrimitiveLong", Kind::Long, zero()),
        ("PrimitiveFloat", Kind::Float, zero()),
        ("PrimitiveDouble", Kind::Double, zero()),
    ];
    table
        .into_iter()
        .map(|(name, kind, default)| {
            let id = ShapeId::new(format!("smithy.api#{name}"));
            let traits = Traits { boxed: boxed && default.is_none(), default, ..Traits::default() };
            (id.clone(), Shape { id, place: Place::default(), kind, traits, response_tests: Vec::new() })
        })
        .collect()
}
