//! Messages of the fixture of bindings, the other way round. This file is copied into the crate that is generated from it.

use std::collections::BTreeMap;

use files::operations::{Anonymous, GetFile, PutFile};
use files::types::{
    AnonymousOutput, File, GetFileInput, GetFileRequired, GetFileOutput, Level, PutFileInput, PutFileOutput,
};
use runtime::testing::{Answers, answer};
use runtime::{Bytes, DateTime};

/// What comes back when an output is written as an answer, and read again.
async fn returned<O: Answers>(output: O::Output) -> O::Output {
    let answer = answer::<O>(output).expect("an answer");
    runtime::read::<O>(answer).await.expect("an output")
}

fn output() -> GetFileOutput {
    GetFileOutput::new()
        .with_status(206)
        .with_etag("\"a, b\"")
        .with_time(DateTime::from_secs(1_515_531_081))
        .with_levels([Level::from("high"), Level::from("odd")])
        .with_kind("{\"a\":1}")
        .with_meta(BTreeMap::from([("size".to_owned(), "7".to_owned())]))
        .with_content(Bytes::from_static(&[0, 159, 146, 150]))
}

#[tokio::test]
async fn answers_are_read_as_what_they_were() {
    assert_eq!(returned::<GetFile>(output()).await, output());
    let file = || PutFileOutput::new().with_file(File::new().name("a"));
    assert_eq!(returned::<PutFile>(file()).await, file());
    let anonymous = || AnonymousOutput::new("x").with_body("y");
    assert_eq!(returned::<Anonymous>(anonymous()).await, anonymous());
    let broken = answer::<Anonymous>(AnonymousOutput::new("a\nb")).expect_err("no header");
    assert!(broken.to_string().contains("X-Header: has characters that a header can't hold"), "{broken}");
}

fn input() -> GetFileInput {
    let required = GetFileRequired { bucket: "b", key: "a/k" };
    GetFileInput::new(required).range("1-2").tags(["x".to_owned(), "y".to_owned()]).since(DateTime::from_secs(7))
}

#[test]
fn inputs_are_data_with_their_wire_names() {
    let value = serde_json::to_value(input()).expect("a value");
    assert_eq!(value, serde_json::json!({"bucket": "b", "key": "a/k", "range": "1-2", "tags": ["x", "y"], "since": 7}));
    assert_eq!(serde_json::from_value::<GetFileInput>(value).expect("an input"), input());
}

#[test]
fn outputs_are_data_with_their_wire_names() {
    let text = serde_json::to_string(&output()).expect("a text");
    for part in [r#""status":206"#, r#""levels":["high","odd"]"#, r#""content":"AJ+Slg==""#, r#""meta":{"size":"7"}"#] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert_eq!(serde_json::from_str::<GetFileOutput>(&text).expect("an output"), output());
}

#[test]
fn what_does_not_fit_is_told_with_its_place() {
    for (text, why) in [
        (r#"{"bucket":"b"}"#, "key: missing"),
        (r#"{"bucket":"b","key":null}"#, "key: missing"),
        (r#"{"bucket":"b","key":"k","tags":["x",7]}"#, "tags[1]: expected a string, found a number"),
        ("[]", "expected an object, found an array"),
    ] {
        let error = serde_json::from_str::<GetFileInput>(text).expect_err("no input").to_string();
        assert!(error.contains(why), "{error}");
    }
    let error = serde_json::from_str::<PutFileInput>(r#"{"id":1,"account":"a","file":[]}"#).expect_err("no input");
    assert!(error.to_string().contains("file: expected an object"), "{error}");
    // What nobody knows is skipped, as in answers.
    serde_json::from_str::<GetFileInput>(r#"{"bucket":"b","key":"k","more_than_that":{}}"#).expect("an input");
}
