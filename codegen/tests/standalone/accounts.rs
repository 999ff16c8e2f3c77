//! Endpoints of the account that signs, which DynamoDB has. This file is copied into a crate beside the client that is generated from
//! the model of DynamoDB. A transport answers, since the endpoints are those of AWS.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dynamodb::types::ScanInput;
use runtime::transport::{Answer, Transport};
use runtime::{AccountIdEndpointMode, Body, Config, Credentials, CredentialsError, ProvideCredentials};

/// Keeps the hosts, and answers with an empty object.
#[derive(Clone, Default)]
struct Recorded(Arc<Mutex<Vec<String>>>);

impl Transport for Recorded {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        self.0.lock().expect("no panic").push(request.uri().host().expect("a host").to_owned());
        Box::pin(async { Ok(http::Response::new(Body::from("{}"))) })
    }
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "secret")
}

/// The host that a scan of the table is sent to, or why it is not.
async fn host(table: &str, change: impl FnOnce(Config) -> Config) -> Result<String, String> {
    let recorded = Recorded::default();
    let config = Config::new().region("us-east-1").credentials(credentials().with_account_id("123456789012"));
    let client = dynamodb::Client::new(change(config.transport(recorded.clone())));
    client.scan(ScanInput::new(table)).await.map_err(|error| error.to_string())?;
    let host = recorded.0.lock().expect("no panic").remove(0);
    Ok(host)
}

const REGIONAL: &str = "dynamodb.us-east-1.amazonaws.com";
const OF_ACCOUNT: &str = "123456789012.ddb.us-east-1.amazonaws.com";

#[tokio::test]
async fn the_account_is_that_of_the_credentials() {
    let mode = |mode| move |config: Config| config.account_id_endpoint_mode(mode);
    let nameless = |config: Config| config.credentials(credentials());
    assert_eq!(host("t", |config| config).await.as_deref(), Ok(OF_ACCOUNT));
    assert_eq!(host("t", mode(AccountIdEndpointMode::Required)).await.as_deref(), Ok(OF_ACCOUNT));
    assert_eq!(host("t", mode(AccountIdEndpointMode::Disabled)).await.as_deref(), Ok(REGIONAL));
    assert_eq!(host("t", nameless).await.as_deref(), Ok(REGIONAL));
    let required = |config: Config| nameless(config).account_id_endpoint_mode(AccountIdEndpointMode::Required);
    let error = host("t", required).await.expect_err("nobody names it");
    assert!(error.contains("AccountIdEndpointMode is required but no AccountID was provided"), "{error}");
    // The ARN of a table names another account.
    let arn = "arn:aws:dynamodb:us-east-1:222222222222:table/t";
    assert_eq!(host(arn, |config| config).await.as_deref(), Ok("222222222222.ddb.us-east-1.amazonaws.com"));
    let own = |config: Config| config.endpoint("http://localhost:1");
    assert_eq!(host("t", own).await.as_deref(), Ok("localhost"));
    let environment = [("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_ACCOUNT_ID", "333333333333")];
    for (mode, expected) in [
        ("", Ok("333333333333.ddb.us-east-1.amazonaws.com")),
        ("Disabled", Ok(REGIONAL)),
        ("sometimes", Err("must be preferred, disabled or required")),
    ] {
        let recorded = Recorded::default();
        let config = Config::from_variables(move |name| {
            let all = environment.into_iter().chain([("AWS_ACCOUNT_ID_ENDPOINT_MODE", mode)]);
            all.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
        });
        let client = dynamodb::Client::new(config.transport(recorded.clone()));
        let scanned = client.scan(ScanInput::new("t")).await.map_err(|error| error.to_string());
        match expected {
            Ok(host) => assert_eq!((scanned.is_ok(), recorded.0.lock().expect("no panic").as_slice()), (true, &[host.to_owned()][..])),
            Err(text) => assert!(scanned.expect_err("no mode").contains(text)),
        }
    }
}

/// A provider that fails.
struct Failing;

impl ProvideCredentials for Failing {
    async fn provide_credentials(&self) -> Result<Credentials, CredentialsError> {
        Err(CredentialsError::new("the vault is closed"))
    }
}

#[tokio::test]
async fn requests_that_are_not_sent_have_it_too() {
    let config = Config::new().region("us-east-1").credentials(credentials().with_account_id("123456789012"));
    let client = dynamodb::Client::new(config);
    let presigned = client.scan(ScanInput::new("t")).presign(Duration::from_secs(60)).await.expect("presigned");
    assert!(presigned.url().starts_with(&format!("https://{OF_ACCOUNT}/")), "{}", presigned.url());
    let request = client.scan(ScanInput::new("t")).into_request().await.expect("a request");
    assert_eq!(request.uri().host(), Some(OF_ACCOUNT));
    let error = host("t", |config| config.credentials(Failing)).await.expect_err("no credentials");
    assert!(error.contains("the vault is closed"), "{error}");
}
