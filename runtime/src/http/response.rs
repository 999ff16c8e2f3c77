//! A response that has arrived.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;

use super::Text;
use crate::body::Body;
#[cfg(feature = "event-stream")]
use crate::format::event_stream::{MessageError, Messages};
use crate::timestamp::TimestampFormat;
use crate::wire::{self, Decode, DecodeError, Fields, Format, Member};

/// Whether the body of a successful answer is handed on while it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Streams {
    /// It is read as a whole.
    #[default]
    No,
    /// It is handed on.
    Yes,
    /// It is handed on, behind a message that holds the output's other members.
    WithInitialMessage,
}

/// A response that has arrived, whole or but for a body that is handed on as a stream: generated code takes each member
/// of the output from where it belongs.
pub struct Response {
    inner: http::Response<Bytes>,
    stream: Option<Body>,
    /// The format of the body.
    format: &'static dyn Format,
    /// How many bytes may be taken for what is made of the body.
    limit: u64,
    /// How long a stream of bytes may stand still.
    read_timeout: Duration,
    /// Whether the service answers with an error.
    is_error: bool,
    /// The operation that it answers.
    operation: &'static str,
    /// The stream, if its first message was read already.
    #[cfg(feature = "event-stream")]
    messages: Option<Messages>,
}

impl Response {
    /// A response with its body in memory.
    pub(crate) fn new(inner: http::Response<Bytes>, format: &'static dyn Format) -> Self {
        Self {
            inner,
            stream: None,
            format,
            limit: u64::MAX,
            read_timeout: Duration::MAX,
            is_error: false,
            operation: "",
            #[cfg(feature = "event-stream")]
            messages: None,
        }
    }

    /// A response whose body is handed on while it comes. It may stand still for `read_timeout`.
    pub(crate) fn streaming(inner: http::Response<Body>, format: &'static dyn Format, read_timeout: Duration) -> Self {
        let (parts, body) = inner.into_parts();
        let head = http::Response::from_parts(parts, Bytes::new());
        Self { stream: Some(body), read_timeout, ..Self::new(head, format) }
    }

    /// The same response, of which so many bytes may be taken for what is made of the body.
    pub(crate) fn with_limit(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// The same response as an error, whose body is in this format.
    pub(crate) fn into_error(mut self, format: &'static dyn Format) -> Self {
        (self.is_error, self.format) = (true, format);
        self
    }

    /// Whether the service answers with an error.
    pub(crate) fn is_error(&self) -> bool {
        self.is_error
    }

    /// The format of the body.
    #[cfg(feature = "event-stream")]
    pub(crate) fn format(&self) -> &'static dyn Format {
        self.format
    }

    /// Whether the status is one of success.
    pub fn has_success_status(&self) -> bool {
        self.inner.status().is_success()
    }

    /// Reads the `initial-response` message, whose payload is then the body: the output's other members.
    ///
    /// # Errors
    /// The stream breaks, or does not begin with a message.
    #[cfg(feature = "event-stream")]
    pub(crate) async fn read_initial(&mut self) -> Result<(), MessageError> {
        let mut messages = self.take_messages();
        *self.inner.body_mut() = messages.initial_response().await?;
        self.messages = Some(messages);
        Ok(())
    }

    /// The messages of the body that nobody has read yet.
    #[cfg(feature = "event-stream")]
    pub(crate) fn take_messages(&mut self) -> Messages {
        self.messages.take().unwrap_or_else(|| Messages::new(self.take_body()))
    }

    /// Says which operation it answers.
    pub(crate) fn set_operation(&mut self, operation: &'static str) {
        self.operation = operation;
    }

    /// The operation that it answers.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// `httpHeader` of a member that has to be there, since nothing else tells it.
    ///
    /// # Errors
    /// The header is missing, or does not fit the member.
    pub fn required_header(&self, name: &str, member: &Member, into: &mut dyn FromText) -> Result<(), DecodeError> {
        if self.header_text(name).is_none() {
            return Err(DecodeError::new("missing").within(name));
        }
        self.header(name, member, into)
    }

    /// `httpResponseCode`: the status.
    pub fn status(&self) -> u16 {
        self.inner.status().as_u16()
    }

