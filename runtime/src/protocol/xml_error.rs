//! What an error in XML says about itself.

use super::ErrorHead;
use super::error_head::bounded;
use crate::format::xml::Reader;
use crate::http::Response;
use crate::wire::{self, DecodeError, Fields, Member, Reader as _};

/// Reads `Code` and `Message` of the element `Error`, which is the root or stands below it, and the request id, which stands
/// in `Error` or beside it.
pub(super) fn read(response: &Response) -> ErrorHead {
    let mut body = ErrorBody::default();
    let is_readable = read_body(response.bytes(), &mut body).is_ok();
    let header = response.header_text("x-amzn-errortype").map(str::to_owned);
    let code = body.code.or(header).map(|code| bounded(code.trim())).filter(|code| !code.is_empty());
    ErrorHead { shape: code, code: None, message: body.message, is_readable, request_id: body.request_id }
}

/// How far into a body its root begins at the latest, in bytes. What stands before it is a declaration.
const ROOT_WITHIN: usize = 256;

/// Whether the whole body is an error.
pub(super) fn is_root(response: &Response) -> bool {
    let bytes = behind_declaration(response.bytes());
    let start = bytes.get(..ROOT_WITHIN).unwrap_or(bytes);
    // Few bodies hold this so early, and the others need not be looked at as a whole.
    start.windows(6).any(|bytes| bytes == b"<Error")
        && Reader::begin(response.bytes(), u64::MAX).is_ok_and(|(_, root)| root == "Error")
}

/// A service that is long at work sends white space before the root, or before the declaration, until it knows what to answer.
fn behind_declaration(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii_start();
    let end = bytes.windows(2).position(|pair| pair == b"?>").filter(|_| bytes.starts_with(b"<?"));
    end.and_then(|end| bytes.get(end + 2..)).unwrap_or(bytes).trim_ascii_start()
}

/// The request id of an answer: anywhere below the root, but not within an element of another name than
/// `ResponseMetadata`.
#[cfg(feature = "query")]
pub(super) fn request_id(response: &Response) -> Option<String> {
    let mut body = AnswerId::default();
    read_body(response.bytes(), &mut body).ok()?;
    body.0
}

fn read_body(bytes: &[u8], fields: &mut dyn Fields) -> wire::Result<()> {
    let (mut input, _) = Reader::begin(bytes, u64::MAX)?;
    input.structure(fields, &Member::PLAIN)
}

/// What every error's body may hold.
#[derive(Default)]
struct ErrorBody {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

impl Fields for ErrorBody {
    fn initial() -> Self {
        Self::default()
    }

    fn field(&mut self, name: &str, input: &mut dyn wire::Reader) -> Result<(), DecodeError> {
        let into = match name {
            // The first error is the answer's; what stands within it is its own.
            "Error" | "Errors" if self.code.is_none() => return input.structure(self, &Member::PLAIN),
            "Code" => &mut self.code,
            "Message" | "message" => &mut self.message,
            "RequestId" | "RequestID" | "requestId" => &mut self.request_id,
            _ => return input.skip(),
        };
        if into.is_some() {
            return input.skip();
        }
        *into = Some(input.text()?.to_owned());
        Ok(())
    }
}

/// The request id of an answer that is no error.
#[cfg(feature = "query")]
#[derive(Default)]
struct AnswerId(Option<String>);

#[cfg(feature = "query")]
impl Fields for AnswerId {
    fn initial() -> Self {
        Self::default()
    }

    fn field(&mut self, name: &str, input: &mut dyn wire::Reader) -> Result<(), DecodeError> {
        match name {
            "ResponseMetadata" => input.structure(self, &Member::PLAIN),
            "RequestId" | "requestId" => {
                self.0 = Some(bounded(input.text()?.trim()));
                Ok(())
            }
            _ => input.skip(),
        }
    }
}
