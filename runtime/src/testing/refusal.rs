//! Inputs that a service would refuse, and that the validators refuse first.

use crate::operation::{Operation, Service};
use crate::validate::Validate;
use crate::wire::Fields;

/// An input, as its service would read it from the body of a request.
///
/// # Panics
/// The body is not of the protocol's format, or a member does not fit.
#[track_caller]
#[allow(clippy::panic, reason = "this is an assertion")]
pub fn input<O: Operation>(body: &str) -> O::Input
where
    O::Input: Fields,
{
    let mut input = O::Input::initial();
    if !body.is_empty() {
        let format = <O::Service as Service>::META.protocol.format();
        let read = format.read_structure(body.as_bytes(), u64::MAX, &mut input);
        read.unwrap_or_else(|error| panic!("{error} in {body}"));
    }
    input
}

/// Demands that the strictest policy finds these violations in an input and no others: where, as JSON pointers, and of
/// which trait.
///
/// # Panics
/// It finds others.
#[track_caller]
pub fn refused(input: &impl Validate, expected: &[(&str, &str)]) {
    let found = input.validate().err();
    let mut found: Vec<(String, &str)> = found
        .iter()
        .flat_map(|violations| violations.iter())
        .map(|violation| (violation.pointer(), violation.constraint().trait_name()))
        .collect();
    found.sort();
    let mut expected: Vec<(String, &str)> = expected.iter().map(|(path, name)| ((*path).to_owned(), *name)).collect();
    expected.sort();
    assert_eq!(found, expected, "violations");
}
