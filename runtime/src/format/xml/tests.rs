//! XML against what XML 1.0 allows, and against what hostile answers hold.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{Reader, Xml};
use crate::document::Document;
use crate::timestamp::DateTime;
use crate::wire::{Decode, Encode, Field, Fields, Format, Member, Result, Root, Writer, Xml as Traits};

const FLAT: Member = Member { xml: Traits { flattened: true, ..Traits::PLAIN }, ..Member::PLAIN };
const RENAMED: Member = Member { xml: Traits { item: Some("item"), key: "name", ..Traits::PLAIN }, ..Member::PLAIN };
const OF_MAPS: Member = Member { item: Some(&RENAMED), ..Member::PLAIN };

#[derive(Clone, Debug, Default, PartialEq)]
struct Shelf {
    kind: Option<String>,
    label: Option<String>,
    flat: Option<Vec<i32>>,
    tags: Option<BTreeMap<String, String>>,
    inner: Option<Box<Shelf>>,
    blob: Option<Bytes>,
    moment: Option<DateTime>,
    ratio: Option<f64>,
    ready: Option<bool>,
}

impl Encode for Shelf {
    fn encode(&self, out: &mut dyn Writer) {
        self.label.field("Label", out);
        self.flat.field_as("Flat", &FLAT, out);
        self.tags.field_as("Tags", &RENAMED, out);
        self.inner.field("Inner", out);
        self.blob.field("Blob", out);
        self.moment.field("Moment", out);
        self.ratio.field("Ratio", out);
        // An attribute comes wherever its member stands.
        self.kind.field("@xsi:kind", out);
    }

    fn root(&self) -> Root {
        Root { name: "Shelf", namespace: Some(("xsi", "urn:\"kinds\"")) }
    }
}

impl Fields for Shelf {
    fn initial() -> Self {
        Self::default()
    }

    fn field(&mut self, name: &str, input: &mut dyn crate::wire::Reader) -> Result<()> {
        match name {
            "@kind" => self.kind.decode(input),
            "Label" => self.label.decode(input),
            "Flat" => self.flat.decode_as(&FLAT, input),
            "Tags" => self.tags.decode_as(&RENAMED, input),
            "Inner" => self.inner.decode(input),
            "Blob" => self.blob.decode(input),
            "Moment" => self.moment.decode(input),
            "Ratio" => self.ratio.decode(input),
            "Ready" => self.ready.decode(input),
            _ => input.skip(),
        }
    }
}

fn read_as<T: Decode>(format: &Xml, text: &[u8], limit: u64) -> Result<T> {
    let mut value = T::initial();
    format.read(text, limit, &mut |input| value.decode(input))?;
    Ok(value)
}

fn read(text: &str) -> Result<Shelf> {
    read_as(&Xml::ROOT, text.as_bytes(), u64::MAX)
}

fn written(value: &dyn Field) -> String {
    String::from_utf8(Xml::ROOT.write(value).expect("XML")).expect("UTF-8")
}

fn labelled(label: &str) -> Result<Shelf> {
    Ok(Shelf { label: Some(label.to_owned()), ..Shelf::default() })
}

#[test]
fn a_structure_is_written_and_read() {
    let shelf = Shelf {
        kind: Some("a\tb<\"".into()),
        label: Some("<&>\r\n'\u{85}".into()),
        flat: Some(vec![1, 2]),
        tags: Some([("k".into(), "v".into())].into()),
        inner: Some(Box::default()),
        blob: Some(Bytes::from_static(b"\0\xff")),
        moment: Some(DateTime::from_secs(1_700_000_000)),
        ratio: Some(f64::NEG_INFINITY),
        ready: None,
    };
    let text = "<Shelf xmlns:xsi=\"urn:&quot;kinds&quot;\" xsi:kind=\"a&#x9;b&lt;&quot;\">\
        <Label>&lt;&amp;&gt;&#xD;&#xA;&apos;&#x85;</Label><Flat>1</Flat><Flat>2</Flat>\
        <Tags><entry><name>k</name><item>v</item></entry></Tags><Inner></Inner><Blob>AP8=</Blob>\
        <Moment>2023-11-14T22:13:20Z</Moment><Ratio>-Infinity</Ratio></Shelf>";
    assert_eq!(written(&shelf), text);
    assert_eq!(read(text), Ok(shelf));
}

