//! Corrections of a model: what they do, and when they are refused.

use tinsmith_model::{Overrides, Report, Source};

const MODEL: &str = r##"{
  "smithy": "2.0",
  "shapes": {
    "example#Example": {
      "type": "service",
      "version": "1",
      "operations": [{ "target": "example#Do" }],
      "traits": { "aws.protocols#restJson1": {} }
    },
    "example#Do": {
      "type": "operation",
      "input": { "target": "example#DoInput" },
      "output": { "target": "smithy.api#Unit" },
      "errors": [{ "target": "example#Busy" }]
    },
    "example#DoInput": {
      "type": "structure",
      "members": {
        "secret": { "target": "smithy.api#String" },
        "marked": { "target": "smithy.api#String", "traits": { "smithy.api#sensitive": {} } }
      }
    },
    "example#Busy": { "type": "structure", "members": {}, "traits": { "smithy.api#error": "client" } }
  }
}"##;

fn model() -> tinsmith_model::Model {
    let source = Source { path: "model.json".into(), text: MODEL.into() };
    tinsmith_model::parse(vec![source], tinsmith_model::Choice::default()).expect("a model")
}

fn overrides(text: &str) -> Result<Overrides, Report> {
    Overrides::parse(Source { path: "overrides.toml".into(), text: text.into() })
}

#[test]
fn a_pattern_is_for_all_that_match() {
    let text = r##"
        [[override]]
        shape = "example#*$*"
        sensitive = true
        reason = "all of it is secret"

        [[override]]
        shape = "example#D*Input"
        attributes = ["#[derive(Hash)]"]
        reason = "inputs are keys"
    "##;
    let mut model = model();
    overrides(text).expect("overrides").apply(&mut model).expect("applied");
    let input = model.shape(&tinsmith_model::ShapeId::new("example#DoInput"));
    assert!(input.members().iter().all(|member| member.traits.sensitive));
    assert_eq!(input.traits.attributes, ["#[derive(Hash)]"]);
    for (pattern, change, why) in [
        ("example#Re*", "documentation = \"x\"", "nothing in the model matches"),
        ("example#*$marked", "sensitive = true", "the model already says so"),
        ("example#*", "name = \"x\"", "a name is for one shape alone"),
    ] {
        let text = format!("[[override]]\nshape = {pattern:?}\n{change}\nreason = \"because\"\n");
        let report = overrides(&text).expect("overrides").apply(&mut self::model()).expect_err("stale");
        assert!(report.to_string().contains(why), "{report}");
    }
}

#[test]
fn a_model_is_corrected() {
    let text = r#"
        [[override]]
        shape = "example#DoInput$secret"
        sensitive = true
        reason = "it is a password"

        [[override]]
        shape = "example#Busy"
        retryable = "throttling"
        reason = "it is the throttle"

        [[hint]]
        operation = "example#Do"
        status = [403]
        text = "look elsewhere"
        reason = "everyone stumbles on it"

        [[override]]
        shape = "other#Thing"
        sensitive = true
        reason = "of another service"
    "#;
    let overrides = overrides(text).expect("overrides");
    let mut model = model();
    let used = overrides.apply(&mut model).expect("applied");
    let shape = |name: &str| model.shapes.values().find(|shape| shape.id.name() == name).expect("a shape");
    assert!(shape("DoInput").members()[0].traits.sensitive);
    assert!(shape("Busy").traits.retryable.expect("retryable").throttling);
    let operation = model.operations.values().next().expect("an operation");
    assert_eq!(
        (operation.hints[0].text.as_str(), operation.hints[0].status.as_slice()),
        ("look elsewhere", &[403][..])
    );
    let unused = overrides.unused(&used).expect_err("the other service's").to_string();
    assert!(unused.contains("the override for `other#Thing` no longer applies"), "{unused}");
}

