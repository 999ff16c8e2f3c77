//! What changed between two versions of a client, told to its maintainer.

use model::Source;
use tinsmith_codegen::api::Api;
use tinsmith_codegen::{File, Home, Options};

/// The sources of a client whose input has these members.
fn client(members: &str, operations: &str) -> Vec<File> {
    let text = format!(
        r##"{{ "smithy": "2.0", "shapes": {{
            "example#Example": {{ "type": "service", "version": "1", "operations": [{operations}], "traits": {{ "aws.protocols#restJson1": {{}} }} }},
            "example#Do": {{ "type": "operation", "input": {{ "target": "example#In" }}, "output": {{ "target": "smithy.api#Unit" }},
                "traits": {{ "smithy.api#http": {{ "method": "POST", "uri": "/do" }} }} }},
            "example#Redo": {{ "type": "operation", "input": {{ "target": "example#In" }}, "output": {{ "target": "smithy.api#Unit" }},
                "traits": {{ "smithy.api#http": {{ "method": "POST", "uri": "/redo" }} }} }},
            "example#In": {{ "type": "structure", "members": {{ {members} }} }} }} }}"##
    );
    let model =
        model::parse(vec![Source { path: "model.json".into(), text }], model::Choice::default()).expect("a model");
    let client =
        tinsmith_codegen::generate(model, &Options::new(Home::Module("c".into()), "model.json")).expect("a client");
    client.sources.into_iter().map(|file| File { path: format!("src/{}", file.path), ..file }).collect()
}

const DO: &str = r##"{ "target": "example#Do" }"##;
const BOTH: &str = r##"{ "target": "example#Do" }, { "target": "example#Redo" }"##;

fn changes(before: (&str, &str), after: (&str, &str)) -> Vec<String> {
    let (before, after) = (Api::of(&client(before.0, before.1)), Api::of(&client(after.0, after.1)));
    let mark = |breaking: bool| if breaking { "breaking: " } else { "" };
    before.changes(&after).into_iter().map(|change| format!("{}{}", mark(change.breaking), change.text)).collect()
}

#[test]
fn additions_break_nobody() {
    let a = r##""a": { "target": "smithy.api#String" }"##;
    let b = r##""a": { "target": "smithy.api#String" }, "b": { "target": "smithy.api#Integer" }"##;
    assert!(changes((a, DO), (a, DO)).is_empty());
    assert_eq!(changes((a, DO), (b, DO)), ["member c::In::b is new"]);
    let added = changes((a, DO), (a, BOTH));
    assert!(added.iter().all(|change| !change.starts_with("breaking")), "{added:?}");
    assert!(added.contains(&"operation c::Client::redo is new".to_owned()), "{added:?}");
}

#[test]
fn removals_and_new_types_break() {
    let a = r##""a": { "target": "smithy.api#String" }, "b": { "target": "smithy.api#Integer" }"##;
    let b = r##""a": { "target": "smithy.api#Long" }"##;
    let found = changes((a, BOTH), (b, DO));
    for wanted in [
        "breaking: member c::In::b is gone",
        "breaking: member c::In::a was `Option<String>`, is `Option<i64>`",
        "breaking: operation c::Client::redo is gone",
    ] {
        assert!(found.contains(&wanted.to_owned()), "{found:?}");
    }
}

#[test]
fn what_becomes_required_breaks_and_stays_required() {
    let one = r##""a": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } }"##;
    let two = r##""a": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } },
        "b": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } }"##;
    assert_eq!(
        changes((one, DO), (two, DO)),
        [
            "breaking: constructor c::In::new was `(impl Into<String>)`, is `(InRequired<impl Into<String>, impl Into<String>>)`",
            "breaking: member c::In::b is new, and required",
        ]
    );
    let optional = r##""a": { "target": "smithy.api#String" }"##;
    let found = changes((optional, DO), (one, DO));
    assert!(found.contains(&"breaking: member c::In::a is newly required".to_owned()), "{found:?}");
}

#[test]
fn what_is_wider_breaks_nobody_and_what_is_lost_does() {
    let optional = r##""a": { "target": "smithy.api#String" }"##;
    let required = r##""a": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } }"##;
    // With nothing required, the method takes `()` as well.
    let found = changes((required, DO), (optional, DO));
    let method = "operation c::Client::r#do was `(types::In) -> runtime::Call<operations::Do>`, is \
                  `(impl Into<types::In>) -> runtime::Call<operations::Do>`";
    assert!(found.contains(&method.to_owned()), "{found:?}");
    let found = changes((optional, DO), (required, DO));
    for lost in ["breaking: impl c::In: Default is gone", "breaking: impl c::In: From<()> is gone"] {
        assert!(found.contains(&lost.to_owned()), "{found:?}");
    }
    // The setters of a member are told with it.
    assert!(!found.iter().any(|change| change.contains("set_a")), "{found:?}");
}

/// A structure that nothing sends any more has its constructors and setters for tests alone.
#[test]
fn what_moves_behind_the_feature_of_tests_breaks() {
    let model = |input: &str| {
        let text = format!(
            r##"{{ "smithy": "2.0", "shapes": {{
            "example#Example": {{ "type": "service", "operations": [{DO}], "traits": {{ "aws.protocols#restJson1": {{}} }} }},
            "example#Do": {{ "type": "operation", "input": {{ "target": "example#In" }}, "output": {{ "target": "example#Out" }},
                "traits": {{ "smithy.api#http": {{ "method": "POST", "uri": "/do" }} }} }},
            "example#In": {{ "type": "structure", "members": {{ {input} }} }},
            "example#Out": {{ "type": "structure", "members": {{ "t": {{ "target": "example#Thing" }} }} }},
            "example#Thing": {{ "type": "structure", "members": {{ "a": {{ "target": "smithy.api#String" }},
                "b": {{ "target": "smithy.api#String", "traits": {{ "smithy.api#required": {{}} }} }} }} }} }} }}"##
        );
        let source = Source { path: "model.json".into(), text };
        let model = model::parse(vec![source], model::Choice::default()).expect("a model");
        let options = Options::new(Home::Module("c".into()), "model.json");
        let client = tinsmith_codegen::generate(model, &options).expect("a client");
        let files: Vec<File> =
            client.sources.into_iter().map(|file| File { path: format!("src/{}", file.path), ..file }).collect();
        Api::of(&files)
    };
    let (sent, received) = (model(r##""t": { "target": "example#Thing" }"##), model(""));
    let changes = sent.changes(&received);
    let told =
        |text: &str, breaking: bool| changes.iter().any(|change| change.text == text && change.breaking == breaking);
    assert!(told("constructor c::Thing::new is now behind the feature `test-util`", true), "{changes:?}");
    let changes = received.changes(&sent);
    let told =
        |text: &str, breaking: bool| changes.iter().any(|change| change.text == text && change.breaking == breaking);
    assert!(told("constructor c::Thing::new is no longer behind the feature `test-util`", false), "{changes:?}");
}
