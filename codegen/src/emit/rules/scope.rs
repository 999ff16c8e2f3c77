//! What a rule can refer to.

use std::collections::BTreeMap;

use super::typed::Typed;

/// The names that a rule can refer to.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) names: BTreeMap<String, Typed>,
}
