//! The program `ice_servers` as its user runs it, and what it prints as a browser reads it.

mod browser;
mod server;

use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use server::Server;

const CHANNEL: &str = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1234567890123";

/// Runs the program with these arguments, in an environment of its own.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    command(arguments, variables).output().expect("the program")
}

fn command(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ice_servers"));
    let keys = [("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "EXAMPLE"), ("HOME", "/nowhere")];
    command.args(arguments).env_clear().envs(keys).envs(variables.iter().copied());
    command
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A service whose channel has these servers.
fn service(servers: Value) -> Server {
    Server::start(move |method, path, url| match (method, path) {
        ("POST", "/getSignalingChannelEndpoint") => {
            Some(json!({ "ResourceEndpointList": [{ "Protocol": "HTTPS", "ResourceEndpoint": url }] }).to_string())
        }
        ("POST", "/v1/get-ice-server-config") => Some(json!({ "IceServerList": servers }).to_string()),
        _ => None,
    })
}

#[test]
fn what_is_absent_is_left_out() {
    let service = service(json!([
        { "Uris": ["turn:a:1"], "Username": "u", "Password": "p", "Ttl": 300 },
        { "Uris": ["stun:b:2"] },
        { "Username": "without urls" },
        { "Uris": [] },
    ]));
    let url = service.url();
    for (role, fips) in [("viewer", "false"), ("master", "true")] {
        let variables = [("AWS_USE_FIPS_ENDPOINT", fips), ("AWS_USE_DUALSTACK_ENDPOINT", fips)];
        let printed = json(&run(&["--endpoint", &url, "--role", role, CHANNEL], &variables));
        let expected = json!({ "iceServers": [
            { "urls": ["turn:a:1"], "username": "u", "credential": "p" },
            { "urls": ["stun:b:2"] },
        ] });
        assert_eq!(printed, expected);
        let asked: Value =
            serde_json::from_str(&service.bodies("/getSignalingChannelEndpoint").pop().expect("asked")).expect("JSON");
        assert_eq!(asked["SingleMasterChannelEndpointConfiguration"]["Role"], role.to_uppercase());
    }
    let before = service.bodies("/getSignalingChannelEndpoint").len();
    json(&run(&["--signaling-endpoint", &url, "--client-id", "viewer-1", CHANNEL], &[]));
    assert_eq!(service.bodies("/getSignalingChannelEndpoint").len(), before);
    let asked: Value =
        serde_json::from_str(&service.bodies("/v1/get-ice-server-config").pop().expect("asked")).expect("JSON");
    assert_eq!(asked, json!({ "ChannelARN": CHANNEL, "ClientId": "viewer-1" }));
}

#[test]
fn wrong_arguments_are_told() {
    let stream = "arn:aws:kinesisvideo:us-west-2:123456789012:stream/front-door/1";
    for (arguments, text) in [
        (&[stream][..], "is the ARN of a stream"),
        (&["arn:aws:s3:::bucket"], "is not the ARN of a signaling channel"),
        (&["--role", "master", "--client-id", "x", CHANNEL], "a master has none"),
        (&["--endpoint", "localhost:1", CHANNEL], "localhost:1"),
    ] {
        let output = run(arguments, &[]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(text), "{told}");
    }
    let help = String::from_utf8(run(&["--help"], &[]).stdout).expect("text");
    assert!(help.contains("AWS_PROFILE") && help.contains("AWS_CA_BUNDLE"), "{help}");
}

/// Like `ice_servers --local | head -0`.
#[test]
fn a_closed_pipe_is_no_panic() {
    let mut child =
        command(&["--local"], &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What the program prints makes a real browser pass data through a real TURN server.
#[test]
fn a_browser_passes_data_through_the_relay() {
    let Some(relay) = browser::Relay::start() else { return };
    let service =
        service(json!([{ "Uris": [relay.url()], "Username": relay.user, "Password": relay.password, "Ttl": 300 }]));
    for role in ["master", "viewer"] {
        let printed = json(&run(&["--endpoint", &service.url(), "--role", role, CHANNEL], &[]));
        let Some(said) = browser::exchange(&printed.to_string()) else { return };
        assert_eq!(said, "hello through the relay", "as {role}");
    }
}
