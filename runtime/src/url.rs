//! What several rooms ask of URLs and their hosts.

use std::net::IpAddr;

use http::Uri;

/// The address that a host is, in brackets or without; none if it is a name.
pub(crate) fn address_of(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether a host is this machine: `localhost`, or a loopback address.
pub(crate) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || address_of(host).is_some_and(|address| address.is_loopback())
}

/// The host of a URL without a user, as the header `host` has it: with its port where that is not the scheme's own.
pub(crate) fn host(uri: &Uri) -> &str {
    let default = if uri.scheme_str() == Some("http") { 80 } else { 443 };
    match (uri.authority(), uri.port_u16()) {
        (Some(authority), Some(port)) if port != default => authority.as_str(),
        _ => uri.host().unwrap_or_default(),
    }
}

/// Whether an authority without a user names a port, be it one or not. The colons of an IPv6 address begin none.
pub(crate) fn names_port(authority: &str) -> bool {
    authority.rsplit_once(':').is_some_and(|(_, port)| !port.contains(']'))
}

/// The URL without a user name and a password, which are not for messages. Whatever stands before an `@` may be one: a
/// password with a `/` or a `#` makes a URL that no parser takes apart rightly.
pub(crate) fn public_url(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, _)| url.split_at(scheme.len() + 3));
    match rest.rfind('@') {
        Some(at) => format!("{scheme}***{}", &rest[at..]),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_left_out() {
        for (url, public) in [
            ("https://example.com/a?b=c", "https://example.com/a?b=c"),
            ("http://me:SECRET@proxy:3128", "http://***@proxy:3128"),
            ("me:SECRET@proxy:3128", "***@proxy:3128"),
            ("http://me:SEC/R#ET@proxy:3128/", "http://***@proxy:3128/"),
            ("http://me:S@CRET@proxy", "http://***@proxy"),
            ("", ""),
        ] {
            assert_eq!(public_url(url), public);
        }
    }
}
