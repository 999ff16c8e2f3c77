//! Any bytes as a model: an error or a client, never a panic.
#![no_main]

use codegen::model::{self, Source};
use codegen::{Home, Options};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source { path: "model.json".into(), text: text.to_owned() };
    match model::parse(vec![source], None) {
        Ok(model) => drop(codegen::generate(model, &Options::new(Home::Module("client".into()), "model.json"))),
        Err(report) => drop(report.to_string()),
    }
});
