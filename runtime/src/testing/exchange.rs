//! A request and its answer, as a line of JSON.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::auth::SecretParameter;
use crate::body::Body;
use crate::document::Document;
use crate::format::json::to_bytes;
use crate::transport_error::{TransportError, TransportErrorKind};

/// What is different each time, or nobody's business.
const LEFT_OUT: [&str; 10] = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "content-length",
    "host",
    "proxy-authorization",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
];

/// A request, and its answer once it has come.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    method: String,
    target: String,
    request: Message,
    status: i64,
    answer: Message,
}

#[derive(Clone, Debug, Default)]
struct Message {
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Exchange {
    pub(super) fn asked(parts: &http::request::Parts, body: &Bytes) -> Self {
        Self {
            method: parts.method.to_string(),
            target: target(parts),
            request: Message::new(&parts.headers, body),
            status: 0,
            answer: Message::default(),
        }
    }

    pub(super) fn answer(&mut self, parts: &http::response::Parts, body: &Bytes) {
        self.status = parts.status.as_u16().into();
        self.answer = Message::new(&parts.headers, body);
    }

    /// Whether this is the answer to the same request. Bodies of JSON are compared as what they say.
    pub(super) fn is_for(&self, asked: &Self) -> bool {
        let same_body = self.request.body == asked.request.body || {
            let parsed = |body: &Bytes| Document::from_json(body).ok();
            parsed(&self.request.body).is_some_and(|body| Some(body) == parsed(&asked.request.body))
        };
        self.method == asked.method && self.target == asked.target && same_body
    }

    /// The request, for people: nothing of its body.
    pub(super) fn shown(&self) -> String {
        format!("{} {} with a body of {} bytes", self.method, self.target, self.request.body.len())
    }

    pub(super) fn into_response(self) -> Result<http::Response<Body>, TransportError> {
        let wrong = |what: &str| TransportError::new(TransportErrorKind::Receive, format!("the record has no {what}"));
        let status = u16::try_from(self.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let mut response = http::Response::new(Body::from(self.answer.body));
        *response.status_mut() = status.ok_or_else(|| wrong("status"))?;
        for (name, value) in self.answer.headers {
            let name = HeaderName::try_from(name).map_err(|_| wrong("name of a header"))?;
            response.headers_mut().append(name, HeaderValue::try_from(value).map_err(|_| wrong("header"))?);
        }
        Ok(response)
    }

    pub(super) fn to_line(&self) -> String {
        let request = self.request.members();
        let head = [("method", Document::from(&*self.method)), ("target", Document::from(&*self.target))];
        let answer = std::iter::once(("status", Document::from(self.status))).chain(self.answer.members());
        let line = object([("request", object(head.into_iter().chain(request))), ("answer", object(answer))]);
        String::from_utf8_lossy(&to_bytes(&line).unwrap_or_default()).into_owned()
    }

    pub(super) fn of_line(line: &str) -> Result<Self, String> {
        let line = Document::from_json(line.as_bytes()).map_err(|error| error.to_string())?;
        let half = |name: &str| line.get(name).ok_or_else(|| format!("no {name}"));
        let (request, answer) = (half("request")?, half("answer")?);
        let text = |name: &str| request.get(name)?.as_str().map(str::to_owned);
        let status = match answer.get("status") {
            Some(Document::Number(number)) => number.as_i64(),
            _ => None,
        };
        Ok(Self {
            method: text("method").ok_or("no method")?,
            target: text("target").ok_or("no target")?,
            request: Message::of(request)?,
            status: status.ok_or("no status")?,
            answer: Message::of(answer)?,
        })
    }
}

/// Path and query, without a parameter that authenticates.
fn target(parts: &http::request::Parts) -> String {
    let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or_default());
    let secret = parts.extensions.get().map(|SecretParameter(name)| *name);
    let name = |pair: &str| {
        let name = pair.split('=').next().unwrap_or_default();
        percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned()
    };
    let is_secret = |pair: &&str| secret.is_some_and(|secret| name(pair) == secret);
    let pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_secret(pair)).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

impl Message {
    fn new(headers: &HeaderMap, body: &Bytes) -> Self {
        let kept = headers.iter().filter(|(name, value)| !LEFT_OUT.contains(&name.as_str()) && !value.is_sensitive());
        let texts = kept.filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
        Self { headers: texts.collect(), body: body.clone() }
    }

