//! The official cases of shared files: `$SHARED/vectors/credentials`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::ini::{File, Kind, parse};
use super::location::Locations;
use crate::variables::Variables;

/// The cases of a file; none, said aloud, where they are not.
fn cases(file: &str) -> Vec<Value> {
    let Some(shared) = std::env::var_os("SHARED") else {
        println!("skipped: {file}, for want of the variable SHARED");
        return Vec::new();
    };
    let path = PathBuf::from(shared).join("vectors/credentials").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let value: Value = serde_json::from_str(&text).expect("JSON");
    value["tests"].as_array().expect("cases").clone()
}

#[test]
fn files_are_read_as_the_official_cases_say() {
    for case in cases("profile-parser-tests.json") {
        let input = |name: &str| case["input"][name].as_str().unwrap_or_default().to_owned();
        let read = parse(&input("configFile"), Kind::Config)
            .and_then(|config| Ok((config, parse(&input("credentialsFile"), Kind::Credentials)?)));
        let expected = &case["output"]["config"];
        match read {
            Ok((config, credentials)) => assert_eq!(&merged(config, credentials, expected), expected, "{case}"),
            Err(_) => assert!(case["output"]["errorContaining"].is_string(), "{case}"),
        }
    }
}

/// Both files as one value, with the parts that the case speaks of.
fn merged(config: File, credentials: File, expected: &Value) -> Value {
    let mut profiles: BTreeMap<String, BTreeMap<String, String>> = config.profiles;
    for (name, settings) in credentials.profiles {
        profiles.entry(name).or_default().extend(settings);
    }
    let mut value = serde_json::json!({ "profiles": profiles });
    if expected.get("sso_sessions").is_some() {
        value["sso_sessions"] = serde_json::json!(config.sso_sessions);
    }
    value
}

#[cfg(unix)]
#[test]
fn files_are_where_the_official_cases_say() {
    for case in cases("file-location-tests.json").into_iter().filter(|case| case["platform"] == "linux") {
        let pairs: BTreeMap<String, String> = serde_json::from_value(case["environment"].clone()).expect("variables");
        let variables: Variables = Arc::new(move |name| pairs.get(name).cloned());
        let path = |name: &str| case[name].as_str().map(PathBuf::from);
        let expected = Locations { config: path("configLocation"), credentials: path("credentialsLocation") };
        assert_eq!(Locations::of(&variables), expected, "{case}");
    }
}
