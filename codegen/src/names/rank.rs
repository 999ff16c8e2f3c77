//! Which of several names comes first.

use std::collections::BTreeMap;

use model::{Member, MemberName};

use super::given;

/// The members that were given a name, with that.
pub(super) fn given_names(members: &[Member]) -> BTreeMap<&MemberName, &str> {
    members.iter().filter_map(|member| Some((&member.name, given(&member.traits)?))).collect()
}

/// Names with what they want to be in Rust, those first that keep theirs whatever else comes into the model: the ones that were given
/// a name, then those that are written in the model as in Rust.
pub(super) fn ranked<'n, N>(
    mut names: Vec<(N, String)>,
    is_given: impl Fn(&N) -> bool,
    in_model: impl Fn(&N) -> &'n str,
) -> Vec<(N, String)> {
    names.sort_by_key(|(name, wanted)| (!is_given(name), wanted != in_model(name)));
    names
}
