//! The functions that compiled endpoint rules call.
//!
//! See <https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html>.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Endpoint, EndpointError, Partition};
use crate::escape::escaped;

/// The result of a rule that gives an endpoint with nothing but a URL.
///
/// # Errors
/// Never; rules give a result either way.
pub fn endpoint(url: impl Into<String>) -> Result<Endpoint, EndpointError> {
    Ok(Endpoint::new(url))
}

/// The result of a rule that refuses the parameters.
///
/// # Errors
/// Always, with this text.
pub fn error(text: impl Into<String>) -> Result<Endpoint, EndpointError> {
    Err(EndpointError::new(text))
}

/// `isValidHostLabel`: 1 to 63 letters, digits and inner hyphens; with `allow_dots`, several of them.
pub fn is_valid_host_label(text: &str, allow_dots: bool) -> bool {
    if allow_dots {
        return text.split('.').all(|label| is_valid_host_label(label, false));
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(fits) && !text.starts_with('-') && !text.ends_with('-')
}

/// `aws.isVirtualHostableS3Bucket`: whether a bucket's name can stand before the host.
pub fn is_virtual_hostable_s3_bucket(bucket: &str, allow_dots: bool) -> bool {
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    let label = |label: &str| (3..=63).contains(&label.len()) && is_valid_host_label(label, false);
    let labels =
        if allow_dots { (3..=63).contains(&bucket.len()) && is_valid_host_label(bucket, true) } else { label(bucket) };
    labels && bucket.bytes().all(lower) && bucket.parse::<Ipv4Addr>().is_err()
}

/// `substring`: the characters from `start` to `stop`, counted from the end if `reverse`; none if there are fewer, or
/// if the text is not ASCII.
pub fn substring(text: &str, start: usize, stop: usize, reverse: bool) -> Option<&str> {
    if start >= stop || text.len() < stop || !text.is_ascii() {
        return None;
    }
    if reverse { text.get(text.len() - stop..text.len() - start) } else { text.get(start..stop) }
}

/// `uriEncode`: escapes everything but unreserved characters.
pub fn uri_encode(text: &str) -> String {
    escaped(text)
}

/// A URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url<'a> {
    /// `http` or `https`.
    pub scheme: &'a str,
    /// Host and port.
    pub authority: &'a str,
    /// The path without a slash at its end; empty if there is none.
    pub path: &'a str,
    /// The path, with a slash at both ends.
    pub normalized_path: String,
    /// Whether the host is an IP address.
    pub is_ip: bool,
}

/// `parseURL`: none if it is not an HTTP URL, or has a query.
pub fn parse_url(text: &str) -> Option<Url<'_>> {
    let uri: http::Uri = text.parse().ok()?;
    let host = uri.authority()?.host();
    let port = uri.authority()?.as_str().rsplit_once(':').map(|(_, port)| port).filter(|port| !port.ends_with(']'));
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return None;
    }
    let (scheme, rest) = text.split_once("://")?;
    if text.contains(['?', '#']) || !matches!(scheme, "http" | "https") {
        return None;
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let inner = path.trim_matches('/');
    let normalized_path = if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") };
    Some(Url { scheme, authority, path: path.trim_end_matches('/'), normalized_path, is_ip: is_ip(host) })
}

fn is_ip(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare.parse::<Ipv4Addr>().is_ok() || bare.parse::<Ipv6Addr>().is_ok()
}

/// An ARN, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// Like `aws`.
    pub partition: &'a str,
    /// Like `kinesisvideo`.
    pub service: &'a str,
    /// Like `us-west-2`; may be empty.
    pub region: &'a str,
    /// Twelve digits; may be empty.
    pub account_id: &'a str,
    /// The resource, split at colons and slashes.
    pub resource_id: Vec<&'a str>,
}

/// `aws.parseArn`: none if it is not an ARN.
pub fn parse_arn(text: &str) -> Option<Arn<'_>> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    match parts[..] {
        ["arn", partition, service, region, account_id, resource]
            if !(partition.is_empty() || service.is_empty() || resource.is_empty()) =>
        {
            Some(Arn { partition, service, region, account_id, resource_id: resource.split([':', '/']).collect() })
        }
        _ => None,
    }
}

/// `aws.partition`: the partition that a region belongs to. Every region belongs to one.
pub fn partition(region: &str) -> Option<&'static Partition> {
    Some(super::partition(region))
}

