//! A request while it is being made.

use std::collections::BTreeMap;

use http::{HeaderName, HeaderValue};
use percent_encoding::utf8_percent_encode;

use super::Text;
use super::build_error::BuildError;
use super::values::{MaybeText, QueryValue};
use crate::body::Body;
use crate::escape::{RESERVED, RESERVED_BUT_SLASH, escaped};
use crate::timestamp::TimestampFormat;
use crate::wire::{Encode, Field, Format, Member, Unit, Written};

/// Headers that say how a request itself is sent, to whom and by whom: no entry of a map may set them.
const FRAMING: [&str; 14] = [
    "authorization",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-amz-content-sha256",
    "x-amz-date",
];

/// So many headers have most requests at the most, signature and all.
const HEADERS: usize = 12;

/// A request while it is being made: generated code puts each member of the input where it belongs.
///
/// A member that has no form on the wire, like an empty label, is noted: the first of them is the error of the call, and
/// nothing is sent.
#[derive(Debug)]
pub struct Request {
    path: String,
    query: Vec<(String, Option<String>)>,
    host_prefix: String,
    headers: http::HeaderMap,
    body: Body,
    format: &'static dyn Format,
    /// What stands in the body before the members.
    start: Vec<u8>,
    algorithm: Option<String>,
    invalid: Option<BuildError>,
}

/// What a request is made of, once it is complete.
pub(crate) struct Parts {
    pub(crate) path_and_query: String,
    pub(crate) host_prefix: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Body,
    /// The checksum algorithm that the caller chose.
    pub(crate) algorithm: Option<String>,
}

