//! The path of a canonical request.

use std::borrow::Cow;

use percent_encoding::utf8_percent_encode;

use crate::escape::RESERVED_BUT_SLASH;

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
        match self {
            Self::NormalizedAndEscaped => {
                Cow::Owned(utf8_percent_encode(&normalized(path), RESERVED_BUT_SLASH).to_string())
            }
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
