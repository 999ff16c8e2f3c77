//! Credentials of the role of an EC2 instance: its metadata, version 2.
//!
//! See <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html>.

use super::fetch::{Fetcher, credentials};
use super::{Found, NoCredentials, Variables};

const IPV4: &str = "http://169.254.169.254";
const IPV6: &str = "http://[fd00:ec2::254]";
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";
/// How long a session lasts, in seconds.
const SESSION: &str = "21600";

/// Opens a session, asks for the role, and for its credentials.
pub(super) async fn load(variables: &Variables, fetcher: &Fetcher) -> Found {
    if variables("AWS_EC2_METADATA_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return Err(NoCredentials::Absent(
            "the instance's metadata are not to be asked: AWS_EC2_METADATA_DISABLED is true".to_owned(),
        ));
    }
    let endpoint = variables("AWS_EC2_METADATA_SERVICE_ENDPOINT").unwrap_or_else(|| {
        let mode = variables("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE").unwrap_or_default();
        if mode.eq_ignore_ascii_case("ipv6") { IPV6.to_owned() } else { IPV4.to_owned() }
    });
    let endpoint = endpoint.trim_end_matches('/');
    let lifetime = [("x-aws-ec2-metadata-token-ttl-seconds", SESSION)];
    let token = fetcher.text("PUT", &format!("{endpoint}/latest/api/token"), &lifetime).await?;
    let headers = [("x-aws-ec2-metadata-token", token.trim())];
    let roles = fetcher.text("GET", &format!("{endpoint}{ROLES}"), &headers).await?;
    let Some(role) = roles.lines().map(str::trim).find(|role| !role.is_empty()) else {
        return Err(NoCredentials::Absent("the instance has no role".to_owned()));
    };
    let url = format!("{endpoint}{ROLES}{role}");
    let text = fetcher.text("GET", &url, &headers).await?;
    credentials(&text, &url, "instance metadata")
}
