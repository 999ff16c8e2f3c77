//! The operations that are asked for, and exactly what they reach.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Report, nearest};
use crate::id::ShapeId;
use crate::ir::Model;

/// Which operations of a service a client has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// All of them.
    #[default]
    All,
    /// These, by name.
    Named(Vec<String>),
}

impl Model {
    /// Drops every operation that is not selected, and every shape that the others do not reach.
    ///
    /// # Errors
    /// An operation that the service does not have, with the nearest names.
    pub fn select(&mut self, selection: &Selection) -> Result<(), Report> {
        let Selection::Named(names) = selection else { return Ok(()) };
        let mut operations = BTreeSet::new();
        let mut missing = Vec::new();
        for name in names {
            match self.service.operations.iter().find(|id| id.name() == name || id.as_str() == name) {
                Some(id) => {
                    operations.insert(id.clone());
                }
                None => missing.push(self.no_such_operation(name)),
            }
        }
        if missing.is_empty() {
            // What tells the endpoint of an operation comes with it.
            let told =
                |id: &ShapeId| self.operations.get(id).and_then(|operation| operation.endpoint_discovery.clone());
            operations.extend(operations.iter().filter_map(told).collect::<Vec<_>>());
            self.retain(&operations.into_iter().collect::<Vec<_>>());
            Ok(())
        } else {
            Err(Report::new(self.sources.clone(), missing))
        }
    }

    /// Drops everything but the shapes: operations, endpoint rules, authentication, and what shapes say of messages. What
    /// streams in a message is a plain value without one.
    pub fn drop_client(&mut self) {
        self.operations.clear();
        let service = &mut self.service;
        (service.operations, service.errors, service.auth) = Default::default();
        (service.rules, service.endpoint_tests) = (None, Vec::new());
        service.client_context_params.clear();
        (service.http2, service.answers_have_crc32) = (false, false);
        for shape in self.shapes.values_mut() {
            shape.traits.streaming = false;
            for member in shape.members_mut() {
                member.traits.binding = None;
                (member.traits.event_header, member.traits.event_payload) = (false, false);
            }
        }
    }

    fn no_such_operation(&self, name: &str) -> Diagnostic {
        let service = &self.service;
        let mut diagnostic = Diagnostic::new(format!("service `{}` has no operation `{name}`", service.id))
            .at(service.place, "this service");
        let names: Vec<&str> = service.operations.iter().map(ShapeId::name).collect();
        diagnostic.help = nearest(name, names.iter().copied()).or_else(|| {
            let some: Vec<&str> = names.iter().copied().take(10).collect();
            let more = if names.len() > some.len() { ", ..." } else { "" };
            Some(format!("its operations are: {}{more}", some.join(", ")))
        });
        diagnostic
    }

    /// The members whose targets are no data: shapes that define traits may be named, but not reached.
    pub(crate) fn dangling(&self) -> Vec<Diagnostic> {
        let members = self.shapes.values().flat_map(|shape| shape.all_members().into_iter().map(move |m| (shape, m)));
        members
            .filter(|(_, member)| !self.shapes.contains_key(&member.target))
            .map(|(shape, member)| {
                let title =
                    format!("member `{}${}` targets `{}`, which is no data", shape.id, member.name, member.target);
                Diagnostic::new(title).at(member.place, "this shape defines a trait").help("target a data shape")
            })
            .collect()
    }

    /// Keeps these operations, and the shapes that they and the service reach.
    pub(crate) fn retain(&mut self, operations: &[ShapeId]) {
        self.operations.retain(|id, _| operations.contains(id));
        self.service.operations.retain(|id| operations.contains(id));
        let of_operations = self
            .operations
            .values()
            .flat_map(|operation| operation.input.iter().chain(&operation.output).chain(&operation.errors));
        let reached: BTreeSet<ShapeId> =
            self.reached(self.service.errors.iter().chain(of_operations)).into_iter().cloned().collect();
        self.shapes.retain(|id, _| reached.contains(id));
    }
}
