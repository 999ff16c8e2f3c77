//! Any bytes as a model: an error or a client, never a panic.
#![no_main]

use codegen::model::{self, Source};
use codegen::{Home, Options};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source { path: "model.json".into(), text: text.to_owned() };
    match model::parse(vec![source], model::Choice::default()) {
        Ok(model) => {
            let options = Options::new(Home::Module("client".into()), "model.json");
            if let Err(report) = codegen::generate(model, &options) {
                let text = report.to_string();
                assert!(!text.contains("would not be Rust"), "{text}");
            }
        }
        Err(report) => drop(report.to_string()),
    }
});
