//! What an error says about itself, in protocols whose errors are structures with a code beside their members.

use crate::document::Document;
use crate::http::Response;
use crate::printable::LONGEST_NAME;
use crate::wire::{DecodeError, Fields, Reader};

/// What an answer that is an error says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorHead {
    /// The name of the error's shape, without a namespace; none if the answer does not say it.
    pub shape: Option<String>,
    /// The code that the service's documentation knows the error by, if that is not the name of its shape.
    pub code: Option<String>,
    /// The text for people.
    pub message: Option<String>,
    /// Whether the body could be read at all.
    pub is_readable: bool,
    /// The id that the service gave to the request, if the body says it.
    pub request_id: Option<String>,
}

impl ErrorHead {
    /// Reads it from the header `x-amzn-errortype`, and from the members `__type`, `code` and `message` of the body.
    ///
    /// See <https://smithy.io/2.0/aws/protocols/aws-json.html#operation-error-serialization>.
    pub(super) fn read(response: &Response) -> Self {
        let (body, is_readable) = ErrorBody::read(response);
        let header = response.header_text("x-amzn-errortype");
        Self::named([header, body.kind.as_deref(), body.code.as_deref()], &body, is_readable)
    }

    /// Reads it from the members `__type` and `message` of the body alone.
    pub(super) fn read_type(response: &Response) -> Self {
        let (body, is_readable) = ErrorBody::read(response);
        Self::named([body.kind.as_deref(), None, None], &body, is_readable)
    }

    fn named(names: [Option<&str>; 3], body: &ErrorBody, is_readable: bool) -> Self {
        let shape = names.into_iter().flatten().map(bare).find(|name| !name.is_empty()).map(bounded);
        Self { shape, code: None, message: body.message.clone(), is_readable, request_id: None }
    }
}

/// The name without a namespace before it, or a URI behind it.
fn bare(name: &str) -> &str {
    let name = name.split(':').next().unwrap_or_default();
    name.rsplit('#').next().unwrap_or_default().trim()
}

/// A name that is longer than any is cut, and so is nobody's.
pub(super) fn bounded(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

/// What every error's body may hold. A member of another type than expected says nothing.
#[derive(Default)]
pub(crate) struct ErrorBody {
    kind: Option<String>,
    code: Option<String>,
    pub(crate) message: Option<String>,
}

impl ErrorBody {
    /// What the body holds, and whether it could be read.
    fn read(response: &Response) -> (Self, bool) {
        let mut body = Self::default();
        let is_readable = response.read(&mut body).is_ok();
        (body, is_readable)
    }
}

impl Fields for ErrorBody {
    fn initial() -> Self {
        Self::default()
    }

    fn field(&mut self, name: &str, input: &mut dyn Reader) -> Result<(), DecodeError> {
        let into = match name {
            "__type" => &mut self.kind,
            "code" => &mut self.code,
            "message" | "Message" => &mut self.message,
            _ => return input.skip(),
        };
        if let Document::String(text) = input.document()? {
            *into = Some(text);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_stripped() {
        let cases = [
            ("FooError", "FooError"),
            ("FooError:http://internal.amazon.com/coral/com.amazon.coral.validate/", "FooError"),
            ("aws.protocoltests.restjson#FooError", "FooError"),
            ("aws.protocoltests.restjson#FooError:http://internal.amazon.com/coral/", "FooError"),
            (" FooError ", "FooError"),
            (":", ""),
            ("#", ""),
        ];
        for (text, name) in cases {
            assert_eq!(bare(text), name);
        }
    }
}