#[test]
fn what_mends_nothing_is_an_error() {
    let cases = [
        ("shape = \"example#Nothing\"\nsensitive = true", "no such shape"),
        ("shape = \"example#DoInput$nothing\"\nsensitive = true", "no such member"),
        ("shape = \"example#DoInput$marked\"\nsensitive = true", "already says so"),
        ("shape = \"example#Busy\"", "already says so"),
    ];
    for (entry, why) in cases {
        let text = format!("[[override]]\n{entry}\nreason = \"because\"\n");
        let report = overrides(&text).expect("overrides").apply(&mut model()).expect_err("stale").to_string();
        assert!(report.contains("no longer applies") && report.contains(why), "{report}");
        assert!(report.contains("overrides.toml:2:9"), "{report}");
    }
    let hint = "[[hint]]\noperation = \"example#Doo\"\ntext = \"x\"\nreason = \"because\"\n";
    let report = overrides(hint).expect("overrides").apply(&mut model()).expect_err("stale").to_string();
    assert!(report.contains("no such operation") && report.contains("did you mean `example#Do`?"), "{report}");
}

#[test]
fn a_reason_is_needed_and_typing_errors_are_found() {
    let report = overrides("[[override]]\nshape = \"a#B\"\nsensitive = true\n").expect_err("no reason").to_string();
    assert!(report.contains("missing field `reason`"), "{report}");
    let empty = "[[override]]\nshape = \"a#B\"\nsensitive = true\nreason = \" \"\n";
    assert!(overrides(empty).expect_err("an empty reason").to_string().contains("without a reason"));
    let report = overrides("[[override]]\nshap = \"a#B\"\nreason = \"x\"\n").expect_err("a typing error").to_string();
    assert!(report.contains("unknown field `shap`"), "{report}");
}

#[test]
fn members_become_required_and_are_documented() {
    let entry = |what: &str| format!("[[override]]\nshape = \"example#DoInput$secret\"\n{what}\nreason = \"why\"\n");
    let mut required = model();
    overrides(&entry("required = true\ndocumentation = \"A word.\""))
        .expect("TOML")
        .apply(&mut required)
        .expect("done");
    let shape = required.shapes.values().find(|shape| shape.id.name() == "DoInput").expect("the shape").clone();
    let member = shape.members().iter().find(|member| member.name.as_str() == "secret").expect("the member");
    assert!(member.traits.required);
    assert_eq!(member.traits.documentation.as_deref(), Some("A word."));
    // What is required already can be made optional, once.
    let optional = overrides(&entry("required = false")).expect("TOML");
    optional.apply(&mut required).expect("done");
    assert!(optional.apply(&mut required).expect_err("stale").to_string().contains("the model already says so"));
    let whole =
        overrides("[[override]]\nshape = \"example#DoInput\"\nrequired = true\nreason = \"why\"\n").expect("TOML");
    assert!(whole.apply(&mut model()).expect_err("no member").to_string().contains("only a member can be required"));
}

#[test]
fn what_an_operation_needs_is_added_to_what_it_has() {
    let entry = |what: &str| {
        let text = format!("[[operation]]\noperation = \"example#Do\"\n{what}\nreason = \"why\"\n");
        overrides(&text).expect("TOML")
    };
    let mut model = model();
    entry("longest-wait = 60").apply(&mut model).expect("done");
    entry("query-in-body = true").apply(&mut model).expect("done");
    let needs = &model.operations.values().next().expect("the operation").customization;
    assert_eq!((needs.longest_wait, needs.query_in_body), (60, true));
    for (what, expected) in [
        ("longest-wait = 60", "the operation is so already"),
        ("md5 = { list = \"Messages\", text = \"Body\", md5 = \"MD5OfBody\" }", "has no member `Messages`"),
        ("url-encoding = { parameter = \"a\", value = \"b\", member = \"Missing\" }", "has no member `Missing`"),
    ] {
        let error = entry(what).apply(&mut model).expect_err(what).to_string();
        assert!(error.contains(expected), "{error}");
    }
}
