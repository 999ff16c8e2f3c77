//! Keys of the caller's own, with which S3 encrypts what it stores: their MD5 goes with them.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html>.

use http::{HeaderMap, HeaderName};
use md5::{Digest as _, Md5};

use crate::config_error::ConfigError;
use crate::error::Failure;
use crate::request::headers::insert;

/// The headers of keys, and those of their MD5.
static KEYS: [(HeaderName, HeaderName); 2] = [
    (
        HeaderName::from_static("x-amz-server-side-encryption-customer-key"),
        HeaderName::from_static("x-amz-server-side-encryption-customer-key-md5"),
    ),
    (
        HeaderName::from_static("x-amz-copy-source-server-side-encryption-customer-key"),
        HeaderName::from_static("x-amz-copy-source-server-side-encryption-customer-key-md5"),
    ),
];

/// Adds the MD5 of each key, unless the caller gives it, and marks the headers of keys as sensitive: `Debug` does not show them.
///
/// # Errors
/// A key is not in Base64.
pub(crate) fn add_md5(headers: &mut HeaderMap) -> Result<(), Failure> {
    for (key, md5) in &KEYS {
        let Some(value) = headers.get_mut(key) else { continue };
        value.set_sensitive(true);
        if headers.contains_key(md5) {
            continue;
        }
        let bytes = headers.get(key).and_then(|value| crate::base64::decode(value.to_str().ok()?));
        let bytes = bytes.ok_or_else(|| {
            Failure::Config(ConfigError::new(format!("the key in the header {:?} is not in Base64", key.as_str())))
        })?;
        insert(headers, md5.as_str(), &crate::base64::encode(Md5::digest(&bytes)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_key(name: &'static str, key: &str) -> HeaderMap {
        HeaderMap::from_iter([(HeaderName::from_static(name), key.parse().expect("a header"))])
    }

    #[test]
    fn a_key_goes_with_its_md5() {
        // "abc", and its MD5 in RFC 1321.
        for name in
            ["x-amz-server-side-encryption-customer-key", "x-amz-copy-source-server-side-encryption-customer-key"]
        {
            let mut headers = with_key(name, "YWJj");
            add_md5(&mut headers).expect("a key");
            assert_eq!(headers[format!("{name}-md5")], "kAFQmDzST7DWlj99KOF/cg==");
            assert!(!format!("{headers:?}").contains("YWJj"), "{headers:?}");
            let mut headers = with_key(name, "not Base64");
            let error = add_md5(&mut headers).expect_err("no key").to_string();
            assert!(error.contains("is not in Base64") && !error.contains("not Base64\""), "{error}");
        }
        let mut given = with_key("x-amz-server-side-encryption-customer-key", "YWJj");
        given.insert("x-amz-server-side-encryption-customer-key-md5", "given".parse().expect("a header"));
        add_md5(&mut given).expect("a key");
        assert_eq!(given["x-amz-server-side-encryption-customer-key-md5"], "given");
    }
}
