//! What a user's own corrections make of the code.

use model::{Choice, Overrides, Source};
use tinsmith_codegen::{Home, Options};

const MODEL: &str = r#"{ "smithy": "2.0", "shapes": {
    "example#Service": { "type": "service", "version": "1", "operations": [{ "target": "example#Do" }],
        "traits": { "aws.protocols#restJson1": {} } },
    "example#Do": { "type": "operation", "input": { "target": "example#DoInput" }, "output": { "target": "example#DoOutput" },
        "traits": { "smithy.api#http": { "method": "POST", "uri": "/" } } },
    "example#DoInput": { "type": "structure", "members": {
        "Kind": { "target": "example#Kind" }, "type_of_thing": { "target": "smithy.api#String" },
        "kind_of": { "target": "smithy.api#String" } } },
    "example#DoOutput": { "type": "structure", "members": { "Thing": { "target": "example#Thing" } } },
    "example#Thing": { "type": "structure", "members": { "Name": { "target": "smithy.api#String" } } },
    "example#Kind": { "type": "enum", "members": { "A": { "target": "smithy.api#Unit" } } }
} }"#;

/// The code for the model with corrections, on one line.
fn generated(overrides: &str) -> Result<String, String> {
    let source = Source { path: "model.json".to_owned(), text: MODEL.to_owned() };
    let mut model = model::parse(vec![source], Choice::default()).map_err(|report| report.to_string())?;
    let overrides = Source { path: "overrides.toml".to_owned(), text: overrides.to_owned() };
    let overrides = Overrides::parse(overrides).map_err(|report| report.to_string())?;
    overrides.apply(&mut model).map_err(|report| report.to_string())?;
    let options = Options { tests: false, ..Options::new(Home::Crate("client".to_owned()), "model.json") };
    let client = tinsmith_codegen::generate(model, &options).map_err(|report| report.to_string())?;
    let text: String = client.sources.into_iter().map(|file| file.text).collect();
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn entry(shape: &str, what: &str) -> String {
    format!("[[override]]\nshape = \"example#{shape}\"\n{what}\nreason = \"why\"\n")
}

#[test]
fn names_are_given() {
    let text = [
        entry("Thing", "name = \"gadget\""),
        entry("DoInput$type_of_thing", "name = \"kind\""),
        entry("DoInput$kind_of", "documentation = \"Which of them.\""),
    ];
    let code = generated(&text.concat()).expect("code");
    assert!(code.contains("pub struct Gadget {") && !code.contains("struct Thing"), "{code}");
    // The name that is given wins over that of another member, and the wire keeps its own.
    assert!(code.contains("pub kind: Option<String>") && code.contains("\"type_of_thing\""), "{code}");
    assert!(code.contains("/// Which of them."), "{code}");
}

#[test]
fn types_get_attributes() {
    let text = [
        entry("Thing", "attributes = [\"#[derive(Eq, Hash)]\"]"),
        entry("Kind", "attributes = [\"#[cfg_attr(test, derive(Default))]\"]"),
    ];
    let code = generated(&text.concat()).expect("code");
    assert!(code.contains("#[derive(Eq, Hash)] #[non_exhaustive] pub struct Thing"), "{code}");
    assert!(code.contains("#[cfg_attr(test, derive(Default))] #[non_exhaustive] pub enum Kind"), "{code}");
    let error = generated(&entry("Thing", "attributes = [\"derive(Eq)\"]")).expect_err("no attribute");
    assert!(error.contains("which is none of Rust") && error.contains("model.json:"), "{error}");
    let error = generated(&entry("Thing$Name", "attributes = [\"#[a]\"]")).expect_err("a member");
    assert!(error.contains("only a type has attributes"), "{error}");
}
