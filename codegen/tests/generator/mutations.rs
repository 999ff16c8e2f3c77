//! No input makes the reader or the generator panic: nodes of models are dropped, swapped, and given other values.

use std::path::{Path, PathBuf};

use model::Source;
use serde_json::Value;
use tinsmith_codegen::{Home, Options};

/// A small generator of numbers, so that a run can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }
}

/// The number of values in a tree.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// The value with this number, counted from the root.
fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, left)),
        _ => None,
    }
}

fn other_value(random: &mut Random) -> Value {
    let texts =
        ["", "smithy.api#Unit", "example#Do", "{", "{a}", "#", "$", "structure", "[", "^(", "../x", "\u{0}", "é"];
    match random.below(9) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => serde_json::json!(-1),
        3 => serde_json::json!(1e300),
        4 => serde_json::json!([]),
        5 => serde_json::json!({}),
        6 => serde_json::json!({ "target": "smithy.api#String" }),
        _ => Value::from(texts[random.below(texts.len())]),
    }
}

fn mutate(tree: &mut Value, random: &mut Random) {
    let total = count(tree);
    let mut place = random.below(total);
    let replacement = match random.below(3) {
        // Another part of the same tree: a target becomes a shape, a trait a member.
        0 => {
            let mut other = random.below(total);
            nth(tree, &mut other).map_or(Value::Null, |value| value.clone())
        }
        _ => other_value(random),
    };
    let drop = random.below(3) == 0;
    match nth(tree, &mut place) {
        Some(Value::Object(members)) if drop && !members.is_empty() => {
            let key = members.keys().nth(random.below(members.len())).cloned();
            key.map(|key| members.remove(&key));
        }
        Some(Value::Array(items)) if drop && !items.is_empty() => {
            items.remove(random.below(items.len()));
        }
        Some(value) => *value = replacement,
        None => {}
    }
}

/// Reads and generates; any result will do, but a panic. What is generated must be Rust.
fn run(text: String) -> bool {
    let Ok(model) = model::parse(vec![Source { path: "model.json".into(), text }], model::Choice::default()) else {
        return false;
    };
    let options = Options::new(Home::Module("client".into()), "model.json");
    let client = match tinsmith_codegen::generate(model, &options) {
        Ok(client) => client,
        Err(report) => {
            let text = report.to_string();
            assert!(!text.contains("would not be Rust"), "{text}");
            return false;
        }
    };
    for file in client.sources.iter().chain(&client.tests) {
        syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
    }
    true
}

fn seeds() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = vec![root.join("tests/formats/service-2.json")];
    let entries = std::fs::read_dir(root.join("tests/fixtures")).expect("the fixtures");
    seeds.extend(entries.map(|entry| entry.expect("an entry").path()));
    seeds.sort();
    seeds
}

#[test]
fn mutated_models_never_panic() {
    let (mut accepted, mut refused) = (0, 0);
    for (number, path) in seeds().into_iter().enumerate() {
        let original: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("a model")).expect("JSON");
        let mut random = Random(number as u64 + 1);
        for round in 0..120 {
            let mut tree = original.clone();
            for _ in 0..=round % 4 {
                mutate(&mut tree, &mut random);
            }
            if run(tree.to_string()) { accepted += 1 } else { refused += 1 }
        }
    }
    assert!(accepted > 50 && refused > 500, "{accepted} accepted, {refused} refused");
}

#[test]
fn texts_that_are_cut_off_never_panic() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/structures.json");
    let text = std::fs::read_to_string(path).expect("a model");
    for end in (0..text.len()).step_by(7) {
        assert!(!run(text[..end].to_owned()));
    }
}
