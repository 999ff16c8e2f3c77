//! Names: hazards, collisions, and that a selection renames nothing.

use model::{Model, Selection, Source};
use tinsmith_codegen::{Client, Home, Names, Options};

fn model(shapes: &str) -> Model {
    let text = format!(
        r##"{{ "smithy": "2.0", "shapes": {{
            "example#Example": {{ "type": "service", "version": "1",
                "operations": [{{ "target": "example#Do" }}, {{ "target": "example#Redo" }}],
                "traits": {{ "aws.protocols#restJson1": {{}} }} }},
            "example#Do": {{ "type": "operation", "input": {{ "target": "example#In" }}, "output": {{ "target": "smithy.api#Unit" }},
                "traits": {{ "smithy.api#http": {{ "method": "POST", "uri": "/do" }} }} }},
            "example#Redo": {{ "type": "operation", "input": {{ "target": "example#In2" }}, "output": {{ "target": "smithy.api#Unit" }},
                "traits": {{ "smithy.api#http": {{ "method": "POST", "uri": "/redo" }} }} }},
            "example#In2": {{ "type": "structure", "members": {{}} }},
            {shapes} }} }}"##
    );
    model::parse(vec![Source { path: "model.json".into(), text }], model::Choice::default())
        .unwrap_or_else(|report| panic!("{report}"))
}

