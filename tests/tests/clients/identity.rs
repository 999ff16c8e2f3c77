//! Whose keys sign, and where calls go, when several settings say something: as in the other SDKs, or not at all.

use std::collections::BTreeMap;
use std::fs;

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config, Error};
use runtime::transport::{Answer, Transport};
use runtime::{Body, Failure, Retry};
use tests::{Authority, Reply, Server, sigv4};

const ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo/1";
const KEYS: &str = "aws_access_key_id = AKIDBASE\naws_secret_access_key = base-secret\n";

/// Files of a home directory, and the configuration that is read from it.
struct Home {
    folder: tempfile::TempDir,
    /// Whoever would answer if the profile were passed over.
    node: Server,
}

impl Home {
    async fn new(config: &str, credentials: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join(".aws")).expect("a folder");
        fs::write(folder.path().join(".aws/config"), config).expect("a file");
        fs::write(folder.path().join(".aws/credentials"), credentials).expect("a file");
        let role = r#"{"Code":"Success","AccessKeyId":"AKIDNODE","SecretAccessKey":"node-secret","Token":"t"}"#;
        let node = Server::start(move |request| match request.target.as_str() {
            "/latest/api/token" => Reply::ok("session"),
            "/latest/meta-data/iam/security-credentials/" => Reply::ok("node"),
            _ => Reply::ok(role),
        })
        .await;
        Self { folder, node }
    }

    fn config(&self, pairs: &[(&'static str, &str)]) -> Config {
        let mut all: BTreeMap<&str, String> = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        all.insert("HOME", self.folder.path().display().to_string());
        all.insert("AWS_EC2_METADATA_SERVICE_ENDPOINT", self.node.url());
        all.entry("AWS_REGION").or_insert_with(|| "us-west-2".to_owned());
        Config::from_variables(move |name| all.get(name).cloned()).retry(Retry::off())
    }
}

async fn call(config: Config) -> Result<(), Error> {
    Client::new(config).get_ice_server_config(GetIceServerConfigRequest::new(ARN)).await.map(|_| ())
}

/// The error of a call, which must not have asked the node for its role.
async fn refused(home: &Home, pairs: &[(&'static str, &str)]) -> String {
    let server = Server::start(|_| Reply::ok("{}")).await;
    let error = call(home.config(pairs).endpoint(server.url())).await.expect_err("no identity").to_string();
    assert!(server.received().is_empty() && home.node.received().is_empty(), "{error}");
    error
}

#[tokio::test]
async fn what_takes_more_than_keys_is_never_signed_with_keys_beside_it() {
    let role = "role_arn = arn:aws:iam::123456789012:role/x\n";
    for (config, credentials, setting) in [
        (format!("[default]\n{role}source_profile = default\n{KEYS}"), String::new(), "role_arn"),
        (format!("[default]\n{role}source_profile = base\n"), format!("[default]\n{KEYS}[base]\n{KEYS}"), "role_arn"),
        (format!("[default]\n{role}credential_source = Ec2InstanceMetadata\n"), String::new(), "role_arn"),
        (
            "[default]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n".to_owned(),
            format!("[default]\n{KEYS}"),
            "sso_account_id",
        ),
        (
            format!("[default]\n{role}web_identity_token_file = /token\n"),
            format!("[default]\n{KEYS}"),
            "web_identity_token_file",
        ),
        ("[default]\nlogin_session = arn:aws:sts::1:assumed-role/a/b\n".to_owned(), String::new(), "login_session"),
    ] {
        let home = Home::new(&config, &credentials).await;
        let text = refused(&home, &[]).await;
        assert!(text.contains(&format!("has the setting {setting}, which takes a provider of `aws-config`")), "{text}");
    }
}

/// As in a pod of EKS, whose node has a role of its own.
#[tokio::test]
async fn a_web_identity_is_not_passed_over_for_the_node() {
    let home = Home::new("", "").await;
    let pod = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"), ("AWS_ROLE_ARN", "arn:aws:iam::1:role/pod")];
    let text = refused(&home, &pod).await;
    assert!(
        text.contains("AWS_WEB_IDENTITY_TOKEN_FILE is \"/token\", which takes a provider of `aws-config`"),
        "{text}"
    );
    // Keys in the environment come first in every SDK.
    let keys = [("AWS_ACCESS_KEY_ID", "AKIDENV"), ("AWS_SECRET_ACCESS_KEY", "env-secret")];
    let server = Server::start(|_| Reply::ok("{}")).await;
    call(home.config(&[pod, keys].concat()).endpoint(server.url())).await.expect("an answer");
    assert_eq!(sigv4::check(&server.received()[0], "env-secret").expect("a signature").access_key, "AKIDENV");
}

#[tokio::test]
async fn a_profile_that_is_named_is_not_passed_over() {
    let home =
        Home::new("[profile half]\naws_access_key_id = AKIDHALF\n", "[other]\naws_secret_access_key = x\n").await;
    for (profile, text) in [
        ("work", "AWS_PROFILE is \"work\", and there is no such profile in "),
        ("half", "has the setting aws_access_key_id and no aws_secret_access_key beside it"),
        ("other", "has the setting aws_secret_access_key and no aws_access_key_id beside it"),
    ] {
        let error = refused(&home, &[("AWS_PROFILE", profile)]).await;
        assert!(error.contains(text), "{error}");
    }
    // Without any of it, the node is asked.
    let server = Server::start(|_| Reply::ok("{}")).await;
    call(home.config(&[]).endpoint(server.url())).await.expect("an answer");
    assert_eq!(sigv4::check(&server.received()[0], "node-secret").expect("a signature").access_key, "AKIDNODE");
}

#[tokio::test]
async fn rotated_keys_are_read_anew() {
    let home = Home::new("", &format!("[default]\n{KEYS}")).await;
    let server = Server::start(|_| Reply::ok("{}")).await;
    call(home.config(&[]).endpoint(server.url())).await.expect("an answer");
    let rotated = KEYS.replace("BASE", "ROTATED");
    fs::write(home.folder.path().join(".aws/credentials"), format!("[default]\n{rotated}")).expect("a file");
    call(home.config(&[]).endpoint(server.url())).await.expect("an answer");
    let keys: Vec<_> =
        server.received().iter().map(|sent| sigv4::check(sent, "base-secret").expect("one").access_key).collect();
    assert_eq!(keys, ["AKIDBASE", "AKIDROTATED"]);
}

/// Answers every request with its own URL as the text of an error.
#[derive(Debug)]
struct Echo;

impl Transport for Echo {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        let agent = request.headers()["user-agent"].to_str().unwrap_or_default().to_owned();
        let attempts = request.headers()["amz-sdk-request"].to_str().unwrap_or_default().to_owned();
        let body = format!(r#"{{"__type":"Echo","message":"{} {agent} {attempts}"}}"#, request.uri());
        Box::pin(async move { Ok(http::Response::builder().status(400).body(Body::from(body)).expect("a response")) })
    }
}

async fn echo(home: &Home, pairs: &[(&'static str, &str)]) -> String {
    let mut config = home.config(pairs).transport(Echo);
    if let Some(attempts) = pairs.iter().find(|(name, _)| *name == "attempts") {
        config = config.retry(Retry::standard().max_attempts(attempts.1.parse().expect("a number")));
    }
    call(config).await.expect_err("the echo").to_string()
}

#[tokio::test]
async fn a_profile_says_where_calls_go_and_how() {
    let settings = "\
        [default]\nservices = local\nendpoint_url = http://all.example.com\nsdk_ua_app_id = doorbell\n\
        [services local]\nkinesis_video_signaling =\n  endpoint_url = http://signaling.example.com\n\
        [profile \"my work\"]\nendpoint_url = http://all.example.com\n\
        [profile fips]\nuse_fips_endpoint = true\n\
        [profile dual]\nuse_dualstack_endpoint = true\n\
        [profile ignoring]\nendpoint_url = http://all.example.com\nignore_configured_endpoint_urls = true\n\
        [profile wrong]\nuse_fips_endpoint = maybe\n\
        [profile missing]\nservices = nowhere\n";
    let keys: String = ["default", "\"my work\"", "fips", "dual", "ignoring", "wrong", "missing"]
        .map(|name| format!("[{name}]\n{KEYS}"))
        .concat();
    let home = Home::new(settings, &keys).await;
    for (pairs, text) in [
        (&[][..], "http://signaling.example.com/v1/get-ice-server-config"),
        (&[], " app/doorbell"),
        (&[("AWS_PROFILE", "my work")], "http://all.example.com/"),
        (&[("AWS_ENDPOINT_URL", "http://variable.example.com")], "http://variable.example.com/"),
        (&[("AWS_PROFILE", "fips")], "https://kinesisvideo-fips.us-west-2."),
        (&[("AWS_PROFILE", "dual")], "https://kinesisvideo.us-west-2.api.aws"),
        (&[("AWS_PROFILE", "ignoring")], "https://kinesisvideo.us-west-2.amazonaws.com"),
        (
            &[("AWS_PROFILE", "wrong")],
            "the setting use_fips_endpoint of the profile \"wrong\" is \"maybe\", must be true or false",
        ),
        (&[("AWS_PROFILE", "missing")], "names services \"nowhere\", and there is no such section"),
    ] {
        let found = echo(&home, pairs).await;
        assert!(found.contains(text), "{pairs:?}: {text} is not in {found}");
    }
}

#[tokio::test]
async fn a_profile_says_how_often_calls_are_tried_again() {
    let home = Home::new("[default]\nmax_attempts = 2\nretry_mode = adaptive\n", &format!("[default]\n{KEYS}")).await;
    let server = Server::start(|_| Reply::Close).await;
    let mut all: BTreeMap<&str, String> = BTreeMap::from([("AWS_REGION", "us-west-2".to_owned())]);
    all.insert("HOME", home.folder.path().display().to_string());
    let config = Config::from_variables(move |name| all.get(name).cloned()).endpoint(server.url());
    assert_eq!(call(config).await.expect_err("closed").attempts(), 2);
}

#[tokio::test]
async fn a_bundle_of_certificates_is_trusted() {
    let authority = Authority::new("known");
    let server = Server::start_tls(&authority, "localhost", |_| Reply::ok("{}")).await;
    let home = Home::new("[default]\nca_bundle = ~/bundle.pem\n", &format!("[default]\n{KEYS}")).await;
    fs::write(home.folder.path().join("bundle.pem"), authority.pem()).expect("a file");
    let config = || home.config(&[]).endpoint(server.url_by_name());
    call(config()).await.expect("an answer");
    let client = Client::new(config());
    tokio::task::spawn_blocking(move || client.get_ice_server_config(GetIceServerConfigRequest::new(ARN)).blocking())
        .await
        .expect("no panic")
        .expect("an answer");
    fs::write(home.folder.path().join("bundle.pem"), "nothing").expect("a file");
    let error = call(config()).await.expect_err("no certificates");
    assert!(
        matches!(error.failure(), Some(Failure::Config(_))) && error.to_string().contains("there are none in PEM"),
        "{error}"
    );
}
