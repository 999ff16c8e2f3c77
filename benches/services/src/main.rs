//! Endpoint rules of S3 and DynamoDB, and answers of DynamoDB, beside the official clients. Prints nanoseconds as JSON: the
//! median of each.

mod decode;

use aws_sdk_dynamodb::config::endpoint::{Params as DynamoDbParams, ResolveEndpoint as _};
use aws_sdk_s3::config::endpoint::{Params as S3Params, ResolveEndpoint as _};
use runtime::endpoint::EndpointCache;
use runtime::{Config, Operation, Service};
use serde_json::json;
use timing::{Work, in_turn, keep, now};

const REGION: &str = "eu-central-1";
const BUCKET: &str = "doorbell-pictures";
const KEY: &str = "2026/11/26/front-door.jpeg";

fn main() {
    let config = Config::new().region(REGION);
    let samples = json!({ "s3": s3(&config), "dynamodb": dynamodb(&config), "query": decode::query() });
    println!("{samples}");
}

/// The parameters of a call.
fn params<O: Operation>(config: &Config, input: &O::Input) -> <O::Service as Service>::EndpointParams {
    let mut params = O::Service::endpoint_params(config);
    O::endpoint_params(input, &mut params);
    params
}

/// Times what a call of ours takes, with and without the endpoint of the call before, beside the official resolver.
fn measured<O: Operation>(config: &Config, input: &O::Input, official: impl Fn()) -> serde_json::Value {
    let cache = EndpointCache::default();
    let ours = || cache.resolve(params::<O>(config, input), O::Service::resolve_endpoint);
    let rules = || O::Service::resolve_endpoint(&params::<O>(config, input));
    let mut works: [Work<'_>; 3] = [
        ("ours", Box::new(|| keep(ours().unwrap_or_else(|error| panic!("{error}"))))),
        ("ours, rules applied", Box::new(|| keep(rules().unwrap_or_else(|error| panic!("{error}"))))),
        ("official", Box::new(official)),
    ];
    medians(&mut works)
}

/// The median of each work.
fn medians(works: &mut [Work<'_>]) -> serde_json::Value {
    let medians = in_turn(works).into_iter().map(|(name, sample)| (name.to_owned(), sample.median().into()));
    serde_json::Value::Object(medians.collect())
}

fn s3(config: &Config) -> serde_json::Value {
    use s3::operations::GetObject;
    let required = s3::types::GetObjectRequired { bucket: BUCKET, key: KEY };
    let input = s3::types::GetObjectRequest::new(required);
    let resolver = aws_sdk_s3::config::endpoint::DefaultResolver::new();
    let official = || {
        let params = S3Params::builder().region(REGION).bucket(BUCKET).key(KEY).build();
        now(resolver.resolve_endpoint(&params.unwrap_or_else(|error| panic!("{error}"))))
    };
    measured::<GetObject>(config, &input, || keep(official().unwrap_or_else(|error| panic!("{error}"))))
}

fn dynamodb(config: &Config) -> serde_json::Value {
    use dynamodb::operations::GetItem;
    let key: [(String, dynamodb::types::AttributeValue); 0] = [];
    let input = dynamodb::types::GetItemInput::new("doorbells", key);
    let resolver = aws_sdk_dynamodb::config::endpoint::DefaultResolver::new();
    let official = || {
        let params = DynamoDbParams::builder().region(REGION).resource_arn("doorbells").build();
        now(resolver.resolve_endpoint(&params.unwrap_or_else(|error| panic!("{error}"))))
    };
    measured::<GetItem>(config, &input, || keep(official().unwrap_or_else(|error| panic!("{error}"))))
}
