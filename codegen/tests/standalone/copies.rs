//! A snapshot that is copied from another region: the request asks that region by a presigned URL. Nothing is sent.

use ec2::types::{CopySnapshotRequest, CopySnapshotRequired};
use runtime::Credentials;

/// The parameters of a form or a query.
fn pairs(text: &str) -> std::collections::BTreeMap<String, String> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// Gives nothing for long.
#[derive(Debug)]
struct Slow;

impl runtime::ProvideCredentials for Slow {
    async fn provide_credentials(&self) -> Result<Credentials, runtime::CredentialsError> {
        tokio::time::sleep(std::time::Duration::from_secs(20)).await;
        Ok(Credentials::new("AKIDEXAMPLE", "secret"))
    }
}

#[tokio::test]
async fn the_time_for_the_url_is_part_of_the_call() {
    let config = runtime::Config::new().region("eu-central-1").credentials(Slow);
    let client = ec2::Client::new(config.timeout(std::time::Duration::from_millis(100)));
    let required = CopySnapshotRequired { source_region: "us-west-2", source_snapshot_id: "snap-1" };
    let started = std::time::Instant::now();
    client.copy_snapshot(CopySnapshotRequest::new(required)).await.expect_err("no credentials");
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
}

async fn form(config: runtime::Config, input: CopySnapshotRequest) -> std::collections::BTreeMap<String, String> {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret").with_session_token("token");
    let client = ec2::Client::new(config.credentials(credentials));
    let request = client.copy_snapshot(input).into_request().await.expect("a request");
    pairs(std::str::from_utf8(request.body().bytes().expect("a form")).expect("text"))
}

#[tokio::test]
async fn the_other_region_is_asked_by_a_url() {
    let region = || runtime::Config::new().region("eu-central-1");
    let copy_from = |source_region: &str| {
        CopySnapshotRequest::new(CopySnapshotRequired { source_region, source_snapshot_id: "snap-1" })
    };
    let input = || copy_from("us-west-2").encrypted(true);
    let sent = form(region(), input()).await;
    assert_eq!(sent["DestinationRegion"], "eu-central-1");
    let url = sent["PresignedUrl"].strip_prefix("https://ec2.us-west-2.amazonaws.com/?").expect("the other region");
    let asked = pairs(url);
    for (name, value) in [
        ("Action", "CopySnapshot"),
        ("SourceRegion", "us-west-2"),
        ("SourceSnapshotId", "snap-1"),
        ("DestinationRegion", "eu-central-1"),
        ("Encrypted", "true"),
        ("X-Amz-Expires", "3600"),
        ("X-Amz-SignedHeaders", "host"),
        ("X-Amz-Security-Token", "token"),
    ] {
        assert_eq!(asked.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(asked["X-Amz-Credential"].ends_with("/us-west-2/ec2/aws4_request"), "{}", asked["X-Amz-Credential"]);
    assert!(!asked.contains_key("PresignedUrl"));

    // Within a region, and where the caller has given a URL, nothing is added.
    let sent = form(region(), copy_from("eu-central-1")).await;
    assert!(!sent.contains_key("PresignedUrl"));
    let sent = form(region(), input().presigned_url("https://example.com")).await;
    assert_eq!(sent["PresignedUrl"], "https://example.com");
    // A URL of the caller's own is that of the other region if it names its own.
    let sent = form(region().endpoint("https://eu-central-1.example.com"), input()).await;
    assert!(sent["PresignedUrl"].starts_with("https://us-west-2.example.com/?"), "{}", sent["PresignedUrl"]);
}
