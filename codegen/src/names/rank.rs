//! The order in which names of one scope are given.

use std::collections::BTreeMap;

use model::{Member, MemberName};

use super::given;

/// The members that an override names, with these names.
pub(super) fn given_names(members: &[Member]) -> BTreeMap<&MemberName, &str> {
    members.iter().filter_map(|member| Some((&member.name, given(&member.traits)?))).collect()
}

/// Sorts names, each with the Rust name that it should get: first those from an override, then those that are Rust names in the
/// model already, then the others. A name that is added to the model later does not rename one of the first two kinds.
pub(super) fn ranked<'n, N>(
    mut names: Vec<(N, String)>,
    is_given: impl Fn(&N) -> bool,
    in_model: impl Fn(&N) -> &'n str,
) -> Vec<(N, String)> {
    names.sort_by_key(|(name, wanted)| (!is_given(name), wanted != in_model(name)));
    names
}
