//! Changes of a model in code, for those who generate from their own programs.

use crate::diagnostic::{Diagnostic, Report};
use crate::id::ShapeId;
use crate::ir::{Kind, Model, Shape};
use crate::{nesting, validation};

/// A change of a model before code is made from it: what [`Overrides`](crate::Overrides) are in a file, in Rust.
///
/// ```
/// use tinsmith_model::{Customization, Model, Report};
///
/// /// Every member whose name ends in `Email` is printed as `***`.
/// struct RedactEmails;
///
/// impl Customization for RedactEmails {
///     fn reason(&self) -> &str {
///         "Logs must not hold personal data."
///     }
///
///     fn apply(&self, model: &mut Model) -> Result<bool, Report> {
///         let mut has_changed = false;
///         for shape in model.shapes.values_mut() {
///             for member in shape.members_mut() {
///                 if member.name.as_str().ends_with("Email") && !member.traits.sensitive {
///                     member.traits.sensitive = true;
///                     has_changed = true;
///                 }
///             }
///         }
///         Ok(has_changed)
///     }
/// }
/// ```
pub trait Customization {
    /// Why the model needs it.
    fn reason(&self) -> &str;

    /// Changes the model, and says whether it did.
    ///
    /// # Errors
    /// What the change needs is not there.
    fn apply(&self, model: &mut Model) -> Result<bool, Report>;
}

impl Model {
    /// Changes the model by a customization, and checks it anew.
    ///
    /// # Errors
    /// The customization has no reason, fails, or changes nothing; or the changed model is not valid. After an error the model may be
    /// changed in part, and is not to be used.
    pub fn customize(&mut self, customization: &dyn Customization) -> Result<(), Report> {
        let reason = customization.reason().trim().to_owned();
        if reason.is_empty() {
            return Err(Report::of(Diagnostic::new("a customization without a reason").help("say why it is needed")));
        }
        if !customization.apply(self)? {
            let problem = Diagnostic::new(format!("the customization for {reason:?} no longer applies"));
            return Err(Report::of(problem.help("remove it: it changes nothing of the model")));
        }
        let (errors, _) = match self.missing() {
            missing if !missing.is_empty() => (missing, Vec::new()),
            _ => match nesting::check(self) {
                nested if !nested.is_empty() => (nested, Vec::new()),
                _ => validation::validate(self),
            },
        };
        if errors.is_empty() { Ok(()) } else { Err(Report::new(self.sources.clone(), errors)) }
    }

    /// What the model refers to and does not have.
    fn missing(&self) -> Vec<Diagnostic> {
        let mut problems = self.dangling();
        let misplaced = self.shapes.iter().filter(|(id, shape)| **id != shape.id);
        problems.extend(
            misplaced.map(|(id, shape)| {
                Diagnostic::new(format!("the shape `{}` stands where `{id}` is looked up", shape.id))
            }),
        );
        let messages = self
            .operations
            .values()
            .flat_map(|operation| operation.input.iter().chain(&operation.output).chain(&operation.errors));
        let messages = messages.chain(&self.service.errors).filter_map(|id| self.shapes.get(id));
        let is_structure = |shape: &&Shape| matches!(shape.kind, Kind::Structure(_));
        problems.extend(messages.filter(|shape| !is_structure(shape)).map(|shape| {
            Diagnostic::new(format!("`{}` is an input, an output or an error, and no structure", shape.id))
        }));
        let mut no_such = |what: &str, id: &ShapeId| {
            problems.push(Diagnostic::new(format!("{what} `{id}`, which the model does not have")));
        };
        for id in self.service.operations.iter().filter(|id| !self.operations.contains_key(id)) {
            no_such("the service has the operation", id);
        }
        for id in self.service.errors.iter().filter(|id| !self.shapes.contains_key(id)) {
            no_such("the service has the error", id);
        }
        for operation in self.operations.values() {
            let ids = operation.input.iter().chain(&operation.output).chain(&operation.errors);
            for id in ids.filter(|id| !self.shapes.contains_key(id)) {
                no_such(&format!("the operation `{}` has the shape", operation.id), id);
            }
        }
        problems
    }
}
