//! An assertion that can't fail proves nothing: each of those that generated tests consist of fails here.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;

use super::json::json;
use super::{Request, same_bytes, same_nans};
use crate::Body;

/// Whether an assertion fails.
fn fails<T>(assertion: impl FnOnce() -> T) -> bool {
    catch_unwind(AssertUnwindSafe(assertion)).is_err()
}

fn request(body: impl Into<Bytes>) -> Request {
    let inner = http::Request::post("https://example.com/a%20b?x=1&y&z=%20")
        .header("a", "1")
        .header("a", "2")
        .body(Body::from(body.into()));
    Request { inner: inner.expect("a request") }
}

#[test]
fn heads_of_requests_are_compared() {
    let all = request("")
        .method("POST")
        .uri("/a%20b")
        .host("example.com/a")
        .query("x=1")
        .query("y")
        .query("y=")
        .query("z=%20")
        .some_query("z")
        .no_query("a")
        .header("a", "1, 2")
        .some_header("A")
        .no_header("b");
    assert!(fails(|| request("").some_header("content-length")));
    request("x").some_header("content-length");
    type Assertion = fn(Request) -> Request;
    let wrong: [(&str, Assertion); 14] = [
        ("method", |request| request.method("GET")),
        ("path", |request| request.uri("/a b")),
        ("host", |request| request.host("example.org")),
        ("other value", |request| request.query("x=2")),
        ("no value", |request| request.query("x")),
        ("empty value", |request| request.query("x=")),
        ("other name", |request| request.query("w=1")),
        ("absent name", |request| request.some_query("1")),
        ("present name", |request| request.no_query("y")),
        ("part of a header", |request| request.header("a", "1")),
        ("absent header", |request| request.header("b", "1")),
        ("absent header", |request| request.some_header("b")),
        ("absent header", |request| request.some_header("content-type")),
        ("present header", |request| request.no_header("a")),
    ];
    for (what, assertion) in wrong {
        assert!(fails(|| assertion(request(""))), "{what}");
    }
    drop(all);
}

