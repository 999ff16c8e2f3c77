//! Prints the `iceServers` that an `RTCPeerConnection` takes, for a signaling channel of Kinesis Video.
//!
//! ```text
//! cargo run -p examples --bin ice_servers -- --local
//! cargo run -p examples --bin ice_servers -- --role viewer --client-id viewer-1 arn:aws:kinesisvideo:...
//! ```
//!
//! `GetIceServerConfig` answers only on the channel's own HTTPS endpoint, so there are two calls: the first asks Kinesis
//! Video where that is, the second asks there.

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use examples::stand_in;
use generated::kinesis_video::types::{
    ChannelProtocol, ChannelRole, GetSignalingChannelEndpointInput, SingleMasterChannelEndpointConfiguration,
};
use generated::kinesis_video_signaling::types::{GetIceServerConfigRequest, IceServer};
use generated::{kinesis_video, kinesis_video_signaling};
use runtime::{Config, Credentials};
use serde_json::{Value, json};

/// Prints the ICE servers for a peer of a signaling channel, as JSON for an RTCPeerConnection.
///
/// Credentials come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, the region from the channel.
#[derive(Parser)]
struct Arguments {
    /// ARN of the signaling channel.
    #[arg(required_unless_present = "local")]
    channel_arn: Option<String>,
    /// The peer's part in the session.
    #[arg(long, default_value = "viewer", value_parser = ["master", "viewer"])]
    role: String,
    /// Identifies the viewer.
    #[arg(long)]
    client_id: Option<String>,
    /// Talks to a stand-in in this process: no AWS account is needed.
    #[arg(long)]
    local: bool,
}

const LOCAL_ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1234567890123";

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(json) => {
            println!("{json:#}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<Value, Box<dyn Error>> {
    let arn = arguments.channel_arn.unwrap_or_else(|| LOCAL_ARN.to_owned());
    let mut config = Config::from_env().region(region(&arn)?);
    if arguments.local {
        config = config
            .endpoint(stand_in::start().await?)
            .use_fips(false)
            .use_dual_stack(false)
            .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLE", None, None, "stand-in"));
    }
    let role = ChannelRole::from(arguments.role.to_uppercase().as_str());
    let endpoint = channel_endpoint(&kinesis_video::Client::new(config.clone()), &arn, role).await?;

    let mut request = GetIceServerConfigRequest::new(arn);
    request.client_id = arguments.client_id;
    let client = kinesis_video_signaling::Client::new(config.endpoint(endpoint));
    let reply = client.get_ice_server_config(request).await?;
    let servers: Vec<Value> = reply.ice_server_list.iter().flatten().map(ice_server).collect();
    Ok(json!({ "iceServers": servers }))
}

/// The region is the fourth part of an ARN.
fn region(arn: &str) -> Result<&str, String> {
    match arn.split(':').collect::<Vec<_>>()[..] {
        ["arn", _, "kinesisvideo", region, _, _] if !region.is_empty() => Ok(region),
        _ => Err(format!("{arn:?} is not the ARN of a signaling channel, like {LOCAL_ARN}")),
    }
}

/// Where the signaling operations of a channel answer.
async fn channel_endpoint(
    client: &kinesis_video::Client,
    arn: &str,
    role: ChannelRole,
) -> Result<String, Box<dyn Error>> {
    let wanted = SingleMasterChannelEndpointConfiguration::new().protocols([ChannelProtocol::Https]).role(role);
    let input = GetSignalingChannelEndpointInput::new(arn).single_master_channel_endpoint_configuration(wanted);
    let reply = client.get_signaling_channel_endpoint(input).await?;
    let https = reply
        .resource_endpoint_list
        .into_iter()
        .flatten()
        .find(|item| item.protocol == Some(ChannelProtocol::Https))
        .and_then(|item| item.resource_endpoint);
    https.ok_or_else(|| "the channel has no HTTPS endpoint".into())
}

/// A server in the words of WebRTC: <https://www.w3.org/TR/webrtc/#rtciceserver-dictionary>.
fn ice_server(server: &IceServer) -> Value {
    json!({ "urls": server.uris, "username": server.username, "credential": server.password })
}
