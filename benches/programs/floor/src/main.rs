//! One call of GetIceServerConfig with nothing but a signature.

use floor::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let [endpoint, channel_arn] = [1, 2].map(|number| std::env::args().nth(number).unwrap_or_default());
    let [id, secret, region] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]
        .map(|name| std::env::var(name).unwrap_or_default());
    let client = Client::new(&endpoint, &region, &id, &secret)?;
    let body = format!("{{\"ChannelARN\":\"{channel_arn}\"}}");
    println!("{:?}", client.get_ice_server_config(body.into()).await?);
    Ok(())
}
