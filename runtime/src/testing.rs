//! Assertions for the protocol tests of a model.
//!
//! Nothing is sent: the core makes requests and reads responses without I/O.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::body::Body;
use crate::client::{Client, Unsigned};
use crate::config::Config;
use crate::document::Document;
use crate::error::Error;
use crate::operation::{ExceptionOf, Operation};
use crate::validate::Policy;

/// The request that an operation makes of an input. Each method checks one thing, and panics if it is not so.
#[derive(Debug)]
pub struct Request {
    inner: Unsigned,
}

impl Request {
    /// The request for this input, to a service at this host. Idempotency tokens are `00000000-0000-4000-8000-000000000000`.
    ///
    /// # Panics
    /// If the input has no form on the wire.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn of<O: Operation>(mut input: O::Input, host: &str) -> Self {
        O::fill_tokens(&mut input, &mut || "00000000-0000-4000-8000-000000000000".to_owned());
        let config = Config::new().endpoint(format!("https://{host}")).validation(Policy::Off);
        let client = Client::new::<O::Service>(config);
        match client.unsigned::<O>(input) {
            Ok(inner) => Self { inner },
            Err(failure) => panic!("no request: {failure}"),
        }
    }

    /// The method is this one.
    #[track_caller]
    pub fn method(self, method: &str) -> Self {
        assert_eq!(self.inner.method().as_str(), method, "method");
        self
    }

    /// The path is this one, escaped as it is sent.
    #[track_caller]
    pub fn uri(self, path: &str) -> Self {
        assert_eq!(self.inner.uri().path(), path, "path");
        self
    }

    /// The host is this one.
    #[track_caller]
    pub fn host(self, host: &str) -> Self {
        let uri = self.inner.uri();
        let path = uri.path();
        let found = format!("{}{path}", uri.authority().map(ToString::to_string).unwrap_or_default());
        assert!(found.starts_with(host), "host: {found} does not begin with {host}");
        self
    }

    /// The query has this parameter: `name=value`, or `name` without a value.
    #[track_caller]
    pub fn query(self, pair: &str) -> Self {
        let without = pair.strip_suffix('=').unwrap_or(pair);
        let found = self.pairs().iter().any(|found| found == pair || found == without);
        assert!(found, "query: {:?} has no {pair}", self.inner.uri().query());
        self
    }

    /// The query has no parameter of this name.
    #[track_caller]
    pub fn no_query(self, name: &str) -> Self {
        assert!(!self.names().contains(name), "query: {:?} has {name}", self.inner.uri().query());
        self
    }

    /// The query has a parameter of this name.
    #[track_caller]
    pub fn some_query(self, name: &str) -> Self {
        assert!(self.names().contains(name), "query: {:?} has no {name}", self.inner.uri().query());
        self
    }

    fn pairs(&self) -> Vec<String> {
        self.inner.uri().query().unwrap_or_default().split('&').map(str::to_owned).collect()
    }

    fn names(&self) -> BTreeSet<String> {
        self.pairs().iter().filter_map(|pair| pair.split('=').next().map(str::to_owned)).collect()
    }

    /// There is a header with this value. Several headers of one name count as one, with their values in a list.
    #[track_caller]
    pub fn header(self, name: &str, value: &str) -> Self {
        let found: Vec<&str> =
            self.inner.headers().get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        assert_eq!(found.join(", "), value, "header {name}");
        self
    }

    /// There is no header of this name.
    #[track_caller]
    pub fn no_header(self, name: &str) -> Self {
        let found = self.inner.headers().get(name);
        assert!(found.is_none(), "header {name}: {found:?}");
        self
    }

    /// There is a header of this name.
    #[track_caller]
    pub fn some_header(self, name: &str) -> Self {
        let implied = name.eq_ignore_ascii_case("content-length") && !self.bytes().is_empty();
        assert!(implied || self.inner.headers().contains_key(name), "header {name} is missing");
        self
    }

    /// The body is this one: the same value if it is JSON, otherwise the same text.
    #[track_caller]
    pub fn body(self, media_type: &str, body: &str) -> Self {
        if media_type.ends_with("json") && !body.is_empty() {
            assert_eq!(json(self.bytes()), json(body.as_bytes()), "body");
        } else {
            assert_eq!(String::from_utf8_lossy(self.bytes()), body, "body");
        }
        self
    }

    fn bytes(&self) -> &Bytes {
        static STREAM: Bytes = Bytes::new();
        self.inner.body().bytes().unwrap_or(&STREAM)
    }
}

/// What an operation makes of any bytes: the text of the error if it is one. For fuzzing.
pub fn decode<O: Operation>(status: u16, body: &[u8]) -> Result<O::Output, String> {
    let mut response = http::Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    let mut response = crate::http::Response::new(response);
    crate::call::receive::<O>(&mut response, false).map_err(|error| format!("{error} {error:?}"))
}

