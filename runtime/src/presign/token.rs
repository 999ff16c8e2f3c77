//! Passwords for databases: URLs that are signed, without their scheme.
//!
//! See <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html> and
//! <https://docs.aws.amazon.com/aurora-dsql/latest/userguide/SECTION_authentication-token.html>.

use std::sync::Arc;
use std::time::Duration;

use http::header::HOST;

use super::{check_time, invalid};
use crate::auth::Authenticator;
use crate::auth_scheme::Scheme;
use crate::body::Body;
use crate::config::Config;
use crate::endpoint::Endpoint;
use crate::error::Failure;
use crate::escape::escaped;
use crate::operation::{OperationMeta, ServiceMeta};
use crate::protocol::RestJson1;

/// RDS takes a token for a quarter of an hour.
const RDS_EXPIRES_IN: Duration = Duration::from_secs(15 * 60);

static RDS: ServiceMeta =
    ServiceMeta { sdk_id: "RDS", version: "", protocol: &RestJson1, auth: &[Scheme::SigV4 { name: "rds-db" }] };
static DSQL: ServiceMeta =
    ServiceMeta { sdk_id: "DSQL", version: "", protocol: &RestJson1, auth: &[Scheme::SigV4 { name: "dsql" }] };
static CONNECT: OperationMeta = OperationMeta::new("Connect", "GET", "/");

impl Config {
    /// The password for a database of RDS or Aurora that trusts IAM: good for fifteen minutes, in the region of this
    /// configuration and by its credentials. The connection has to use TLS. It is a secret.
    ///
    /// # Errors
    /// There are no credentials or no region, or the host is none.
    pub async fn rds_auth_token(&self, host: &str, port: u16, user: &str) -> Result<String, Failure> {
        let query = format!("Action=connect&DBUser={}", escaped(user));
        token(self, &RDS, &format!("{host}:{port}"), &query, RDS_EXPIRES_IN, 0).await
    }

    /// The password for a cluster of Aurora DSQL, for another role than `admin`, and good for so long. It is a secret.
    ///
    /// # Errors
    /// As [`rds_auth_token`](Self::rds_auth_token), or the time is less than a second or more than seven days.
    pub async fn dsql_auth_token(&self, host: &str, expires_in: Duration) -> Result<String, Failure> {
        token(self, &DSQL, host, "Action=DbConnect", expires_in, 0).await
    }

    /// As [`dsql_auth_token`](Self::dsql_auth_token), for the role `admin`.
    ///
    /// # Errors
    /// As [`dsql_auth_token`](Self::dsql_auth_token).
    pub async fn dsql_admin_auth_token(&self, host: &str, expires_in: Duration) -> Result<String, Failure> {
        token(self, &DSQL, host, "Action=DbConnectAdmin", expires_in, 0).await
    }
}

