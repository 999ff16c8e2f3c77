//! Single sign-on: who asks for credentials has none yet, and shows a token instead of a signature. This file is copied into a crate
//! beside the client that is generated from the model of the service.

use std::sync::{Arc, Mutex};

use runtime::transport::{Answer, Transport};
use runtime::{Body, Config};
use sso::types::{GetRoleCredentialsRequest, GetRoleCredentialsRequired};

/// Keeps the requests, and answers with credentials.
#[derive(Clone, Default)]
struct Recorded(Arc<Mutex<Vec<http::Request<()>>>>);

impl Transport for Recorded {
    fn send(&self, request: http::Request<Body>) -> Answer<'_> {
        self.0.lock().expect("no panic").push(request.map(|_| ()));
        let answer = r#"{"roleCredentials":{"accessKeyId":"AKID","secretAccessKey":"hidden","sessionToken":"token","expiration":7}}"#;
        Box::pin(async move { Ok(http::Response::new(Body::from(answer))) })
    }
}

#[tokio::test]
async fn a_token_stands_for_a_signature() {
    let recorded = Recorded::default();
    let client = sso::Client::new(Config::new().region("eu-west-1").transport(recorded.clone()));
    let input = GetRoleCredentialsRequest::new(GetRoleCredentialsRequired {
        role_name: "reader",
        account_id: "123456789012",
        access_token: "the-token",
    });
    assert!(!format!("{input:?}").contains("the-token"), "it is not printed");
    let reply = client.get_role_credentials(input).await.expect("credentials");
    let given = reply.role_credentials.expect("credentials");
    assert_eq!((given.access_key_id.as_deref(), given.expiration), (Some("AKID"), 7));
    assert!(!format!("{given:?}").contains("hidden"), "it is not printed");
    let request = recorded.0.lock().expect("no panic").remove(0);
    assert_eq!(request.uri().host(), Some("portal.sso.eu-west-1.amazonaws.com"));
    assert_eq!(request.headers()["x-amz-sso_bearer_token"], "the-token");
    assert!(!request.headers().contains_key("authorization"));
}
