//! What Smithy's own validation finds in a model that can be read: values that contradict one another, traits where they
//! mean nothing, bindings that no message can have.
//!
//! Each check names the validator of Smithy that it follows:
//! <https://smithy.io/2.0/spec/model-validation.html> and the sections of the traits.

mod http;
mod members;
mod operations;
mod traits;

use crate::diagnostic::{Diagnostic, DiagnosticKind};
use crate::ir::Model;

/// Checks a model: the errors, and the warnings.
pub(crate) fn validate(model: &Model) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    for shape in model.shapes.values() {
        traits::check(model, shape, &mut found);
        members::check(model, shape, &mut found);
        http::check_structure(model, shape, &mut found);
    }
    members::check_recursion(model, &mut found);
    for operation in model.operations.values() {
        operations::check(model, operation, &mut found);
        http::check_operation(model, operation, &mut found);
    }
    http::check_conflicts(model, &mut found);
    operations::check_names(model, &mut found);
    found.into_iter().partition(|diagnostic| diagnostic.kind != DiagnosticKind::Warning)
}
