//! One violation: where, and of what. Texts are never kept, and numbers only if they are not sensitive.

use std::fmt;

use crate::path::{Step, render};

/// A constraint that a request violates.
#[derive(Clone, PartialEq)]
pub struct Violation {
    /// From the innermost member outwards.
    path: Vec<Step>,
    constraint: Constraint,
}

/// What was demanded, and what was found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Constraint {
    /// A value must be there.
    Required,
    /// A length within bounds, both inclusive.
    Length {
        /// The length of the value.
        found: u64,
        /// What is counted.
        unit: &'static str,
        /// The least length.
        min: u64,
        /// The greatest length; `u64::MAX` if there is none.
        max: u64,
    },
    /// A whole number within bounds, both inclusive.
    Range {
        /// The number; none if it is sensitive.
        found: Option<i64>,
        /// The least one; `i64::MIN` if there is none.
        min: i64,
        /// The greatest one; `i64::MAX` if there is none.
        max: i64,
    },
    /// A number within bounds, both inclusive.
    FloatRange {
        /// The number; none if it is sensitive.
        found: Option<f64>,
        /// The least one; negative infinity if there is none.
        min: f64,
        /// The greatest one; infinity if there is none.
        max: f64,
    },
    /// A number of any size within bounds, both inclusive.
    DecimalRange {
        /// The number; none if it is sensitive.
        found: Option<String>,
        /// The least one; empty if there is none.
        min: &'static str,
        /// The greatest one; empty if there is none.
        max: &'static str,
    },
    /// A value that the model lists.
    Listed,
    /// A text that matches this regular expression of the model.
    Pattern(&'static str),
    /// No two equal items.
    Unique {
        /// The first item that equals an earlier one.
        index: usize,
    },
}

impl Violation {
    /// `name` is empty for an item of a list, which has none.
    pub(super) fn new(name: &'static str, constraint: Constraint) -> Self {
        let mut violation = Self { path: Vec::new(), constraint };
        violation.push(Step::Member(name.into()));
        violation
    }

    /// Adds a step outwards. A list within a list has no name of its own.
    pub(super) fn push(&mut self, step: Step) {
        if !matches!(&step, Step::Member(name) if name.is_empty()) {
            self.path.push(step);
        }
    }

    /// Where: members by the names that the service knows them by, like `Groups[3].Tags["k"].Value`.
    pub fn path(&self) -> String {
        render(&self.path)
    }

    /// Where, as a JSON pointer.
    #[cfg(feature = "test-util")]
    pub(crate) fn pointer(&self) -> String {
        crate::path::pointer(&self.path)
    }

    /// What was violated.
    pub fn constraint(&self) -> &Constraint {
        &self.constraint
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path(), self.constraint)
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("missing, must be given"),
            Self::Length { found, unit, min, max } => {
                let unit = match (*found, *unit) {
                    (1, "entries") => "entry",
                    (1, unit) => unit.trim_end_matches('s'),
                    (_, unit) => unit,
                };
                write!(f, "{found} {unit}, must be ")?;
                bounds(f, min, max, *min == 0, *max == u64::MAX)
            }
            Self::Range { found, min, max } => {
                number(f, found)?;
                bounds(f, min, max, *min == i64::MIN, *max == i64::MAX)
            }
            Self::FloatRange { found, min, max } => {
                number(f, found)?;
                bounds(f, min, max, *min == f64::NEG_INFINITY, *max == f64::INFINITY)
            }
            Self::DecimalRange { found, min, max } => {
                number(f, found)?;
                bounds(f, min, max, min.is_empty(), max.is_empty())
            }
            Self::Listed => f.write_str("none of the values that the model lists"),
            Self::Pattern(source) => write!(f, "does not match {source}"),
            Self::Unique { index } => write!(f, "item {index} equals an earlier one, all must differ"),
        }
    }
}

impl Constraint {
    /// The trait of the model that demands it, like `length`.
    ///
    /// See <https://smithy.io/2.0/spec/constraint-traits.html>.
    pub fn trait_name(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Length { .. } => "length",
            Self::Range { .. } | Self::FloatRange { .. } | Self::DecimalRange { .. } => "range",
            Self::Listed => "enum",
            Self::Pattern(_) => "pattern",
            Self::Unique { .. } => "uniqueItems",
        }
    }

    /// The same without the number that was found.
    pub(super) fn without_number(self) -> Self {
        match self {
            Self::Range { min, max, .. } => Self::Range { found: None, min, max },
            Self::FloatRange { min, max, .. } => Self::FloatRange { found: None, min, max },
            Self::DecimalRange { min, max, .. } => Self::DecimalRange { found: None, min, max },
            other => other,
        }
    }
}

fn number<T: fmt::Display>(f: &mut fmt::Formatter<'_>, found: &Option<T>) -> fmt::Result {
    match found {
        Some(found) => write!(f, "{found}, must be "),
        None => f.write_str("must be "),
    }
}

fn bounds<T: fmt::Display + PartialEq>(
    f: &mut fmt::Formatter<'_>,
    min: &T,
    max: &T,
    open: bool,
    endless: bool,
) -> fmt::Result {
    match (open, endless) {
        (_, true) => write!(f, "at least {min}"),
        (true, false) => write!(f, "at most {max}"),
        (false, false) if min == max => write!(f, "exactly {max}"),
        (false, false) => write!(f, "{min} to {max}"),
    }
}
