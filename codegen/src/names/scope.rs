//! Scopes, in which no name is given twice.

use std::collections::{BTreeMap, BTreeSet};

/// The names of one scope: no two are equal.
pub(super) struct Scope {
    reserved: &'static [&'static str],
    taken: BTreeSet<String>,
    /// The next number for a name that was taken before.
    numbers: BTreeMap<String, usize>,
}

impl Scope {
    pub(super) fn new(reserved: &'static [&'static str]) -> Self {
        Self { reserved, taken: BTreeSet::new(), numbers: BTreeMap::new() }
    }

    /// A scope in which one name is taken already.
    pub(super) fn with(name: &str) -> Self {
        Self { reserved: &[], taken: BTreeSet::from([name.to_owned()]), numbers: BTreeMap::new() }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// The wanted name; with an underscore or a suffix if it is reserved, with a number if it is taken.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        // A name with the suffix gets it once more, so that it isn't in the way of the reserved name.
        if self.reserved.contains(&wanted.trim_end_matches("Shape")) {
            let upper = wanted.starts_with(char::is_uppercase);
            name = if upper { format!("{wanted}Shape") } else { format!("{wanted}_") };
        }
        if self.taken.insert(name.clone()) {
            return name;
        }
        let number = self.numbers.entry(name.clone()).or_insert(2);
        loop {
            let numbered = format!("{name}{number}");
            *number += 1;
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}
