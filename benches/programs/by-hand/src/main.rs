//! One call of GetIceServerConfig, written by hand.

use aws_credential_types::Credentials;
use by_hand::{Client, Error, Request};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let [endpoint, channel_arn] = [1, 2].map(|number| std::env::args().nth(number).unwrap_or_default());
    let [id, secret, region] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]
        .map(|name| std::env::var(name).unwrap_or_default());
    let client = Client::new(&endpoint, &region, Credentials::from_keys(id, secret, None))?;
    for server in client.get_ice_server_config(&Request { channel_arn, client_id: None }).await?.ice_server_list {
        println!("{:?}", server.uris);
    }
    Ok(())
}
