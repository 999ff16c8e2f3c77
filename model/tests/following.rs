//! Paginators and waiters mean the same in both formats.

use tinsmith_model::{Model, Operation, Source};

fn read(files: &[(&str, &str)]) -> Model {
    let sources = files.iter().map(|(path, text)| Source { path: (*path).to_owned(), text: (*text).to_owned() });
    tinsmith_model::parse(sources.collect(), tinsmith_model::Choice::default())
        .unwrap_or_else(|report| panic!("{report}"))
}

fn operation(model: &Model) -> &Operation {
    model.operations.values().next().expect("an operation")
}

const SMITHY: &str = r##"{ "smithy": "2.0", "shapes": {
    "com.amazonaws.mill#Mill": { "type": "service", "version": "1", "operations": [{ "target": "com.amazonaws.mill#ListSacks" }],
        "traits": { "aws.protocols#restJson1": {}, "smithy.api#paginated": { "inputToken": "Next", "outputToken": "After", "pageSize": "Size" } } },
    "com.amazonaws.mill#ListSacks": { "type": "operation", "input": { "target": "com.amazonaws.mill#In" }, "output": { "target": "com.amazonaws.mill#Out" },
        "traits": { "smithy.api#http": { "method": "GET", "uri": "/sacks" },
            "smithy.api#paginated": { "outputToken": "Then", "items": "Sacks" },
            "smithy.waiters#waitable": { "SacksFull": { "minDelay": 5, "acceptors": [
                { "state": "success", "matcher": { "output": { "path": "Sacks[].State", "expected": "FULL", "comparator": "allStringEquals" } } },
                { "state": "retry", "matcher": { "output": { "path": "Sacks[].State", "expected": "EMPTY", "comparator": "anyStringEquals" } } },
                { "state": "failure", "matcher": { "output": { "path": "Broken", "expected": "true", "comparator": "booleanEquals" } } },
                { "state": "retry", "matcher": { "errorType": "NotYet" } },
                { "state": "failure", "matcher": { "success": false } } ] } } } },
    "com.amazonaws.mill#In": { "type": "structure", "members": { "Next": { "target": "smithy.api#String" }, "Size": { "target": "smithy.api#Integer", "traits": { "smithy.api#httpQuery": "size" } } } },
    "com.amazonaws.mill#Out": { "type": "structure", "members": { "Then": { "target": "smithy.api#String" }, "Sacks": { "target": "com.amazonaws.mill#Sacks" } } },
    "com.amazonaws.mill#Sacks": { "type": "list", "member": { "target": "smithy.api#String" } } } }"##;

const API: &str = r##"{ "metadata": { "apiVersion": "1", "endpointPrefix": "mill", "protocol": "rest-json", "serviceId": "Mill" },
    "operations": { "ListSacks": { "http": { "method": "GET", "requestUri": "/sacks" }, "input": { "shape": "In" }, "output": { "shape": "Out" } } },
    "shapes": { "In": { "type": "structure", "members": { "Next": { "shape": "Text" }, "Size": { "shape": "Number", "location": "querystring", "locationName": "size" } } }, "Number": { "type": "integer" }, "Text": { "type": "string" },
        "Out": { "type": "structure", "members": { "Then": { "shape": "Text" }, "Sacks": { "shape": "Sacks" } } },
        "Sacks": { "type": "list", "member": { "shape": "Text" } } } }"##;

const PAGINATORS: &str = r##"{ "pagination": {
    "ListSacks": { "input_token": "Next", "output_token": ["Then"], "limit_key": "Size", "result_key": "Sacks" } } }"##;

const WAITERS: &str = r##"{ "version": 2, "waiters": { "SacksFull": { "operation": "ListSacks", "delay": 5, "maxAttempts": 8, "acceptors": [
    { "state": "success", "matcher": "pathAll", "argument": "Sacks[].State", "expected": "FULL" },
    { "state": "retry", "matcher": "pathAny", "argument": "Sacks[].State", "expected": "EMPTY" },
    { "state": "failure", "matcher": "path", "argument": "Broken", "expected": true },
    { "state": "retry", "matcher": "error", "expected": "NotYet" },
    { "state": "failure", "matcher": "error", "expected": true } ] } } }"##;

#[test]
fn both_formats_say_the_same() {
    let smithy = read(&[("mill.json", SMITHY)]);
    let api = read(&[("service-2.json", API), ("paginators-1.json", PAGINATORS), ("waiters-2.json", WAITERS)]);
    let (smithy, api) = (operation(&smithy), operation(&api));

    let [mut a, mut b] = [smithy, api].map(|operation| operation.pagination.clone().expect("pages"));
    assert_eq!((&a.input_tokens[..], &a.output_tokens[..]), (&["Next".to_owned()][..], &["Then".to_owned()][..]));
    assert_eq!((&a.items[..], a.page_size.as_deref()), (&["Sacks".to_owned()][..], Some("Size")));
    assert!(a.place != b.place);
    (a.place, b.place) = Default::default();
    assert_eq!(a, b);

    let [a, b] = [smithy, api].map(|operation| operation.waiters.clone());
    let ([a], [b]) = (&a[..], &b[..]) else { panic!("{a:?} {b:?}") };
    assert_eq!((&*a.name, a.min_delay, a.max_delay, a.max_attempts), ("SacksFull", 5, 120, None));
    assert_eq!((&*b.name, b.min_delay, b.max_delay, b.max_attempts), ("SacksFull", 5, 120, Some(8)));
    assert_eq!(a.acceptors, b.acceptors);
    assert_eq!(a.acceptors.len(), 5);
}

#[test]
fn a_paginator_for_nothing_is_an_error() {
    let paginators = PAGINATORS.replace("ListSacks", "ListSack");
    let files = [("service-2.json", API), ("paginators-1.json", &paginators)];
    let sources = files.iter().map(|(path, text)| Source { path: (*path).to_owned(), text: (*text).to_owned() });
    let report = tinsmith_model::parse(sources.collect(), tinsmith_model::Choice::default())
        .expect_err("no such operation")
        .to_string();
    assert!(report.contains("a paginator is for the operation `ListSack`, which does not exist"), "{report}");
    assert!(report.contains("did you mean `ListSacks`"), "{report}");
}
