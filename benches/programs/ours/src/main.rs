//! One call of GetIceServerConfig with our client.

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let [endpoint, channel] = [1, 2].map(|number| std::env::args().nth(number).unwrap_or_default());
    let client = Client::new(Config::from_env().endpoint(endpoint));
    let reply = client.get_ice_server_config(GetIceServerConfigRequest::new(channel)).await?;
    for server in reply.ice_server_list.unwrap_or_default() {
        println!("{:?}", server.uris);
    }
    Ok(())
}
