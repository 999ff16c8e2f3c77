//! Assertions about requests.

use std::collections::BTreeSet;

use bytes::Bytes;

use super::base64;
use super::cbor::same_values;
use super::json::json;
use super::xml::same_documents;
use crate::client::Client;
use crate::config::Config;
use crate::operation::Operation;
use crate::request::Unsigned;
use crate::validate::Policy;

/// The request that an operation makes of an input. Each method checks one thing, and panics if it is not so.
#[derive(Debug)]
pub struct Request {
    pub(super) inner: Unsigned,
}

impl Request {
    /// The request for this input, to a service at this host. Idempotency tokens are `00000000-0000-4000-8000-000000000000`.
    ///
    /// # Panics
    /// If the input has no form on the wire.
    #[track_caller]
    pub fn of<O: Operation>(input: O::Input, host: &str) -> Self {
        Self::configured::<O>(input, Config::new().endpoint(format!("https://{host}")))
    }

    /// The request for this input, of a client with this configuration.
    ///
    /// # Panics
    /// As [`Request::of`].
    #[track_caller]
    #[allow(clippy::panic, reason = "this is an assertion")]
    pub fn configured<O: Operation>(mut input: O::Input, config: Config) -> Self {
        O::strip_prefixes(&mut input);
        O::fill_tokens(&mut input, &mut || "00000000-0000-4000-8000-000000000000".to_owned());
        let client = Client::new::<O::Service>(config.validation(Policy::Off));
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

    /// The body is this one: the same value if it is JSON, XML, a form or, in base64, CBOR; otherwise the same text.
    #[track_caller]
    pub fn body(self, media_type: &str, body: &str) -> Self {
        match media_type {
            "application/cbor" => same_values(self.bytes(), &base64(body)),
            "application/xml" => same_documents(self.bytes(), body.as_bytes()),
            "application/x-www-form-urlencoded" => {
                assert_eq!(fields(&String::from_utf8_lossy(self.bytes())), fields(body), "body");
            }
            _ if media_type.ends_with("json") && !body.is_empty() => {
                assert_eq!(json(self.bytes()), json(body.as_bytes()), "body");
            }
            _ => assert_eq!(String::from_utf8_lossy(self.bytes()), body, "body"),
        }
        self
    }

    fn bytes(&self) -> &Bytes {
        static STREAM: Bytes = Bytes::new();
        self.inner.body().bytes().unwrap_or(&STREAM)
    }
}

/// The fields of a form, in which order means nothing.
fn fields(form: &str) -> BTreeSet<String> {
    form.split('&').map(str::to_owned).collect()
}