fn structure(members: &[&str]) -> Model {
    let members: Vec<String> =
        members.iter().map(|name| format!(r#""{name}": {{ "target": "smithy.api#String" }}"#)).collect();
    model(&format!(r##""example#In": {{ "type": "structure", "members": {{ {} }} }}"##, members.join(",")))
}

#[test]
fn members_become_fields() {
    let cases: [(&[&str], &[&str]); 7] = [
        (
            &["type", "match", "from", "ref", "else", "return", "override"],
            &["r#type", "r#match", "from", "r#ref", "r#else", "r#return", "r#override"],
        ),
        (&["self", "Self", "crate", "super"], &["self_2", "self_", "crate_", "super_"]),
        (&["new", "clone", "validate", "default", "encode"], &["new_", "clone_", "validate_", "default_", "encode_"]),
        (&["fooBar", "FooBar", "foo_bar"], &["foo_bar3", "foo_bar2", "foo_bar"]),
        (&["2fast", "x-amz-date", "a.b", "*"], &["v2fast", "x_amz_date", "a_b", "empty"]),
        (&["SizeInMBs", "ARNs", "IPv6", "ChannelARN"], &["size_in_mbs", "arns", "ipv6", "channel_arn"]),
        (&["gen", "try", "dyn", "async"], &["r#gen", "r#try", "r#dyn", "r#async"]),
    ];
    for (members, fields) in cases {
        let model = structure(members);
        let names = Names::decide(&model);
        let shape = model.shapes.values().find(|shape| shape.id.name() == "In").expect("the input");
        let found: Vec<String> =
            shape.members().iter().map(|member| names.member(&shape.id, &member.name).to_string()).collect();
        assert_eq!(found, fields, "{members:?}");
    }
}

#[test]
fn enum_values_become_variants() {
    let values = ["NONE", "Self", "self", "UNKNOWN_VALUE", "t2.micro", "2xlarge", "Ok", "a-b", "A_B"];
    let members: Vec<String> = values.iter().map(|value| format!(r#"{{ "value": "{value}" }}"#)).collect();
    let model = model(&format!(
        r##""example#In": {{ "type": "structure", "members": {{ "e": {{ "target": "example#E" }} }} }},
            "example#E": {{ "type": "string", "traits": {{ "smithy.api#enum": [{}] }} }}"##,
        members.join(",")
    ));
    let names = Names::decide(&model);
    let shape = model.shapes.values().find(|shape| shape.id.name() == "E").expect("the enum");
    let found: Vec<String> = (0..values.len()).map(|index| names.value(&shape.id, index).to_string()).collect();
    assert_eq!(found, ["None", "SelfValue", "SelfValue2", "UnknownValue2", "T2Micro", "V2xlarge", "Ok", "AB2", "AB"]);
}

#[test]
fn shapes_become_types() {
    let shapes = ["Option", "Result", "String", "Vec", "Box", "Error", "Client", "Do", "Foo", "foo", "FOO"];
    let members: Vec<String> =
        shapes.iter().map(|name| format!(r#""m{name}": {{ "target": "example#{name}" }}"#)).collect();
    let definitions: Vec<String> = shapes
        .iter()
        .filter(|name| **name != "Do")
        .map(|name| format!(r##""example#{name}": {{ "type": "structure", "members": {{}} }}"##))
        .collect();
    let members = members.join(",").replace("example#Do", "example#DO");
    let model = model(&format!(
        r##""example#In": {{ "type": "structure", "members": {{ {members} }} }}, "example#DO": {{ "type": "structure", "members": {{}} }}, {}"##,
        definitions.join(",")
    ));
    let names = Names::decide(&model);
    let name = |wanted: &str| {
        let shape = model.shapes.values().find(|shape| shape.id.name() == wanted).expect("a shape");
        names.type_name(&shape.id).to_string()
    };
    let found = ["Option", "Result", "String", "Vec", "Box", "Error", "Client", "DO", "FOO", "Foo", "foo"].map(name);
    let expected = [
        "OptionShape",
        "ResultShape",
        "StringShape",
        "VecShape",
        "BoxShape",
        "Error",
        "Client",
        "Do",
        "Foo2",
        "Foo",
        "Foo3",
    ];
    assert_eq!(found, expected);
    let operation = model.operations.keys().find(|id| id.name() == "Do").expect("an operation");
    assert_eq!(names.marker(operation).to_string(), "DoOperation");
}

/// What lists things of all operations.
const LISTS: [&str; 6] = ["answers.rs", "client.rs", "decoders.rs", "encoders.rs", "mod.rs", "serde.rs"];

/// Selecting one more operation adds files and lines, and changes none that were there.
#[test]
fn a_selection_renames_nothing() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/bindings.json");
    let generate = |operations: &[&str]| -> Client {
        let mut options = Options::new(Home::Module("client".to_owned()), "bindings.json");
        options.selection = Selection::Named(operations.iter().map(|name| (*name).to_owned()).collect());
        tinsmith_codegen::generate(model::read(&[path], model::Choice::default()).expect("a model"), &options)
            .expect("a client")
    };
    let (few, more) = (generate(&["GetFile"]), generate(&["GetFile", "PutFile"]));
    for file in few.sources.iter().filter(|file| !LISTS.iter().any(|list| file.path.ends_with(list))) {
        assert!(more.sources.contains(file), "{} has changed", file.path);
    }
    let all: String = few.sources.iter().map(|file| file.text.as_str()).collect();
    assert!(!all.contains("PutFile") && !all.contains("struct File"), "a shape that is not reached");
}

/// The types of a model, and those of the same model with more shapes in it.
#[test]
fn a_new_shape_renames_no_other() {
    let shapes = |more: &str| {
        model(&format!(
            r##""example#In": {{ "type": "structure", "members": {{ "a": {{ "target": "example#Holder" }}, "b": {{ "target": "example#FooBar" }},
                    "c": {{ "target": "example#FooRequired" }}, "d": {{ "target": "example#String" }} }} }},
                "example#FooRequired": {{ "type": "structure", "members": {{}} }},
                "example#String": {{ "type": "structure", "members": {{}} }},
                "example#Holder": {{ "type": "structure", "members": {{}} }},
                "example#FooBar": {{ "type": "structure", "members": {{}} }}{more}"##
        ))
    };
    let types = |model: &Model| {
        let names = Names::decide(model);
        let ids = model
            .shapes
            .values()
            .filter(|shape| ["In", "Holder", "FooBar", "FooRequired", "String"].contains(&shape.id.name()));
        ids.map(|shape| format!("{}({})", names.type_name(&shape.id), names.required_name(&shape.id)))
            .collect::<Vec<_>>()
    };
    let before = types(&shapes(""));
    let names = [
        "HOLDER",
        "foo_bar",
        "Aholder",
        "Holder2",
        "FOO_Bar",
        "HolderRequired",
        "HolderRequest",
        "HolderRequiredShape",
        "Foo",
        "FooRequiredShape",
        "StringShape",
    ];
    let more: String = names
        .iter()
        .map(|name| format!(r##", "example#{name}": {{ "type": "structure", "members": {{ "x": {{ "target": "smithy.api#String" }} }} }}"##))
        .collect();
    let members: String =
        names.iter().map(|name| format!(r##", "m{name}": {{ "target": "example#{name}" }}"##)).collect();
    let grown = shapes(&more.replacen(
        r##""members": { "x""##,
        &format!(r##""members": {{ "y": {{ "target": "smithy.api#String" }}{members}, "x""##),
        1,
    ));
    assert_eq!(types(&grown), before);
    let expected = [
        "FooBar(FooBarRequired)",
        "FooRequiredShape(FooRequiredShapeRequired)",
        "Holder(HolderRequired)",
        "In(InRequired)",
        "StringShape(StringShapeRequired)",
    ];
    assert_eq!(before, expected);
}

/// The type parameters of a constructor's arguments are no types of the model.
#[test]
fn type_parameters_give_way_to_types() {
    let member = |target: &str| format!(r#"{{ "target": "{target}", "traits": {{ "smithy.api#required": {{}} }} }}"#);
    let (text, own) = (member("smithy.api#String"), member("example#A"));
    let model = model(&format!(
        r##""example#In": {{ "type": "structure", "members": {{ "x": {text}, "y": {text}, "z": {own} }} }},
            "example#A": {{ "type": "structure", "members": {{}} }}"##
    ));
    let client =
        tinsmith_codegen::generate(model, &Options::new(Home::Module("c".into()), "model.json")).expect("a client");
    let file = client.sources.iter().find(|file| file.text.contains("pub struct InRequired")).expect("the arguments");
    assert!(file.text.contains("pub struct InRequired<A_, B>") && file.text.contains("pub z: A,"), "{}", file.text);
}
