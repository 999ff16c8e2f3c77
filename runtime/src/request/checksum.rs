//! Checksums: of what is sent, and of what has come.
//!
//! See <https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait> and RFC 1864 for `Content-MD5`.

mod algorithm;
mod chunked;
mod customer_key;
mod received;
mod trailer;
mod tree_hash;

use http::{HeaderName, HeaderValue};

use self::algorithm::{Algorithm, Hasher};
#[cfg(feature = "sigv4")]
pub(crate) use self::chunked::SignChunks;
pub(crate) use self::customer_key::add_md5;
pub(crate) use self::received::Expected;
pub(crate) use self::trailer::Trailer;
use self::tree_hash::TreeHash;
use super::headers::insert;
use crate::body::{Body, BodyError};
use crate::error::Failure;
use crate::header_names::CONTENT_HASH;
use crate::operation::Checksum;

/// The header that names the algorithm.
const CHOSEN: HeaderName = HeaderName::from_static("x-amz-sdk-checksum-algorithm");

/// The header that asks for a checksum of the response.
pub(super) const MODE: HeaderName = HeaderName::from_static("x-amz-checksum-mode");

/// Whether the input or the caller asks for a checksum of the response.
pub(super) fn is_asked_for(of_input: &http::HeaderMap, of_caller: &[(String, String)]) -> bool {
    of_input.contains_key(MODE) || of_caller.iter().any(|(name, _)| name.eq_ignore_ascii_case(MODE.as_str()))
}

/// Adds the checksum that an operation wants to its request, unless the caller has given one. `unasked`: whether to add one
/// that neither the service insists on nor the caller has chosen.
pub(crate) async fn secure(
    request: &mut http::Request<Body>,
    checksum: Checksum,
    chosen: Option<&str>,
    unasked: bool,
) -> Result<(), Failure> {
    match checksum {
        Checksum::None => Ok(()),
        Checksum::ContentMd5 => header(request, "content-md5", Hasher::Md5(Default::default())).await,
        Checksum::Flexible { required, .. } if required || unasked || chosen.is_some() => {
            flexible(request, required, chosen).await
        }
        Checksum::Flexible { .. } => Ok(()),
        Checksum::TreeHash => tree_hash(request).await,
    }
}

async fn flexible(request: &mut http::Request<Body>, required: bool, chosen: Option<&str>) -> Result<(), Failure> {
    let is_given = |name: &HeaderName| name.as_str().starts_with("x-amz-checksum-") && *name != MODE;
    if request.headers().keys().any(is_given) {
        return Ok(());
    }
    let algorithm = match chosen {
        None => Algorithm::Crc32,
        Some(name) => Algorithm::from_name(name).ok_or_else(|| unknown(name))?,
    };
    let in_memory = request.body().bytes().is_some();
    if !in_memory && !Trailer::announce(request, algorithm)? {
        // Nobody insists on a checksum, or the service wants what can't be had.
        return if required || chosen.is_some() { Err(needs_length()) } else { Ok(()) };
    }
    request.headers_mut().entry(CHOSEN).or_insert(HeaderValue::from_static(algorithm.name()));
    if in_memory { header(request, algorithm.header(), algorithm.hasher()).await } else { Ok(()) }
}

async fn header(request: &mut http::Request<Body>, name: &'static str, mut hasher: Hasher) -> Result<(), Failure> {
    if request.headers().contains_key(name) {
        return Ok(());
    }
    each_chunk(request, |bytes| hasher.update(bytes)).await?;
    insert(request.headers_mut(), name, &crate::base64::encode(hasher.finish()))
}

async fn tree_hash(request: &mut http::Request<Body>) -> Result<(), Failure> {
    const TREE: &str = "x-amz-sha256-tree-hash";
    if request.body().size() == Some(0) {
        return Ok(());
    }
    let mut tree = TreeHash::default();
    each_chunk(request, |bytes| tree.update(bytes)).await?;
    let (whole, root) = tree.finish();
    insert(request.headers_mut(), CONTENT_HASH.as_str(), &whole)?;
    if request.headers().contains_key(TREE) { Ok(()) } else { insert(request.headers_mut(), TREE, &root) }
}

/// Reads the body from beginning to end, and leaves it as it was.
async fn each_chunk(request: &mut http::Request<Body>, mut take: impl FnMut(&[u8])) -> Result<(), Failure> {
    let Some(mut body) = request.body().try_clone() else { return Err(needs_hash()) };
    while let Some(bytes) = body.next().await.transpose().map_err(Failure::Signing)? {
        take(&bytes);
    }
    Ok(())
}

fn needs_hash() -> Failure {
    Failure::Signing(
        "the service wants the hash of the body before it, which no stream has: give bytes or a file".into(),
    )
}

fn needs_length() -> Failure {
    Failure::Signing(
        "a checksum takes a body whose length is known: give bytes, a file, a stream that tells its size, or the header \
         `content-length`"
            .into(),
    )
}

fn unknown(name: &str) -> Failure {
    let error: BodyError =
        format!("{name:?} is no checksum algorithm; there are {}", Algorithm::ALL.map(Algorithm::name).join(", "))
            .into();
    Failure::Signing(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The request that comes of a checksum that is supported, chosen or not, with a policy or without.
    fn secured(required: bool, chosen: Option<&str>, unasked: bool) -> http::HeaderMap {
        let mut request = http::Request::new(Body::from("hello"));
        let checksum = Checksum::Flexible { required, response: &[] };
        {
            let done = std::pin::pin!(secure(&mut request, checksum, chosen, unasked));
            let poll = done.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
            assert!(matches!(poll, std::task::Poll::Ready(Ok(()))));
        }
        request.headers().clone()
    }

    #[test]
    fn nobody_gets_a_checksum_that_was_not_asked_for() {
        assert!(secured(false, None, false).is_empty());
        assert!(secured(false, None, true).contains_key("x-amz-checksum-crc32"));
        assert!(secured(true, None, false).contains_key("x-amz-checksum-crc32"));
        assert!(secured(false, Some("SHA256"), false).contains_key("x-amz-checksum-sha256"));
    }

    /// The reference values of "123456789" in the catalogue of CRCs, and what other implementations of the hashes give.
    #[test]
    fn algorithms_give_their_reference_values() {
        let cases = [
            ("CRC32", "y/Q5Jg=="),
            ("CRC32C", "4waSgw=="),
            ("CRC64NVME", "rosUhgp5mIg="),
            ("SHA1", "98O8HYCOBHMq32eZZczDTKeuNEE="),
            ("SHA256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
            ("SHA512", "2eZ2LdHI6vbWGzxhkvxAjU1tXxF20MKRabwk5xw/J0rSf81YEbMT1oH35V7ALXPUmclUVba1u1A6z1dPuo/+hQ=="),
            ("MD5", "JfnnlDI7RTiF9RgfG2JNCw=="),
        ];
        assert_eq!(cases.len(), Algorithm::ALL.len());
        for (name, expected) in cases {
            let algorithm = Algorithm::from_name(name).expect("an algorithm");
            let mut hasher = algorithm.hasher();
            hasher.update(b"1234");
            hasher.update(b"56789");
            let found = crate::base64::encode(hasher.finish());
            assert_eq!((found.as_str(), found.len()), (expected, algorithm.encoded_length()), "{name}");
        }
    }
}
