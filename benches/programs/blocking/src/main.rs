//! One call of GetIceServerConfig with our client, on a thread that waits for it.

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config, Error};
use generated::runtime::Credentials;

fn main() -> Result<(), Error> {
    let [endpoint, channel] = [1, 2].map(|number| std::env::args().nth(number).unwrap_or_default());
    let [id, secret, region] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]
        .map(|name| std::env::var(name).unwrap_or_default());
    let client =
        Client::new(Config::new().endpoint(endpoint).region(region).credentials(Credentials::new(id, secret)));
    let reply = client.get_ice_server_config(GetIceServerConfigRequest::new(channel)).blocking()?;
    for server in reply.ice_server_list.unwrap_or_default() {
        println!("{:?}", server.uris);
    }
    Ok(())
}
