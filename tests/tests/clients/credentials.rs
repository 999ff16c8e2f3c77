//! Where credentials and the region come from, if nobody names them.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config, Error};
use runtime::{Credentials, Failure, Retry};
use tests::{Reply, Server, sigv4};

const ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo/1";
const DOCUMENT: &str = r#"{"Code":"Success","AccessKeyId":"AKIDSERVED","SecretAccessKey":"served-secret","Token":"served-token","Expiration":"2100-01-01T00:00:00Z"}"#;

fn variables(pairs: &[(&'static str, String)]) -> Config {
    let pairs: BTreeMap<&str, String> = pairs.iter().cloned().collect();
    Config::from_variables(move |name| pairs.get(name).cloned()).retry(Retry::off())
}

async fn call(client: &Client) -> Result<(), Error> {
    client.get_ice_server_config(GetIceServerConfigRequest::new(ARN)).await.map(|_| ())
}

/// The request that a call with this configuration sends, which is signed with this key.
async fn signed_with(config: Config, access_key: &str, secret: &str) -> sigv4::Signature {
    let server = Server::start(|_| Reply::ok("{}")).await;
    let client = Client::new(config.endpoint(server.url()));
    call(&client).await.expect("an answer");
    let signature = sigv4::check(&server.received()[0], secret).expect("a signature");
    assert!(signature.valid);
    assert_eq!(signature.access_key, access_key);
    signature
}

#[tokio::test]
async fn a_profile_has_keys_and_a_region() {
    let folder = tempfile::tempdir().expect("a folder");
    let aws = folder.path().join(".aws");
    fs::create_dir(&aws).expect("a folder");
    fs::write(aws.join("config"), "[default]\nregion = eu-west-1\n\n[profile work]\nregion = eu-central-1\n")
        .expect("a file");
    let keys = |id: &str| format!("aws_access_key_id = {id}\naws_secret_access_key = profile-secret\n");
    fs::write(aws.join("credentials"), format!("[default]\n{}[work]\n{}", keys("AKIDDEFAULT"), keys("AKIDWORK")))
        .expect("a file");

    let home = ("HOME", folder.path().display().to_string());
    let signature = signed_with(variables(std::slice::from_ref(&home)), "AKIDDEFAULT", "profile-secret").await;
    assert_eq!(signature.scope, "eu-west-1/kinesisvideo");
    let work = [home, ("AWS_PROFILE", "work".to_owned())];
    let signature = signed_with(variables(&work), "AKIDWORK", "profile-secret").await;
    assert_eq!(signature.scope, "eu-central-1/kinesisvideo");
}

#[tokio::test]
async fn a_container_is_asked_once_with_its_token() {
    let served = Server::start(|_| Reply::ok(DOCUMENT)).await;
    let config = variables(&[
        ("AWS_REGION", "us-west-2".to_owned()),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{}/creds", served.url())),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "let-me-in".to_owned()),
    ]);
    let server = Server::start(|_| Reply::ok("{}")).await;
    let client = Client::new(config.endpoint(server.url()));
    for _ in 0..3 {
        call(&client).await.expect("an answer");
    }
    let asked = served.received();
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].target.as_str(), asked[0].header("authorization")), ("/creds", Some("let-me-in")));
    let sent = &server.received()[2];
    assert!(sigv4::check(sent, "served-secret").expect("a signature").valid);
    assert_eq!(sent.header("x-amz-security-token"), Some("served-token"));
}