#[test]
fn documents_differ_in_what_means_nothing() {
    let texts = [
        "<S><Label>a b</Label></S>",
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<S>\n  <Label>a b</Label>\n</S>\n<!-- end -->",
        "<x:S xmlns:x='urn:x'><x:Label y='1'>a<!-- no -->&#32;<![CDATA[b]]></x:Label></x:S>",
        "<S><New><Label>no</Label></New><?note?><Label>a&#x20;b</Label>text<New/></S>",
        "<S><Label>first</Label><Label>a b</Label></S>",
    ];
    for text in texts {
        assert_eq!(read(text), labelled("a b"), "{text}");
    }
    assert_eq!(read("<S><Label/></S>"), labelled(""));
    assert_eq!(read("<S><Label>\r\n</Label></S>"), labelled("\n"));
    assert_eq!(read("<S/>"), Ok(Shelf::default()));
}

#[test]
fn flattened_items_may_stand_anywhere() {
    let shelf = read("<S><Flat>1</Flat><Label>a</Label><Flat> 2 </Flat><New/><Flat>3</Flat></S>").expect("a shelf");
    assert_eq!((shelf.flat, shelf.label), (Some(vec![1, 2, 3]), Some("a".into())));
}

#[test]
fn entries_may_stand_either_way() {
    let tags = |text: &str| read(&format!("<S><Tags>{text}</Tags></S>")).map(|shelf| shelf.tags);
    let one = Ok(Some(BTreeMap::from([("k".to_owned(), "v".to_owned())])));
    for text in [
        "<entry><name>k</name><item>v</item></entry>",
        "<entry><item>v</item><name>k</name></entry>",
        "<entry><new><name>no</name></new><item>v</item><new/><name>k</name></entry>",
        "<other><name>k</name><item>u</item></other><entry><name>k</name><item>v</item></entry>",
        "<entry><name>k</name><item>v</item></entry><entry><name>absent</name></entry>",
    ] {
        assert_eq!(tags(text), one, "{text}");
    }
    assert_eq!(tags(""), Ok(Some(BTreeMap::new())));
    let error = tags("<entry><item>v</item></entry>").expect_err("no key");
    assert_eq!(error.to_string(), "Tags: an entry without a key");
    let nested: BTreeMap<String, BTreeMap<String, String>> = [("a".into(), [("b".into(), "c".into())].into())].into();
    let mut out = super::Writer::default();
    out.write_within(&["Root"], &nested, &OF_MAPS);
    let text = String::from_utf8(out.finish().expect("XML")).expect("UTF-8");
    let entry = "<entry><name>b</name><item>c</item></entry>";
    assert_eq!(text, format!("<Root><entry><key>a</key><value>{entry}</value></entry></Root>"));
}

#[test]
fn values_that_do_not_fit_say_where() {
    let cases = [
        ("<S><Flat>1</Flat><Flat>x</Flat></S>", "Flat: expected a whole number, found x"),
        ("<S><Inner><Ready>yes</Ready></Inner></S>", "Inner.Ready: expected true or false"),
        ("<S><Label>a<b/></Label></S>", "Label: expected a text, found elements"),
        ("<S><Blob>?</Blob></S>", "Blob: not base64"),
        ("<S><Ratio>1e999</Ratio></S>", "Ratio: a number too large for its type"),
        ("<S><Ratio>inf</Ratio></S>", "Ratio: expected a number"),
        ("<S><Moment>soon</Moment></S>", "Moment: not a timestamp of any format"),
    ];
    for (text, message) in cases {
        assert_eq!(read(text).expect_err(text).to_string(), message, "{text}");
    }
}

#[test]
fn what_is_no_xml_says_why() {
    let cases = [
        ("", "no element"),
        ("hello", "outside of the root"),
        ("<S>", "ends too early"),
        ("<S><Label>a</S>", "not XML"),
        ("<S></S><S/>", "outside of the root"),
        ("<S/>more", "outside of the root"),
        ("<S a='1' a='2'/>", "not XML"),
        ("<S><Label>&nbsp;</Label></S>", "the unknown entity nbsp"),
        ("<S><Label>&#0;</Label></S>", "not XML"),
        ("<!DOCTYPE S [<!ENTITY a 'aaaa'>]><S><Label>&a;</Label></S>", "a document type"),
        ("<?xml version='1.0' encoding='UTF-16'?><S/>", "not UTF-8, but UTF-16"),
        ("<S><Label>a &lt b</Label></S>", "not XML"),
    ];
    for (text, message) in cases {
        let error = read(text).expect_err(text).to_string();
        assert!(error.contains(message), "{text}: {error}");
    }
    let error = read_as::<Shelf>(&Xml::ROOT, b"<S>\xff</S>", u64::MAX).expect_err("not UTF-8");
    assert_eq!(error.to_string(), "not UTF-8 (byte 3)");
    read_as::<Shelf>(&Xml::ROOT, b"\xff\xfe<\0S\0/\0>\0", u64::MAX).expect_err("UTF-16");
}

