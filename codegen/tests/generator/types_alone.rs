//! Types without a client: those of a service, and those of a closure of shapes.

use std::fs;
use std::path::Path;

use model::{Choice, Model, Selection, Source};
use tinsmith_codegen::package::{Package, standalone};
use tinsmith_codegen::{Client, Home, Options, writer};

use crate::cargo::cargo;

const MODEL: &str = r##"{ "smithy": "2.0",
    "metadata": { "shapeClosures": [
        { "id": "example#Events", "includeNamespaces": ["example.events"], "documentation": "What happens to birds.",
          "rename": { "example.birds#Kind": "Species" } },
        { "id": "example#Selected", "includeBySelector": "SELECTOR" }
    ] },
    "shapes": {
    "example.events#Sighting": { "type": "structure", "members": {
        "bird": { "target": "example.birds#Bird", "traits": { "smithy.api#required": {} } },
        "at": { "target": "smithy.api#Timestamp", "traits": { "smithy.api#timestampFormat": "date-time" } },
        "counts": { "target": "example.events#Counts" } } },
    "example.events#Counts": { "type": "map", "key": { "target": "smithy.api#String" },
        "value": { "target": "example.events#Count" } },
    "example.events#Count": { "type": "union", "members": { "seen": { "target": "smithy.api#Integer" },
        "heard": { "target": "smithy.api#Integer" } } },
    "example.birds#Bird": { "type": "structure", "members": {
        "name": { "target": "smithy.api#String", "traits": {
            "smithy.api#length": { "min": 2, "max": 40 }, "smithy.api#required": {}, "smithy.api#jsonName": "Name" } },
        "kind": { "target": "example.birds#Kind" } } },
    "example.birds#Kind": { "type": "enum", "members": { "OWL": { "target": "smithy.api#Unit" } } },
    "example.birds#BirdGone": { "type": "structure", "members": {}, "traits": { "smithy.api#error": "client" } },
    "example.birds#Named": { "type": "structure", "members": {}, "traits": { "smithy.api#mixin": {} } },
    "example.birds#Find": { "type": "operation", "output": { "target": "example.birds#Found" } },
    "example.birds#Found": { "type": "structure", "members": {} }
} }"##;

const SERVICE: &str = r#"{ "smithy": "2.0", "shapes": {
    "example#Store": { "type": "service", "operations": [{ "target": "example#Get" }, { "target": "example#Watch" }],
        "traits": { "aws.protocols#restJson1": {} } },
    "example#Get": { "type": "operation", "input": { "target": "example#GetInput" }, "output": { "target": "example#GetOutput" },
        "errors": [{ "target": "example#Gone" }],
        "traits": { "smithy.api#http": { "method": "GET", "uri": "/{name}" } } },
    "example#GetInput": { "type": "structure", "members": {
        "name": { "target": "smithy.api#String", "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {} } } } },
    "example#GetOutput": { "type": "structure", "members": {
        "size": { "target": "smithy.api#Long", "traits": { "smithy.api#httpHeader": "x-size" } },
        "body": { "target": "example#Bytes", "traits": { "smithy.api#httpPayload": {}, "smithy.api#default": "" } } } },
    "example#Bytes": { "type": "blob", "traits": { "smithy.api#streaming": {} } },
    "example#Gone": { "type": "structure", "traits": { "smithy.api#error": "client" }, "members": {
        "since": { "target": "smithy.api#String", "traits": { "smithy.api#httpHeader": "x-since" } } } },
    "example#Watch": { "type": "operation", "output": { "target": "example#WatchOutput" },
        "traits": { "smithy.api#http": { "method": "POST", "uri": "/" } } },
    "example#WatchOutput": { "type": "structure", "members": { "changes": { "target": "example#Changes",
        "traits": { "smithy.api#httpPayload": {} } } } },
    "example#Changes": { "type": "union", "traits": { "smithy.api#streaming": {} }, "members": {
        "put": { "target": "example#Put" } } },
    "example#Put": { "type": "structure", "members": { "name": { "target": "smithy.api#String" } } }
} }"#;

fn parse(text: &str, choice: Choice<'_>) -> Result<Model, String> {
    let source = Source { path: "model.json".to_owned(), text: text.to_owned() };
    model::parse(vec![source], choice).map_err(|report| report.to_string())
}

fn closure(id: &str) -> Choice<'_> {
    Choice { closure: Some(id), ..Choice::default() }
}

fn options() -> Options {
    Options { types_alone: true, ..Options::new(Home::Crate("birds".to_owned()), "model.json") }
}

