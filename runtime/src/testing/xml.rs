//! XML documents, compared by what they mean.

#[cfg(feature = "xml")]
use quick_xml::errors::IllFormedError;
#[cfg(feature = "xml")]
use quick_xml::events::{BytesStart, Event};

/// An element. The order of its attributes means nothing, that of its children only among those of one name, and that of
/// what looks like the entries of a map nothing either.
#[cfg(feature = "xml")]
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    /// The text; without white space around it if there are children.
    text: String,
}

/// Both are the same document.
#[cfg(feature = "xml")]
#[track_caller]
pub(super) fn same_documents(found: &[u8], expected: &[u8]) {
    if expected.is_empty() {
        assert_eq!(found, expected, "body");
        return;
    }
    assert_eq!(element(found), element(expected), "body");
}

/// Without the feature nobody speaks XML.
#[cfg(not(feature = "xml"))]
#[track_caller]
pub(super) fn same_documents(found: &[u8], expected: &[u8]) {
    assert_eq!(found, expected, "body");
}

#[cfg(feature = "xml")]
#[track_caller]
#[allow(clippy::panic, reason = "this is an assertion")]
fn element(document: &[u8]) -> Element {
    let text = String::from_utf8_lossy(document);
    match read(&text) {
        Ok(element) => element,
        Err(error) => panic!("{error} in {text}"),
    }
}

#[cfg(feature = "xml")]
fn read(text: &str) -> Result<Element, quick_xml::Error> {
    let mut input = quick_xml::Reader::from_str(text);
    input.config_mut().expand_empty_elements = true;
    // The last element is open; the first holds the root.
    let mut open = vec![Element::default()];
    loop {
        let event = input.read_event()?;
        let Some(last) = open.last_mut() else { return Ok(Element::default()) };
        match event {
            Event::Start(tag) => open.push(begin(&tag)?),
            Event::Text(text) => last.text.push_str(&text.xml10_content()),
            Event::CData(text) => last.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref()? {
                Some(character) => last.text.push(character),
                None => {
                    last.text.push_str(quick_xml::escape::resolve_predefined_entity(&reference).unwrap_or_default())
                }
            },
            Event::End(_) => {
                let mut ended = open.pop().unwrap_or_default();
                ended.children.sort_by(|a, b| a.name.cmp(&b.name));
                if ended.children.iter().all(is_entry) {
                    ended.children.sort();
                }
                if !ended.children.is_empty() {
                    ended.text = ended.text.trim().to_owned();
                }
                if let Some(parent) = open.last_mut() {
                    parent.children.push(ended);
                }
            }
            Event::Eof if last.name.is_empty() => return Ok(last.children.pop().unwrap_or_default()),
            Event::Eof => return Err(IllFormedError::MissingEndTag(last.name.clone()).into()),
            _ => {}
        }
    }
}

/// Whether an element may be a key and a value.
#[cfg(feature = "xml")]
fn is_entry(element: &Element) -> bool {
    matches!(&element.children[..], [key, value] if key.name != value.name && key.children.is_empty())
}

#[cfg(feature = "xml")]
fn begin(tag: &BytesStart<'_>) -> Result<Element, quick_xml::Error> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute?;
        let value = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0)?;
        attributes.push((attribute.key.0.to_owned(), value.into_owned()));
    }
    attributes.sort();
    Ok(Element { name: tag.name().0.to_owned(), attributes, ..Element::default() })
}