#[tokio::test]
async fn an_instance_is_asked_within_a_session() {
    let served = Server::start(|request| match (request.method.as_str(), request.target.as_str()) {
        ("PUT", "/latest/api/token") => Reply::ok("session"),
        ("GET", "/latest/meta-data/iam/security-credentials/") => Reply::ok("camera\n"),
        ("GET", "/latest/meta-data/iam/security-credentials/camera") => Reply::ok(DOCUMENT),
        _ => Reply::error(404, "", ""),
    })
    .await;
    let config =
        variables(&[("AWS_REGION", "us-west-2".to_owned()), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", served.url())]);
    signed_with(config, "AKIDSERVED", "served-secret").await;
    let asked = served.received();
    assert_eq!(asked[0].header("x-aws-ec2-metadata-token-ttl-seconds"), Some("21600"));
    assert!(asked[1..].iter().all(|request| request.header("x-aws-ec2-metadata-token") == Some("session")));
}

#[tokio::test]
async fn nobody_who_has_any_is_told_with_who_was_asked() {
    let config = variables(&[
        ("AWS_REGION", "us-west-2".to_owned()),
        ("AWS_CONFIG_FILE", "/nowhere/config".to_owned()),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:9".to_owned()),
    ]);
    let error = call(&Client::new(config.endpoint("http://127.0.0.1:9"))).await.expect_err("no credentials");
    assert!(matches!(error.failure(), Some(Failure::Credentials(_))), "{error}");
    let text = error.to_string();
    for tried in [
        "the environment variable AWS_ACCESS_KEY_ID is not set; ",
        "the profile \"default\" has no keys in /nowhere/config, which does not exist; ",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI are not set; ",
        "http://127.0.0.1:9/latest/api/token: can't connect",
    ] {
        assert!(text.contains(tried), "{tried} is not in {text}");
    }
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn what_is_set_up_and_broken_is_not_passed_over() {
    let error = |pairs: Vec<(&'static str, String)>| async move {
        let config = variables(&[&pairs[..], &[("AWS_EC2_METADATA_DISABLED", "true".to_owned())]].concat());
        let client = Client::new(config.region("us-west-2").endpoint("http://127.0.0.1:9"));
        call(&client).await.expect_err("no credentials").to_string()
    };
    let text = error(vec![("AWS_ACCESS_KEY_ID", "AKID".to_owned())]).await;
    assert!(text.contains("AWS_SECRET_ACCESS_KEY is not set, but AWS_ACCESS_KEY_ID is"), "{text}");

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config");
    fs::write(&path, "[default]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = y\n").expect("a file");
    let text = error(vec![("AWS_CONFIG_FILE", path.display().to_string())]).await;
    assert!(
        text.contains("the profile \"default\" has the setting role_arn, which takes a provider of `aws-config`"),
        "{text}"
    );

    let refusing = Server::start(|_| Reply::error(403, "", "SECRET-body")).await;
    let text = error(vec![("AWS_CONTAINER_CREDENTIALS_FULL_URI", refusing.url())]).await;
    assert!(text.contains("status 403") && !text.contains("SECRET"), "{text}");
    let text = error(vec![("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/".to_owned())]).await;
    assert!(text.contains("must be an https URL, or one of this machine"), "{text}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_of_the_profile_prints_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config");
    let profile = |command: &str| {
        fs::write(&path, format!("[default]\ncredential_process = {command}\n")).expect("a file");
        let file = ("AWS_CONFIG_FILE", path.display().to_string());
        variables(&[file, ("AWS_REGION", "us-west-2".to_owned())]).endpoint("http://127.0.0.1:9")
    };
    let document = r#"{"Version":1,"AccessKeyId":"AKIDPRINTED","SecretAccessKey":"printed-secret","SessionToken":"t"}"#;
    signed_with(profile(&format!("echo SECRET-noise >&2; echo '{document}'")), "AKIDPRINTED", "printed-secret").await;
    for (command, why) in [
        ("echo SECRET-noise; exit 3", "failed: exit status: 3"),
        ("echo SECRET-noise", "no JSON"),
        ("/nowhere/at/all", "failed: exit status: 127"),
    ] {
        let text = call(&Client::new(profile(command))).await.expect_err("no credentials").to_string();
        assert!(text.contains("the credential_process of the profile") && text.contains(why), "{text}");
        assert!(!text.contains("SECRET"), "{text}");
    }
}

/// A server of credentials is asked again while it may recover, and not for ever.
#[tokio::test]
async fn a_server_of_credentials_is_asked_a_few_times() {
    let asked = async |reply: Reply, variable: &'static str| {
        let server = Server::start(move |_| reply.clone()).await;
        let config = variables(&[(variable, server.url()), ("AWS_REGION", "us-west-2".to_owned())]);
        let error = call(&Client::new(config.endpoint("http://127.0.0.1:9"))).await.expect_err("no credentials");
        (server.received().len(), error.to_string())
    };
    for status in [429, 500, 503] {
        let (times, error) = asked(Reply::error(status, "", ""), "AWS_CONTAINER_CREDENTIALS_FULL_URI").await;
        assert!(times == 4 && error.contains(&format!("status {status}")), "{times} times: {error}");
    }
    for status in [400, 403, 404] {
        let (times, error) = asked(Reply::error(status, "", ""), "AWS_CONTAINER_CREDENTIALS_FULL_URI").await;
        assert!(times == 1 && error.contains(&format!("status {status}")), "{times} times: {error}");
    }
    let (times, error) = asked(Reply::Close, "AWS_EC2_METADATA_SERVICE_ENDPOINT").await;
    assert_eq!(times, 2, "{error}");
}

#[tokio::test]
async fn metadata_come_from_a_plain_url_and_of_a_plain_role() {
    let error = async |url: String| {
        let config = variables(&[("AWS_EC2_METADATA_SERVICE_ENDPOINT", url), ("AWS_REGION", "us-west-2".to_owned())]);
        call(&Client::new(config.endpoint("http://127.0.0.1:9"))).await.expect_err("no credentials").to_string()
    };
    for url in
        ["http://me:SECRET@127.0.0.1:9", "http://127.0.0.1:9?a", "http://127.0.0.1:9/#a", "ftp://127.0.0.1", "here"]
    {
        let text = error(url.to_owned()).await;
        assert!(text.contains("must be an http or https URL without a user") && !text.contains("SECRET"), "{text}");
    }
    for role in ["a/b", "a?b", "a#b", "a%62", "a\\b", "a b", "ä"] {
        let server = Server::start(move |request| match request.method.as_str() {
            "PUT" => Reply::ok("token"),
            _ => Reply::ok(role),
        })
        .await;
        let text = error(server.url()).await;
        assert!(text.contains("is not the name of a role"), "{role}: {text}");
        let received = server.received();
        let lengths: Vec<_> = received.iter().map(|request| request.header("content-length")).collect();
        assert_eq!(lengths, [Some("0"), None], "{role}");
    }
}

#[tokio::test]
async fn a_provider_that_gives_none_in_time_is_told() {
    #[derive(Debug)]
    struct Hanging;

    impl runtime::ProvideCredentials for Hanging {
        async fn provide_credentials(&self) -> Result<Credentials, runtime::CredentialsError> {
            std::future::pending().await
        }
    }

    let config =
        || Config::new().region("us-west-2").endpoint("http://127.0.0.1:9").credentials(Hanging).retry(Retry::off());
    let limit = Duration::from_millis(100);
    for (config, whose) in [(config().timeout(limit), "call"), (config().attempt_timeout(limit), "attempt")] {
        let error = call(&Client::new(config)).await.expect_err("no credentials");
        assert!(matches!(error.failure(), Some(Failure::Credentials(_))), "{error}");
        let text = format!("the provider gave none within 100ms, the limit of the {whose}");
        assert!(error.to_string().contains(&text), "{error}");
    }
}

/// The token of a container may stand in a file.
#[tokio::test]
async fn a_token_is_read_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("token");
    fs::write(&path, " a-token\n").expect("a file");
    let server = Server::start(|_| Reply::ok(DOCUMENT)).await;
    let config = |path: String| {
        let file = ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", path);
        variables(&[("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url()), file, ("AWS_REGION", "us-west-2".to_owned())])
    };
    signed_with(config(path.display().to_string()), "AKIDSERVED", "served-secret").await;
    assert_eq!(server.received()[0].header("authorization"), Some("a-token"));
    let missing = config(folder.path().join("none").display().to_string()).endpoint("http://127.0.0.1:9");
    let error = call(&Client::new(missing)).await.expect_err("no token").to_string();
    assert!(error.contains("can't be read"), "{error}");
}
