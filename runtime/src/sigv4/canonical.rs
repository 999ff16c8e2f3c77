//! The canonical request: the form in which a request is signed, and which the service makes again.

use std::borrow::Cow;

use http::header::HOST;
use http::{HeaderMap, HeaderName, Uri};
use ring::digest::{Context, SHA256};

use super::error::SigningError;
use super::path::PathForm;
use super::query;
use crate::hex::hex;

/// A request in canonical form.
pub(super) struct Canonical<'a> {
    method: &'a str,
    path: Cow<'a, str>,
    query: String,
    headers: &'a HeaderMap,
    /// The host of the URL, which is signed if no header names it.
    host: Cow<'a, str>,
    /// The headers that are signed, in order, each once.
    names: Vec<&'a HeaderName>,
    payload: &'a str,
}

impl<'a> Canonical<'a> {
    /// The request with all its headers but those that `is_signed` leaves out. `parameters` are added to the query.
    ///
    /// # Errors
    /// A header is not UTF-8.
    pub(super) fn new<B>(
        request: &'a http::Request<B>,
        is_signed: impl Fn(&HeaderName) -> bool,
        form: PathForm,
        parameters: &str,
        payload: &'a str,
    ) -> Result<Self, SigningError> {
        let (uri, headers) = (request.uri(), request.headers());
        let path = if uri.path().is_empty() { "/" } else { uri.path() };
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
        Ok(Self {
            method: request.method().as_str(),
            path: form.apply(path),
            query: query::canonical(uri.query().unwrap_or_default(), parameters),
            headers,
            host: host(uri),
            names,
            payload,
        })
    }

    /// The names of the signed headers.
    pub(super) fn signed_headers(&self) -> String {
        let mut text = String::with_capacity(self.names.len() * 20);
        self.write_names(&mut |part| text.push_str(part));
        text
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
        for name in &self.names {
            out(name.as_str());
            out(":");
            self.write_values(name, out);
            out("\n");
        }
        out("\n");
        self.write_names(out);
        out("\n");
        out(self.payload);
    }

    fn write_names(&self, out: &mut dyn FnMut(&str)) {
        for (index, name) in self.names.iter().enumerate() {
            if index > 0 {
                out(";");
            }
            out(name.as_str());
        }
    }

    /// The values of a header, without the spaces around them, and with one space wherever there are several.
    fn write_values(&self, name: &HeaderName, out: &mut dyn FnMut(&str)) {
        let mut values = self.headers.get_all(name).iter().peekable();
        if values.peek().is_none() {
            out(&self.host);
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

/// The host as it is sent: with its port where that is not the scheme's own.
fn host(uri: &Uri) -> Cow<'_, str> {
    let default = if uri.scheme_str() == Some("http") { 80 } else { 443 };
    let host = uri.host().unwrap_or_default();
    match uri.port_u16() {
        Some(port) if port != default => format!("{host}:{port}").into(),
        _ => host.into(),
    }
}
