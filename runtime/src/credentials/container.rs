//! Credentials that a container is given by what runs it: ECS, EKS, Greengrass.
//!
//! See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>.

use std::path::Path;

use super::fetch::{Fetcher, credentials};
use super::profile::read;
use super::{Found, NoCredentials, Variables};

/// Where ECS answers.
const ECS: &str = "http://169.254.170.2";
/// Who may be asked over plain HTTP: this machine, ECS and EKS.
const TRUSTED: [&str; 6] = ["localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];

/// Asks the server that the variables name.
pub(super) async fn load(variables: &Variables, fetcher: &Fetcher) -> Found {
    let url = match (
        variables("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
        variables("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    ) {
        (Some(path), _) => format!("{ECS}{path}"),
        (None, Some(url)) => checked(url)?,
        (None, None) => {
            return Err(NoCredentials::Absent(
                "the environment variables AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI \
                 are not set"
                    .to_owned(),
            ));
        }
    };
    let token = match variables("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
        Some(path) => Some(read(Path::new(&path))?),
        None => variables("AWS_CONTAINER_AUTHORIZATION_TOKEN"),
    };
    let headers: Vec<(&str, &str)> = token.iter().map(|token| ("authorization", token.as_str())).collect();
    // Who names a server means it: its silence is an error.
    let text = fetcher.text("GET", &url, &headers).await;
    let text = text.map_err(|error| NoCredentials::Broken(error.to_string()))?;
    credentials(&text, &url, "container")
}

/// The URL, if the token may be sent there.
fn checked(url: String) -> Result<String, NoCredentials> {
    let host = url.parse::<http::Uri>().ok().filter(|uri| uri.scheme_str() == Some("http"));
    let host = host.as_ref().and_then(|uri| uri.host());
    if url.starts_with("https://") || host.is_some_and(|host| TRUSTED.contains(&host)) {
        return Ok(url);
    }
    Err(NoCredentials::Broken(format!(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI is {url:?}, must be an https URL, or one of this machine"
    )))
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn tokens_go_nowhere_else() {
        for url in
            ["https://example.com/a", "http://127.0.0.1:80/a", "http://169.254.170.23/v1/credentials", "http://[::1]/"]
        {
            checked(url.to_owned()).expect("a trusted server");
        }
        for url in
            ["http://example.com/a", "http://169.254.169.254/", "http://localhost.example.com/", "ftp://localhost/", ""]
        {
            checked(url.to_owned()).expect_err("nobody to send a token to");
        }
    }
}
