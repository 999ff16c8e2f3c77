//! The features of generated crates.

use heck::ToKebabCase;

/// The feature that switches on every operation.
pub(crate) const ALL: &str = "all-operations";

/// The features that every client hands on to the runtime, and what they give.
const FEATURES: [(&str, &str); 14] = [
    (
        "hyper",
        "Calls that are awaited within tokio, sent with hyper and rustls. Without any of these there are types alone.",
    ),
    ("reqwest", "Calls that are sent with a client of reqwest of your own."),
    ("tower", "Calls that are sent with any service of tower."),
    ("blocking", "Calls that block their thread, sent with ureq."),
    ("proxy", "Proxies for hyper, as `Config::from_env` reads them."),
    ("aws-config", "`Config::from(&SdkConfig)`: what `aws-config` loads, and its providers of credentials."),
    ("sigv4a", "Signatures for several regions, where the endpoint rules want them."),
    ("serde", "Types serialise and deserialise with their wire names."),
    ("serde_json", "Documents convert to and from `serde_json::Value`."),
    ("chrono", "Timestamps convert to and from those of `chrono`."),
    ("jiff", "Timestamps convert to and from those of `jiff`."),
    ("time", "Timestamps convert to and from those of `time`."),
    ("transfer", "Uploads and downloads of large objects, in parts that are under way side by side."),
    ("test-util", "A mock for the tests of applications."),
];

/// The features that a client hands on to the runtime, and what they give.
pub(crate) fn handed_on(needed: &[&str], transfers: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_aws = needed.contains(&"sigv4");
    FEATURES.into_iter().filter(move |(name, _)| match *name {
        "aws-config" | "sigv4a" => of_aws,
        "transfer" => transfers,
        _ => true,
    })
}

/// The features that types alone hand on to the runtime, and what they give.
pub(crate) fn of_types_alone() -> impl Iterator<Item = (&'static str, &'static str)> {
    FEATURES.into_iter().filter(|(name, _)| matches!(*name, "serde" | "serde_json" | "chrono" | "jiff" | "time"))
}

/// The feature of an operation: its name in small letters with hyphens, unless another feature is named so.
pub(crate) fn of_operation(operation: &str) -> String {
    let name = operation.to_kebab_case();
    let is_taken = FEATURES.iter().map(|(feature, _)| *feature).chain([ALL, "default"]).any(|taken| taken == name);
    if is_taken { format!("{name}-operation") } else { name }
}
