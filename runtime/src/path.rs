//! Paths of members: where a value stands in a request or an answer.

use std::borrow::Cow;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A member of a structure, by the name that the service knows it by.
    Member(Cow<'static, str>),
    /// An item of a list.
    Index(usize),
    /// An entry of a map.
    Key(String),
}

/// The path of steps that were noted from the innermost outwards, like `Groups[3].Tags["k"].Value`.
pub(crate) fn render(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps.iter().rev() {
        match step {
            Step::Member(name) if path.is_empty() => path.push_str(name),
            Step::Member(name) => path.extend([".", name]),
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Key(key) => path.push_str(&format!("[{key:?}]")),
        }
    }
    path
}
