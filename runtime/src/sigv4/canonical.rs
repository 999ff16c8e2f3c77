//! The canonical request: the form in which a request is signed, and which the service makes again.

use std::borrow::Cow;

use http::header::HOST;
use http::{HeaderMap, HeaderName};
use ring::digest::{Context, SHA256};

use super::error::SigningError;
use super::path::PathForm;
use super::query;
use crate::hex::hex;
use crate::url::host;

/// The names of the headers that are signed, in order, each once.
pub(super) struct SignedHeaders<'a>(Vec<&'a HeaderName>);

impl<'a> SignedHeaders<'a> {
    /// Those of all headers that `is_signed`, and the host.
    ///
    /// # Errors
    /// A header is not UTF-8.
    pub(super) fn new(headers: &'a HeaderMap, is_signed: impl Fn(&HeaderName) -> bool) -> Result<Self, SigningError> {
        let mut names: Vec<&HeaderName> = headers.keys().filter(|name| is_signed(name)).collect();
        if !headers.contains_key(HOST) {
            names.push(&HOST);
        }
        names.sort_unstable_by_key(|name| name.as_str());
        for name in &names {
            if headers.get_all(*name).iter().any(|value| std::str::from_utf8(value.as_bytes()).is_err()) {
                let message = format!("the header {name} is not UTF-8, and so can't be signed");
                return Err(SigningError::new(message));
            }
        }
        Ok(Self(names))
    }

    /// The names, separated by semicolons.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.0.len() * 20);
        self.write(&mut |part| text.push_str(part));
        text
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        for (index, name) in self.0.iter().enumerate() {
            if index > 0 {
                out(";");
            }
            out(name.as_str());
        }
    }
}

/// A request in canonical form.
pub(super) struct Canonical<'a> {
    method: &'a str,
    path: Cow<'a, str>,
    query: String,
    headers: &'a HeaderMap,
    /// The host of the URL, which is signed if no header names it.
    host: &'a str,
    names: &'a SignedHeaders<'a>,
    payload: &'a str,
}

impl<'a> Canonical<'a> {
    /// The request with these headers. `parameters` are added to the query.
    pub(super) fn new<B>(
        request: &'a http::Request<B>,
        names: &'a SignedHeaders<'a>,
        form: PathForm,
        parameters: &str,
        payload: &'a str,
    ) -> Self {
        let uri = request.uri();
        let path = if uri.path().is_empty() { "/" } else { uri.path() };
        Self {
            method: request.method().as_str(),
            path: form.apply(path),
            query: query::canonical(uri.query().unwrap_or_default(), parameters),
            headers: request.headers(),
            host: host(uri),
            names,
            payload,
        }
    }

    /// The SHA-256 of the canonical request, in hexadecimal digits.
    pub(super) fn hash(&self) -> String {
        let mut context = Context::new(&SHA256);
        self.write(&mut |part| context.update(part.as_bytes()));
        hex(context.finish().as_ref())
    }

    /// Writes the canonical request, part by part.
    pub(super) fn write(&self, out: &mut dyn FnMut(&str)) {
        for part in [self.method, "\n", &self.path, "\n", &self.query, "\n"] {
            out(part);
        }
        for name in &self.names.0 {
            out(name.as_str());
            out(":");
            self.write_values(name, out);
            out("\n");
        }
        out("\n");
        self.names.write(out);
        out("\n");
        out(self.payload);
    }

    /// The values of a header, without the spaces around them, and with one space wherever there are several.
    fn write_values(&self, name: &HeaderName, out: &mut dyn FnMut(&str)) {
        let mut values = self.headers.get_all(name).iter().peekable();
        if values.peek().is_none() {
            out(self.host);
        }
        for (index, value) in values.enumerate() {
            if index > 0 {
                out(",");
            }
            let text = std::str::from_utf8(value.as_bytes()).unwrap_or_default();
            let words = text.split(' ').filter(|word| !word.is_empty());
            for (index, word) in words.enumerate() {
                if index > 0 {
                    out(" ");
                }
                out(word);
            }
        }
    }
}
