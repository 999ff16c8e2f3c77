//! Endpoint rules of S3 and DynamoDB, beside the official clients. Prints nanoseconds as JSON: all samples of each.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use aws_sdk_dynamodb::config::endpoint::{Params as DynamoDbParams, ResolveEndpoint as _};
use aws_sdk_s3::config::endpoint::{Params as S3Params, ResolveEndpoint as _};
use runtime::endpoint::EndpointCache;
use runtime::{Config, Operation, Service};
use serde_json::json;
use timing::{Work, in_turn, keep};

const REGION: &str = "eu-central-1";
const BUCKET: &str = "doorbell-pictures";
const KEY: &str = "2026/11/26/front-door.jpeg";

fn main() {
    let config = Config::new().region(REGION);
    let samples = json!({ "s3": s3(&config), "dynamodb": dynamodb(&config) });
    println!("{samples}");
}

/// The endpoint of a call whose client has this cache.
fn ours<O: Operation>(cache: &EndpointCache, config: &Config, input: &O::Input) {
    let mut params = O::Service::endpoint_params(config);
    O::endpoint_params(input, &mut params);
    keep(cache.resolve(params, O::Service::resolve_endpoint).unwrap_or_else(|error| panic!("{error}")));
}

/// As [`ours`], of a client whose calls never have the parameters of the call before.
fn uncached<O: Operation>(config: &Config, input: &O::Input) {
    let mut params = O::Service::endpoint_params(config);
    O::endpoint_params(input, &mut params);
    keep(O::Service::resolve_endpoint(&params).unwrap_or_else(|error| panic!("{error}")));
}

fn s3(config: &Config) -> serde_json::Value {
    use s3::operations::GetObject;
    let required = s3::types::GetObjectRequired { bucket: BUCKET.to_owned(), key: KEY.to_owned() };
    let input = s3::types::GetObjectRequest::new(required);
    let (cache, resolver) = (EndpointCache::default(), aws_sdk_s3::config::endpoint::DefaultResolver::new());
    let official = || {
        let params = S3Params::builder().region(REGION).bucket(BUCKET).key(KEY).build();
        now(resolver.resolve_endpoint(&params.unwrap_or_else(|error| panic!("{error}"))))
    };
    in_json(&mut [
        ("ours", Box::new(|| ours::<GetObject>(&cache, config, &input))),
        ("ours, rules applied", Box::new(|| uncached::<GetObject>(config, &input))),
        ("official", Box::new(|| keep(official().unwrap_or_else(|error| panic!("{error}"))))),
    ])
}

fn dynamodb(config: &Config) -> serde_json::Value {
    use dynamodb::operations::GetItem;
    let required = dynamodb::types::GetItemRequired { table_name: "doorbells".to_owned(), key: [].into() };
    let input = dynamodb::types::GetItemInput::new(required);
    let (cache, resolver) = (EndpointCache::default(), aws_sdk_dynamodb::config::endpoint::DefaultResolver::new());
    let official = || {
        let params = DynamoDbParams::builder().region(REGION).resource_arn("doorbells").build();
        now(resolver.resolve_endpoint(&params.unwrap_or_else(|error| panic!("{error}"))))
    };
    in_json(&mut [
        ("ours", Box::new(|| ours::<GetItem>(&cache, config, &input))),
        ("ours, rules applied", Box::new(|| uncached::<GetItem>(config, &input))),
        ("official", Box::new(|| keep(official().unwrap_or_else(|error| panic!("{error}"))))),
    ])
}

fn in_json(works: &mut [Work<'_>]) -> serde_json::Value {
    let medians = in_turn(works).into_iter().map(|(name, sample)| (name.to_owned(), sample.median().into()));
    serde_json::Value::Object(medians.collect())
}

/// The result of a future that waits for nothing.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the endpoint is waited for"),
    }
}
