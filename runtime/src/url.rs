//! URLs in messages.

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
