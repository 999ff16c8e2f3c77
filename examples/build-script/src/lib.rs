//! A client that the build script generates from a model: nothing of it is checked in.

include!(concat!(env!("OUT_DIR"), "/client.rs"));

#[cfg(test)]
mod tests {
    use super::kinesis_video::types::GetSignalingChannelEndpointInput;
    use super::kinesis_video::{Client, Config};

    #[test]
    fn the_client_is_there() {
        let client = Client::new(Config::new().region("us-west-2"));
        let call = client.get_signaling_channel_endpoint(GetSignalingChannelEndpointInput::new("arn"));
        assert!(format!("{call:?}").contains("GetSignalingChannelEndpoint"));
    }
}
