//! What somebody writes who needs GetIceServerConfig and nothing else: hyper, serde_json and aws-sigv4.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Hyper;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls_platform_verifier::BuilderVerifierExt;
use serde::{Deserialize, Serialize};

/// What a call fails with.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Whom the servers are for.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Request {
    /// ARN of the channel.
    #[serde(rename = "ChannelARN")]
    pub channel_arn: String,
    /// Identifies the viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// The servers.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase", default)]
pub struct Response {
    /// The servers.
    pub ice_server_list: Vec<IceServer>,
}

/// A server.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase", default)]
pub struct IceServer {
    /// Where it is.
    pub uris: Vec<String>,
    /// The user name.
    pub username: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// How long both work, in seconds.
    pub ttl: Option<i32>,
}

/// Calls one endpoint.
#[derive(Clone, Debug)]
pub struct Client {
    http: Hyper<HttpsConnector<HttpConnector>, Full<Bytes>>,
    endpoint: String,
    region: String,
    credentials: Credentials,
}

impl Client {
    /// A client with certificates verified by the platform.
    pub fn new(endpoint: &str, region: &str, credentials: Credentials) -> Result<Self, Error> {
        let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()?
            .with_platform_verifier()?
            .with_no_client_auth();
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let https =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(tcp);
        let http = Hyper::builder(TokioExecutor::new()).build(https);
        Ok(Self { http, endpoint: endpoint.to_owned(), region: region.to_owned(), credentials })
    }

    /// `POST /v1/get-ice-server-config`.
    pub async fn get_ice_server_config(&self, request: &Request) -> Result<Response, Error> {
        let body = Bytes::from(serde_json::to_vec(request)?);
        let uri = format!("{}/v1/get-ice-server-config", self.endpoint);
        let mut request =
            http::Request::post(&uri).header("content-type", "application/json").body(Full::new(body.clone()))?;
        let identity = self.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("kinesisvideo")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()?
            .into();
        let headers = [("content-type", "application/json")].into_iter();
        let signable = SignableRequest::new("POST", uri, headers, SignableBody::Bytes(&body))?;
        sign(signable, &params)?.into_parts().0.apply_to_request_http1x(&mut request);
        let answer = self.http.request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
        }
        Ok(serde_json::from_slice(&body)?)
    }
}
