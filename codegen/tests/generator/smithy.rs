//! What models may hold beyond the plain: mixins, `apply`, resources, several services and files, Smithy 1.0.

use std::path::Path;

use model::{Choice, Kind, Model, Report, Source};
use tinsmith_codegen::{Client, Home, Options};

fn read(texts: &[&str], service: Option<&str>) -> Result<Model, Report> {
    let sources =
        texts.iter().enumerate().map(|(index, text)| Source { path: format!("{index}.json"), text: (*text).into() });
    model::parse(sources.collect(), Choice { service, ..Choice::default() })
}

fn generate(model: Model) -> Client {
    tinsmith_codegen::generate(model, &Options::new(Home::Crate("client".into()), "0.json"))
        .unwrap_or_else(|report| panic!("{report}"))
}

fn file<'a>(client: &'a Client, path: &str) -> &'a str {
    let paths = || client.sources.iter().map(|file| file.path.as_str()).collect::<Vec<_>>();
    &client.sources.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path} in {:?}", paths())).text
}

const SERVICE: &str = r##""example#Example": { "type": "service", "version": "1", "operations": [{ "target": "example#Do" }],
    "traits": { "aws.protocols#restJson1": {} } },
  "example#Do": { "type": "operation", "input": { "target": "example#In" }, "output": { "target": "smithy.api#Unit" },
    "traits": { "smithy.api#http": { "method": "POST", "uri": "/do" } } }"##;

#[test]
fn mixins_and_apply_are_resolved() {
    let text = format!(
        r##"{{ "smithy": "2.0", "shapes": {{ {SERVICE},
            "example#Base": {{ "type": "structure", "members": {{ "id": {{ "target": "smithy.api#String" }} }},
                "traits": {{ "smithy.api#mixin": {{ "localTraits": ["smithy.api#sensitive"] }},
                    "smithy.api#sensitive": {{}}, "smithy.api#documentation": "From the mixin." }} }},
            "example#In": {{ "type": "structure", "mixins": [{{ "target": "example#Base" }}],
                "members": {{ "own": {{ "target": "smithy.api#String" }} }} }},
            "example#In$id": {{ "type": "apply", "traits": {{ "smithy.api#required": {{}}, "smithy.api#length": {{ "min": 1 }} }} }},
            "example#In": {{ "type": "apply", "traits": {{}} }} }} }}"##
    );
    // The same key twice is one entry in JSON's own eyes; here both are read, and the second applies to the first.
    let client = generate(read(&[&text], None).unwrap_or_else(|report| panic!("{report}")));
    let text = file(&client, "operations/do_.rs");
    assert!(text.contains("/// From the mixin.\n#[derive(Clone, Debug, PartialEq)]"), "{text}");
    assert!(text.contains("pub id: String,") && text.contains("pub own: Option<String>,"), "{text}");
    assert!(text.contains(r#"at.length("id", &self.id, 1, u64::MAX);"#), "{text}");
}

#[test]
fn operations_of_resources_belong_to_the_service() {
    let operation = |name: &str| {
        format!(
            r##""example#{name}": {{ "type": "operation", "input": {{ "target": "smithy.api#Unit" }}, "output": {{ "target": "smithy.api#Unit" }},
                "traits": {{ "smithy.api#http": {{ "method": "POST", "uri": "/{name}" }} }} }}"##
        )
    };
    let names = ["CreateThing", "ReadThing", "ListThings", "Count", "Extra", "ReadPart"];
    let operations: Vec<String> = names.iter().map(|name| operation(name)).collect();
    let text = format!(
        r##"{{ "smithy": "2.0", "shapes": {{
            "example#Example": {{ "type": "service", "version": "1", "resources": [{{ "target": "example#Thing" }}],
                "traits": {{ "aws.protocols#restJson1": {{}} }} }},
            "example#Thing": {{ "type": "resource", "create": {{ "target": "example#CreateThing" }}, "read": {{ "target": "example#ReadThing" }},
                "list": {{ "target": "example#ListThings" }}, "collectionOperations": [{{ "target": "example#Count" }}],
                "operations": [{{ "target": "example#Extra" }}], "resources": [{{ "target": "example#Part" }}] }},
            "example#Part": {{ "type": "resource", "read": {{ "target": "example#ReadPart" }}, "resources": [{{ "target": "example#Thing" }}] }},
            {} }} }}"##,
        operations.join(",")
    );
    let model = read(&[&text], None).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(model.operations.len(), names.len());
    let client = generate(model);
    assert!(file(&client, "client.rs").contains("pub fn read_part(&self) -> runtime::Call<operations::ReadPart>"));
}

