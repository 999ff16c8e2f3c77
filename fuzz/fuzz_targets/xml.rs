//! Any bytes as XML: an output or an error, never a panic; and whatever is a document for roxmltree is the same one for us.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roxmltree::{Document as Tree, Node, ParsingOptions};
use runtime::Document;

include!(concat!(env!("OUT_DIR"), "/xml_client.rs"));

fuzz_target!(|bytes: &[u8]| {
    let [operation, kind, body @ ..] = bytes else { return };
    let status = if *kind & 1 == 0 { 200 } else { 400 };
    decode(usize::from(*operation), status, &[], body);
    assert!(!ERRORS.is_empty());
    let ours = runtime::testing::untrusted::read_xml(body);
    let Ok(text) = std::str::from_utf8(body) else {
        assert!(ours.is_err());
        return;
    };
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 10_000, ..ParsingOptions::default() };
    let Ok(tree) = Tree::parse_with_options(text, options) else { return };
    match ours {
        Ok(ours) => assert_eq!(ours, document(tree.root_element())),
        // The other one takes `</:a>` as the end of `<a>`.
        Err(_) if text.contains("<:") || text.contains("</:") => {}
        // Depth is bounded here alone, and an encoding other than UTF-8 is only believed here.
        Err(error) => assert!(error.contains("nested deeper") || error.contains("encoding") || error.contains("not UTF-8"), "{error}"),
    }
});

/// An element as we mean it: its text, or its children by their names, of which the last one counts.
fn document(element: Node<'_, '_>) -> Document {
    if !element.children().any(|child| child.is_element()) {
        return Document::String(element.children().filter_map(|child| child.is_text().then(|| child.text()).flatten()).collect());
    }
    let mut members: Vec<(String, Document)> = Vec::new();
    for child in element.children().filter(Node::is_element) {
        let (name, value) = (child.tag_name().name().to_owned(), document(child));
        match members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => members.push((name, value)),
        }
    }
    Document::Object(members.into())
}
