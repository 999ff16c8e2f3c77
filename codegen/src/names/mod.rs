//! Every identifier of a client, decided once, over the whole service.
//!
//! Names are decided before operations are selected, so selecting one more never renames anything. Within each scope
//! names are given in the order of the model's own names; one that is taken gets a number.

mod rank;
mod reserved;
mod scope;

use std::collections::{BTreeMap, BTreeSet};

use model::{Kind, Member, MemberName, Model, Shape, ShapeId};
use proc_macro2::{Ident, Span};

use self::rank::{given_names, ranked};
use self::reserved::{KEYWORDS, NEVER_RAW, TAKEN_FUNCTIONS, TAKEN_METHODS, TAKEN_TYPES};
use self::scope::Scope;
use crate::words;

/// The names of a service's shapes, operations and members.
#[derive(Clone, Debug)]
pub struct Names {
    types: BTreeMap<ShapeId, Named>,
    type_names: BTreeSet<String>,
    required: BTreeMap<ShapeId, String>,
    operations: BTreeMap<ShapeId, OperationNames>,
    members: BTreeMap<(ShapeId, MemberName), String>,
    setters: BTreeMap<(ShapeId, MemberName), Setters>,
    values: BTreeMap<(ShapeId, usize), String>,
    homes: BTreeMap<ShapeId, ShapeId>,
    patterns: BTreeMap<String, String>,
}

/// A type and the module that it is defined in.
#[derive(Clone, Debug)]
struct Named {
    name: String,
    module: String,
}

/// The setters of a member whose names begin with `set_` and `with_`.
#[derive(Clone, Debug)]
struct Setters {
    option: String,
    test: String,
}

/// What an operation is called.
#[derive(Clone, Debug)]
struct OperationNames {
    marker: String,
    method: String,
    module: String,
}

/// How the name of a structure with a constructor's arguments ends.
const ARGUMENTS: &str = "Required";

/// The variant for values that the model does not list.
pub(crate) const UNKNOWN_VALUE: &str = "UnknownValue";
/// The variant for union members that the model does not list.
pub(crate) const UNKNOWN_VARIANT: &str = "UnknownVariant";

impl Names {
    /// Decides every name of a service. The model must not have been narrowed to some operations yet.
    pub fn decide(model: &Model) -> Self {
        let mut names = Self {
            types: BTreeMap::new(),
            type_names: BTreeSet::new(),
            required: BTreeMap::new(),
            operations: BTreeMap::new(),
            members: BTreeMap::new(),
            setters: BTreeMap::new(),
            values: BTreeMap::new(),
            homes: BTreeMap::new(),
            patterns: BTreeMap::new(),
        };
        let mut types = Scope::new(&TAKEN_TYPES);
        names.name_types(model, &mut types);
        names.name_operations(model, &mut types);
        names.name_required(model, &mut types);
        for shape in model.shapes.values() {
            names.name_members(shape);
        }
        names.find_homes(model);
        names.name_patterns(model);
        names
    }

    fn name_types(&mut self, model: &Model, types: &mut Scope) {
        let mut modules = Scope::new(&["mod"]);
        // A shape whose name is already in Rust's form keeps it, whatever else comes into the model.
        let mut shapes: Vec<_> = model
            .shapes
            .values()
            .filter(|shape| has_type(shape))
            .map(|shape| match given(&shape.traits) {
                Some(name) => (words::upper_camel(name), shape),
                None => (unlike_arguments(words::upper_camel(model.name_of(&shape.id)), &shape.traits), shape),
            })
            .collect();
        // So does one that was given a name.
        shapes.sort_by_key(|(wanted, shape)| given(&shape.traits).is_none() && wanted != model.name_of(&shape.id));
        for (wanted, shape) in shapes {
            let name = types.take(&wanted);
            let module = modules.take(&module(&name));
            self.type_names.insert(name.clone());
            self.types.insert(shape.id.clone(), Named { name, module });
        }
    }

    fn name_operations(&mut self, model: &Model, types: &mut Scope) {
        let mut methods = Scope::new(&TAKEN_METHODS);
        let mut modules = Scope::new(&["mod"]);
        for id in &model.service.operations {
            let wanted = words::upper_camel(id.name());
            let wanted = if types.has(&wanted) { format!("{wanted}Operation") } else { wanted };
            let marker = types.take(&wanted);
            let method = methods.take(&function(id.name()));
            let module = modules.take(&module(id.name()));
            self.operations.insert(id.clone(), OperationNames { marker, method, module });
        }
    }