impl Request {
    /// A request with a literal path and query and a prefix of the host, whose body is in a format.
    pub(crate) fn new(uri: &str, host_prefix: &str, format: &'static dyn Format) -> Self {
        let (path, literal) = uri.split_once('?').unwrap_or((uri, ""));
        let query = literal.split('&').filter(|pair| !pair.is_empty()).map(|pair| match pair.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (pair.to_owned(), None),
        });
        Self {
            path: path.to_owned(),
            query: query.collect(),
            host_prefix: host_prefix.to_owned(),
            headers: http::HeaderMap::with_capacity(HEADERS),
            body: Body::empty(),
            format,
            start: Vec::new(),
            algorithm: None,
            invalid: None,
        }
    }

    /// `httpLabel`: puts a value into its place in the path, escaped. It must not be absent or empty, nor have a segment
    /// `.` or `..`.
    pub fn label(&mut self, name: &'static str, value: &dyn MaybeText, member: &Member) {
        let text = value.maybe_text(member, TimestampFormat::DateTime).unwrap_or_default();
        if text.split('/').any(|segment| matches!(segment, "." | "..")) {
            return self.fail(name, "a dot segment, which would lead to another path");
        }
        self.put_label(name, &text);
    }

    /// As [`Request::label`], of a service whose names may hold the segments `.` and `..`: keys of S3.
    pub fn label_as_is(&mut self, name: &'static str, value: &dyn MaybeText, member: &Member) {
        self.put_label(name, &value.maybe_text(member, TimestampFormat::DateTime).unwrap_or_default());
    }

    fn put_label(&mut self, name: &'static str, text: &str) {
        if text.is_empty() {
            return self.fail(name, "empty, but it is part of the path");
        }
        let greedy = format!("{{{name}+}}");
        if self.path.contains(&greedy) {
            self.path = self.path.replace(&greedy, &utf8_percent_encode(text, RESERVED_BUT_SLASH).to_string());
        } else {
            self.path = self.path.replace(&format!("{{{name}}}"), &utf8_percent_encode(text, RESERVED).to_string());
        }
    }

    /// As [`Request::label`], with a value that stands for an absent or an empty one.
    pub fn label_or(&mut self, name: &'static str, value: &dyn MaybeText, member: &Member, default: &str) {
        let text = value.maybe_text(member, TimestampFormat::DateTime).filter(|text| !text.is_empty());
        self.label(name, &text.unwrap_or_else(|| default.to_owned()), &Member::PLAIN);
    }

    /// The checksum algorithm that the caller chooses, if any.
    pub fn checksum_algorithm(&mut self, algorithm: &dyn MaybeText) {
        self.algorithm = algorithm.maybe_text(&Member::PLAIN, TimestampFormat::DateTime);
    }

    /// `hostLabel`: puts a value into its place before the host. It must be a label of RFC 1123.
    pub fn host_label(&mut self, name: &'static str, value: &dyn MaybeText) {
        let text = value.maybe_text(&Member::PLAIN, TimestampFormat::DateTime).unwrap_or_default();
        if !crate::endpoint::rules::is_valid_host_label(&text, false) {
            return self.fail(name, "not a label of a host name, as it must be");
        }
        self.host_prefix = self.host_prefix.replace(&format!("{{{name}}}"), &text);
    }

    /// `httpQuery`: one parameter, or nothing if the value is absent.
    pub fn query(&mut self, name: &str, value: &dyn MaybeText, member: &Member) {
        if let Some(text) = value.maybe_text(member, TimestampFormat::DateTime) {
            self.push_query(name, &text);
        }
    }

    /// `httpQuery` of a list: one parameter for each item.
    pub fn query_list<'a, T: Text + 'a>(&mut self, name: &str, items: impl Into<Option<&'a Vec<T>>>, member: &Member) {
        for item in items.into().into_iter().flatten() {
            self.push_query(name, &item.to_text(member.item(), TimestampFormat::DateTime));
        }
    }

    /// `httpQueryParams`: a map of parameters. Those that `httpQuery` set already are passed over.
    pub fn query_params<'a, T: QueryValue + 'a>(&mut self, params: impl Into<Option<&'a BTreeMap<String, T>>>) {
        let set: Vec<String> = self.query.iter().map(|(name, _)| name.clone()).collect();
        for (name, value) in params.into().into_iter().flatten() {
            if !set.contains(&escaped(name)) {
                value.each(&mut |text| self.push_query(name, text));
            }
        }
    }

    fn push_query(&mut self, name: &str, value: &str) {
        self.query.push((escaped(name), Some(escaped(value))));
    }

    /// `httpHeader`: one header, or nothing if the value is absent. It must have no characters that a header can't hold,
    /// like a line break.
    pub fn header(&mut self, name: &'static str, value: &dyn MaybeText, member: &Member) {
        if let Some(text) = value.maybe_text(member, TimestampFormat::HttpDate).filter(|text| !text.is_empty()) {
            self.set_header(name, &text);
        }
    }

    /// `httpHeader` of a list: one header with all items. They are limited as in [`Request::header`].
    pub fn header_list<'a, T: Text + 'a>(
        &mut self,
        name: &'static str,
        items: impl Into<Option<&'a Vec<T>>>,
        member: &Member,
    ) {
        let items: Vec<String> = items.into().into_iter().flatten().map(|item| item.to_item(member.item())).collect();
        if !items.is_empty() {
            self.set_header(name, &items.join(", "));
        }
    }

    /// `httpPrefixHeaders`: a map of headers. Those that `httpHeader` set already are passed over. None may be one that
    /// says how the request is sent.
    pub fn prefix_headers<'a>(&mut self, prefix: &str, headers: impl Into<Option<&'a BTreeMap<String, String>>>) {
        for (name, value) in headers.into().into_iter().flatten() {
            let name = format!("{prefix}{name}");
            if FRAMING.iter().any(|framing| name.eq_ignore_ascii_case(framing)) {
                self.fail(&name, "a header that says how the request itself is sent");
            } else if !self.headers.contains_key(&name) {
                self.set_header(&name, value);
            }
        }
    }

    /// A header, whose name and value are checked here.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            (Err(_), _) => self.fail(name, "not the name of a header"),
            (_, Err(_)) => self.fail(name, "has characters that a header can't hold"),
        }
    }

    /// The members that are bound to nothing else, as the body.
    pub fn body(&mut self, members: &dyn Encode) {
        self.written(self.format.write_structure(members));
    }

    /// `httpPayload` of a blob or a text: the body as it is. Nothing if it is absent.
    pub fn payload(&mut self, body: Option<impl Into<Body>>, content_type: &'static str) {
        if let Some(body) = body {
            self.body = body.into();
            self.content_type(content_type);
        }
    }

    /// `httpPayload` of a stream whose length the service has to know before it comes: `requiresLength`.
    pub fn sized_payload(&mut self, member: &str, body: Option<impl Into<Body>>, content_type: &'static str) {
        self.payload(body, content_type);
        if self.body.size().is_none() {
            let message = "a stream of unknown length, but the service needs to know it: give bytes, a file or a body \
                           with an exact size hint";
            self.fail(member, message);
        }
    }

    /// Replaces the body by one that is made of its bytes, if it had any, in the format.
    #[cfg(feature = "event-stream")]
    pub(crate) fn replace_body(
        &mut self,
        content_type: &'static str,
        replace: impl FnOnce(&'static dyn Format, Option<bytes::Bytes>) -> Body,
    ) {
        let before = self.body.bytes().filter(|bytes| !bytes.is_empty()).cloned();
        self.body = replace(self.format, before);
        self.headers.remove(http::header::CONTENT_TYPE);
        self.content_type(content_type);
    }

    /// `httpPayload` of an enum.
    pub fn payload_text(&mut self, body: Option<impl AsRef<str>>, content_type: &'static str) {
        self.payload(body.map(|text| text.as_ref().to_owned()), content_type);
    }

    /// `httpPayload` of a union, document, list or map: the body is this one value. Nothing if it is absent.
    pub fn payload_value(&mut self, body: Option<impl Field>) {
        if let Some(value) = body {
            self.written(self.format.write(&value));
        }
    }

    /// `httpPayload` of a structure: one without members if it is absent.
    pub fn payload_structure(&mut self, body: Option<impl Field>) {
        match body {
            Some(value) => self.payload_value(Some(value)),
            None => self.empty_body(),
        }
    }

    /// What a body begins with, before the members, and all of it if there are none.
    #[cfg(feature = "query")]
    pub(crate) fn begin_body(&mut self, start: Vec<u8>) {
        self.written(Ok(start.clone()));
        self.start = start;
    }

    /// A body that is a structure without members.
    pub(crate) fn empty_body(&mut self) {
        self.body(&Unit);
    }

    /// The type of the body, unless a member has set it.
    fn content_type(&mut self, content_type: &'static str) {
        match HeaderValue::from_str(content_type) {
            Ok(value) => {
                self.headers.entry(http::header::CONTENT_TYPE).or_insert(value);
            }
            Err(_) => self.fail("content-type", "has characters that a header can't hold"),
        }
    }

    /// Notes that the input has no form on the wire. The first such note is what the caller is told.
    fn fail(&mut self, member: &str, message: &'static str) {
        self.invalid.get_or_insert_with(|| BuildError { member: member.to_owned(), message });
    }

    /// A body in the format, unless something in it has no form there.
    fn written(&mut self, written: Written) {
        match written {
            Ok(bytes) if self.start.is_empty() => self.body = bytes.into(),
            Ok(bytes) => self.body = [&self.start[..], &bytes].concat().into(),
            Err(invalid) => self.fail(&invalid.member, invalid.message),
        }
        self.content_type(self.format.media_type());
    }

    /// What was made.
    ///
    /// # Errors
    /// The input has no form on the wire.
    pub(crate) fn into_parts(self) -> Result<Parts, BuildError> {
        if let Some(invalid) = self.invalid {
            return Err(invalid);
        }
        let mut path_and_query = self.path;
        for (index, (name, value)) in self.query.iter().enumerate() {
            path_and_query.push(if index == 0 { '?' } else { '&' });
            path_and_query.push_str(name);
            if let Some(value) = value {
                path_and_query.extend(["=", value]);
            }
        }
        Ok(Parts {
            path_and_query,
            host_prefix: self.host_prefix,
            headers: self.headers,
            body: self.body,
            algorithm: self.algorithm,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::json::Json;

    #[test]
    fn a_map_of_headers_does_not_say_how_the_request_is_sent() {
        let mut request = Request::new("/", "", &Json::REST);
        request.prefix_headers("x-", &BTreeMap::from([("host".to_owned(), "1".to_owned())]));
        request.into_parts().map(drop).expect("a header");
        for name in ["Content-Length", "connection", "EXPECT", "transfer-encoding", "Host", "authorization"] {
            let mut request = Request::new("/", "", &Json::REST);
            request.prefix_headers("", &BTreeMap::from([(name.to_owned(), "1".to_owned())]));
            request.into_parts().map(drop).expect_err(name);
        }
    }

    #[test]
    fn a_content_type_that_cannot_be_sent_is_an_error() {
        let mut request = Request::new("/", "", &Json::REST);
        request.payload(Some("x"), "text/plain\r\nx: y");
        assert!(request.into_parts().is_err());
    }
}