    /// A body of text as text, any other as base64.
    fn members(&self) -> Vec<(&'static str, Document)> {
        let pair = |(name, value): &(String, String)| Document::Array(vec![(&**name).into(), (&**value).into()].into());
        let headers = ("headers", Document::Array(self.headers.iter().map(pair).collect()));
        let body = match std::str::from_utf8(&self.body) {
            Ok("") => None,
            Ok(text) => Some(("body", Document::from(text))),
            Err(_) => Some(("base64", Document::from(&*crate::base64::encode(&self.body)))),
        };
        std::iter::once(headers).chain(body).collect()
    }

    fn of(document: &Document) -> Result<Self, String> {
        let headers = match document.get("headers") {
            Some(Document::Array(pairs)) => {
                pairs.iter().map(pair).collect::<Option<_>>().ok_or("headers that are no pairs")?
            }
            _ => Vec::new(),
        };
        let text = |name: &str| document.get(name).and_then(Document::as_str);
        let body = match (text("body"), text("base64")) {
            (Some(text), _) => Bytes::copy_from_slice(text.as_bytes()),
            (None, Some(text)) => crate::base64::decode(text).ok_or("a body that is not base64")?.into(),
            (None, None) => Bytes::new(),
        };
        Ok(Self { headers, body })
    }
}

fn pair(pair: &Document) -> Option<(String, String)> {
    match pair {
        Document::Array(pair) => match &pair[..] {
            [Document::String(name), Document::String(value)] => Some((name.clone(), value.clone())),
            _ => None,
        },
        _ => None,
    }
}

fn object(members: impl IntoIterator<Item = (&'static str, Document)>) -> Document {
    Document::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However the name of the parameter is escaped.
    #[test]
    fn a_key_in_the_query_is_left_out() {
        for query in ["api%5Fkey=SECRET&a=b", "a=b&api_key=SECRET", "a=b&%61pi_key=SECRET"] {
            let mut request = http::Request::new(());
            *request.uri_mut() = format!("https://example.com/x?{query}").parse().expect("a URL");
            request.extensions_mut().insert(SecretParameter("api_key"));
            let (parts, ()) = request.into_parts();
            assert_eq!(Exchange::asked(&parts, &Bytes::new()).target, "/x?a=b");
        }
    }

    fn exchange(method: &str, target: &str, body: &'static str) -> Exchange {
        let request = http::Request::builder().method(method).uri(format!("https://example.com{target}")).body(());
        Exchange::asked(&request.expect("a request").into_parts().0, &Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn an_answer_is_for_the_same_request() {
        let asked = exchange("POST", "/a?b=c", r#"{"d":1,"e":[2]}"#);
        assert!(asked.is_for(&exchange("POST", "/a?b=c", r#"{ "d": 1, "e": [2] }"#)));
        assert!(exchange("GET", "/", "").is_for(&exchange("GET", "/", "")));
        assert!(exchange("GET", "/", "a=b").is_for(&exchange("GET", "/", "a=b")));
        for other in [
            exchange("PUT", "/a?b=c", r#"{"d":1,"e":[2]}"#),
            exchange("POST", "/a?b=d", r#"{"d":1,"e":[2]}"#),
            exchange("POST", "/a?b=c", r#"{"d":1,"e":[3]}"#),
            exchange("POST", "/a?b=c", "no JSON"),
        ] {
            assert!(!asked.is_for(&other) && !other.is_for(&asked), "{}", other.shown());
        }
    }
}
