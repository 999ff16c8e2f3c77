//! Inputs that a service would refuse, and that the validators refuse first.

use bytes::Bytes;

use crate::http::Response;
use crate::json::Fields;
use crate::validate::Validate;

/// An input, as its service would read it from the body of a request.
///
/// # Panics
/// The body is no object, or a member does not fit.
#[track_caller]
#[allow(clippy::panic, reason = "this is an assertion")]
pub fn input<T: Fields>(body: &str) -> T {
    let response = Response::new(http::Response::new(Bytes::copy_from_slice(body.as_bytes())));
    response.object().unwrap_or_else(|error| panic!("{error} in {body}"))
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
