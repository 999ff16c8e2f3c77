//! Which requests go through which proxy: the same for every built-in transport.

use std::net::IpAddr;

#[cfg(feature = "proxy")]
use http::HeaderValue;
use http::Uri;
use percent_encoding::percent_decode_str;

use super::Proxies;
use crate::url::{names_port, public_url};

/// Proxies that were understood, and the hosts that are called without them.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    http: Option<Proxy>,
    https: Option<Proxy>,
    direct: Vec<Direct>,
}

/// One proxy.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Proxy {
    /// Scheme, host and port.
    pub(super) uri: Uri,
    /// User name and password.
    pub(super) user: Option<(String, String)>,
}

/// Which hosts are called without a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Direct {
    All,
    /// A domain and what is below it, at one port or at any.
    Domain(String, Option<u16>),
    /// Addresses that begin with so many bits of this one.
    Network(IpAddr, u8),
}

impl Rules {
    /// Understands what was configured.
    ///
    /// # Errors
    /// What names a proxy is not a URL of one that can be used.
    pub(super) fn of(proxies: &Proxies) -> Result<Self, String> {
        let proxy = |url: &Option<String>| url.as_deref().map(Proxy::parse).transpose();
        let entries = proxies.no.split([',', ' ', '\t']).map(str::trim).filter(|entry| !entry.is_empty());
        Ok(Self {
            http: proxy(&proxies.http)?,
            https: proxy(&proxies.https)?,
            direct: entries.map(Direct::parse).collect(),
        })
    }

    /// The proxy that a request to this URL goes through; none if it goes to its host directly.
    pub(super) fn proxy_for(&self, uri: &Uri) -> Option<&Proxy> {
        let (proxy, default_port) = match uri.scheme_str() {
            Some("https") => (self.https.as_ref()?, 443),
            _ => (self.http.as_ref()?, 80),
        };
        let (host, port) = (uri.host()?, uri.port_u16().unwrap_or(default_port));
        let is_direct = is_this_machine(host) || self.direct.iter().any(|direct| direct.includes(host, port));
        (!is_direct).then_some(proxy)
    }
}

impl Proxy {
    /// A proxy is spoken to by HTTP, with or without TLS. A name without a scheme means plain HTTP.
    fn parse(url: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("the proxy {:?} can't be used: {why}", public_url(url));
        let absolute = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
        let uri: Uri = absolute.parse().map_err(|_| wrong("it is not a URL"))?;
        let (scheme, authority) = match (uri.scheme_str(), uri.authority()) {
            (Some(scheme @ ("http" | "https")), Some(authority)) => (scheme, authority),
            (Some(_), Some(_)) => return Err(wrong("it must be spoken to by http or https")),
            _ => return Err(wrong("it has no host")),
        };
        // The parser drops what follows a `#`, and would take a user for a host.
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || url.contains('#') {
            return Err(wrong("it has a path; a `/`, `?` or `#` in a password has to be escaped"));
        }
        let decoded = |text: &str| {
            percent_decode_str(text)
                .decode_utf8()
                .map(|text| text.into_owned())
                .map_err(|_| wrong("its user is not UTF-8"))
        };
        let user = match authority.as_str().rsplit_once('@') {
            None => None,
            Some((user, _)) => {
                let (name, password) = user.split_once(':').unwrap_or((user, ""));
                Some((decoded(name)?, decoded(password)?))
            }
        };
        let host = authority.as_str().rsplit('@').next().unwrap_or_default();
        if authority.host().is_empty() || (names_port(host) && authority.port_u16().is_none()) {
            return Err(wrong("its host or its port is not one"));
        }
        let uri = Uri::builder().scheme(scheme).authority(host).path_and_query("/").build();
        Ok(Self { uri: uri.map_err(|_| wrong("it is not a URL"))?, user })
    }

