//! What the generator writes is Rust, whatever the length of a model's names. `SHARED` names a folder that holds `models`.

use std::path::{Path, PathBuf};

use model::Choice;
use tinsmith_codegen::{Home, Options};

/// Models with long names, many operations, and each kind of protocol.
const MODELS: [&str; 6] = [
    "smithy/s3.json",
    "smithy/lambda.json",
    "smithy/dynamodb.json",
    "api-json/ec2/service-2.json",
    "api-json/iam/service-2.json",
    "smithy/medialive.json",
];

#[test]
fn every_file_is_rust() {
    let Some(shared) = std::env::var_os("SHARED").map(PathBuf::from) else {
        println!("skipped: SHARED names no folder with models");
        return;
    };
    let (mut files, mut tried) = (0, 0);
    for path in MODELS.map(|name| shared.join("models").join(name)).into_iter().filter(|path| path.exists()) {
        tried += 1;
        files += parsed(&path);
    }
    assert!(tried > 3 && files > 1000, "{tried} models, {files} files");
}

/// How many files a model becomes, each of which is Rust.
fn parsed(path: &Path) -> usize {
    let model = model::read(&[path], Choice::default()).unwrap_or_else(|report| panic!("{report}"));
    let options = Options::new(Home::Crate("client".to_owned()), "model.json");
    let client = tinsmith_codegen::generate(model, &options).unwrap_or_else(|report| panic!("{report}"));
    for file in &client.sources {
        syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
    }
    client.sources.len()
}
