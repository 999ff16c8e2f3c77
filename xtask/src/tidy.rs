//! `cargo xtask tidy`.

use std::path::Path;

use crate::{Outcome, Problem};

/// Checks the house rules.
pub(crate) fn run(_root: &Path) -> Result<Outcome, Problem> {
    Ok(Outcome::Done)
}
