//! Every trait that real models carry has a class.

use std::collections::BTreeSet;
use std::path::Path;

use tinsmith_model::{CLASSES, Class, classify};

#[test]
fn the_table_is_sorted_and_has_no_doubles() {
    let ids: Vec<&str> = CLASSES.iter().map(|(id, _)| *id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
    assert_eq!(classify("example#custom"), None);
    assert_eq!(classify("smithy.api#length"), Some(Class::Used));
}

/// `SHARED` is the folder of real models. `.ci/run` sets it where there is one.
#[test]
fn traits_of_real_models_are_classified() {
    let Some(shared) = std::env::var_os("SHARED") else {
        println!("skipped: SHARED is not set");
        return;
    };
    let mut traits = BTreeSet::new();
    for folder in ["models/smithy", "protocol-tests"] {
        for entry in std::fs::read_dir(Path::new(&shared).join(folder)).expect("a folder") {
            let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a model");
            let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            collect(&json["shapes"], &mut traits);
        }
    }
    assert!(traits.len() > 80, "{}", traits.len());
    let own = |id: &&String| id.starts_with("smithy.") || id.starts_with("aws.");
    let unknown: Vec<&String> = traits
        .iter()
        .filter(own)
        .filter(|id| !id.starts_with("aws.protocoltests"))
        .filter(|id| classify(id).is_none())
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

fn collect(value: &serde_json::Value, traits: &mut BTreeSet<String>) {
    if let serde_json::Value::Object(members) = value {
        for (name, value) in members {
            if let (true, serde_json::Value::Object(found)) = (name == "traits", value) {
                traits.extend(found.keys().cloned());
            } else {
                collect(value, traits);
            }
        }
    }
}
