//! The request of GetIceServerConfig, and its answer, without a transport.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use generated::kinesis_video_signaling::operations::GetIceServerConfig;
use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config};
use generated::runtime::{Credentials, read};

fn main() {
    let [endpoint, channel] = [1, 2].map(|number| std::env::args().nth(number).unwrap_or_default());
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    let client = Client::new(Config::new().region("us-west-2").endpoint(endpoint).credentials(credentials));
    match now(client.get_ice_server_config(GetIceServerConfigRequest::new(channel)).into_request()) {
        Ok(request) => println!("{} {} {:?}", request.method(), request.uri(), request.headers()),
        Err(error) => eprintln!("{error}"),
    }
    match now(read::<GetIceServerConfig>(http::Response::new(std::env::args().nth(3).unwrap_or_default()))) {
        Ok(reply) => println!("{:?}", reply.ice_server_list),
        Err(error) => eprintln!("{error}"),
    }
}

/// What a future gives that waits for nothing.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the core does not wait"),
    }
}