#[test]
fn bodies_are_compared_by_what_they_mean() {
    let same = [
        ("application/json", r#"{"a":[1,{"b":2.50,"c":1e3}],"d":"x"}"#, r#"{ "d":"x", "a":[1.0,{"c":1000,"b":2.5}] }"#),
        ("application/json", "{}", " { } "),
        ("application/x-www-form-urlencoded", "Action=A&Version=1", "Version=1&Action=A"),
        ("text/plain", "{}", "{}"),
        ("application/json", "", ""),
    ];
    for (media_type, found, expected) in same {
        request(found).body(media_type, expected);
    }
    let other = [
        ("application/json", "[1,2]", "[2,1]"),
        ("application/json", r#"{"a":1}"#, r#"{"a":2}"#),
        ("application/json", r#"{"a":1}"#, r#"{"a":"1"}"#),
        ("application/json", r#"{"a":1.5}"#, r#"{"a":1.25}"#),
        ("application/json", "{}", "{"),
        ("application/json", "{}", ""),
        ("application/x-www-form-urlencoded", "Action=A", "Action=B"),
        ("application/x-www-form-urlencoded", "Action=A&Version=1", "Action=A"),
        ("application/x-www-form-urlencoded", "", "Action=A"),
        ("text/plain", "{}", "{ }"),
    ];
    for (media_type, found, expected) in other {
        assert!(fails(|| request(found).body(media_type, expected)), "{found} {expected}");
    }
    assert!(fails(|| json(b"{")));
}

#[cfg(feature = "cbor")]
#[test]
fn cbor_is_compared_by_what_it_means() {
    let same = |found: &[u8], expected: &str| {
        request(found.to_vec()).body("application/cbor", expected);
    };
    // {"a": 1, "b": 2} in both orders, with an indefinite length, and with a float.
    let map = b"\xa2\x61a\x01\x61b\x02";
    for expected in ["omFiAmFhAQ==", "v2FhAWFiAv8=", "omFh+zwAYWIC"] {
        assert_eq!(fails(|| same(map, expected)), expected.contains('+'), "{expected}");
    }
    same(b"", "");
    for (found, expected) in
        [(&map[..], "omFhAmFiAQ=="), (map, ""), (b"", "oA=="), (b"\xff", "oA=="), (b"\xa0", "/w==")]
    {
        assert!(fails(|| same(found, expected)), "{expected}");
    }
}

#[cfg(feature = "xml")]
#[test]
fn xml_is_compared_by_what_it_means() {
    let same = |found: &str, expected: &str| {
        request(found.to_owned()).body("application/xml", expected);
    };
    let equal = [
        ("", ""),
        ("<a/>", "<a></a>"),
        ("<a x='1' y='2'/>", "<a y=\"2\" x=\"1\"/>"),
        ("<a><b>1</b><c/></a>", "<a> <c/>\n<b>1</b> </a>"),
        ("<a>&lt;&#65;</a>", "<a><![CDATA[<]]>A</a>"),
        (
            "<a><e><k>1</k><v>2</v></e><e><k>0</k><v>3</v></e></a>",
            "<a><e><k>0</k><v>3</v></e><e><k>1</k><v>2</v></e></a>",
        ),
    ];
    for (found, expected) in equal {
        same(found, expected);
    }
    let other = [
        ("<a/>", ""),
        ("", "<a/>"),
        ("<a/>", "<b/>"),
        ("<a x='1'/>", "<a x='2'/>"),
        ("<a x='1'/>", "<a/>"),
        ("<a>1</a>", "<a>2</a>"),
        ("<a>1</a>", "<a> 1</a>"),
        ("<a><![CDATA[1]]></a>", "<a/>"),
        ("<a>&lt;</a>", "<a>&gt;</a>"),
        ("<a>&#65;</a>", "<a/>"),
        ("<a><b>1</b></a>", "<a><b>1</b><b>1</b></a>"),
        // Items of a list have an order, whatever they consist of.
        ("<a><b>1</b><b>2</b></a>", "<a><b>2</b><b>1</b></a>"),
        ("<a><b><c>1</c></b><b><c>2</c></b></a>", "<a><b><c>2</c></b><b><c>1</c></b></a>"),
        (
            "<a><b><c>1</c><c>2</c></b><b><c>0</c><c>0</c></b></a>",
            "<a><b><c>0</c><c>0</c></b><b><c>1</c><c>2</c></b></a>",
        ),
        ("<a>", "<a>"),
    ];
    for (found, expected) in other {
        assert!(fails(|| same(found, expected)), "{found} {expected}");
    }
}

#[test]
fn streams_and_numbers_that_are_none_are_compared() {
    let body = |text: &'static str| Body::from(Bytes::from_static(text.as_bytes()));
    same_bytes(&mut body("a"), &mut body("a"));
    same_bytes(&mut Some(body("a")), &mut Some(body("a")));
    assert!(fails(|| same_bytes(&mut body("a"), &mut body("b"))));
    assert!(fails(|| same_bytes(&mut Some(body("a")), &mut None)));

    let nan = f64::NAN;
    let list = || vec![1.0, nan, 2.0, nan];
    same_nans(&mut list(), &mut list());
    assert!(fails(|| same_nans(&mut list(), &mut vec![nan, 1.0, nan])));
    assert!(fails(|| same_nans(&mut list(), &mut vec![1.0, nan, 2.0])));
    assert!(fails(|| same_nans(&mut vec![1.0], &mut vec![1.0])));
    let map = |value: f64| BTreeMap::from([("a", 1.0), ("b", value)]);
    let (mut found, mut wanted) = (map(nan), map(nan));
    same_nans(&mut found, &mut wanted);
    assert_eq!((&found, &wanted), (&map(0.0), &map(0.0)));
    assert!(fails(|| same_nans(&mut map(1.0), &mut map(nan))));
    same_nans(&mut Some(f32::NAN), &mut Some(f32::NAN));
    assert!(fails(|| same_nans(&mut None, &mut Some(f32::NAN))));
}

/// What fuzz targets call does something.
#[cfg(all(feature = "cbor", feature = "xml", feature = "event-stream"))]
#[test]
fn texts_from_elsewhere_are_read() {
    use super::untrusted;
    use crate::Document;

    assert_eq!(untrusted::read_cbor(b"\x81\x01"), Document::from_json(b"[1]").ok());
    assert_eq!(untrusted::read_cbor(b"\xff"), None);
    let message = b"\0\0\0\x10\0\0\0\0\x05\xc2\x48\xeb\x7d\x98\xc8\xff";
    assert_eq!(untrusted::read_event(message).as_deref(), Some(&message[..]));
    assert_eq!(untrusted::read_event(b"\0"), None);
    assert_eq!(untrusted::read_xml(b"<a><b>1</b></a>").ok(), Document::from_json(br#"{"b":"1"}"#).ok());
    untrusted::read_xml(b"<a>").expect_err("no XML");
    untrusted::read_header("Tue, 14 Nov 2023 22:13:20 GMT");
    untrusted::read_header("1700000000.5");
}
