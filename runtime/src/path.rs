//! Paths of members: where a value stands in a request or an answer.

use std::borrow::Cow;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A member of a structure, by the name that the service knows it by.
    Member(Cow<'static, str>),
    /// An item of a list.
    Index(usize),
    /// The value of an entry of a map.
    Key(String),
    /// The key itself.
    KeyItself(String),
}

/// The path of steps that were noted from the innermost outwards, like `Groups[3].Tags["k"].Value`.
pub(crate) fn render(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps.iter().rev() {
        match step {
            Step::Member(name) if path.is_empty() => path.push_str(name),
            Step::Member(name) => path.extend([".", name]),
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::KeyItself(key) => path.push_str(&format!("[{key:?}] (key)")),
            Step::Key(key) => path.push_str(&format!("[{key:?}]")),
        }
    }
    path
}

/// The path as a JSON pointer; a key is told by its map alone.
#[cfg(feature = "test-util")]
pub(crate) fn pointer(steps: &[Step]) -> String {
    let mut pointer = String::new();
    for step in steps.iter().rev() {
        match step {
            Step::Member(name) => pointer.extend(["/", name]),
            Step::Index(index) => pointer.push_str(&format!("/{index}")),
            Step::Key(key) => pointer.extend(["/", key]),
            Step::KeyItself(_) => {}
        }
    }
    pointer
}
