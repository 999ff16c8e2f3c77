//! Copies from another region: the service there is asked by a presigned URL, which is a parameter of the request.

use std::sync::Arc;
use std::time::Duration;

use http::header::HOST;
use percent_encoding::percent_decode_str;

use crate::auth::Authenticator;
use crate::body::Body;
use crate::client::Client;
use crate::config::Config;
use crate::endpoint::rules::parse_arn;
use crate::endpoint::{Endpoint, EndpointError};
use crate::error::Failure;
use crate::escape::escaped;
use crate::operation::{CrossRegionCopy, Service};
use crate::request::Outgoing;

/// How long the URL is good: the service asks at once.
const EXPIRES_IN: Duration = Duration::from_secs(60 * 60);
/// The parameter of the URL that is the region of the copy.
const DESTINATION: &str = "DestinationRegion";

/// Applies the endpoint rules of a service.
pub(super) fn resolve<S: Service>(config: &Config) -> Result<Endpoint, EndpointError> {
    S::resolve_endpoint(&S::endpoint_params(config))
}

/// Adds the presigned URL to a request that copies from another region, unless the caller has given one.
///
/// # Errors
/// There is no endpoint in the other region, or the URL can't be signed.
pub(super) async fn add_presigned_url(
    client: &Client,
    outgoing: &mut Outgoing,
    copy: CrossRegionCopy,
) -> Result<(), Failure> {
    let form = outgoing.parts.body.bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let Some(own) = outgoing.config.signing_region().map(str::to_owned) else { return Ok(()) };
    let source = parameter(&form, copy.source).and_then(|source| region(&source, copy.source_is_arn));
    let Some(source) = source.filter(|source| *source != own && parameter(&form, copy.url).is_none()) else {
        return Ok(());
    };
    let config = elsewhere(&outgoing.config, &own, &source);
    config.check().map_err(Failure::Config)?;
    let endpoint = (outgoing.resolve)(&config).map_err(|error| config.explain(error))?;
    let destination = match parameter(&form, DESTINATION) {
        None => format!("&{DESTINATION}={}", escaped(&own)),
        Some(_) => String::new(),
    };
    let target = format!("{}/?{form}{destination}", endpoint.url.trim_end_matches('/'));
    let invalid = |_| Failure::Endpoint(EndpointError::new(format!("{:?} is not a URL", endpoint.url)));
    let uri: http::Uri = target.parse().map_err(|error: http::uri::InvalidUri| invalid(error.into()))?;
    let host = uri.authority().map(ToString::to_string).unwrap_or_default();
    let request = http::Request::get(uri).header(HOST, host).body(Body::empty()).map_err(invalid)?;
    let authenticator =
        Authenticator::new(outgoing.service, outgoing.operation, Arc::new(config), Arc::new(endpoint.clone()));
    #[cfg(feature = "calls")]
    let authenticator = Authenticator { ahead: client.connection().ahead(), ..authenticator };
    #[cfg(not(feature = "calls"))]
    let _ = client;
    let url = authenticator.presign_now(request, EXPIRES_IN).await?.uri().to_string();
    let mut form = format!("{form}&{}={}", copy.url, escaped(&url));
    if let Some(name) = copy.destination.filter(|name| parameter(&form, name).is_none()) {
        form.push_str(&format!("&{name}={}", escaped(&own)));
    }
    outgoing.parts.body = form.into();
    Ok(())
}

/// The value of a parameter of a form.
fn parameter(form: &str, name: &str) -> Option<String> {
    let mut pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(found, _)| *found == name)?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

/// The region of the source; none if only a name says what it is, which is one of the same region.
fn region(source: &str, is_arn: bool) -> Option<String> {
    match is_arn {
        true => parse_arn(source).map(|arn| arn.region.to_owned()).filter(|region| !region.is_empty()),
        false => Some(source.to_owned()),
    }
}

/// The configuration for another region. An endpoint of the caller's own is that of the other region if a label of its host is
/// the name of its region; else both are the same, as where a program on this machine stands for all regions.
fn elsewhere(config: &Config, own: &str, source: &str) -> Config {
    let mut config = config.clone().region(source);
    config.endpoint = config.endpoint.map(|url| with_region(&url, own, source));
    config
}

fn with_region(url: &str, own: &str, source: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let labels: Vec<&str> = host.split('.').map(|label| if label == own { source } else { label }).collect();
    format!("{scheme}://{}{path}", labels.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_of_a_source_is_named_or_stands_in_its_arn() {
        assert_eq!(region("us-west-2", false).as_deref(), Some("us-west-2"));
        assert_eq!(region("arn:aws:rds:us-west-2:123456789012:snapshot:x", true).as_deref(), Some("us-west-2"));
        assert_eq!(region("arn:aws:rds::123456789012:global-cluster:x", true), None);
        assert_eq!(region("snapshot", true), None);
    }

    #[test]
    fn a_label_of_the_host_is_the_region() {
        for (url, expected) in [
            ("https://rds.eu-west-1.example.com/a.eu-west-1.b", "https://rds.us-west-2.example.com/a.eu-west-1.b"),
            ("https://eu-west-1-proxy.example.com:8443", "https://eu-west-1-proxy.example.com:8443"),
            ("http://localhost:5000/", "http://localhost:5000/"),
        ] {
            assert_eq!(with_region(url, "eu-west-1", "us-west-2"), expected);
        }
    }

    #[test]
    fn parameters_are_found_by_their_whole_name() {
        assert_eq!(parameter("Action=Copy&SourceX=1&Source=a%3Ab&Empty=", "Source").as_deref(), Some("a:b"));
        assert_eq!(parameter("Action=Copy&Empty=", "Empty").as_deref(), Some(""));
        assert_eq!(parameter("Action=Copy", "Copy"), None);
    }
}
