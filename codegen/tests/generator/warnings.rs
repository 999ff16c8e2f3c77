//! What is likely not as it was meant keeps no client from being generated, and is told.

use model::{Choice, DiagnosticKind, Model, Report, Source};

fn read(text: &str) -> Model {
    let source = Source { path: "model.json".to_owned(), text: text.to_owned() };
    model::parse(vec![source], Choice::default()).unwrap_or_else(|report| panic!("{report}"))
}

/// A service with these operations, and an input of these members.
fn model(operations: &str, members: &str) -> Model {
    let list = operations.matches("\"operation\"").count();
    let targets: Vec<String> = (0..list).map(|index| format!(r#"{{ "target": "example#Do{index}" }}"#)).collect();
    read(&format!(
        r#"{{ "smithy": "2.0", "shapes": {{
            "example#Example": {{ "type": "service", "version": "1", "operations": [{}],
                "traits": {{ "aws.protocols#restJson1": {{}} }} }},
            {operations},
            "example#In": {{ "type": "structure", "members": {{ {members} }} }} }} }}"#,
        targets.join(", ")
    ))
}

fn operation(index: usize, method: &str, uri: &str) -> String {
    format!(
        r#""example#Do{index}": {{ "type": "operation", "input": {{ "target": "example#In" }},
            "output": {{ "target": "smithy.api#Unit" }},
            "traits": {{ "smithy.api#http": {{ "method": "{method}", "uri": "{uri}" }} }} }}"#
    )
}

const STRING: &str = r#"{ "target": "smithy.api#String" }"#;

fn only_warning(model: &Model) -> String {
    assert_eq!(model.warnings.len(), 1, "{:?}", model.warnings);
    assert_eq!(model.warnings[0].kind, DiagnosticKind::Warning);
    Report::new(model.sources.clone(), model.warnings.clone()).to_string()
}

#[test]
fn a_mistyped_trait_is_told_with_what_it_may_be() {
    let members = r#""a": { "target": "smithy.api#String", "traits": { "smithy.api#requird": {} } }"#;
    let text = only_warning(&model(&operation(0, "POST", "/do"), members));
    assert!(
        text.starts_with("warning: `example#In$a` has the trait `smithy.api#requird`, which is not known"),
        "{text}"
    );
    assert!(text.contains("did you mean `smithy.api#required`"), "{text}");
}

#[test]
fn a_body_with_get_is_told() {
    let text = only_warning(&model(&operation(0, "GET", "/do"), &format!(r#""a": {STRING}"#)));
    assert!(text.contains("`example#Do0` sends a body with GET"), "{text}");
}

#[test]
fn operations_of_one_method_and_path_are_told() {
    let operations = [operation(0, "POST", "/do?a&b"), operation(1, "POST", "/do?b&a")].join(",");
    let text = only_warning(&model(&operations, ""));
    assert!(text.contains("have one method and path"), "{text}");
    let operations = [operation(0, "POST", "/do?a"), operation(1, "POST", "/do?b")].join(",");
    assert!(model(&operations, "").warnings.is_empty());
}

#[test]
fn members_that_differ_in_case_alone_are_told() {
    let text = only_warning(&model(&operation(0, "POST", "/do"), &format!(r#""ab": {STRING}, "aB": {STRING}"#)));
    assert!(text.contains("differ only in case"), "{text}");
}

#[test]
fn a_default_of_zero_out_of_bounds_is_told() {
    let members = r#""a": { "target": "smithy.api#Integer", "traits": { "smithy.api#default": 0, "smithy.api#range": { "min": 1 } } }"#;
    let text = only_warning(&model(&operation(0, "POST", "/do"), members));
    assert!(text.contains("is outside of its own bounds"), "{text}");
}

/// In Smithy 1.0 numbers are zero where nothing is said; members of unions are not.
#[test]
fn unions_of_the_first_version_have_no_defaults() {
    let model = read(
        r#"{ "smithy": "1.0", "shapes": {
            "example#Example": { "type": "service", "version": "1", "operations": [{ "target": "example#Do" }],
                "traits": { "aws.protocols#restJson1": {} } },
            "example#Do": { "type": "operation", "input": { "target": "example#In" },
                "traits": { "smithy.api#http": { "method": "POST", "uri": "/do" } } },
            "example#In": { "type": "structure", "members": { "u": { "target": "example#U" }, "n": { "target": "example#Count" } } },
            "example#Count": { "type": "integer" },
            "example#U": { "type": "union", "members": { "a": { "target": "example#Count" }, "b": { "target": "smithy.api#PrimitiveBoolean" } } } } }"#,
    );
    let defaults = |name: &str| {
        let shape = model.shapes.values().find(|shape| shape.id.name() == name).expect("the shape");
        shape.members().iter().filter(|member| member.traits.default.is_some()).count()
    };
    assert_eq!((defaults("U"), defaults("In")), (0, 1));
}

#[test]
fn a_map_in_the_query_of_api_json_is_the_rest_of_it() {
    let model = read(
        r#"{ "metadata": { "apiVersion": "1", "endpointPrefix": "x", "protocol": "rest-json", "serviceId": "X" },
            "operations": { "Get": { "http": { "method": "GET", "requestUri": "/x" }, "input": { "shape": "In" } } },
            "shapes": { "In": { "type": "structure", "members": { "all": { "shape": "All", "location": "querystring" } } },
                "All": { "type": "map", "key": { "shape": "Text" }, "value": { "shape": "Text" } }, "Text": { "type": "string" } } }"#,
    );
    let input = model.shapes.values().find(|shape| shape.id.name() == "In").expect("the input");
    assert_eq!(input.members()[0].traits.binding, Some(model::Binding::QueryParams));
}
