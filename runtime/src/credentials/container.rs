//! Credentials that a container is given by what runs it: ECS, EKS, Greengrass.
//!
//! See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;

use super::document::credentials;
use super::fetch::Fetcher;
use super::{Found, NoCredentials, Variables, read};
use crate::url::{address_of, is_loopback};

/// Where ECS answers.
const ECS: &str = "http://169.254.170.2";
const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
/// Who may be asked over plain HTTP besides this machine: ECS and EKS.
const TRUSTED: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 2)),
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 23)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23)),
];

/// Asks the server that the variables name.
pub(super) async fn load(variables: &Variables, fetcher: &Fetcher) -> Found {
    let url = match (variables(RELATIVE), variables(FULL)) {
        (Some(path), _) => relative(&path)?,
        (None, Some(url)) => full(&url)?,
        (None, None) => {
            return Err(NoCredentials::Absent(format!("the environment variables {RELATIVE} and {FULL} are not set")));
        }
    };
    let token = match variables("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
        Some(path) => Some(read(&path, variables)?),
        None => variables("AWS_CONTAINER_AUTHORIZATION_TOKEN"),
    };
    let headers: Vec<(&str, &str)> = token.iter().map(|token| ("authorization", token.as_str())).collect();
    // Who names a server means it: its silence is an error.
    let text = fetcher.text("GET", &url, &headers).await;
    let text = text.map_err(|error| NoCredentials::Broken(error.to_string()))?;
    credentials(&text, &url, "container")
}

/// The URL of a path at the server of ECS.
fn relative(path: &str) -> Result<String, NoCredentials> {
    let url = format!("{ECS}{path}");
    // Without the slash, the path would be part of the host's name.
    if path.starts_with('/') && url.parse::<Uri>().is_ok() {
        return Ok(url);
    }
    Err(NoCredentials::Broken(format!("{RELATIVE} is {path:?}, must be a path that begins with `/`")))
}

/// The URL, if the token may be sent there.
fn full(url: &str) -> Result<String, NoCredentials> {
    let wrong = |why: &str| NoCredentials::Broken(format!("{FULL} is {:?}, {why}", crate::url::public_url(url)));
    let uri: Uri = url.parse().map_err(|_| wrong("which is not a URL"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(wrong("must be a URL with a scheme and a host"));
    };
    if authority.as_str().contains('@') || url.contains('#') {
        return Err(wrong("must have neither a user name nor a fragment"));
    }
    if scheme == "https" || (scheme == "http" && is_trusted(authority.host())) {
        return Ok(url.to_owned());
    }
    Err(wrong("must be an https URL, or one of this machine"))
}

fn is_trusted(host: &str) -> bool {
    is_loopback(host) || address_of(host).is_some_and(|address| TRUSTED.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_nowhere_else() {
        for url in
            ["https://example.com/a", "http://127.0.0.1:80/a", "http://169.254.170.23/v1/credentials", "http://[::1]/"]
        {
            full(url).expect("a trusted server");
        }
        for url in [
            "http://example.com/a",
            "http://169.254.169.254/",
            "http://localhost.example.com/",
            "http://169.254.170.2@example.com/",
            "http://169.254.170.2#@example.com/",
            "https://me:secret@example.com/",
            "ftp://localhost/",
            "/credentials",
            "",
        ] {
            let error = full(url).expect_err("nobody to send a token to").to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_relative_path_stays_with_ecs() {
        assert_eq!(relative("/a?b=1").expect("a path"), "http://169.254.170.2/a?b=1");
        for path in ["@example.com:80/x", ".example.com/x", ":99@example.com/", "x", "/a b"] {
            relative(path).expect_err("another host");
        }
    }
}
