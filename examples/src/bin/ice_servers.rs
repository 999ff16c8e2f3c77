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
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use examples::stand_in;
use generated::kinesis_video::types::{
    ChannelProtocol, ChannelRole, GetSignalingChannelEndpointInput, SingleMasterChannelEndpointConfiguration,
};
use generated::kinesis_video_signaling::types::{GetIceServerConfigRequest, IceServer};
use generated::{kinesis_video, kinesis_video_signaling};
use runtime::{Config, Credentials};
use serde_json::{Map, Value, json};

/// Prints the ICE servers for a peer of a signaling channel, as JSON for an RTCPeerConnection.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Arguments {
    /// ARN of the signaling channel. The region is taken from it.
    #[arg(required_unless_present = "local")]
    channel_arn: Option<String>,
    /// The peer's part in the session.
    #[arg(long, value_enum, default_value_t = Role::Viewer)]
    role: Role,
    /// Identifies the viewer; a master has none.
    #[arg(long)]
    client_id: Option<String>,
    /// The URL of Kinesis Video, instead of the one for the region.
    #[arg(long, value_name = "URL", conflicts_with = "local")]
    endpoint: Option<String>,
    /// The channel's own HTTPS endpoint, instead of the one that Kinesis Video names.
    #[arg(long, value_name = "URL")]
    signaling_endpoint: Option<String>,
    /// Talks to a stand-in in this process: no AWS account is needed.
    #[arg(long)]
    local: bool,
}

const ENVIRONMENT: &str = "\
What the environment sets:
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
                          the credentials; else those of the profile, the container or the EC2 instance
  AWS_PROFILE             the profile in ~/.aws/credentials and ~/.aws/config, or in the files that
                          AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE name
  AWS_ENDPOINT_URL_KINESIS_VIDEO, AWS_ENDPOINT_URL
                          the URL of Kinesis Video, unless --endpoint does
  AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT
                          which endpoint of Kinesis Video is called; the channel's own is not affected
  AWS_MAX_ATTEMPTS, AWS_RETRY_MODE, AWS_CA_BUNDLE, HTTPS_PROXY, NO_PROXY
                          how calls are made
`Config::from_env` of the clients documents each of them.";

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Role {
    Master,
    Viewer,
}

const LOCAL_ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1234567890123";

#[tokio::main]
async fn main() -> ExitCode {
    let printed = match run(Arguments::parse()).await {
        Ok(json) => writeln!(io::stdout(), "{json:#}").map_err(Into::into),
        Err(error) => Err(error),
    };
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough.
        Err(error) if error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == ErrorKind::BrokenPipe) => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            // Without standard error there is nobody to tell.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<Value, Box<dyn Error>> {
    if arguments.role == Role::Master && arguments.client_id.is_some() {
        return Err("--client-id identifies a viewer; a master has none".into());
    }
    let arn = arguments.channel_arn.unwrap_or_else(|| LOCAL_ARN.to_owned());
    let mut config = Config::from_env().region(region(&arn)?);
    if let Some(url) = arguments.endpoint {
        config = config.endpoint(url);
    }
    if arguments.local {
        let nobody = Credentials::new("AKIDEXAMPLE", "EXAMPLE");
        config = config.endpoint(stand_in::start().await?).credentials(nobody);
    }
    let endpoint = match arguments.signaling_endpoint {
        Some(url) => url,
        None => channel_endpoint(&kinesis_video::Client::new(config.clone()), &arn, arguments.role).await?,
    };
    // A URL of its own wins over FIPS and dual-stack, which choose between the endpoints of a region.
    let client = kinesis_video_signaling::Client::new(config.endpoint(endpoint));
    let mut request = GetIceServerConfigRequest::new(arn);
    request.client_id = arguments.client_id;
    let reply = client.get_ice_server_config(request).await?;
    let servers: Vec<Value> = reply.ice_server_list.iter().flatten().filter_map(ice_server).collect();
    Ok(json!({ "iceServers": servers }))
}

/// The region is the fourth part of an ARN.
fn region(arn: &str) -> Result<&str, String> {
    match arn.split(':').collect::<Vec<_>>()[..] {
        ["arn", _, "kinesisvideo", region, _, resource] if !region.is_empty() && resource.starts_with("channel/") => {
            Ok(region)
        }
        ["arn", _, "kinesisvideo", _, _, resource] if resource.starts_with("stream/") => Err(format!(
            "{arn:?} is the ARN of a stream; ICE servers are those of a signaling channel, like {LOCAL_ARN}"
        )),
        _ => Err(format!("{arn:?} is not the ARN of a signaling channel, like {LOCAL_ARN}")),
    }
}

/// Where the signaling operations of a channel answer.
async fn channel_endpoint(client: &kinesis_video::Client, arn: &str, role: Role) -> Result<String, Box<dyn Error>> {
    let role = if role == Role::Master { ChannelRole::Master } else { ChannelRole::Viewer };
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

/// A server in the words of WebRTC: <https://www.w3.org/TR/webrtc/#rtciceserver-dictionary>. One without URLs is none, and
/// what is absent is left out: a browser would read `null` as a text.
fn ice_server(server: &IceServer) -> Option<Value> {
    let urls = server.uris.as_ref().filter(|urls| !urls.is_empty())?;
    let mut members = Map::from_iter([("urls".to_owned(), json!(urls))]);
    for (name, value) in [("username", &server.username), ("credential", &server.password)] {
        members.extend(value.as_ref().map(|value| (name.to_owned(), json!(value))));
    }
    Some(Value::Object(members))
}
