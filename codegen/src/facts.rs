//! What the emitters need to know about shapes beyond what the model says: computed once.

use std::collections::{BTreeMap, BTreeSet};

use crate::pattern::{self, Refusal, Rule};
use crate::wire::{Message, Rules};
use model::{Binding, Kind, Member, MemberName, Model, Shape, ShapeId};

/// Facts about the shapes of a service.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// Structures that are the input of an operation.
    inputs: BTreeSet<ShapeId>,
    /// The first member that holds a structure, union or enum, itself or in lists and maps.
    holders: BTreeMap<ShapeId, (ShapeId, MemberName)>,
    /// Shapes that some operation of the service takes, selected or not.
    sent: BTreeSet<ShapeId>,
    /// Structures that a selected operation takes, and those that one gives.
    taken: BTreeSet<ShapeId>,
    given: BTreeSet<ShapeId>,
    /// Members that must be boxed, because a structure would hold itself otherwise.
    boxed: BTreeSet<(ShapeId, MemberName)>,
    /// Shapes that are sent.
    encoded: BTreeSet<ShapeId>,
    /// Shapes that are received.
    decoded: BTreeSet<ShapeId>,
    /// Shapes whose values, or whose members' values, have constraints.
    constrained: BTreeSet<ShapeId>,
    /// Enums that stand in paths, queries or headers.
    textual: BTreeSet<ShapeId>,
    /// Shapes that are the keys of maps.
    keys: BTreeSet<ShapeId>,
    /// Structures that travel as events.
    events: BTreeSet<ShapeId>,
    /// Structures and unions that are the whole body of a message, or of an event.
    payloads: BTreeSet<ShapeId>,
    /// The patterns of what is sent, compiled, or why they can't be.
    patterns: BTreeMap<String, Result<Rule, Refusal>>,
    /// Parameters that some endpoint rule depends on.
    read_by_rules: BTreeSet<String>,
}

impl Facts {
    /// What holds for the service whatever is selected, so that a selection changes no type.
    pub(crate) fn of_service(model: &Model) -> Self {
        Self {
            inputs: model.operations.values().filter_map(|operation| operation.input.clone()).collect(),
            sent: reach(model, model.operations.values().filter_map(|operation| operation.input.as_ref())),
            boxed: boxed(model),
            read_by_rules: read_by_rules(model),
            ..Self::default()
        }
    }

    /// Adds what depends on the operations that are selected.
    pub(crate) fn of_selection(&mut self, model: &Model, rules: &dyn Rules, tests: bool) {
        let operations = || model.operations.values();
        self.taken = operations().filter_map(|operation| operation.input.clone()).collect();
        self.given = operations().filter_map(|operation| operation.output.clone()).collect();
        self.encoded = reach(model, operations().filter_map(|operation| operation.input.as_ref()));
        let outputs = operations().flat_map(|operation| operation.output.iter().chain(&operation.errors));
        self.decoded = reach(model, outputs.chain(&model.service.errors));
        let protocol = model.service.protocol;
        // Inputs that a service would refuse are read as it would read them.
        if tests && operations().any(|operation| operation.refusals(protocol).next().is_some()) {
            self.decoded.extend(self.encoded.iter().cloned());
        }
        self.holders = holders(model);
        self.constrained = constrained(model);
        self.events = events(model);
        self.payloads = payloads(model, &self.events);
        self.textual = textual(model, rules);
        self.keys = keys(model);
        self.patterns = patterns(model, &self.encoded);
    }

    /// Replaces what depends on operations where there are none: every type goes both ways.
    pub(crate) fn of_types_alone(&mut self, model: &Model) {
        let all: BTreeSet<ShapeId> = model.shapes.keys().cloned().collect();
        self.patterns = patterns(model, &all);
        (self.sent, self.encoded, self.decoded) = (all.clone(), all.clone(), all);
    }

    pub(crate) fn is_input(&self, id: &ShapeId) -> bool {
        self.inputs.contains(id)
    }

    /// The first member that holds a shape, itself or in lists and maps.
    pub(crate) fn holder(&self, id: &ShapeId) -> Option<(&ShapeId, &MemberName)> {
        self.holders.get(id).map(|(holder, member)| (holder, member))
    }

    /// Whether some operation of the service takes the shape, or what holds it.
    pub(crate) fn is_sent(&self, id: &ShapeId) -> bool {
        self.sent.contains(id)
    }