/// A JSON text as a value in which order means nothing, and in which equal numbers are equal however they are written.
#[track_caller]
#[allow(clippy::panic, reason = "this is an assertion")]
fn json(text: &[u8]) -> Document {
    match Document::from_json(text) {
        Ok(document) => canonical(document),
        Err(error) => panic!("{error} in {}", String::from_utf8_lossy(text)),
    }
}

fn canonical(document: Document) -> Document {
    match document {
        Document::Array(items) => Document::Array(items.into_iter().map(canonical).collect()),
        Document::Object(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(name, value)| (name, canonical(value))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Document::Object(members)
        }
        Document::Number(number) => Document::number(&digits(number.as_str())),
        other => other,
    }
}

/// The digits of a number without a fraction of zeros and without an exponent where that is short.
fn digits(text: &str) -> String {
    match crate::number::whole(text) {
        Ok(whole) => whole.to_string(),
        Err(_) => text.parse::<f64>().map_or(text.to_owned(), |number| format!("{number:?}")),
    }
}

/// A response, to be read by an operation.
#[derive(Debug)]
pub struct Response {
    inner: crate::http::Response,
}

impl Response {
    /// A response with this status, these headers and this body.
    ///
    /// # Panics
    /// If that is no response of HTTP.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn new(status: u16, headers: &[(&str, &str)], body: &'static str) -> Self {
        let mut builder = http::Response::builder().status(status);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        match builder.body(Bytes::from_static(body.as_bytes())) {
            Ok(response) => Self { inner: crate::http::Response::new(response) },
            Err(error) => panic!("not a response: {error}"),
        }
    }

    /// The operation reads this output from it.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn gives<O: Operation>(self, expected: &O::Output)
    where
        O::Output: PartialEq + std::fmt::Debug,
    {
        match self.read::<O>() {
            Ok(output) => assert!(output == *expected, "found {output:?}\nnot   {expected:?}"),
            Err(error) => panic!("an error: {error}"),
        }
    }

    /// The operation reads this exception from it.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn fails<O: Operation>(self, expected: &ExceptionOf<O>)
    where
        ExceptionOf<O>: PartialEq,
    {
        match self.read::<O>() {
            Ok(_) => panic!("an output, not an error"),
            Err(error) => match error.exception() {
                Some(exception) => assert!(exception == expected, "found {exception:?}\nnot   {expected:?}"),
                None => panic!("a failure: {error}"),
            },
        }
    }

    /// The output that the operation reads from it.
    ///
    /// # Panics
    /// If it is an error.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn output<O: Operation>(self) -> O::Output {
        match self.read::<O>() {
            Ok(output) => output,
            Err(error) => panic!("an error: {error}"),
        }
    }

    fn read<O: Operation>(mut self) -> Result<O::Output, Error<ExceptionOf<O>>> {
        crate::call::receive::<O>(&mut self.inner, false)
    }
}

/// A member that may hold numbers that are none.
pub trait Nans {
    /// Puts a zero in the place of each NaN, and tells the places.
    fn take_nans(&mut self) -> Vec<usize>;
}

macro_rules! nans_of_floats {
    ($($float:ty),*) => {$(
        impl Nans for $float {
            fn take_nans(&mut self) -> Vec<usize> {
                if self.is_nan() {
                    *self = 0.0;
                    return vec![0];
                }
                Vec::new()
            }
        }
    )*};
}

nans_of_floats!(f32, f64);

impl<T: Nans> Nans for Option<T> {
    fn take_nans(&mut self) -> Vec<usize> {
        self.as_mut().map(Nans::take_nans).unwrap_or_default()
    }
}

impl<T: Nans> Nans for Vec<T> {
    fn take_nans(&mut self) -> Vec<usize> {
        places(self.iter_mut())
    }
}

impl<K: Ord, T: Nans> Nans for BTreeMap<K, T> {
    fn take_nans(&mut self) -> Vec<usize> {
        places(self.values_mut())
    }
}

fn places<'a, T: Nans + 'a>(items: impl Iterator<Item = &'a mut T>) -> Vec<usize> {
    items.enumerate().filter_map(|(place, item)| (!item.take_nans().is_empty()).then_some(place)).collect()
}

/// NaN stands on both sides in the same places, at least one; there are zeros afterwards.
#[track_caller]
pub fn same_nans<T: Nans>(found: &mut T, wanted: &mut T) {
    let (found, wanted) = (found.take_nans(), wanted.take_nans());
    assert!(!wanted.is_empty(), "no NaN is wanted");
    assert_eq!(found, wanted, "places of NaN");
}

/// A member that is a stream.
pub trait Streamed {
    /// The stream, which is empty afterwards.
    fn take_body(&mut self) -> Body;
}

impl Streamed for Body {
    fn take_body(&mut self) -> Body {
        std::mem::take(self)
    }
}

impl Streamed for Option<Body> {
    fn take_body(&mut self) -> Body {
        self.take().unwrap_or_default()
    }
}

/// Both streams hold the same bytes, which are in memory.
#[track_caller]
pub fn same_bytes<T: Streamed>(found: &mut T, wanted: &mut T) {
    assert_eq!(found.take_body().bytes(), wanted.take_body().bytes(), "body");
}