#[test]
fn hostile_documents_are_bounded() {
    let deep = "<Inner>".repeat(200) + &"</Inner>".repeat(200);
    assert!(read(&deep).expect_err("too deep").to_string().contains("nested deeper than 128 levels"));
    // What is passed over may be as deep as it likes.
    let unknown = format!("<S>{}{}<Label>a</Label></S>", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(read(&unknown), labelled("a"));
    let attributes: String = (0..10_000).map(|number| format!(" a{number}=''")).collect();
    assert!(read(&format!("<S{attributes}/>")).expect_err("too many").to_string().contains("more than 64 attributes"));
    let white = " ".repeat(4 << 20);
    assert_eq!(read(&format!("<S>{white}<Label>a</Label>{white}</S>")), labelled("a"));
    let many = format!("<S>{}</S>", "<Flat>1</Flat>".repeat(1000));
    let error = read_as::<Shelf>(&Xml::ROOT, many.as_bytes(), 10_000).expect_err("too much");
    assert!(error.to_string().contains("takes more memory than an answer may"), "{error}");
    let unknown = format!("<S>{}</S>", "<New/>".repeat(1000));
    let document: Document = read_as(&Xml::ROOT, unknown.as_bytes(), u64::MAX).expect("a document");
    assert_eq!(document, Document::Object(vec![("New".to_owned(), Document::String(String::new()))].into()));
}

#[test]
fn values_without_a_form_are_errors() {
    for text in ["\0", "\u{1f}", "\u{ffff}"] {
        let shelf = Shelf { inner: Some(Box::new(labelled(text).expect("a shelf"))), ..Shelf::default() };
        let error = Xml::ROOT.write(&shelf).expect_err("no character of XML");
        assert_eq!(error.to_string(), "Label: has a character that XML has no form for");
    }
    Xml::ROOT.write(&Document::Null).expect_err("a document");
    let mut deep = Shelf::default();
    for _ in 0..200 {
        deep = Shelf { inner: Some(Box::new(deep)), ..Shelf::default() };
    }
    Xml::ROOT.write(&deep).expect_err("too deep");
}

#[test]
fn errors_stand_at_several_places() {
    for text in [
        "<Error><Label>a</Label></Error>",
        "<ErrorResponse><RequestId>1</RequestId><Error><Label>a</Label></Error></ErrorResponse>",
        "<Response><Errors><Error><Label>a</Label></Error><Error><Label>b</Label></Error></Errors></Response>",
    ] {
        assert_eq!(read_as(&Xml::ERROR, text.as_bytes(), u64::MAX), labelled("a"), "{text}");
    }
    assert_eq!(read_as(&Xml::ERROR, b"<html/>", u64::MAX), Ok(Shelf::default()));
}

#[test]
fn answers_are_read_as_they_are_written() {
    let shelf = labelled("a").expect("a shelf");
    let formats = [
        &Xml::ROOT,
        &Xml::ERROR,
        #[cfg(feature = "query")]
        &Xml::RESULT,
    ];
    for format in formats {
        let bytes = format.write(&shelf).expect("XML");
        assert_eq!(read_as(format, &bytes, u64::MAX).as_ref(), Ok(&shelf), "{format:?}");
    }
}

#[cfg(feature = "query")]
#[test]
fn results_may_be_missing() {
    let text = "<R><ResponseMetadata/><ListResult><Label>a</Label></ListResult></R>";
    assert_eq!(read_as(&Xml::RESULT, text.as_bytes(), u64::MAX), labelled("a"));
    let text = "<R><ResponseMetadata><Label>no</Label></ResponseMetadata></R>";
    assert_eq!(read_as(&Xml::RESULT, text.as_bytes(), u64::MAX), Ok(Shelf::default()));
}

#[test]
fn a_reader_is_at_the_root_first() {
    let (_, name) = Reader::begin(b"<x:Root/>", 0).expect("XML");
    assert_eq!(name, "Root");
}

#[test]
fn booleans_may_have_capitals() {
    for (text, ready) in
        [("true", true), ("false", false), ("True", true), ("TRUE", true), ("False", false), (" true ", true)]
    {
        assert_eq!(read(&format!("<S><Ready>{text}</Ready></S>")).map(|shelf| shelf.ready), Ok(Some(ready)), "{text}");
    }
    for text in ["1", "0", "", "yes", "truefalse"] {
        read(&format!("<S><Ready>{text}</Ready></S>")).expect_err(text);
    }
}

#[test]
fn numbers_of_any_size_are_texts() {
    let (whole, decimal): (crate::BigInteger, crate::BigDecimal) =
        ("-18446744073709551616".parse().expect("a number"), "0.10".parse().expect("a number"));
    let written = |value: &dyn Field| {
        let mut out = super::Writer::default();
        out.write_within(&["Root"], value, &Member::PLAIN);
        String::from_utf8(out.finish().expect("XML")).expect("UTF-8")
    };
    let texts = [written(&vec![whole.clone()]), written(&vec![decimal.clone()])];
    assert_eq!(texts[0], "<Root><member>-18446744073709551616</member></Root>");
    assert_eq!(texts[1], "<Root><member>0.10</member></Root>");
    assert_eq!(read_as(&Xml::ROOT, texts[0].as_bytes(), u64::MAX), Ok(vec![whole]));
    assert_eq!(read_as(&Xml::ROOT, texts[1].as_bytes(), u64::MAX), Ok(vec![decimal]));
    for text in ["<R><member>x</member></R>", "<R><member>1.5</member></R>", "<R><member/></R>"] {
        read_as::<Vec<crate::BigInteger>>(&Xml::ROOT, text.as_bytes(), u64::MAX).expect_err(text);
    }
}

/// A line end of Unicode is one that a parser of XML 1.1 would normalise; a tab is normalised in attributes alone.
#[test]
fn line_ends_are_references() {
    let shelf = Shelf { kind: Some("\t\n".into()), label: Some("\t\u{2028}".into()), ..Shelf::default() };
    let text = written(&shelf);
    assert!(text.contains("xsi:kind=\"&#x9;&#xA;\"><Label>\t&#x2028;</Label>"), "{text}");
    assert_eq!(read(&text), Ok(shelf));
}

#[test]
fn an_attribute_has_no_elements() {
    struct Inner(Shelf);
    impl Fields for Inner {
        fn initial() -> Self {
            Self(Shelf::default())
        }

        fn field(&mut self, name: &str, input: &mut dyn crate::wire::Reader) -> Result<()> {
            match name {
                "@of-structure" => self.0.inner.decode(input),
                "@of-list" => self.0.flat.decode(input),
                "@of-map" => self.0.tags.decode(input),
                _ => input.skip(),
            }
        }
    }
    for name in ["of-structure", "of-list", "of-map"] {
        let error = read_as::<Inner>(&Xml::ROOT, format!("<S {name}='1'/>").as_bytes(), u64::MAX).map(|_| ());
        let error = error.expect_err(name).to_string();
        assert!(error.ends_with("expected elements, found an attribute"), "{error}");
    }
    assert_eq!(read_as::<Inner>(&Xml::ROOT, b"<S other='1'/>", u64::MAX).map(|inner| inner.0), Ok(Shelf::default()));
}

#[test]
fn documents_take_memory_for_each_element() {
    let text = format!("<S>{}</S>", (0..1000).map(|index| format!("<N{index}/>")).collect::<String>());
    read_as::<Document>(&Xml::ROOT, text.as_bytes(), 1 << 20).expect("enough memory");
    let error = read_as::<Document>(&Xml::ROOT, text.as_bytes(), 10_000).expect_err("too little memory");
    assert!(error.to_string().contains("takes more memory than an answer may"), "{error}");
}

#[test]
fn what_ends_early_says_so_where_it_is_passed_over() {
    let error = read("<S><New><a>").expect_err("no end").to_string();
    assert!(error.contains("ends too early"), "{error}");
}
