//! The MD5 of a text, which SQS sends with each message.

use md5::{Digest as _, Md5};

use crate::decode_error::DecodeError;
use crate::hex::hex;

/// Checks a text against its MD5 in hexadecimal digits. What is not there is not checked.
///
/// # Errors
/// The text is another.
pub fn check_md5(member: &str, text: Option<&str>, expected: Option<&str>) -> Result<(), DecodeError> {
    let (Some(text), Some(expected)) = (text, expected) else { return Ok(()) };
    let found = hex(&Md5::digest(text.as_bytes()));
    if found.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    Err(DecodeError::new("its MD5 is another than the service says").within(member))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values are those of RFC 1321.
    #[test]
    fn a_text_is_what_its_md5_says() {
        check_md5("Body", Some("abc"), Some("900150983cd24fb0d6963f7d28e17f72")).expect("the same");
        check_md5("Body", Some("abc"), None).expect("nothing to check");
        check_md5("Body", None, Some("900150983cd24fb0d6963f7d28e17f72")).expect("nothing to check");
        let error = check_md5("Body", Some("abd"), Some("900150983cd24fb0d6963f7d28e17f72")).expect_err("another");
        assert_eq!(error.to_string(), "Body: its MD5 is another than the service says");
    }
}
