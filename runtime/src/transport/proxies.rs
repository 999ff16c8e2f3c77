//! Which proxies requests go through.

use std::fmt;

/// The proxies that the built-in transports go through: hyper with the feature `proxy`, ureq always. A proxy is spoken to
/// by plain HTTP; ureq speaks to one by HTTPS, too. One that can't be used is an error, never a direct connection.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    pub(crate) http: Option<String>,
    pub(crate) https: Option<String>,
    pub(crate) no: String,
}

impl Proxies {
    /// No proxies.
    pub fn none() -> Self {
        Self::default()
    }

    /// The proxy for requests over plain HTTP, like `http://user:password@proxy:3128`.
    #[must_use]
    pub fn http(mut self, url: impl Into<String>) -> Self {
        self.http = Some(url.into());
        self
    }

    /// The proxy for requests over TLS, which go through it as through a tunnel.
    #[must_use]
    pub fn https(mut self, url: impl Into<String>) -> Self {
        self.https = Some(url.into());
        self
    }

    /// The hosts that are called without a proxy, with commas between: `*` for all, `example.com` or `.example.com` for a
    /// domain and what is below it, `example.com:8443` for one port, `10.1.2.3` and `10.0.0.0/8` for addresses. `localhost`
    /// and loopback addresses are always called so.
    #[must_use]
    pub fn except(mut self, hosts: impl Into<String>) -> Self {
        self.no = hosts.into();
        self
    }

    /// What the variables of the environment say, as `Config::from_env` reads them for services of AWS.
    pub fn from_env() -> Self {
        Self::of(&|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// What the variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say, or the same in small letters.
    /// `HTTP_PROXY` is not read within CGI, where it is a header of whoever calls.
    pub(crate) fn of(variables: &dyn Fn(&str) -> Option<String>) -> Self {
        let either = |name: &str| variables(&name.to_lowercase()).or_else(|| variables(name));
        let all = either("ALL_PROXY");
        let http = if variables("REQUEST_METHOD").is_some() { variables("http_proxy") } else { either("HTTP_PROXY") };
        Self {
            http: http.or_else(|| all.clone()),
            https: either("HTTPS_PROXY").or(all),
            no: either("NO_PROXY").unwrap_or_default(),
        }
    }
}

/// Without user names and passwords.
impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let public = |url: &Option<String>| url.as_deref().map(crate::url::public_url);
        f.debug_struct("Proxies")
            .field("http", &public(&self.http))
            .field("https", &public(&self.https))
            .field("no", &self.no)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_name_proxies() {
        let of = |variables: &[(&str, &str)]| {
            Proxies::of(&|name| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            })
        };
        let proxies = of(&[("ALL_PROXY", "http://all:1"), ("https_proxy", "http://tls:2"), ("NO_PROXY", "a,b")]);
        assert_eq!(proxies, Proxies::none().http("http://all:1").https("http://tls:2").except("a,b"));
        assert_eq!(of(&[("HTTP_PROXY", "http://evil"), ("REQUEST_METHOD", "GET")]), Proxies::none());
        assert_eq!(of(&[]), Proxies::none());
    }

    #[test]
    fn passwords_are_not_shown() {
        let shown = format!("{:?}", Proxies::none().https("http://me:secret@proxy:3128"));
        assert!(shown.contains("proxy:3128") && !shown.contains("secret"), "{shown}");
    }

    #[test]
    fn none_has_no_proxy() {
        assert_eq!(Proxies::none(), Proxies { http: None, https: None, no: String::new() });
    }
}
