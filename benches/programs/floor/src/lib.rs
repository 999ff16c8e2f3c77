//! What is left if everything is left out: a signed request and the bytes of its answer.

use std::time::SystemTime;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Hyper;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use ring::{digest, hmac};
use rustls_platform_verifier::BuilderVerifierExt;

/// What a call fails with.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Calls one endpoint, with a key that is good for the day on which it is made.
#[derive(Clone, Debug)]
pub struct Client {
    http: Hyper<HttpsConnector<HttpConnector>, Full<Bytes>>,
    endpoint: String,
    host: String,
    access_key: String,
    scope: String,
    key: hmac::Key,
}

impl Client {
    /// A client with certificates verified by the platform.
    pub fn new(endpoint: &str, region: &str, access_key: &str, secret: &str) -> Result<Self, Error> {
        let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()?
            .with_platform_verifier()?
            .with_no_client_auth();
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let https =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(tcp);
        let today = now()?[..8].to_owned();
        let start = hmac::Key::new(hmac::HMAC_SHA256, format!("AWS4{secret}").as_bytes());
        let parts = [&today, region, "kinesisvideo", "aws4_request"];
        let key = parts
            .iter()
            .fold(start, |key, part| hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, part.as_bytes()).as_ref()));
        Ok(Self {
            http: Hyper::builder(TokioExecutor::new()).build(https),
            endpoint: endpoint.to_owned(),
            host: endpoint.split("//").nth(1).ok_or("no URL")?.to_owned(),
            access_key: access_key.to_owned(),
            scope: parts.join("/"),
            key,
        })
    }

    /// `POST /v1/get-ice-server-config`, with this body.
    pub async fn get_ice_server_config(&self, body: Bytes) -> Result<Bytes, Error> {
        let (time, hash) = (now()?, hex(digest::digest(&digest::SHA256, &body).as_ref()));
        let canonical = format!(
            "POST\n/v1/get-ice-server-config\n\ncontent-type:application/json\nhost:{}\nx-amz-date:{time}\n\n\
             content-type;host;x-amz-date\n{hash}",
            self.host
        );
        let hash = hex(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref());
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{}\n{hash}", self.scope);
        let signature = hex(hmac::sign(&self.key, text.as_bytes()).as_ref());
        let request = http::Request::post(format!("{}/v1/get-ice-server-config", self.endpoint))
            .header("content-type", "application/json")
            .header("x-amz-date", &time)
            .header(
                "authorization",
                format!(
                    "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders=content-type;host;x-amz-date, Signature={signature}",
                    self.access_key, self.scope
                ),
            )
            .body(Full::new(body))?;
        let answer = self.http.request(request).await?;
        if !answer.status().is_success() {
            return Err(answer.status().to_string().into());
        }
        Ok(answer.into_body().collect().await?.to_bytes())
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |digit: u8| char::from_digit(digit.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// This second, like `20261124T084024Z`.
fn now() -> Result<String, Error> {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let (days, of_day) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    Ok(format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z"))
}