async fn token(
    config: &Config,
    service: &'static ServiceMeta,
    host: &str,
    query: &str,
    expires_in: Duration,
    ahead: i64,
) -> Result<String, Failure> {
    check_time(expires_in, "token")?;
    config.check().map_err(Failure::Config)?;
    let request = http::Request::get(format!("https://{host}/?{query}")).header(HOST, host).body(Body::empty());
    let names_host = |uri: &http::Uri| {
        uri.authority().is_some_and(|found| found.as_str() == host && !found.host().is_empty() && !host.contains('@'))
    };
    let request = request.ok().filter(|request| names_host(request.uri()));
    let request = request.ok_or_else(|| invalid(format!("{host:?} is not a host")))?;
    let endpoint = Arc::new(Endpoint::new(format!("https://{host}")));
    let authenticator =
        Authenticator { ahead, ..Authenticator::new(service, &CONNECT, Arc::new(config.clone()), endpoint) };
    let signed = authenticator.presign_now(request, expires_in).await?.uri().to_string();
    Ok(signed.trim_start_matches("https://").to_owned())
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};
    use std::time::SystemTime;

    use super::*;
    use crate::identity::Credentials;

    /// 2 January 2026, 03:04:05.
    const TIME: i64 = 1_767_323_045;

    fn config(region: &str, token: Option<&str>) -> Config {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret");
        let credentials = token.map_or(credentials.clone(), |token| credentials.with_session_token(token));
        Config::new().region(region).credentials(credentials)
    }

    /// A token that is signed at [`TIME`].
    async fn at_time(config: &Config, service: &'static ServiceMeta, host: &str, query: &str, seconds: u64) -> String {
        loop {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time").as_secs();
            let ahead = TIME - i64::try_from(now).expect("a time");
            let made = token(config, service, host, query, Duration::from_secs(seconds), ahead).await;
            let made = made.unwrap_or_else(|failure| panic!("{failure}"));
            // A second may have ended meanwhile.
            if made.contains("X-Amz-Date=20260102T030405Z") {
                return made;
            }
        }
    }

    /// What botocore makes of the same input.
    #[tokio::test]
    async fn tokens_are_those_of_another_implementation() {
        let (config_of_rds, host) = (config("us-west-2", None), "db.example.com:5432");
        let rds = at_time(&config_of_rds, &RDS, host, "Action=connect&DBUser=jane%20doe", 900).await;
        assert_eq!(
            rds,
            "db.example.com:5432/?Action=connect&DBUser=jane%20doe&X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Fus-west-2%2Frds-db%2Faws4_request&X-Amz-Date=20260102T030405Z\
             &X-Amz-Expires=900&X-Amz-SignedHeaders=host\
             &X-Amz-Signature=9c7308a35d5e52402f43669dc8de1cf7ff3d9c1a2fb431661d3a26b0f4c85518"
        );
        let with_token = config("us-west-2", Some("token/+="));
        let rds = at_time(&with_token, &RDS, "db.example.com:5432", "Action=connect&DBUser=jane%20doe", 900).await;
        assert!(
            rds.ends_with("&X-Amz-Signature=10a3918f312f3d8cdb81ab58dc17bd623e65d2d7b410738c979bc1d9e000fd46"),
            "{rds}"
        );
        for (action, signature) in [
            ("DbConnect", "c4436aa9fca17ad8c44506671961f087923ff62981558e82f68d9cac9de1d96c"),
            ("DbConnectAdmin", "1331b8ddb60a5d9feb77e01c48914b4ad9a16d9317ce800751f7acfeb1715d7d"),
        ] {
            let (config, host) = (config("us-east-1", None), "abc.dsql.us-east-1.on.aws");
            let made = at_time(&config, &DSQL, host, &format!("Action={action}"), 450).await;
            assert!(made.starts_with(&format!("{host}/?Action={action}&")) && made.ends_with(signature), "{made}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for host in ["", "a b", "a/b", "me@host", "https://host"] {
            let config = config("us-west-2", None);
            let made = pin!(config.dsql_auth_token(host, Duration::from_secs(1)));
            match made.poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(Err(failure)) => assert!(failure.to_string().contains("is not a host"), "{failure}"),
                _ => panic!("{host:?} was taken for a host"),
            }
        }
    }

    /// The tokens that callers ask for.
    #[tokio::test]
    async fn tokens_name_who_connects_and_to_what() {
        let config = config("us-west-2", None);
        let rds = config.rds_auth_token("db.example.com", 5432, "jane doe").await.expect("a token");
        assert!(rds.starts_with("db.example.com:5432/?Action=connect&DBUser=jane%20doe&X-Amz-"), "{rds}");
        assert!(rds.contains("&X-Amz-Expires=900&") && rds.contains("%2Frds-db%2Faws4_request"), "{rds}");
        for seconds in [1, 604_800] {
            let limit = Duration::from_secs(seconds);
            let dsql = config.dsql_auth_token("a.dsql.us-west-2.on.aws", limit).await.expect("a token");
            assert!(dsql.starts_with("a.dsql.us-west-2.on.aws/?Action=DbConnect&X-Amz-"), "{dsql}");
            let admin = config.dsql_admin_auth_token("a.dsql.us-west-2.on.aws", limit).await.expect("a token");
            assert!(admin.starts_with("a.dsql.us-west-2.on.aws/?Action=DbConnectAdmin&X-Amz-"), "{admin}");
            assert!(admin.contains(&format!("&X-Amz-Expires={seconds}&")) && admin.contains("%2Fdsql%2F"), "{admin}");
        }
        for limit in [Duration::ZERO, Duration::from_millis(999), Duration::from_secs(604_801)] {
            config.dsql_auth_token("a.dsql.us-west-2.on.aws", limit).await.expect_err("out of bounds");
        }
        for host in ["", "a b", "me@host", "host/path"] {
            config.rds_auth_token(host, 5432, "jane").await.expect_err(host);
        }
    }
}
