//! A feature for each operation: it switches on the operation, and exactly the types that its input and its output reach.
//!
//! The service's exceptions are always there, with the types that they reach, since one enum holds them; and so is an operation
//! that the client itself calls: one that returns endpoints, or begins sessions.

mod gate;

use std::collections::{BTreeMap, BTreeSet};

use model::{Kind, ShapeId};

pub(crate) use self::gate::gated;
use crate::context::Context;
use crate::emit;
use crate::features;
use crate::file::RustFile;
use crate::names::has_type;

/// Features, any of which switches something on.
type AnyOf = BTreeSet<String>;

/// What is behind features, by its name in Rust. What has no entry is always there.
#[derive(Debug, Default)]
pub(crate) struct OperationFeatures {
    /// The features, in the order of their names.
    pub(crate) names: BTreeSet<String>,
    /// By the types that stand for operations.
    operations: BTreeMap<String, AnyOf>,
    /// By the modules of operations.
    operation_modules: BTreeMap<String, AnyOf>,
    /// By types.
    types: BTreeMap<String, AnyOf>,
    /// By the modules of types.
    type_modules: BTreeMap<String, AnyOf>,
}

impl OperationFeatures {
    /// Decides the features. `files` are those of the client.
    pub(crate) fn decide(cx: &Context<'_>, files: &[RustFile]) -> Self {
        let called = called_by_client(files);
        let is_always_there = |id: &ShapeId| called.contains(&cx.names.marker(id).to_string());
        let (always, optional): (Vec<_>, Vec<_>) =
            cx.model.operations.values().partition(|operation| is_always_there(&operation.id));
        let of_always = always.iter().flat_map(|operation| operation.input.iter().chain(&operation.output));
        let exceptions = emit::exceptions(cx);
        let always_reached = cx.model.reached(of_always.chain(exceptions));
        let mut features = Self::default();
        let mut by_shape: BTreeMap<&ShapeId, AnyOf> = BTreeMap::new();
        for operation in optional {
            let feature = features::of_operation(operation.id.name());
            let gate = AnyOf::from([feature.clone()]);
            features.operations.insert(cx.names.marker(&operation.id).to_string(), gate.clone());
            features.operation_modules.insert(cx.names.operation_module(&operation.id).to_owned(), gate);
            for id in cx.model.reached(operation.input.iter().chain(&operation.output)) {
                by_shape.entry(id).or_default().insert(feature.clone());
            }
            features.names.insert(feature);
        }
        for (id, gate) in by_shape.into_iter().filter(|(id, _)| !always_reached.contains(id)) {
            let shape = cx.model.shape(id);
            if !has_type(shape) {
                continue;
            }
            features.types.insert(cx.names.type_name(id).to_string(), gate.clone());
            if matches!(shape.kind, Kind::Structure(_)) {
                features.types.insert(cx.names.required_name(id).to_string(), gate.clone());
            }
            // What only one operation has stands in that one's module.
            if cx.names.home(id).is_none() {
                features.type_modules.insert(cx.names.type_module(id).to_owned(), gate);
            }
        }
        features
    }
}

/// The operations that the client itself calls: those that its endpoints mention.
fn called_by_client(files: &[RustFile]) -> BTreeSet<String> {
    let endpoint = files.iter().filter(|file| file.path == "endpoint.rs");
    endpoint.flat_map(|file| &file.items).flat_map(|item| gate::operations_in(item.clone())).collect()
}
