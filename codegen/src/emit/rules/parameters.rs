//! Parameters of the rules, as fields of `Params`.

use model::rules::{Parameter, ParameterKind};
use proc_macro2::Ident;

use crate::names::ident;

/// The field of a parameter.
pub(crate) fn field(name: &str) -> Ident {
    ident(&crate::names::function(name))
}

/// Whether a parameter always has a value: those with a default do, and so do switches that are required.
pub(crate) fn is_plain(parameter: &Parameter) -> bool {
    parameter.kind == ParameterKind::Boolean && parameter.default.is_some()
}
