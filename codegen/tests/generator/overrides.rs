//! What a user's own corrections make of the code.

use model::{Choice, Customization, MemberName, Model, Overrides, Report, ShapeId, Source};
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

fn model() -> Result<Model, String> {
    let source = Source { path: "model.json".to_owned(), text: MODEL.to_owned() };
    model::parse(vec![source], Choice::default()).map_err(|report| report.to_string())
}

/// The code for the model with corrections, on one line.
fn generated(overrides: &str) -> Result<String, String> {
    let mut model = model()?;
    let overrides = Source { path: "overrides.toml".to_owned(), text: overrides.to_owned() };
    let overrides = Overrides::parse(overrides).map_err(|report| report.to_string())?;
    overrides.apply(&mut model).map_err(|report| report.to_string())?;
    code(model)
}

/// The code for a model, on one line.
fn code(model: Model) -> Result<String, String> {
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

/// A change in code, as a function.
struct Change(&'static str, fn(&mut Model) -> bool);

impl Customization for Change {
    fn reason(&self) -> &str {
        self.0
    }

    fn apply(&self, model: &mut Model) -> Result<bool, Report> {
        Ok(self.1(model))
    }
}

/// The member `Name` of `Thing`.
fn name(model: &mut Model) -> &mut model::Member {
    let thing = model.shapes.get_mut(&ShapeId::new("example#Thing")).expect("the shape");
    thing.members_mut().iter_mut().find(|member| member.name == MemberName::new("Name")).expect("the member")
}

#[test]
fn a_model_is_changed_in_code() {
    let mut changed = model().expect("a model");
    let renamed = Change("It is a title.", |model| {
        let name = name(model);
        let has_changed = name.traits.rust_name.is_none();
        name.traits.rust_name = Some("title".to_owned());
        has_changed
    });
    changed.customize(&renamed).expect("a change");
    let stale = changed.customize(&renamed).expect_err("it is so already").to_string();
    assert!(stale.contains("the customization for \"It is a title.\" no longer applies"), "{stale}");
    let code = code(changed).expect("code");
    assert!(code.contains("pub title: Option<String>") && code.contains("\"Name\""), "{code}");
}

#[test]
fn what_a_change_makes_of_a_model_is_checked() {
    let refused = |reason, change| {
        let mut model = model().expect("a model");
        model.customize(&Change(reason, change)).expect_err("no good").to_string()
    };
    let error = refused(" ", |_| true);
    assert!(error.contains("a customization without a reason"), "{error}");
    let error = refused("why", |model| {
        name(model).target = ShapeId::new("example#Gone");
        true
    });
    assert!(error.contains("`example#Thing$Name` targets `example#Gone`"), "{error}");
    let error = refused("why", |model| model.operations.remove(&ShapeId::new("example#Do")).is_some());
    assert!(error.contains("the service has the operation `example#Do`, which the model does not have"), "{error}");
    let error = refused("why", |model| model.shapes.remove(&ShapeId::new("example#DoInput")).is_some());
    assert!(error.contains("the operation `example#Do` has the shape `example#DoInput`"), "{error}");
    let error = refused("why", |model| {
        name(model).target = ShapeId::new("example#Thing");
        name(model).traits.required = true;
        true
    });
    assert!(error.contains("example#Thing"), "{error}");
    let error = refused("why", |model| {
        model.shapes.get_mut(&ShapeId::new("example#DoOutput")).expect("the shape").kind = model::Kind::String;
        true
    });
    assert!(error.contains("`example#DoOutput` is an input, an output or an error, and no structure"), "{error}");
}
