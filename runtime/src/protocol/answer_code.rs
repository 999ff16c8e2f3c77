//! The code of an exception in the body of an answer, where services have it: for servers of tests.

use crate::body::Body;

/// Where the code of an exception stands until it is moved, and in restJson1 for good.
const HEADER: &str = "x-amzn-errortype";

/// Leaves the code in the header, and gives an exception without members an empty object, so that it is one of the service.
pub(super) fn keep_with_json(answer: &mut http::Response<Body>) {
    if answer.headers().contains_key(HEADER) && answer.body().bytes().is_some_and(|bytes| bytes.is_empty()) {
        *answer.body_mut() = Body::from("{}");
        let json = http::HeaderValue::from_static("application/json");
        answer.headers_mut().insert(http::header::CONTENT_TYPE, json);
    }
}

/// Moves the code into the member `__type` of a body in JSON.
pub(super) fn move_into_json(answer: &mut http::Response<Body>) {
    let begin = |code: &str| format!("{{\"__type\":\"{code}\",").into_bytes();
    move_into_members(answer, begin, b"{", b"}");
}

/// Moves the code into the member `__type` of a body in CBOR.
#[cfg(feature = "cbor")]
pub(super) fn move_into_cbor(answer: &mut http::Response<Body>) {
    let begin = |code: &str| {
        let length = u8::try_from(code.len()).unwrap_or(u8::MAX);
        // A map without a length begins, with the member `__type`: a text of up to 255 bytes.
        [b"\xbf\x66__type\x78".as_slice(), &[length], &code.as_bytes()[..length.into()]].concat()
    };
    move_into_members(answer, begin, b"\xbf", b"\xff");
}

/// Moves the code into the element `Code` of a body in XML.
#[cfg(feature = "xml")]
pub(super) fn move_into_xml(answer: &mut http::Response<Body>) {
    let Some(code) = taken(answer) else { return };
    let body = answer.body().bytes().map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let members = body.strip_prefix("<ErrorResponse><Error>").unwrap_or("</Error></ErrorResponse>");
    *answer.body_mut() = Body::from(format!("<ErrorResponse><Error><Code>{code}</Code>{members}"));
}

/// Takes the code, which is a name or several with dots between, out of the header. An exception that no model lists has none.
fn taken(answer: &mut http::Response<Body>) -> Option<String> {
    let code = answer.headers_mut().remove(HEADER)?;
    code.to_str().ok().filter(|code| !code.is_empty()).map(str::to_owned)
}

/// Moves the code to the members. `begin` gives for a code how a body begins that has it; `start` and `end` stand around the members
/// of one that does not.
fn move_into_members(answer: &mut http::Response<Body>, begin: impl FnOnce(&str) -> Vec<u8>, start: &[u8], end: &[u8]) {
    let Some(code) = taken(answer) else { return };
    let mut body = begin(&code);
    let bytes = answer.body().bytes().cloned().unwrap_or_default();
    match bytes.strip_prefix(start) {
        Some(members) if members != end => body.extend_from_slice(members),
        // A comma stands between members alone.
        _ => {
            if body.ends_with(b",") {
                body.pop();
            }
            body.extend_from_slice(end);
        }
    }
    *answer.body_mut() = Body::from(body);
}
