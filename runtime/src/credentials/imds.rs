//! Credentials of the role of an EC2 instance: its metadata, version 2.
//!
//! See <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html>.

use http::Uri;

use super::document::credentials;
use super::fetch::Fetcher;
use super::{Found, NoCredentials, Variables};
use crate::profile::Profile;

const IPV4: &str = "http://169.254.169.254";
const IPV6: &str = "http://[fd00:ec2::254]";
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";
/// How long a session lasts, in seconds.
const SESSION: &str = "21600";

/// Opens a session, asks for the role, and for its credentials.
pub(super) async fn load(variables: &Variables, profile: &Profile, fetcher: &Fetcher) -> Found {
    if variables("AWS_EC2_METADATA_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return Err(NoCredentials::Absent(
            "the instance's metadata are not to be asked: AWS_EC2_METADATA_DISABLED is true".to_owned(),
        ));
    }
    let endpoint = endpoint(variables, profile)?;
    let lifetime = [("x-aws-ec2-metadata-token-ttl-seconds", SESSION)];
    let token = fetcher.text("PUT", &format!("{endpoint}/latest/api/token"), &lifetime).await?;
    let headers = [("x-aws-ec2-metadata-token", token.trim())];
    let roles = format!("{endpoint}{ROLES}");
    // Who has opened a session is there: what fails from here on is no sign of another place.
    let broken = |error: NoCredentials| NoCredentials::Broken(error.to_string());
    let listed = fetcher.found("GET", &roles, &headers).await.map_err(broken)?.unwrap_or_default();
    let Some(role) = listed.lines().map(str::trim).find(|role| !role.is_empty()) else {
        return Err(NoCredentials::Absent("the instance has no role".to_owned()));
    };
    if role.contains(|character: char| !character.is_ascii_graphic() || "/?#%\\".contains(character)) {
        return Err(NoCredentials::Broken(format!("{roles}: {role:?} is not the name of a role")));
    }
    let url = format!("{roles}{role}");
    let text = fetcher.text("GET", &url, &headers).await.map_err(broken)?;
    credentials(&text, &url, "instance metadata")
}

/// The URL of the server of metadata.
pub(super) fn endpoint(variables: &Variables, profile: &Profile) -> Result<String, NoCredentials> {
    let setting = |name: &str| profile.setting(name).map(str::to_owned);
    let given = |variable: &str, name: &str| variables(variable).or_else(|| setting(name));
    let broken = |text: String| Err(NoCredentials::Broken(text));
    if let Some(url) = given("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint") {
        let is_url = url.parse::<Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.authority().is_some_and(|host| !host.as_str().contains('@'))
                && !url.contains(['?', '#'])
        });
        if !is_url {
            let url = crate::url::public_url(&url);
            let text =
                format!("AWS_EC2_METADATA_SERVICE_ENDPOINT is {url:?}, must be an http or https URL without a user");
            return broken(text);
        }
        return Ok(url.trim_end_matches('/').to_owned());
    }
    match given("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode") {
        None => Ok(IPV4.to_owned()),
        Some(mode) if mode.eq_ignore_ascii_case("ipv4") => Ok(IPV4.to_owned()),
        Some(mode) if mode.eq_ignore_ascii_case("ipv6") => Ok(IPV6.to_owned()),
        Some(mode) => broken(format!("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is {mode:?}, must be IPv4 or IPv6")),
    }
}
