//! Checks of a request before it is sent: the constraints that the model states.

mod decimal;
mod measure;
mod pattern;
#[cfg(test)]
mod tests;
mod violation;

pub use measure::{Listed, Measured, Ranged, Textual};
pub use pattern::{Counted, Pattern, Piece, Position, Rule, Run, Table};
pub use violation::{Constraint, Violation};

use std::collections::BTreeMap;
use std::fmt;

use crate::path::Step;

/// How strictly a request is checked before it is sent.
///
/// Responses are never checked: services send values that their own models refuse.
/// What would break the request on the wire, like an empty label of the path, is an error under every policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// Nothing is checked.
    Off,
    /// Required members, lengths, ranges and numbers of entries.
    #[default]
    Bounds,
    /// As `Bounds`, and also patterns, the uniqueness of items, and that the model lists the values of its enums.
    ///
    /// Models lag behind their services: where a pattern demands `arn:aws:`, the channels of China, `arn:aws-cn:`, are
    /// refused, and so is each value that a service came to know after its model was written. Use it where a model can be
    /// trusted, or in tests.
    Strict,
}

/// A value with constraints.
///
/// See <https://smithy.io/2.0/spec/constraint-traits.html>.
pub trait Validate {
    /// Notes every constraint that is violated.
    fn check(&self, at: &mut Violations);

    /// Checks every constraint, as [`Policy::Strict`] does.
    ///
    /// # Errors
    /// All violations.
    fn validate(&self) -> Result<(), Violations>
    where
        Self: Sized,
    {
        self.validate_as(Policy::Strict)
    }

    /// Checks the constraints that the policy covers.
    ///
    /// # Errors
    /// All violations.
    fn validate_as(&self, policy: Policy) -> Result<(), Violations>
    where
        Self: Sized,
    {
        Violations::of(self, policy)
    }
}

/// Operations without input have nothing to check.
impl Validate for () {
    fn check(&self, _: &mut Violations) {}
}

impl<T: Validate> Validate for Box<T> {
    fn check(&self, at: &mut Violations) {
        (**self).check(at);
    }
}

impl<T: Validate> Validate for Option<T> {
    fn check(&self, at: &mut Violations) {
        if let Some(value) = self {
            value.check(at);
        }
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn check(&self, at: &mut Violations) {
        at.items(self.len(), &|at, index| self[index].check(at));
    }
}

/// Every violation that was found. Nothing is allocated before the first.
#[derive(Clone, PartialEq)]
pub struct Violations {
    policy: Policy,
    list: Vec<Violation>,
}

impl Violations {
    fn of(value: &dyn Validate, policy: Policy) -> Result<(), Self> {
        let mut violations = Self { policy, list: Vec::new() };
        if policy != Policy::Off {
            value.check(&mut violations);
        }
        if violations.list.is_empty() { Ok(()) } else { Err(violations) }
    }

    /// The violations, in the order of the members.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.list.iter()
    }

    /// Notes a required member that is absent.
    #[inline]
    pub fn required<T>(&mut self, name: &'static str, value: &Option<T>) {
        if value.is_none() {
            self.note(name, Constraint::Required);
        }
    }

    /// Notes a length outside of these bounds: characters of a text, bytes of a blob, entries of a list or map.
    #[inline]
    pub fn length(&mut self, name: &'static str, value: &impl Measured, min: u64, max: u64) {
        self.measured(name, value.measure(), min, max);
    }