    /// The header that says who goes through the proxy.
    #[cfg(feature = "proxy")]
    pub(super) fn authorization(&self) -> Option<HeaderValue> {
        let (name, password) = self.user.as_ref()?;
        let encoded = crate::base64::encode(format!("{name}:{password}"));
        let mut value = HeaderValue::try_from(format!("Basic {encoded}")).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl Direct {
    fn parse(entry: &str) -> Self {
        if entry == "*" {
            return Self::All;
        }
        if let Some((address, bits)) = entry.split_once('/')
            && let (Some(address), Ok(bits)) = (address_of(address), bits.parse::<u8>())
        {
            return Self::Network(address, bits);
        }
        if let Some(address) = address_of(entry) {
            return Self::Network(address, if address.is_ipv4() { 32 } else { 128 });
        }
        let (host, port) = match entry.rsplit_once(':') {
            Some((host, port)) => match port.parse() {
                Ok(port) => (host, Some(port)),
                Err(_) => (entry, None),
            },
            None => (entry, None),
        };
        let host = host.trim_start_matches('*').trim_start_matches('.').trim_end_matches('.');
        Self::Domain(host.to_ascii_lowercase(), port)
    }

    fn includes(&self, host: &str, port: u16) -> bool {
        match self {
            Self::All => true,
            Self::Network(network, bits) => address_of(host).is_some_and(|address| begins(address, *network, *bits)),
            Self::Domain(domain, wanted) => {
                let host = host.trim_end_matches('.').to_ascii_lowercase();
                let is_below =
                    host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
                !domain.is_empty() && is_below && wanted.is_none_or(|wanted| wanted == port)
            }
        }
    }
}

/// A proxy could not reach it, and what is meant to stay here must not go there.
fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || address_of(host).is_some_and(|address| address.is_loopback())
}

/// An address; one of IPv4 that is written as one of IPv6 is the same.
fn address_of(host: &str) -> Option<IpAddr> {
    crate::url::address_of(host).map(|address| address.to_canonical())
}

/// Whether an address begins with so many bits of another one.
fn begins(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let (address, network, width) = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            (u128::from(address.to_bits()), u128::from(network.to_bits()), 32)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits(), network.to_bits(), 128),
        _ => return false,
    };
    let shift = width - u32::from(bits).min(width);
    address.checked_shr(shift).unwrap_or(0) == network.checked_shr(shift).unwrap_or(0)
}

/// Without the user.
impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proxy({})", self.uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goes_directly(no: &str, url: &str) -> bool {
        let proxies = Proxies::none().http("http://proxy:1").https("http://proxy:1").except(no);
        Rules::of(&proxies).expect("rules").proxy_for(&url.parse().expect("a URL")).is_none()
    }

    #[test]
    fn hosts_are_called_directly() {
        for (no, url) in [
            ("*", "https://10.1.2.3/"),
            ("*", "http://example.com/"),
            ("example.com", "https://example.com/"),
            ("example.com", "https://A.Example.com:8443/"),
            (".example.com", "https://a.example.com/"),
            ("*.example.com", "https://a.example.com/"),
            ("other, example.com:8443", "https://example.com:8443/"),
            ("127.0.0.1", "http://127.0.0.1:99/"),
            ("10.0.0.0/8", "http://10.200.3.4/"),
            ("0.0.0.0/0", "http://10.200.3.4/"),
            ("fd00::/8", "http://[fd00:ec2::254]/"),
            ("[::1]", "http://[::1]:8080/"),
            ("a.example.com:443", "https://a.example.com/"),
            ("", "http://localhost:8080/"),
            ("", "http://127.1.2.3/"),
            ("", "http://[::1]/"),
        ] {
            assert!(goes_directly(no, url), "{no} {url}");
        }
        for (no, url) in [
            ("", "https://example.com/"),
            ("example.com", "https://notexample.com/"),
            ("example.com:8443", "https://example.com/"),
            ("10.0.0.0/8", "http://11.0.0.1/"),
            ("10.0.0.0/8", "http://[a00::1]/"),
            ("10.0.0.0/999", "http://11.0.0.1/"),
            (".", "https://example.com/"),
        ] {
            assert!(!goes_directly(no, url), "{no} {url}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error() {
        for url in [
            "socks5://me:SECRET@proxy:1080",
            "http://me:SEC/RET@proxy:1",
            "http://me:SECRET#@proxy:1",
            "http://me#SECRET@proxy:1",
            "http://me:SECRET@proxy:99999",
            "me:SECRET@[proxy",
            "http://",
            "ftp://proxy",
        ] {
            let error = Rules::of(&Proxies::none().https(url)).expect_err("no proxy");
            assert!(error.contains("can't be used") && !error.contains("SEC"), "{error}");
        }
        let proxy = Proxy::parse("me:p%40ss@proxy:3128").expect("a proxy");
        assert_eq!(
            (proxy.uri.to_string().as_str(), proxy.user),
            ("http://proxy:3128/", Some(("me".into(), "p@ss".into())))
        );
    }

    #[test]
    fn what_is_no_proxy_is_an_error() {
        let error = |url: &str| Proxy::parse(url).expect_err(url);
        for (url, why) in [
            ("ftp://proxy:21", "it must be spoken to by http or https"),
            ("socks5://proxy:1080", "it must be spoken to by http or https"),
            ("http://", "it is not a URL"),
            ("http://proxy:3128/path", "it has a path"),
            ("http://proxy:3128?query", "it has a path"),
            ("http://proxy:3128/#fragment", "it has a path"),
            ("http://me:SECRET/@proxy:3128", "can't be used"),
            ("http://proxy:99999", "can't be used"),
        ] {
            let error = error(url);
            assert!(error.contains(why) && !error.contains("SECRET"), "{error}");
        }
        let proxy = Proxy::parse("me:SECRET@proxy:3128").expect("a proxy");
        assert_eq!(format!("{proxy:?}"), "Proxy(http://proxy:3128/)");
    }
}
