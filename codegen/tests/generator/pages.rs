//! Pages whose tokens take more than a path: several at once, and one or the other.

use tinsmith_codegen::{Home, Options};

#[test]
fn tokens_may_be_several_and_may_be_chosen() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats/shelf/service-2.json");
    let options = Options::new(Home::Module("shelf".to_owned()), "service-2.json");
    let client = tinsmith_codegen::generate(model::read(&[path], model::Choice::default()).expect("a model"), &options)
        .expect("a client");
    assert!(client.missing.is_empty(), "{:?}", client.missing);
    let pages = client.sources.iter().find(|file| file.path == "shelf/pages.rs").expect("the pages");
    insta::assert_snapshot!(pages.text);
}
