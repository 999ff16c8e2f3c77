//! The protocol `aws.protocols#restJson1`: how an error says what it is.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization>.

use crate::error::{ServiceError, ServiceException};
use crate::http::Response;
use crate::json::{self, Decode, DecodeError, Fields, Reader};
use crate::printable::LONGEST_NAME;

/// How much of an unreadable body an error keeps, in characters.
const EXCERPT: usize = 200;

/// Reads the error that an answer is. It is one whatever its body holds.
pub(crate) fn error<E: ServiceException>(response: &Response) -> ServiceError<E> {
    let mut body = ErrorBody::default();
    let readable = response.json(&mut body);
    let said = [response.header_text("x-amzn-errortype"), body.kind.as_deref(), body.code.as_deref()];
    let code = said.into_iter().flatten().map(bare_code).find(|code| !code.is_empty()).map(bounded);
    let exception = code.as_deref().map_or(Ok(E::unmodeled()), |code| E::decode(code, response));
    let exception = exception.unwrap_or_else(|_| E::unmodeled());
    let broken = readable.is_err();
    ServiceError {
        secret: exception.has_secret_text(),
        exception,
        code,
        message: body.message,
        status: response.status(),
        request_id: response.request_id(),
        excerpt: (broken && !response.bytes().is_empty()).then(|| excerpt(response.bytes())),
    }
}

/// The code without a namespace before it, or a URI behind it.
fn bare_code(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default().trim()
}

/// A code that is longer than any is cut, and so is nobody's.
fn bounded(code: &str) -> String {
    code.chars().take(LONGEST_NAME).collect()
}

/// Printable text that shows what kind of answer it was.
fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * EXCERPT)]).into_owned();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(EXCERPT).collect()
}

/// What every error's body may hold. A member of another type than expected says nothing.
#[derive(Default)]
pub(crate) struct ErrorBody {
    kind: Option<String>,
    code: Option<String>,
    pub(crate) message: Option<String>,
}

impl Fields for ErrorBody {
    fn initial() -> Self {
        Self::default()
    }

    fn field(&mut self, name: &str, input: &mut Reader) -> Result<(), DecodeError> {
        let into = match name {
            "__type" => &mut self.kind,
            "code" => &mut self.code,
            "message" | "Message" => &mut self.message,
            _ => return input.skip(),
        };
        if input.peek()? == json::STRING { into.decode(input) } else { input.skip() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_stripped() {
        let cases = [
            ("FooError", "FooError"),
            ("FooError:http://internal.amazon.com/coral/com.amazon.coral.validate/", "FooError"),
            ("aws.protocoltests.restjson#FooError", "FooError"),
            ("aws.protocoltests.restjson#FooError:http://internal.amazon.com/coral/", "FooError"),
            (" FooError ", "FooError"),
            (":", ""),
            ("#", ""),
        ];
        for (text, code) in cases {
            assert_eq!(bare_code(text), code);
        }
    }

    #[test]
    fn an_excerpt_is_short_and_printable() {
        let page = format!("<html>\n  <b>{}</b>", "x".repeat(10_000));
        let text = excerpt(page.as_bytes());
        assert!(text.starts_with("<html> <b>xxx"));
        assert_eq!(text.chars().count(), EXCERPT);
        assert_eq!(excerpt(&[0xff, b'a']), "\u{fffd}a");
    }
}