fn generate(model: Model) -> Client {
    tinsmith_codegen::generate(model, &options()).unwrap_or_else(|report| panic!("{report}"))
}

/// The names of the shapes of a closure that have types.
fn selected(selector: &str) -> Result<Vec<String>, String> {
    let text = MODEL.replace("SELECTOR", selector);
    let model = parse(&text, closure("example#Selected"))?;
    let ids = model.shapes.keys().filter(|id| id.namespace() != "smithy.api");
    Ok(ids.map(|id| id.name().to_owned()).collect())
}

/// Writes a crate of types with a test beside it, and runs that.
fn run(client: &Client, test: &str) {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("runtime");
    let package = Package {
        fields: vec!["edition = \"2024\"".to_owned()],
        dev_dependencies: vec!["serde_json = \"1\"".to_owned()],
        tail: vec!["\n[[test]]\nname = \"types\"\n\n[workspace]".to_owned()],
        ..Package::new("birds", format!("{{ path = {runtime:?} }}"))
    };
    let folder = tempfile::tempdir().expect("a folder");
    writer::write(folder.path(), &standalone(&package, &options(), client)).expect("written");
    fs::copy(runtime.join("../Cargo.lock"), folder.path().join("Cargo.lock")).expect("the lock file");
    fs::create_dir(folder.path().join("tests")).expect("a folder");
    fs::write(folder.path().join("tests/types.rs"), test).expect("written");
    let mut command = cargo(folder.path());
    command.args(["test", "--quiet", "--features", "serde"]).env("RUSTFLAGS", "-Dwarnings");
    let output = command.output().expect("cargo");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn a_closure_has_what_its_namespaces_reach() {
    let client = generate(parse(MODEL, closure("example#Events")).expect("a model"));
    let files: Vec<&str> = client.sources.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        files,
        [
            "lib.rs",
            "types/mod.rs",
            "types/bird.rs",
            "types/species.rs",
            "types/count.rs",
            "types/sighting.rs",
            "serde.rs"
        ]
    );
    assert!(client.sources[0].text.contains("//! What happens to birds."), "{}", client.sources[0].text);
    run(
        &client,
        r##"
use birds::runtime::{DateTime, Validate};
use birds::types::{Bird, Count, Sighting};

#[test]
fn types_are_made_checked_written_and_read() {
    let sighting = Sighting::new(Bird::new("owl")).at(DateTime::from_secs(0)).counts([("wood", Count::Heard(2))]);
    let text = serde_json::to_string(&sighting).expect("JSON");
    assert_eq!(text, r#"{"bird":{"Name":"owl"},"at":"1970-01-01T00:00:00Z","counts":{"wood":{"heard":2}}}"#);
    assert_eq!(serde_json::from_str::<Sighting>(&text).expect("a sighting"), sighting);
    let violations = Sighting::new(Bird::new("o")).validate().expect_err("too short");
    assert_eq!(violations.to_string(), "bird.name: 1 character, must be 2 to 40");
}
"##,
    );
}

#[test]
fn a_service_has_types_without_its_client() {
    let client = generate(parse(SERVICE, Choice::default()).expect("a model"));
    assert!(client.sources.iter().all(|file| file.path.starts_with("types/") || !file.path.contains("client")));
    run(
        &client,
        r###"
use birds::types::{Changes, GetOutput, Gone, Put, WatchOutput};

#[test]
fn members_of_messages_are_plain_members() {
    let found = GetOutput::new().size(2).body("ab");
    assert_eq!(serde_json::to_value(&found).expect("JSON"), serde_json::json!({ "size": 2, "body": "YWI=" }));
    let gone = Gone::new().since("May");
    assert_eq!(serde_json::to_value(&gone).expect("JSON"), serde_json::json!({ "since": "May" }));
    let watched = WatchOutput::new().changes(Changes::Put(Put::new().name("a")));
    let text = r##"{"changes":{"put":{"name":"a"}}}"##;
    assert_eq!(serde_json::from_str::<WatchOutput>(text).expect("a change"), watched);
}
"###,
    );
}

#[test]
fn selectors_choose_shapes() {
    for (selector, names) in [
        ("[id = 'example.birds#Bird']", vec!["Bird", "Kind"]),
        ("structure[id|name ^= Bird]", vec!["Bird", "BirdGone", "Kind"]),
        ("structure [id|name^=bird i] :not([trait|error])", vec!["Bird", "Kind"]),
        ("[trait|smithy.api#error = client]", vec!["BirdGone"]),
        ("[trait|error ?= true]", vec!["BirdGone"]),
        (":is(union, enum)", vec!["Kind", "Count"]),
        ("[type = map][id|namespace = example.events, example.birds]", vec!["Count", "Counts"]),
        ("operation", vec!["Found"]),
        ("*:not(structure):not(operation):not(map)[id|namespace *= 'birds']", vec!["Kind"]),
    ] {
        assert_eq!(
            selected(selector).as_deref(),
            Ok(&names.into_iter().map(str::to_owned).collect::<Vec<_>>()[..]),
            "{selector}"
        );
    }
}

#[test]
fn selectors_that_are_not_understood_are_refused() {
    let deep = format!("{}*{}", ":not(".repeat(100), ")".repeat(100));
    for (selector, said) in [
        ("structure > member", "`> member` is not supported in a selector"),
        ("structure :test(> member)", "`:test(> member)` is not supported in a selector"),
        ("[trait|range|min = 1]", "the attribute `trait|range|min` is not supported"),
        ("[id = 'a]", "a text in the selector has no end"),
        ("[id", "is not supported in a selector"),
        (":not(list, map)", "`:not` takes one selector"),
        ("", "the selector ends too early"),
        ("structure:not(enmu)", "there is no type `enmu` of shapes: did you mean `enum`"),
        ("member", "there is no type `member` of shapes"),
        (deep.as_str(), "selectors are nested more than 32 deep"),
        ("[id = 'nothing']", "the closure `example#Selected` holds no shape"),
    ] {
        let error = selected(selector).expect_err(selector);
        assert!(error.contains(said), "{selector}: {error}");
    }
}

#[test]
fn closures_that_can_not_be_are_refused() {
    let entry = |entry: &str| {
        let metadata = format!(
            r#"{{ "smithy": "2.0", "metadata": {{ "shapeClosures": [{entry}] }}, "shapes": {{
            "a#B": {{ "type": "structure", "members": {{}} }} }} }}"#
        );
        parse(&metadata, closure("a#C")).expect_err(entry)
    };
    for (text, said) in [
        ("", "the model has no closure `a#C`"),
        (r#"{ "id": "a#D", "includeNamespaces": ["a"] }"#, "did you mean `a#D`"),
        (r#"{ "id": "a#C" }"#, "the closure `a#C` includes nothing"),
        (r#"{ "id": "a#B", "includeNamespaces": ["a"] }"#, "the closure `a#B` has the id of a shape"),
        (
            r#"{ "id": "a#C", "includeNamespaces": ["a"], "rename": { "a#X": "Y" } }"#,
            "renames `a#X`, which is not in it",
        ),
        (r#"{ "id": "a#C", "includeNamespaces": ["a"], "more": 1 }"#, "unknown field `more`"),
        (
            r#"{ "id": "a#C", "includeNamespaces": ["a"] }, { "id": "a#C", "includeNamespaces": ["b"] }"#,
            "`a#C` is there twice",
        ),
    ] {
        let error = entry(text);
        assert!(error.contains(said), "{text}: {error}");
    }
    let model = || parse(MODEL, closure("example#Events")).expect("a model");
    let refused = |model: Model, options: Options| {
        tinsmith_codegen::generate(model, &options).expect_err("no client").to_string()
    };
    let error = refused(model(), Options { types_alone: false, ..options() });
    assert!(error.contains("`example#Events` is a closure of shapes, which has no client"), "{error}");
    let error = refused(model(), Options { operation_features: true, ..options() });
    assert!(error.contains("types alone have no operations"), "{error}");
    let error = refused(model(), Options { selection: Selection::Named(vec!["Find".to_owned()]), ..options() });
    assert!(error.contains("has no operation `Find`"), "{error}");
}

/// Corrections are for whatever shapes a closure holds.
#[test]
fn a_closure_is_corrected_in_each_of_its_namespaces() {
    let mut model = parse(MODEL, closure("example#Events")).expect("a model");
    let text = "[[override]]\nshape = \"example.birds#Bird\"\nname = \"fowl\"\nreason = \"why\"\n";
    let source = Source { path: "overrides.toml".to_owned(), text: text.to_owned() };
    let overrides = model::Overrides::parse(source).expect("corrections");
    let used = overrides.apply(&mut model).expect("it applies");
    overrides.unused(&used).expect("it is used");
    assert!(generate(model).sources.iter().any(|file| file.path == "types/fowl.rs"));
}