    /// The id that the service gave to the request, if a header says it.
    pub(crate) fn header_request_id(&self) -> Option<String> {
        request_id(self.inner.headers()).map(str::to_owned)
    }

    /// The second id of the request, which S3 and CloudFront send.
    pub(crate) fn extended_request_id(&self) -> Option<String> {
        ["x-amz-id-2", "x-amz-cf-id"].into_iter().find_map(|name| self.header_text(name)).map(str::to_owned)
    }

    /// The headers.
    #[cfg(feature = "calls")]
    pub(crate) fn headers(&self) -> &http::HeaderMap {
        self.inner.headers()
    }

    /// The bytes of the body: `httpPayload` of a blob.
    pub fn bytes(&self) -> &Bytes {
        self.inner.body()
    }

    /// `httpPayload` of a stream: the body as it comes. A body that has arrived already is a stream as well.
    pub fn stream(&mut self, into: &mut impl From<Body>) {
        *into = self.take_body().stalling_after(self.read_timeout).into();
    }

    pub(crate) fn take_body(&mut self) -> Body {
        self.stream.take().unwrap_or_else(|| self.bytes().clone().into())
    }

    /// The text of a header, if it is there and is text.
    pub fn header_text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.inner.headers().get(name)?.as_bytes()).ok()
    }

    /// `httpHeader`: reads one header, if it is there.
    ///
    /// # Errors
    /// The header does not fit the member.
    pub fn header(&self, name: &str, member: &Member, into: &mut dyn FromText) -> Result<(), DecodeError> {
        match self.header_text(name).map(|text| into.read(text.trim(), member)) {
            Some(Err(error)) if !member.lenient => Err(error.within(name)),
            _ => Ok(()),
        }
    }

    /// Tells whoever traces if the header of a required member is missing: the member is zero or empty then.
    pub fn expected(&self, name: &str) {
        if self.header_text(name).is_none() {
            wire::corrected(name);
        }
    }

    /// `httpHeader` of a list: reads every header of this name.
    ///
    /// # Errors
    /// An item does not fit.
    pub fn header_list<T: Text>(
        &self,
        name: &str,
        member: &Member,
        into: &mut impl From<Vec<T>>,
    ) -> Result<(), DecodeError> {
        let values = self.inner.headers().get_all(name);
        let texts = values.iter().filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
        let mut items = Vec::new();
        for item in texts.flat_map(|text| T::split_items(text, member.item())) {
            items.push(T::from_text(&item, member.item(), TimestampFormat::HttpDate).map_err(|e| e.within(name))?);
        }
        if !items.is_empty() {
            *into = items.into();
        }
        Ok(())
    }

    /// `httpPrefixHeaders`: every header whose name begins so, in a map that may be empty.
    pub fn prefix_headers(&self, prefix: &str, into: &mut impl From<BTreeMap<String, String>>) {
        let headers = self.inner.headers().iter().filter_map(|(name, value)| {
            let name = name.as_str();
            let start = name.get(..prefix.len())?;
            let matches = start.eq_ignore_ascii_case(prefix);
            let text = std::str::from_utf8(value.as_bytes()).ok()?;
            matches.then(|| (name[prefix.len()..].to_owned(), text.to_owned()))
        });
        *into = headers.collect::<BTreeMap<_, _>>().into();
    }

    /// The members that are bound to nothing else, from the body. An empty body has none.
    ///
    /// # Errors
    /// The body is not of the protocol's format, or does not fit.
    pub fn read(&self, into: &mut dyn Fields) -> Result<(), DecodeError> {
        if self.bytes().is_empty() { Ok(()) } else { self.format.read_structure(self.bytes(), self.limit, into) }
    }

    /// As [`Response::read`], into a new value.
    ///
    /// # Errors
    /// As [`Response::read`].
    pub fn structure<T: Fields>(&self) -> Result<T, DecodeError> {
        let mut body = self.body();
        let value = body.structure();
        body.finish(value)
    }

    /// For the one structure that the body is read as.
    pub fn body(&self) -> ResponseBody<'_> {
        ResponseBody { response: self, read: Ok(()) }
    }

    /// `httpPayload` of a blob: the body as it is. An empty body is none.
    pub fn payload(&self, into: &mut impl From<Bytes>) {
        if !self.bytes().is_empty() {
            *into = self.bytes().clone().into();
        }
    }

    /// `httpPayload` of a text. An empty body is none.
    ///
    /// # Errors
    /// The body is not UTF-8.
    pub fn payload_text(&self, into: &mut impl FromText) -> Result<(), DecodeError> {
        let text = std::str::from_utf8(self.bytes()).map_err(|_| DecodeError::new("not UTF-8"))?;
        if text.is_empty() { Ok(()) } else { into.read(text, &Member::PLAIN) }
    }

    /// `s3UnwrappedXmlOutput` of a text: the whole body is its element. An empty element is none, by which S3 says that a
    /// bucket is in `us-east-1`.
    ///
    /// # Errors
    /// As [`Response::payload_value`].
    pub fn unwrapped_text(&self, into: &mut Option<impl for<'a> From<&'a str>>) -> Result<(), DecodeError> {
        let mut text = String::new();
        self.payload_value(&mut text)?;
        if !text.is_empty() {
            *into = Some(text.as_str().into());
        }
        Ok(())
    }

    /// `httpPayload` of a structure, union or document: the whole body is one value. An empty body is none.
    ///
    /// # Errors
    /// The body is not of the protocol's format, or does not fit.
    pub fn payload_value(&self, into: &mut impl Decode) -> Result<(), DecodeError> {
        if self.bytes().is_empty() {
            return Ok(());
        }
        self.format.read(self.bytes(), self.limit, &mut |input| into.decode(input))
    }
}

