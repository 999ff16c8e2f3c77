//! The functions that compiled endpoint rules call.
//!
//! See <https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html>.

use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Endpoint, EndpointError, Partition};

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
    let labels = if allow_dots {
        (3..=63).contains(&bucket.len()) && is_valid_host_label(bucket, true)
    } else {
        label(bucket)
    };
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
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// `http` or `https`.
    pub scheme: String,
    /// Host and port.
    pub authority: String,
    /// The path as it was written; empty if there is none.
    pub path: String,
    /// The path, with a slash at both ends.
    pub normalized_path: String,
    /// Whether the host is an IP address.
    pub is_ip: bool,
}

/// `parseURL`: none if it is not an HTTP URL, or has a query.
pub fn parse_url(text: &str) -> Option<Url> {
    let uri: http::Uri = text.parse().ok()?;
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    if uri.query().is_some() || text.contains(['?', '#']) || !matches!(scheme, "http" | "https") {
        return None;
    }
    let after = text.get(scheme.len() + 3 + authority.as_str().len()..).unwrap_or_default();
    let inner = after.trim_matches('/');
    let normalized_path = if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") };
    Some(Url {
        scheme: scheme.to_owned(),
        authority: authority.to_string(),
        path: after.trim_end_matches('/').to_owned(),
        normalized_path,
        is_ip: is_ip(authority.host()),
    })
}

fn is_ip(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare.parse::<Ipv4Addr>().is_ok() || bare.parse::<Ipv6Addr>().is_ok()
}

/// An ARN, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arn {
    /// Like `aws`.
    pub partition: String,
    /// Like `kinesisvideo`.
    pub service: String,
    /// Like `us-west-2`; may be empty.
    pub region: String,
    /// Twelve digits; may be empty.
    pub account_id: String,
    /// The resource, split at colons and slashes.
    pub resource_id: Vec<String>,
}

/// `aws.parseArn`: none if it is not an ARN.
pub fn parse_arn(text: &str) -> Option<Arn> {
    let mut parts = text.splitn(6, ':').map(str::to_owned);
    let arn = parts.next()?;
    let (partition, service, region) = (parts.next()?, parts.next()?, parts.next()?);
    let (account_id, resource) = (parts.next()?, parts.next()?);
    if arn != "arn" || partition.is_empty() || service.is_empty() || resource.is_empty() {
        return None;
    }
    let resource_id = resource.split([':', '/']).map(str::to_owned).collect();
    Some(Arn { partition, service, region, account_id, resource_id })
}

/// `aws.partition`: the partition that a region belongs to. Every region belongs to one.
pub fn partition(region: &str) -> Option<&'static Partition> {
    Some(super::partition(region))
}

/// `getAttr` of a list: the item at an index, the last ones at negative indices; none beyond the end.
pub fn item(list: &[String], index: i64) -> Option<&str> {
    let index = if index < 0 { list.len().checked_sub(usize::try_from(index.unsigned_abs()).ok()?)? } else { usize::try_from(index).ok()? };
    list.get(index).map(String::as_str)
}

/// Splits a text, at most into `limit` parts if that is not zero.
pub fn split(text: &str, delimiter: &str, limit: usize) -> Vec<String> {
    if limit == 0 {
        text.split(delimiter).map(str::to_owned).collect()
    } else {
        text.splitn(limit, delimiter).map(str::to_owned).collect()
    }
}