/// `getAttr` of a list: the item at an index, the last ones at negative indices; none beyond the end.
pub fn item<T: AsRef<str>>(list: &[T], index: i64) -> Option<&str> {
    let steps = usize::try_from(index.unsigned_abs()).ok()?;
    let index = if index < 0 { list.len().checked_sub(steps)? } else { steps };
    list.get(index).map(AsRef::as_ref)
}

/// Splits a text, at most into `limit` parts if that is not zero.
pub fn split(text: &str, delimiter: &str, limit: usize) -> Vec<String> {
    if limit == 0 {
        text.split(delimiter).map(str::to_owned).collect()
    } else {
        text.splitn(limit, delimiter).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_labels() {
        for (text, dots, valid) in [
            ("a", false, true),
            ("a-1", false, true),
            ("", false, false),
            ("-a", false, false),
            ("a-", false, false),
            ("a_b", false, false),
            ("a.b", false, false),
            ("a.b", true, true),
            ("a..b", true, false),
            (&"a".repeat(63), false, true),
            (&"a".repeat(64), false, false),
        ] {
            assert_eq!(is_valid_host_label(text, dots), valid, "{text}");
        }
    }

    #[test]
    fn substrings_are_whole_or_not_there() {
        for (start, stop, reverse, found) in [
            (0, 3, false, Some("abc")),
            (0, 3, true, Some("abc")),
            (1, 3, false, Some("bc")),
            (0, 1, true, Some("c")),
            (0, 4, false, None),
            (0, 4, true, None),
            (1, 1, false, None),
            (2, 1, false, None),
        ] {
            assert_eq!(substring("abc", start, stop, reverse), found, "{start}..{stop}, {reverse}");
        }
        assert_eq!(substring("äbc", 0, 1, false), None);
    }

    #[test]
    fn buckets_before_the_host() {
        for (bucket, dots, valid) in [
            ("bucket-", true, false),
            ("bucket_1", true, false),
            (&"a.".repeat(32), true, false),
            (&"ab.".repeat(20)[..59], true, true),
            (&"ab.".repeat(30)[..89], true, false),
            ("bucket", false, true),
            ("ab", false, false),
            ("Bucket", false, false),
            ("a.bucket", false, false),
            ("a.bucket", true, true),
            ("10.0.0.1", true, false),
            ("a_b", true, false),
        ] {
            assert_eq!(is_virtual_hostable_s3_bucket(bucket, dots), valid, "{bucket}");
        }
    }

    #[test]
    fn parts_of_texts() {
        assert_eq!(substring("abcdef", 0, 2, false), Some("ab"));
        assert_eq!(substring("abcdef", 0, 2, true), Some("ef"));
        assert_eq!(substring("abcdef", 1, 3, true), Some("de"));
        assert_eq!(substring("abc", 0, 4, false), None);
        assert_eq!(substring("abc", 2, 2, false), None);
        assert_eq!(substring("äbc", 0, 1, false), None);
        assert_eq!(split("a--b--c", "--", 2), ["a", "b--c"]);
        assert_eq!(split("a--b--c", "--", 0), ["a", "b", "c"]);
        assert_eq!(
            [0, 1, -1, -2, 2, -3].map(|index| item(&["a", "b"], index)),
            [Some("a"), Some("b"), Some("b"), Some("a"), None, None]
        );
        assert_eq!(uri_encode("a/b c~ü"), "a%2Fb%20c~%C3%BC");
    }

    #[test]
    fn urls_and_arns() {
        let url = parse_url("https://[::1]:8443/a/b/").expect("a URL");
        assert_eq!((url.scheme, url.authority, url.path), ("https", "[::1]:8443", "/a/b"));
        assert_eq!((url.normalized_path.as_str(), url.is_ip), ("/a/b/", true));
        let url = parse_url("http://example.com").expect("a URL");
        assert_eq!((url.path, url.normalized_path.as_str(), url.is_ip), ("", "/", false));
        for text in ["example.com", "https://example.com?x", "ftp://example.com", "https://", "https://a#b"] {
            assert_eq!(parse_url(text), None, "{text}");
        }
        let arn = parse_arn("arn:aws:s3:::bucket/a:b").expect("an ARN");
        assert_eq!((arn.service, arn.region, arn.resource_id), ("s3", "", vec!["bucket", "a", "b"]));
        for text in ["", "arn:aws:s3", "arn::s3:::x", "arn:aws:s3:::", "urn:aws:s3:::x"] {
            assert_eq!(parse_arn(text), None, "{text}");
        }
    }
}
