//! Bodies, validators and endpoint rules: without a connection.

use aws_sdk_kinesisvideosignaling::operation::get_ice_server_config::GetIceServerConfig as Official;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse, SharedResponseDeserializer};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use generated::kinesis_video_signaling::endpoint::Service as Kinesis;
use generated::kinesis_video_signaling::operations::GetIceServerConfig;
use generated::kinesis_video_signaling::types::{
    GetIceServerConfigRequest, GetIceServerConfigResponse, SendAlexaOfferToMasterRequest,
    SendAlexaOfferToMasterRequired,
};
use generated::kinesis_video_signaling::{Client, Config};
use generated::runtime::endpoint::EndpointCache;
use generated::runtime::protocol::{Protocol, RestJson1};
use generated::runtime::{Bytes, Credentials, Policy, Service, Validate, read};

use crate::Problem;
use crate::measure::{Work, in_turn, keep, now};
use crate::report::Report;

/// What GetIceServerConfig answers.
pub(crate) const SMALL: &str = r#"{"IceServerList":[{"Password":"cGFzc3dvcmQ=","Ttl":300,"Uris":["turn:192-0-2-1.t-1.kinesisvideo.us-west-2.amazonaws.com:443?transport=udp","turns:192-0-2-1.t-1.kinesisvideo.us-west-2.amazonaws.com:443?transport=udp","turns:192-0-2-1.t-1.kinesisvideo.us-west-2.amazonaws.com:443?transport=tcp"],"Username":"MTYyOjpkZW1v"},{"Password":"cGFzc3dvcmQ=","Ttl":300,"Uris":["turn:192-0-2-2.t-1.kinesisvideo.us-west-2.amazonaws.com:443?transport=udp"],"Username":"MTYyOjpkZW1v"}]}"#;

/// The channel that is asked for.
pub(crate) const ARN: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1234567890123";

pub(crate) fn measure(report: &mut Report) -> Result<(), Problem> {
    let large = large();
    for (what, text) in [("decode, 2 servers", SMALL), ("decode, 1 MB of servers", large.as_str())] {
        let mut works = decoders(text)?;
        report.add("codec", what, "ns", in_turn(&mut works));
    }
    for (what, channel_arn) in
        [("encode, a request", ARN.to_owned()), ("encode, 1 MB of text", "text \"to\" escape ".repeat(62_500))]
    {
        report.add("codec", what, "ns", in_turn(&mut encoders(channel_arn)));
    }
    let input = GetIceServerConfigRequest::new(ARN).client_id("front-door-viewer-1").username("someone.else");
    for (what, policy) in [("validate, Bounds", Policy::Bounds), ("validate, Strict", Policy::Strict)] {
        let work: Work<'_> = ("ours", Box::new(|| keep(input.validate_as(policy))));
        report.add("codec", what, "ns", in_turn(&mut [work]));
    }
    endpoints(report)
}

/// A megabyte of the small answer's servers.
fn large() -> String {
    let servers = SMALL.trim_start_matches(r#"{"IceServerList":["#).trim_end_matches("]}");
    let count = (1 << 20) / servers.len();
    format!(r#"{{"IceServerList":[{}]}}"#, vec![servers; count].join(","))
}

fn decoders(text: &str) -> Result<Vec<Work<'_>>, Problem> {
    let body = Bytes::copy_from_slice(text.as_bytes());
    // It is needed to the end, and there are two.
    let layer = Box::leak(Box::new(Official::new().config().ok_or("the official operation has no configuration")?));
    let official = layer.load::<SharedResponseDeserializer>().ok_or("the official operation has no deserializer")?;
    let bag = ConfigBag::base();
    let response = HttpResponse::new(http::StatusCode::OK.into(), SdkBody::from(body.clone()));
    Ok(vec![
        (
            "ours",
            Box::new(|| {
                let mut output = GetIceServerConfigResponse::new();
                let read = RestJson1.format().read_structure(text.as_bytes(), u64::MAX, &mut output);
                keep(read.map(|()| output).unwrap_or_else(|error| panic!("{error}")));
            }),
        ),
        (
            "serde_json",
            Box::new(|| {
                keep(
                    serde_json::from_slice::<by_hand::Response>(text.as_bytes())
                        .unwrap_or_else(|error| panic!("{error}")),
                );
            }),
        ),
        (
            "ours, the answer with its head",
            Box::new(move || {
                let answer = http::Response::new(body.clone());
                keep(now(read::<GetIceServerConfig>(answer)).unwrap_or_else(|error| panic!("{error}")));
            }),
        ),
        (
            "official",
            Box::new(move || {
                keep(
                    official
                        .deserialize_nonstreaming_with_config(&response, &bag)
                        .unwrap_or_else(|error| panic!("{error:?}")),
                );
            }),
        ),
    ])
}

fn encoders(channel_arn: String) -> Vec<Work<'static>> {
    let ours = GetIceServerConfigRequest::new(&*channel_arn).client_id("viewer");
    let by_hand = by_hand::Request { channel_arn, client_id: Some("viewer".to_owned()) };
    vec![
        ("ours", Box::new(move || keep(RestJson1.format().write_structure(&ours)))),
        ("serde_json", Box::new(move || keep(serde_json::to_vec(&by_hand)))),
    ]
}

/// The rules of the service, and everything up to a signed request.
fn endpoints(report: &mut Report) -> Result<(), Problem> {
    use aws_sdk_kinesisvideosignaling::config::endpoint::{DefaultResolver, Params, ResolveEndpoint};
    let (config, cache) = (Config::new().region("us-west-2"), EndpointCache::default());
    let resolve = || cache.resolve(Kinesis::endpoint_params(&config), Kinesis::resolve_endpoint);
    let resolver = DefaultResolver::new();
    // Both make the parameters anew, as they do for each call.
    let official = || now(resolver.resolve_endpoint(&Params::builder().region("us-west-2").build()?));
    let mut works: [Work<'_>; 2] =
        [("ours", Box::new(|| keep(resolve()))), ("official", Box::new(|| keep(official())))];
    report.add("codec", "endpoint rules", "ns", in_turn(&mut works));

    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    let client = Client::new(Config::new().region("us-west-2").credentials(credentials));
    let mut works: [Work<'_>; 2] = [
        (
            "ours",
            Box::new(|| {
                let call = client.get_ice_server_config(GetIceServerConfigRequest::new(ARN));
                keep(now(call.into_request()).unwrap_or_else(|error| panic!("{error}")));
            }),
        ),
        (
            "ours, an offer",
            Box::new(|| {
                let required = SendAlexaOfferToMasterRequired {
                    channel_arn: ARN,
                    message_payload: "offer",
                    sender_client_id: "viewer",
                };
                let call = client.send_alexa_offer_to_master(SendAlexaOfferToMasterRequest::new(required));
                keep(now(call.into_request()).unwrap_or_else(|error| panic!("{error}")));
            }),
        ),
    ];
    report.add("codec", "a signed request, rules included", "ns", in_turn(&mut works));
    Ok(())
}