    /// Whether a selected operation takes the structure.
    pub(crate) fn is_taken(&self, id: &ShapeId) -> bool {
        self.taken.contains(id)
    }

    /// Whether a selected operation gives the structure.
    pub(crate) fn is_given(&self, id: &ShapeId) -> bool {
        self.given.contains(id)
    }

    pub(crate) fn is_boxed(&self, shape: &ShapeId, member: &MemberName) -> bool {
        self.boxed.contains(&(shape.clone(), member.clone()))
    }

    pub(crate) fn is_encoded(&self, id: &ShapeId) -> bool {
        self.encoded.contains(id)
    }

    pub(crate) fn is_decoded(&self, id: &ShapeId) -> bool {
        self.decoded.contains(id)
    }

    pub(crate) fn is_constrained(&self, id: &ShapeId) -> bool {
        self.constrained.contains(id)
    }

    /// Whether some endpoint rule depends on the parameter.
    pub(crate) fn is_read_by_rules(&self, parameter: &str) -> bool {
        self.read_by_rules.contains(parameter)
    }

    pub(crate) fn is_event(&self, id: &ShapeId) -> bool {
        self.events.contains(id)
    }

    /// Whether the structure or union is the whole body of a message, or of an event.
    pub(crate) fn is_payload(&self, id: &ShapeId) -> bool {
        self.payloads.contains(id)
    }

    pub(crate) fn patterns(&self) -> &BTreeMap<String, Result<Rule, Refusal>> {
        &self.patterns
    }

    pub(crate) fn is_textual(&self, id: &ShapeId) -> bool {
        self.textual.contains(id)
    }

    pub(crate) fn is_key(&self, id: &ShapeId) -> bool {
        self.keys.contains(id)
    }
}