    /// The structures that constructors take their arguments in: `PutObjectRequired` for the input `PutObjectRequest` of the
    /// operation `PutObject`, and `TagRequired` for a structure `Tag`. No operation is called like a structure, so no two are equal.
    fn name_required(&mut self, model: &Model, types: &mut Scope) {
        let inputs: BTreeSet<_> = model
            .operations
            .values()
            .filter_map(|operation| Some((operation.input.as_ref()?, words::upper_camel(operation.id.name()))))
            .collect();
        for (id, named) in &self.types {
            if matches!(model.shape(id).kind, Kind::Structure(_)) {
                let stem = named.name.strip_suffix("Request").or(named.name.strip_suffix("Input"));
                let stem = stem.filter(|stem| inputs.contains(&(id, (*stem).to_owned())));
                let name = format!("{}{ARGUMENTS}", stem.unwrap_or(&named.name));
                self.required.insert(id.clone(), types.take(&name));
            }
        }
    }

    fn name_members(&mut self, shape: &Shape) {
        match &shape.kind {
            Kind::Structure(members) => {
                let mut scope = Scope::new(&TAKEN_FUNCTIONS);
                self.take_members(shape, members, &mut scope, |name, text| {
                    error_text(shape, name).unwrap_or_else(|| function(text))
                });
                // Members come first: a setter gives way to a member of its name.
                for name in sorted(members.iter().map(|member| &member.name)) {
                    let key = (shape.id.clone(), name.clone());
                    let field = &self.members[&key];
                    let (option, test) = (format!("set_{field}"), format!("with_{field}"));
                    let setters = Setters { option: scope.take(&option), test: scope.take(&test) };
                    self.setters.insert(key, setters);
                }
            }
            Kind::Union(members) => {
                let mut scope = Scope::with(UNKNOWN_VARIANT);
                self.take_members(shape, members, &mut scope, |_, text| variant(text));
            }
            Kind::Enum(values) | Kind::IntEnum(values) => {
                let mut scope = Scope::with(UNKNOWN_VALUE);
                let text = |value: &model::EnumValue| {
                    let text = || value.value.as_str().map_or(value.value.to_string(), str::to_owned);
                    value.name.clone().unwrap_or_else(text)
                };
                let mut texts: Vec<(usize, String)> = values.iter().map(text).enumerate().collect();
                texts.sort_by(|(_, first), (_, second)| first.cmp(second));
                let names = texts.iter().map(|(index, text)| ((*index, text), variant(text))).collect();
                for ((index, _), wanted) in ranked(names, |_| false, |(_, text)| text.as_str()) {
                    self.values.insert((shape.id.clone(), index), scope.take(&wanted));
                }
            }
            _ => {}
        }
    }

    /// Names the members of a structure or a union. `wanted` makes a Rust name of the name that an override or the model gives.
    fn take_members(
        &mut self,
        shape: &Shape,
        members: &[Member],
        scope: &mut Scope,
        wanted: impl Fn(&MemberName, &str) -> String,
    ) {
        let given = given_names(members);
        let names = sorted(members.iter().map(|member| &member.name)).into_iter();
        let names = names.map(|name| (name, wanted(name, given.get(name).copied().unwrap_or(name.as_str())))).collect();
        for (name, wanted) in ranked(names, |name| given.contains_key(*name), |name| name.as_str()) {
            self.members.insert((shape.id.clone(), name.clone()), scope.take(&wanted));
        }
    }

    /// Types live in modules of their own, where there are no operations.
    pub(crate) fn leave_operations(&mut self) {
        self.homes.clear();
    }

    /// A structure that is the input or output of one operation and nothing else lives in that operation's module.
    fn find_homes(&mut self, model: &Model) {
        let mut uses: BTreeMap<&ShapeId, Vec<&ShapeId>> = BTreeMap::new();
        for operation in model.operations.values() {
            for id in operation.input.iter().chain(&operation.output) {
                uses.entry(id).or_default().push(&operation.id);
            }
        }
        let mut members: BTreeSet<&ShapeId> = BTreeSet::new();
        for shape in model.shapes.values() {
            members.extend(shape.all_members().into_iter().map(|member| &member.target));
        }
        for (id, operations) in uses {
            let error = model.shape(id).traits.error.is_some();
            if let ([operation], false, false) = (&operations[..], members.contains(id), error) {
                self.homes.insert(id.clone(), (*operation).clone());
            }
        }
    }

    /// A pattern is named after the first shape or member that has it.
    fn name_patterns(&mut self, model: &Model) {
        let mut scope = Scope::new(&[]);
        for shape in model.shapes.values() {
            let own = shape.traits.pattern.iter().map(|pattern| (pattern, shape.id.name().to_owned()));
            let members = shape.all_members().into_iter().filter_map(|member| {
                Some((member.traits.pattern.as_ref()?, format!("{}_{}", shape.id.name(), member.name)))
            });
            for (pattern, name) in own.chain(members) {
                if !self.patterns.contains_key(pattern) {
                    let name = scope.take(&words::snake(&name).to_uppercase());
                    self.patterns.insert(pattern.clone(), name);
                }
            }
        }
    }

