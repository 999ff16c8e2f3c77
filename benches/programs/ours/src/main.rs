//! One call of GetIceServerConfig with our client. Its keys come from two variables, as they do by hand and with the official
//! client; `Config::from_env` would bring profiles, containers and instances along.

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config, Error};
use generated::runtime::Credentials;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let [endpoint, channel] = [1, 2].map(|number| std::env::args().nth(number).unwrap_or_default());
    let [id, secret, region] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]
        .map(|name| std::env::var(name).unwrap_or_default());
    let client =
        Client::new(Config::new().endpoint(endpoint).region(region).credentials(Credentials::new(id, secret)));
    let reply = client.get_ice_server_config(GetIceServerConfigRequest::new(channel)).await?;
    for server in reply.ice_server_list.unwrap_or_default() {
        println!("{:?}", server.uris);
    }
    Ok(())
}