fn holders(model: &Model) -> BTreeMap<ShapeId, (ShapeId, MemberName)> {
    let mut found = BTreeMap::new();
    for holder in model.shapes.values() {
        for member in holder.members() {
            let mut open = vec![&member.target];
            while let Some(id) = open.pop() {
                match &model.shape(id).kind {
                    Kind::List(item) => open.push(&item.target),
                    Kind::Map(key, value) => open.extend([&key.target, &value.target]),
                    _ if *id != holder.id => {
                        found.entry(id.clone()).or_insert_with(|| (holder.id.clone(), member.name.clone()));
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

fn read_by_rules(model: &Model) -> BTreeSet<String> {
    let Some(rules) = &model.service.rules else { return BTreeSet::new() };
    rules.parameters.keys().filter(|name| rules.reads(name)).cloned().collect()
}

fn reach<'a>(model: &'a Model, roots: impl Iterator<Item = &'a ShapeId>) -> BTreeSet<ShapeId> {
    model.reached(roots).into_iter().cloned().collect()
}

/// The members that close a cycle of structures and unions; lists and maps hold their items elsewhere anyway.
fn boxed(model: &Model) -> BTreeSet<(ShapeId, MemberName)> {
    let mut search = Cycles { model, state: BTreeMap::new(), boxed: BTreeSet::new() };
    for id in model.shapes.keys() {
        search.visit(id);
    }
    search.boxed
}

/// A depth-first search: a member that leads back to a shape on the current path closes a cycle.
struct Cycles<'a> {
    model: &'a Model,
    /// Whether a shape that was seen is still on the path.
    state: BTreeMap<&'a ShapeId, bool>,
    boxed: BTreeSet<(ShapeId, MemberName)>,
}

impl<'a> Cycles<'a> {
    /// Without recursion: a model may be deep.
    fn visit(&mut self, root: &'a ShapeId) {
        if self.state.insert(root, true).is_some_and(|on_path| !on_path) {
            self.state.insert(root, false);
            return;
        }
        let mut path = vec![(root, self.model.shape(root).members().iter())];
        while let Some((id, members)) = path.last_mut() {
            let Some(member) = members.next() else {
                self.state.insert(*id, false);
                path.pop();
                continue;
            };
            if !matches!(self.model.target(member).kind, Kind::Structure(_) | Kind::Union(_)) {
                continue;
            }
            match self.state.get(&member.target) {
                Some(true) => {
                    self.boxed.insert(((*id).clone(), member.name.clone()));
                }
                Some(false) => {}
                None => {
                    self.state.insert(&member.target, true);
                    path.push((&member.target, self.model.shape(&member.target).members().iter()));
                }
            }
        }
    }
}

/// The members of unions that are streams.
fn events(model: &Model) -> BTreeSet<ShapeId> {
    let streams = model.shapes.values().filter(|shape| shape.is_event_stream());
    streams.flat_map(|stream| stream.members()).map(|member| member.target.clone()).collect()
}

/// Events, and the targets of `httpPayload` and `eventPayload`.
fn payloads(model: &Model, events: &BTreeSet<ShapeId>) -> BTreeSet<ShapeId> {
    let members = model.shapes.values().flat_map(|shape| shape.members());
    let is_payload = |member: &&Member| member.traits.binding == Some(Binding::Payload) || member.traits.event_payload;
    members.filter(is_payload).map(|member| member.target.clone()).chain(events.iter().cloned()).collect()
}

/// A shape is constrained if a member is, or its target: found from those up to all that hold them.
fn constrained(model: &Model) -> BTreeSet<ShapeId> {
    let mut holders: BTreeMap<&ShapeId, Vec<&ShapeId>> = BTreeMap::new();
    for shape in model.shapes.values() {
        // What comes later, as a stream, can't be checked before.
        for member in shape.all_members().into_iter().filter(|member| !model.target(member).traits.streaming) {
            holders.entry(&member.target).or_default().push(&shape.id);
        }
    }
    let mut found: BTreeSet<ShapeId> = BTreeSet::new();
    let mut open: Vec<&ShapeId> =
        model.shapes.values().filter(|shape| is_constrained(model, shape)).map(|shape| &shape.id).collect();
    while let Some(id) = open.pop() {
        if found.insert(id.clone()) {
            open.extend(holders.get(id).into_iter().flatten());
        }
    }
    found
}

fn is_constrained(model: &Model, shape: &Shape) -> bool {
    let own = |member: &Member| {
        let traits = &member.traits;
        let required = traits.required && traits.client_optional && matches!(shape.kind, Kind::Structure(_));
        let target = model.target(member);
        let is_enum = target.kind.is_enum();
        required || is_enum || has_constraint(traits) || has_constraint(&target.traits)
    };
    // What comes later, as a stream, can't be checked before.
    let checked = |member: &&Member| !model.target(member).traits.streaming;
    shape.all_members().into_iter().filter(checked).any(own)
}

fn has_constraint(traits: &model::Traits) -> bool {
    traits.length.is_some() || traits.range.is_some() || traits.pattern.is_some() || traits.unique_items
}

/// The patterns of texts that are sent, each compiled once.
fn patterns(model: &Model, encoded: &BTreeSet<ShapeId>) -> BTreeMap<String, Result<Rule, Refusal>> {
    let mut found = BTreeMap::new();
    for member in model.shapes.values().filter(|shape| encoded.contains(&shape.id)).flat_map(Shape::all_members) {
        let is_text = matches!(model.target(member).kind, Kind::String);
        if let Some(source) = model.trait_of(member, |traits| traits.pattern.as_deref()).filter(|_| is_text) {
            found.entry(source.to_owned()).or_insert_with(|| pattern::compile(source));
        }
    }
    found
}

/// Shapes that are the keys of maps.
fn keys(model: &Model) -> BTreeSet<ShapeId> {
    let keys = model.shapes.values().filter_map(|shape| match &shape.kind {
        Kind::Map(key, _) => Some(key.target.clone()),
        _ => None,
    });
    keys.collect()
}

/// Enums, and enums in lists, that are bound to a path, a query, a header or the whole body.
fn textual(model: &Model, rules: &dyn Rules) -> BTreeSet<ShapeId> {
    let is_text = |member: &Member, message: Message| {
        matches!(
            rules.binding(model, member, message),
            Some(Binding::Label | Binding::Query(_) | Binding::Header(_) | Binding::Payload)
        )
    };
    let bound = |member: &&Member| is_text(member, Message::Request) || is_text(member, Message::Response);
    let mut found = BTreeSet::new();
    for member in model.shapes.values().flat_map(|shape| shape.members().iter()).filter(bound) {
        let target = model.target(member);
        let target = match &target.kind {
            Kind::List(item) => model.target(item),
            _ => target,
        };
        if target.kind.is_enum() {
            found.insert(target.id.clone());
        }
    }
    found
}