    /// The static of a pattern.
    pub(crate) fn pattern(&self, source: &str) -> &str {
        &self.patterns[source]
    }

    /// The type of a structure, union or enum.
    pub fn type_name(&self, id: &ShapeId) -> Ident {
        ident(&self.types[id].name)
    }

    /// Whether a type of the client has this name.
    pub(crate) fn is_type(&self, name: &str) -> bool {
        self.type_names.contains(name)
    }

    /// The structure that the constructor of this one takes its arguments in.
    pub fn required_name(&self, id: &ShapeId) -> Ident {
        ident(&self.required[id])
    }

    /// The module that a type is defined in, if it has one to itself.
    pub fn type_module(&self, id: &ShapeId) -> &str {
        &self.types[id].module
    }

    /// The operation whose module a type is defined in, if it belongs to one.
    pub fn home(&self, id: &ShapeId) -> Option<&ShapeId> {
        self.homes.get(id)
    }

    /// The field or variant of a member.
    pub fn member(&self, shape: &ShapeId, member: &MemberName) -> Ident {
        ident(&self.members[&(shape.clone(), member.clone())])
    }

    /// The setter of an optional member that takes an `Option`.
    pub(crate) fn option_setter(&self, shape: &ShapeId, member: &MemberName) -> Ident {
        ident(&self.setters[&(shape.clone(), member.clone())].option)
    }

    /// The setter of a member of what is only received, for tests.
    pub(crate) fn test_setter(&self, shape: &ShapeId, member: &MemberName) -> Ident {
        ident(&self.setters[&(shape.clone(), member.clone())].test)
    }

    /// The variant of an enum's value.
    pub fn value(&self, shape: &ShapeId, index: usize) -> Ident {
        ident(&self.values[&(shape.clone(), index)])
    }

    /// The type that stands for an operation.
    pub fn marker(&self, operation: &ShapeId) -> Ident {
        ident(&self.operations[operation].marker)
    }

    /// The client's method.
    pub fn method(&self, operation: &ShapeId) -> Ident {
        ident(&self.operations[operation].method)
    }

    /// The module of an operation.
    pub fn operation_module(&self, operation: &ShapeId) -> &str {
        &self.operations[operation].module
    }
}

/// The text of an error has one name, whatever its spelling in the model.
fn error_text(shape: &Shape, name: &MemberName) -> Option<String> {
    let is_text = shape.traits.error.is_some() && name.as_str().eq_ignore_ascii_case("message");
    is_text.then(|| "message".to_owned())
}

/// The name of a shape's type, with a suffix where a structure of constructor arguments could have the same name: `FooRequired`
/// becomes `FooRequiredShape`, an error `FooRequiredError`. A name that has such a suffix already gets another, so that no two shapes
/// become one.
fn unlike_arguments(name: String, traits: &model::Traits) -> String {
    let suffix = if traits.error.is_some() { "Error" } else { "Shape" };
    let mut stem = name.as_str();
    while let Some(shorter) = stem.strip_suffix("Error").or(stem.strip_suffix("Shape")) {
        stem = shorter;
    }
    if stem.ends_with(ARGUMENTS) { name + suffix } else { name }
}

/// The name that an override gives.
fn given(traits: &model::Traits) -> Option<&str> {
    traits.rust_name.as_deref()
}

/// A name as people read it, without the mark of a raw identifier.
pub(crate) fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// Whether a shape becomes a Rust type of its own.
pub(crate) fn has_type(shape: &Shape) -> bool {
    !shape.id.is_unit() && matches!(shape.kind, Kind::Structure(_) | Kind::Union(_) | Kind::Enum(_) | Kind::IntEnum(_))
}

fn sorted<'a>(names: impl Iterator<Item = &'a MemberName>) -> Vec<&'a MemberName> {
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// The name of a field or a function; a keyword becomes a raw identifier, or gets an underscore where that is no way.
pub(crate) fn function(name: &str) -> String {
    let name = words::snake(name);
    if NEVER_RAW.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// The name of a module and of its file, which can't be raw.
fn module(name: &str) -> String {
    let name = words::snake(name);
    if NEVER_RAW.contains(&name.as_str()) || KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

fn variant(name: &str) -> String {
    let name = words::upper_camel(name);
    if NEVER_RAW.contains(&name.as_str()) { format!("{name}Value") } else { name }
}

/// An identifier, raw if it is a keyword.
pub(crate) fn ident(name: &str) -> Ident {
    if KEYWORDS.contains(&name) { Ident::new_raw(name, Span::call_site()) } else { Ident::new(name, Span::call_site()) }
}
