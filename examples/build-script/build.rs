//! Generates a client of two operations from a model, into one file that `src/lib.rs` includes.

use std::path::PathBuf;

use codegen::model::{self, Selection};

const MODEL: &str = "../../model/services/kinesis-video.json";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed={MODEL}");
    let mut options = codegen::Options::new(codegen::Home::Module("kinesis_video".into()), "kinesis-video.json");
    options.selection = Selection::Named(vec!["GetSignalingChannelEndpoint".into()]);
    let client = codegen::generate(model::read(&[MODEL], model::Choice::default())?, &options)?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("client.rs");
    Ok(std::fs::write(out, codegen::bundle(&options, &client)?)?)
}
