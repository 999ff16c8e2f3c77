//! A stand-in for Kinesis Video and its signaling service, on a loopback port: anyone can see a client work without an
//! AWS account. It answers politely, and checks nothing.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Starts the stand-in on the current runtime, and gives its URL.
///
/// # Errors
/// No port can be had.
pub async fn start() -> std::io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let own = url.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let url = own.clone();
            let service = service_fn(move |request| {
                let answer = answer(&request, &url);
                async move { Ok::<_, Infallible>(answer) }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    Ok(url)
}

fn answer(request: &Request<Incoming>, url: &str) -> Response<Full<Bytes>> {
    let (status, body) = match request.uri().path() {
        "/getSignalingChannelEndpoint" => {
            (200, json!({ "ResourceEndpointList": [{ "Protocol": "HTTPS", "ResourceEndpoint": url }] }))
        }
        "/v1/get-ice-server-config" => (200, ice_servers()),
        _ => (404, json!({ "__type": "UnknownOperationException" })),
    };
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    response
}

fn ice_servers() -> Value {
    let host = "203-0-113-7.t-example.kinesisvideo.us-west-2.amazonaws.com:443";
    let transports = [("turn", "udp"), ("turns", "udp"), ("turns", "tcp")];
    let uris = transports.map(|(scheme, transport)| format!("{scheme}:{host}?transport={transport}"));
    json!({ "IceServerList": [{ "Uris": uris, "Username": "1700000000:EXAMPLE", "Password": "EXAMPLE", "Ttl": 300 }] })
}
