//! Headers that are nobody's members.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::config_error::ConfigError;
use crate::error::Failure;

/// Sets a header.
pub(crate) fn insert(map: &mut HeaderMap, name: &str, value: &str) -> Result<(), Failure> {
    let (name, value) = header(name, value)?;
    map.insert(name, value);
    Ok(())
}

/// Adds a header to those of its name.
pub(crate) fn append(map: &mut HeaderMap, name: &str, value: &str) -> Result<(), Failure> {
    let (name, value) = header(name, value)?;
    map.append(name, value);
    Ok(())
}

/// A header.
fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Failure> {
    Ok((HeaderName::try_from(name).map_err(|_| unsendable("name", name))?, header_value(name, value)?))
}

/// What stands in a header.
pub(crate) fn header_value(name: &str, value: &str) -> Result<HeaderValue, Failure> {
    HeaderValue::try_from(value).map_err(|_| unsendable("value", name))
}

/// The value may be a secret, so the error tells only the name.
fn unsendable(what: &str, name: &str) -> Failure {
    Failure::Config(ConfigError::new(format!("the {what} of the header {name:?} can't be sent")))
}