#[test]
fn several_services_and_files_and_namespaces() {
    let first = format!(
        r##"{{ "smithy": "2.0", "shapes": {{ {SERVICE},
            "other#Another": {{ "type": "service", "version": "2", "operations": [{{ "target": "example#Do" }}],
                "rename": {{ "shared#Thing": "RenamedThing" }}, "traits": {{ "aws.protocols#restJson1": {{}} }} }} }} }}"##
    );
    let second = r##"{ "smithy": "2.0", "shapes": {
        "example#In": { "type": "structure", "members": { "thing": { "target": "shared#Thing" }, "mine": { "target": "example#Thing" } } },
        "example#Thing": { "type": "structure", "members": {} }, "shared#Thing": { "type": "structure", "members": {} } } }"##;
    let report = read(&[&first, second], None).expect_err("two services").to_string();
    assert!(report.contains("several services") && report.contains("other#Another"), "{report}");
    let example = generate(read(&[&first, second], Some("Example")).unwrap_or_else(|report| panic!("{report}")));
    let text = file(&example, "operations/do_.rs");
    assert!(text.contains("pub thing: Option<Thing2>,") && text.contains("pub mine: Option<Thing>,"), "{text}");
    let another = generate(read(&[&first, second], Some("other#Another")).unwrap_or_else(|report| panic!("{report}")));
    let text = file(&another, "operations/do_.rs");
    assert!(text.contains("pub thing: Option<RenamedThing>,"), "{text}");
    let report = read(&[&first, second], Some("Exampel")).expect_err("no such service").to_string();
    assert!(report.contains("no service `Exampel`"), "{report}");
}

/// In version 1.0 numbers are zero unless they are boxed, sets are a type, and enums are a trait.
#[test]
fn version_1_means_what_it_meant() {
    let text = format!(
        r##"{{ "smithy": "1.0", "shapes": {{ {SERVICE},
            "example#In": {{ "type": "structure", "members": {{ "nested": {{ "target": "example#Nested" }} }} }},
            "example#Nested": {{ "type": "structure", "members": {{
                "plain": {{ "target": "smithy.api#PrimitiveInteger" }}, "boxed": {{ "target": "smithy.api#Integer" }},
                "own": {{ "target": "example#Count" }}, "ownBoxed": {{ "target": "example#Count", "traits": {{ "smithy.api#box": {{}} }} }},
                "shapeBoxed": {{ "target": "example#Boxed" }}, "set": {{ "target": "example#Set" }} }} }},
            "example#Count": {{ "type": "integer" }},
            "example#Boxed": {{ "type": "integer", "traits": {{ "smithy.api#box": {{}} }} }},
            "example#Set": {{ "type": "set", "member": {{ "target": "smithy.api#String" }} }} }} }}"##
    );
    let model = read(&[&text], None).unwrap_or_else(|report| panic!("{report}"));
    let set = model.shapes.values().find(|shape| shape.id.name() == "Set").expect("the set");
    assert!(matches!(set.kind, Kind::List(_)) && set.traits.unique_items);
    let client = generate(model);
    let text = file(&client, "types/nested.rs");
    for field in
        ["plain: i32,", "boxed: Option<i32>,", "own: i32,", "own_boxed: Option<i32>,", "shape_boxed: Option<i32>,"]
    {
        assert!(text.contains(&format!("pub {field}")), "{field} in {text}");
    }
}