    // What clients call is thin, so that each of them compiles little: the work is done here, once.
    #[inline(never)]
    fn measured(&mut self, name: &'static str, measured: Option<(u64, &'static str)>, min: u64, max: u64) {
        if let Some((found, unit)) = measured
            && (found < min || found > max)
        {
            self.note(name, Constraint::Length { found, unit, min, max });
        }
    }

    /// Notes a number outside of these bounds.
    #[inline]
    pub fn range<T: Ranged>(&mut self, name: &'static str, value: &T, min: T::Bound, max: T::Bound) {
        if let Some(constraint) = value.out_of(min, max) {
            self.note(name, constraint);
        }
    }

    /// As [`Violations::range`], for a number that must not be told.
    #[inline]
    pub fn secret_range<T: Ranged>(&mut self, name: &'static str, value: &T, min: T::Bound, max: T::Bound) {
        if let Some(constraint) = value.out_of(min, max) {
            self.note(name, constraint.without_number());
        }
    }

    /// Notes a text that does not match; only a strict policy minds.
    #[inline]
    pub fn pattern(&mut self, name: &'static str, value: &impl Textual, pattern: &'static Pattern) {
        self.matched(name, value.text(), pattern);
    }

    #[inline(never)]
    fn matched(&mut self, name: &'static str, text: Option<&str>, pattern: &'static Pattern) {
        if self.policy == Policy::Strict && text.is_some_and(|text| !pattern.matches(text)) {
            self.note(name, Constraint::Pattern(pattern.source()));
        }
    }

    /// Notes a value that its enum does not list; only a strict policy minds.
    #[inline]
    pub fn listed(&mut self, name: &'static str, value: &impl Listed) {
        if !value.is_listed() {
            self.unlisted(name);
        }
    }

    #[cold]
    #[inline(never)]
    fn unlisted(&mut self, name: &'static str) {
        if self.policy == Policy::Strict {
            self.note(name, Constraint::Listed);
        }
    }

    /// Notes a list with equal items; only a strict policy minds.
    pub fn unique<'a, T: PartialEq + 'a>(&mut self, name: &'static str, items: impl Into<Option<&'a Vec<T>>>) {
        if self.policy != Policy::Strict {
            return;
        }
        let items: &[T] = items.into().map_or(&[], Vec::as_slice);
        let repeated = items.iter().enumerate().find(|(index, item)| items[..*index].contains(item));
        if let Some((index, _)) = repeated {
            self.note(name, Constraint::Unique { index });
        }
    }

    /// Checks what a member holds.
    pub fn nested(&mut self, name: &'static str, value: &dyn Validate) {
        let before = self.list.len();
        value.check(self);
        self.outwards(before, Step::Member(name.into()));
    }

    /// Checks each item of a list by itself, under its index. The check names no member.
    pub fn each<'a, T: 'a>(
        &mut self,
        name: &'static str,
        items: impl Into<Option<&'a Vec<T>>>,
        check: fn(&mut Self, &T),
    ) {
        let items: &[T] = items.into().map_or(&[], Vec::as_slice);
        let before = self.list.len();
        self.items(items.len(), &|at, index| check(at, &items[index]));
        self.outwards(before, Step::Member(name.into()));
    }

    fn items(&mut self, count: usize, check: &dyn Fn(&mut Self, usize)) {
        for index in 0..count {
            let before = self.list.len();
            check(self, index);
            self.outwards(before, Step::Index(index));
        }
    }

    /// Checks the value of each entry of a map by itself, under its key. The check names no member.
    pub fn each_value<'a, K: AsRef<str> + 'a, T: 'a>(
        &mut self,
        name: &'static str,
        entries: impl Into<Option<&'a BTreeMap<K, T>>>,
        check: fn(&mut Self, &T),
    ) {
        self.entries(name, entries.into(), EntryCheck::Value(check), |key| Step::Key(key.as_ref().to_owned()));
    }

    /// As [`Violations::each_value`], for keys that must not be told.
    pub fn each_secret_value<'a, K: 'a, T: 'a>(
        &mut self,
        name: &'static str,
        entries: impl Into<Option<&'a BTreeMap<K, T>>>,
        check: fn(&mut Self, &T),
    ) {
        self.entries(name, entries.into(), EntryCheck::Value(check), |_| Step::Key("***".to_owned()));
    }

    /// Checks each key of a map by itself. The check names no member.
    pub fn each_key<'a, K: AsRef<str> + 'a, T: 'a>(
        &mut self,
        name: &'static str,
        entries: impl Into<Option<&'a BTreeMap<K, T>>>,
        check: fn(&mut Self, &K),
    ) {
        self.entries(name, entries.into(), EntryCheck::Key(check), |key| Step::KeyItself(key.as_ref().to_owned()));
    }

    /// As [`Violations::each_key`], for keys that must not be told.
    pub fn each_secret_key<'a, K: 'a, T: 'a>(
        &mut self,
        name: &'static str,
        entries: impl Into<Option<&'a BTreeMap<K, T>>>,
        check: fn(&mut Self, &K),
    ) {
        self.entries(name, entries.into(), EntryCheck::Key(check), |_| Step::KeyItself("***".to_owned()));
    }

    // Compiled once for each type of map, not for each check: walking a map is much code.
    #[inline(never)]
    fn entries<K, T>(
        &mut self,
        name: &'static str,
        entries: Option<&BTreeMap<K, T>>,
        check: EntryCheck<K, T>,
        step: fn(&K) -> Step,
    ) {
        let Some(entries) = entries else { return };
        let before = self.list.len();
        for (key, value) in entries {
            let before = self.list.len();
            match check {
                EntryCheck::Key(check) => check(self, key),
                EntryCheck::Value(check) => check(self, value),
            }
            if self.list.len() > before {
                self.outwards(before, step(key));
            }
        }
        self.outwards(before, Step::Member(name.into()));
    }

    /// Adds a step to the paths of the violations that were found since.
    fn outwards(&mut self, since: usize, step: Step) {
        for violation in &mut self.list[since..] {
            violation.push(step.clone());
        }
    }

    #[cold]
    #[inline(never)]
    fn note(&mut self, name: &'static str, constraint: Constraint) {
        self.list.push(Violation::new(name, constraint));
    }
}

/// What is checked of each entry of a map.
enum EntryCheck<K, T> {
    Key(fn(&mut Violations, &K)),
    Value(fn(&mut Violations, &T)),
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.list.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}

impl std::error::Error for Violations {}
