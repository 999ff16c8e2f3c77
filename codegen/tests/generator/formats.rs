//! The same service in Smithy and in AWS API JSON gives the same Rust, apart from what API JSON can't say.

use std::path::Path;

use tinsmith_codegen::{Client, Home, Options};

fn generate(path: &Path) -> Client {
    let model = model::read(&[path], model::Choice::default()).unwrap_or_else(|report| panic!("{report}"));
    let options = Options::new(Home::Module("signaling".to_owned()), "the model");
    tinsmith_codegen::generate(model, &options).unwrap_or_else(|report| panic!("{report}"))
}

#[test]
fn both_formats_give_the_same_rust() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let smithy = generate(&root.join("../model/services/kinesis-video-signaling.json"));
    let api_json = generate(&root.join("tests/formats/service-2.json"));
    let paths = |client: &Client| -> Vec<String> { client.sources.iter().map(|file| file.path.clone()).collect() };
    assert_eq!(paths(&smithy), paths(&api_json));
    let mut differences = String::new();
    for (a, b) in smithy.sources.iter().zip(&api_json.sources) {
        let (before, after): (Vec<&str>, Vec<&str>) = (a.text.lines().collect(), b.text.lines().collect());
        assert_eq!(before.len(), after.len(), "{}", a.path);
        for (before, after) in before.iter().zip(&after).filter(|(before, after)| before != after) {
            differences.push_str(&format!("{}\n-{before}\n+{after}\n", a.path));
        }
    }
    // API JSON has no documentation for the values of an enum. Tests of the wire format and of endpoints it has neither.
    assert_eq!(
        differences,
        "signaling/types/service.rs\n\
         -    /// Traversal using relays around NAT, [RFC 8656](https://www.rfc-editor.org/rfc/rfc8656).\n\
         +    /// `TURN`.\n"
    );
    assert!(!smithy.tests.is_empty() && api_json.tests.is_empty());
}

/// Older SDKs name the same format `.normal.json`, with the endpoint rules beside it.
#[test]
fn the_files_of_older_sdks_are_read_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let copy = |from: &str, to: &str| std::fs::copy(own.join(from), folder.path().join(to)).expect("copied");
    copy("service-2.json", "signaling-2019-12-04.normal.json");
    copy("endpoint-rule-set-1.json", "signaling-2019-12-04.endpoint-rule-set-1.json");
    let old = generate(&folder.path().join("signaling-2019-12-04.normal.json"));
    assert_eq!(old.sources, generate(&own.join("service-2.json")).sources);
    std::fs::remove_file(folder.path().join("signaling-2019-12-04.endpoint-rule-set-1.json")).expect("removed");
    let without_rules = generate(&folder.path().join("signaling-2019-12-04.normal.json"));
    let endpoint = without_rules.sources.iter().find(|file| file.path.ends_with("/endpoint.rs")).expect("endpoints");
    assert!(endpoint.text.contains("none is configured; give one to `Config::endpoint`"), "{}", endpoint.text);
}
