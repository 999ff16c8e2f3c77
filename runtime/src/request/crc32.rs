//! The checksum of an answer in the header `x-amz-crc32`, which DynamoDB sends.

use http::HeaderMap;

use super::guarded::{self, Verify};
use crate::body::{Body, BodyError};

const HEADER: &str = "x-amz-crc32";

/// The same body, which fails at its end if it is not what the header says. The header is a decimal number.
pub(super) fn checked(headers: &HeaderMap, body: Body) -> Body {
    let text = headers.get(HEADER).and_then(|value| value.to_str().ok());
    match text.and_then(|text| text.trim().parse().ok()) {
        Some(expected) => guarded::guard(body, Crc32 { hasher: crc32fast::Hasher::new(), expected }),
        None => body,
    }
}

struct Crc32 {
    hasher: crc32fast::Hasher,
    expected: u32,
}

impl Verify for Crc32 {
    fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    fn finish(self) -> Result<(), BodyError> {
        let (found, expected) = (self.hasher.finalize(), self.expected);
        if found == expected { Ok(()) } else { Err(format!("its CRC32 is {found}, not {expected}").into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_is_what_its_header_says() {
        let checked = |header: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, header.parse().expect("a header"));
            super::checked(&headers, Body::from("123456789")).collect()
        };
        assert_eq!(checked("3421780262").await.expect("the reference value"), "123456789");
        assert_eq!(checked("none").await.expect("no number"), "123456789");
        assert_eq!(checked("1").await.expect_err("damage").to_string(), "its CRC32 is 3421780262, not 1");
    }
}
