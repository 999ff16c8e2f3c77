//! What callers have at hand becomes what a client takes.

use std::collections::BTreeMap;

use choices::runtime::{Document, DateTime};
use choices::runtime::testing::Mock;
use choices::operations::Choose;
use choices::types::{Action, Both, Choice, Direction, Letter};
use choices::{Client, Config};

/// What comes back from a service that gives what it is given.
async fn returned(action: impl Into<Action>) -> Action {
    let mock = Mock::new();
    mock.answers(|input: &Choice| choices::runtime::testing::Reply::<Choose>::output(input.clone()));
    let client = Client::new(Config::new().mock(&mock));
    client.choose(Choice::new().action(action)).await.expect("an answer").action.expect("the action")
}

#[tokio::test]
async fn a_union_is_made_of_what_only_one_member_holds() {
    assert_eq!(returned("a".to_owned()).await, Action::Text("a".to_owned()));
    assert_eq!(returned(DateTime::from_secs(7)).await, Action::When(DateTime::from_secs(7)));
    let both = Both::new(Action::Nothing);
    assert_eq!(returned(both.clone()).await, Action::Both(both));
}

#[test]
fn a_member_without_a_value_is_a_variant_without_one() {
    let text = serde_json::to_string(&Choice::new().action(Action::Nothing)).expect("JSON");
    assert_eq!(text, r#"{"action":{"nothing":{}}}"#);
    for text in [r#"{"action":{"nothing":{}}}"#, r#"{"action":{"nothing":{"more":[1]}}}"#] {
        let choice: Choice = serde_json::from_str(text).expect("a choice");
        assert_eq!(choice.action, Some(Action::Nothing));
    }
}

#[tokio::test]
async fn a_call_without_required_members_takes_nothing() {
    let mock = Mock::new();
    mock.gives::<Choose>(Choice::new());
    Client::new(Config::new().mock(&mock)).choose(()).await.expect("an answer");
    assert_eq!(mock.received::<Choose>(), [Choice::new()]);
    let none: Option<Action> = None;
    assert_eq!(Choice::new().action(Action::Nothing).set_action(none), Choice::new());
    assert_eq!(Choice::new().set_action(Some("a".to_owned())), Choice::new().action(Action::Text("a".to_owned())));
}

#[test]
fn documents_are_made_of_values() {
    let document = Document::from_iter([
        ("text", Document::from("a")),
        ("numbers", Document::from([1.5, 2.0])),
        ("none", Document::from(None::<i64>)),
        ("map", Document::from(BTreeMap::from([("a", vec![true])]))),
    ]);
    let value = serde_json::json!({ "text": "a", "numbers": [1.5, 2.0], "none": null, "map": { "a": [true] } });
    assert_eq!(serde_json::to_value(document).expect("a value"), value);
    assert_eq!(Document::from(f64::NAN), Document::Null);
}

/// Enums of many values are searched by text, whether the model has them in that order or not.
#[test]
fn every_value_of_a_long_enum_is_found_by_its_text() {
    assert_eq!((Direction::values().len(), Letter::values().len()), (18, 17));
    for value in Direction::values() {
        assert_eq!(Direction::from(value.as_str()), *value);
    }
    for value in Letter::values() {
        assert_eq!(Letter::from(value.as_str()), *value);
    }
    for text in ["", "a", "north-", "zenith"] {
        assert!(matches!(Direction::from(text), Direction::UnknownValue(_)), "{text}");
        assert_eq!(Direction::from(text).as_str(), text);
    }
}