/// The id that the service gave to a request.
pub(crate) fn request_id(headers: &http::HeaderMap) -> Option<&str> {
    ["x-amzn-requestid", "x-amz-request-id"].into_iter().find_map(|name| headers.get(name)?.to_str().ok())
}

/// Shows the status and how long the body is, never what it holds.
impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Response({}, {} bytes)", self.status(), self.bytes().len())
    }
}

/// The body of a response, which turns out to be one of several structures.
#[derive(Debug)]
pub struct ResponseBody<'a> {
    response: &'a Response,
    read: Result<(), DecodeError>,
}

impl ResponseBody<'_> {
    /// The body as this structure. What is wrong with it is kept for [`ResponseBody::finish`].
    pub fn structure<T: Fields>(&mut self) -> T {
        let mut value = T::initial();
        self.read_into(&mut value);
        value
    }

    fn read_into(&mut self, value: &mut dyn Fields) {
        self.read = self.response.read(value);
    }

    /// What was made of the body.
    ///
    /// # Errors
    /// The body is not of the protocol's format, or does not fit.
    pub fn finish<T>(self, value: T) -> Result<T, DecodeError> {
        match self.read {
            Ok(()) => Ok(value),
            Err(error) => Err(error),
        }
    }
}

/// A member that a text can be put into.
pub trait FromText {
    /// Reads the text.
    ///
    /// # Errors
    /// The text is not a value of the member's type.
    fn read(&mut self, text: &str, member: &Member) -> Result<(), DecodeError>;
}

impl<T: Text> FromText for T {
    fn read(&mut self, text: &str, member: &Member) -> Result<(), DecodeError> {
        *self = T::from_text(text, member, TimestampFormat::HttpDate)?;
        Ok(())
    }
}

impl<T: Text> FromText for Option<T> {
    fn read(&mut self, text: &str, member: &Member) -> Result<(), DecodeError> {
        *self = Some(T::from_text(text, member, TimestampFormat::HttpDate)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::json::Json;
    use crate::timestamp::DateTime;

    #[test]
    fn a_header_that_is_no_date_is_passed_over_where_that_is_wanted() {
        let response = |expires: &str| {
            let answer = http::Response::builder().header("expires", expires).body(Bytes::new()).expect("an answer");
            Response::new(answer, &Json::REST)
        };
        let lenient = Member { lenient: true, ..Member::PLAIN };
        let mut time: Option<DateTime> = None;
        response("soon").header("expires", &lenient, &mut time).expect("passed over");
        assert_eq!(time, None);
        response("soon").header("expires", &Member::PLAIN, &mut time).expect_err("no date");
        response("Thu, 01 Jan 1970 00:00:07 GMT").header("expires", &lenient, &mut time).expect("a date");
        assert_eq!(time.map(|time| time.secs()), Some(7));
    }
}
