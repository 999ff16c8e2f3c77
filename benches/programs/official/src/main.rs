//! One call of GetIceServerConfig with the official client. Its keys come from two variables, without `aws-config`, which
//! would more than double what is built.

use aws_sdk_kinesisvideosignaling::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_kinesisvideosignaling::{Client, Config, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let [endpoint, channel] = [1, 2].map(|number| std::env::args().nth(number).unwrap_or_default());
    let [id, secret, region] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]
        .map(|name| std::env::var(name).unwrap_or_default());
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .credentials_provider(Credentials::from_keys(id, secret, None))
        .endpoint_url(endpoint)
        .build();
    let reply = Client::from_conf(config).get_ice_server_config().channel_arn(channel).send().await?;
    for server in reply.ice_server_list() {
        println!("{:?}", server.uris());
    }
    Ok(())
}