/// A structure that holds itself is boxed, and only where the cycle needs it.
#[test]
fn only_cycles_are_boxed() {
    let text = format!(
        r##"{{ "smithy": "2.0", "shapes": {{ {SERVICE},
            "example#In": {{ "type": "structure", "members": {{ "tree": {{ "target": "example#Tree" }}, "a": {{ "target": "example#A" }} }} }},
            "example#Tree": {{ "type": "structure", "members": {{ "left": {{ "target": "example#Tree" }}, "leaves": {{ "target": "example#Trees" }} }} }},
            "example#Trees": {{ "type": "list", "member": {{ "target": "example#Tree" }} }},
            "example#A": {{ "type": "structure", "members": {{ "b": {{ "target": "example#B" }} }} }},
            "example#B": {{ "type": "union", "members": {{ "a": {{ "target": "example#A" }}, "none": {{ "target": "smithy.api#Unit" }} }} }} }} }}"##
    );
    let client = generate(read(&[&text], None).unwrap_or_else(|report| panic!("{report}")));
    let tree = file(&client, "types/tree.rs");
    assert!(tree.contains("pub left: Option<Box<Tree>>,") && tree.contains("pub leaves: Option<Vec<Tree>>,"), "{tree}");
    let boxes: usize =
        ["types/a.rs", "types/b.rs"].iter().map(|path| file(&client, path).matches("Box<").count()).sum();
    assert!(boxes >= 1 && file(&client, "operations/do_.rs").matches("Box<").count() == 0);
}

/// Whoever generates from the model of a known service gets what is known of it, without a file of corrections.
#[test]
fn corrections_of_known_services_come_along() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/services/kinesis-video-signaling.json");
    let model = model::read(&[path], model::Choice::default()).unwrap_or_else(|report| panic!("{report}"));
    let options = Options::new(Home::Crate("signaling".to_owned()), "kinesis-video-signaling.json");
    let client = tinsmith_codegen::generate(model, &options).unwrap_or_else(|report| panic!("{report}"));
    let text = |path: &str| client.sources.iter().find(|file| file.path == path).expect(path).text.clone();
    assert!(text("types/ice_server.rs").contains("runtime::Redacted"));
    assert!(text("exceptions.rs").contains("matches!(self, Self::ClientLimitExceededException(_))"));
    assert!(text("operations/get_ice_server_config.rs").contains("answers only on the channel's own HTTPS endpoint"));
}

/// A service with these protocols, and nothing else.
fn speaking(protocols: &[&str]) -> Vec<Source> {
    let traits: Vec<String> = protocols.iter().map(|id| format!("\"{id}\": {{}}")).collect();
    let text = format!(
        r#"{{ "smithy": "2.0", "shapes": {{ "a#S": {{ "type": "service", "version": "1", "traits": {{ {} }} }} }} }}"#,
        traits.join(", ")
    );
    vec![Source { path: "model.json".into(), text }]
}

#[test]
fn the_first_protocol_in_our_order_is_spoken_unless_another_is_chosen() {
    let several = ["aws.protocols#awsQuery", "aws.protocols#awsJson1_0", "smithy.protocols#rpcv2Cbor"];
    let chosen = |protocol| {
        let choice = Choice { protocol, ..Choice::default() };
        model::parse(speaking(&several), choice).map(|model| model.service.protocol.name()).map_err(|e| e.to_string())
    };
    assert_eq!(chosen(None), Ok("rpcv2Cbor"));
    assert_eq!(chosen(Some("awsJson1_0")), Ok("awsJson1_0"));
    assert_eq!(chosen(Some("aws.protocols#awsJson1_0")), Ok("awsJson1_0"));
    assert_eq!(chosen(Some("awsQuery")), Ok("awsQuery"));
    let errors = [("awsJson1_1", "service `a#S` does not speak `awsJson1_1`"), ("soap", "there is no protocol `soap`")];
    for (protocol, text) in errors {
        let error = chosen(Some(protocol)).expect_err(protocol);
        assert!(error.contains(text), "{error}");
    }
    let report = model::parse(speaking(&[]), Choice::default()).expect_err("no protocol");
    assert!(!report.is_unsupported(), "{report}");
    // A service that lists none speaks whatever is chosen.
    let choice = Choice::protocol("restXml");
    let model = model::parse(speaking(&[]), choice).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(model.service.protocol.name(), "restXml");
}
