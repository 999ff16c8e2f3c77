//! The path of a canonical request.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is escaped in a path: all but the unreserved characters of RFC 3986, section 2.3, and the slash.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// In which form a path is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathForm {
    /// Without `.`, `..` and empty segments, and escaped once more than it is sent: what services expect.
    NormalizedAndEscaped,
    /// Without `.`, `..` and empty segments, and otherwise as it is sent: what the official vectors expect.
    #[cfg(test)]
    Normalized,
    /// As it is sent: what S3 expects.
    AsSent,
}

impl PathForm {
    pub(super) fn apply(self, path: &str) -> Cow<'_, str> {
        let escaped = |path: &str| utf8_percent_encode(path, ESCAPED).to_string();
        match self {
            Self::NormalizedAndEscaped => Cow::Owned(escaped(&normalized(path))),
            #[cfg(test)]
            Self::Normalized => normalized(path),
            Self::AsSent => Cow::Borrowed(path),
        }
    }
}

/// The path without `.` and `..`, as RFC 3986 has it in section 5.2.4, and without the empty segments that it keeps.
fn normalized(path: &str) -> Cow<'_, str> {
    if path.starts_with('/') && !path.contains("/.") && !path.contains("//") {
        return Cow::Borrowed(path);
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => _ = segments.pop(),
            other => segments.push(other),
        }
    }
    let ends_with_slash = segments.is_empty() || matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    let mut whole = segments.iter().fold(String::with_capacity(path.len() + 1), |whole, segment| whole + "/" + segment);
    if ends_with_slash {
        whole.push('/');
    }
    Cow::Owned(whole)
}
