//! Generates the clients whose types the targets fill: for `decode` of the model in `MODEL`, which may need `SERVICE`, or of
//! our own fixture with streams; for `cbor` of our fixture of several protocols; for `xml` of that of XML.

use std::fmt::Write;
use std::path::PathBuf;

use codegen::model::{self, Choice, Kind, Model};
use codegen::{Home, Names, Options};

fn main() {
    println!("cargo::rerun-if-env-changed=MODEL");
    println!("cargo::rerun-if-env-changed=SERVICE");
    let path = std::env::var_os("MODEL")
        .map_or_else(|| PathBuf::from("../codegen/tests/fixtures/streams.json"), PathBuf::from);
    let service = std::env::var("SERVICE").ok();
    write(path, Choice { service: service.as_deref(), ..Choice::default() }, "client.rs");
    let telemetry = PathBuf::from("../codegen/tests/fixtures/telemetry.json");
    write(telemetry, Choice::protocol("rpcv2Cbor"), "cbor_client.rs");
    let catalogue = PathBuf::from("../codegen/tests/fixtures/catalogue.json");
    write(catalogue, Choice::protocol("restXml"), "xml_client.rs");
}

/// Writes a client and the function that calls it into a file.
fn write(path: PathBuf, choice: Choice<'_>, file: &str) {
    println!("cargo::rerun-if-changed={}", path.display());
    let model = model::read(&[path], choice).unwrap_or_else(|report| panic!("{report}"));
    let calls = calls(&model);
    let options = Options { tests: false, ..Options::new(Home::Module("client".to_owned()), "the model") };
    let client = codegen::generate(model, &options).unwrap_or_else(|report| panic!("{report}"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("a build script"));
    std::fs::write(
        out.join(file),
        codegen::bundle(&options, &client).unwrap_or_else(|report| panic!("{report}")) + &calls,
    )
    .expect("written");
}

/// A function that reads an answer as the output of one of the operations, by number, and the names of all errors.
fn calls(model: &Model) -> String {
    let names = Names::decide(model);
    let mut text = "/// Reads an answer as the output of an operation.\npub fn decode(operation: usize, status: u16, headers: &[(&str, &str)], body: &[u8]) {\n".to_owned();
    let count = model.operations.len();
    let _ = writeln!(text, "match operation % {count} {{");
    for (number, operation) in model.operations.values().enumerate() {
        let marker = names.marker(&operation.id);
        let pattern = if number + 1 == count { "_".to_owned() } else { number.to_string() };
        let output = operation.output.as_ref().map(|id| model.shape(id));
        let stream = output.and_then(|shape| {
            let is_stream = |target: &model::Shape| target.traits.streaming && matches!(target.kind, Kind::Union(_));
            let member = shape.members().iter().find(|member| is_stream(model.target(member)))?;
            Some(names.member(&shape.id, &member.name))
        });
        let after = stream.map_or("_ = output".to_owned(), |field| format!("runtime::testing::drain(output.{field})"));
        let _ = writeln!(
            text,
            "{pattern} => if let Ok(output) = runtime::testing::decode::<client::operations::{marker}>(status, headers, body) {{ {after} }},"
        );
    }
    text.push_str("}\n}\n\n/// The code of every error.\npub const ERRORS: &[&str] = &[");
    for shape in model.shapes.values().filter(|shape| shape.traits.error.is_some()) {
        let _ = write!(text, "{:?}, ", shape.id.name());
    }
    text + "\"NotListed\"];\n"
}
