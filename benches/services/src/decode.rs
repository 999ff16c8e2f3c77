//! A page of a query of DynamoDB, a megabyte of items.

use aws_sdk_dynamodb::operation::query::Query as Official;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin as _;
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse as _, SharedResponseDeserializer};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use dynamodb::operations::Query;
use runtime::{Bytes, read};
use timing::{Work, keep, now};

use crate::medians;

/// An item, as a table of readings has them.
const ITEM: &str = r#"{"Sensor":{"S":"front-door"},"Number":{"N":"1732697600.25"},"Open":{"BOOL":true},"Raw":{"B":"AAECAwQFBgc="},"Tags":{"SS":["door","north"]},"Place":{"M":{"floor":{"N":"1"},"room":{"S":"hall"}}},"Last":{"L":[{"N":"1"},{"N":"2"},{"NULL":true}]}}"#;

/// What a page is decoded in.
pub(crate) fn query() -> serde_json::Value {
    let count = (1 << 20) / ITEM.len();
    let items = vec![ITEM; count].join(",");
    let body = Bytes::from(format!(r#"{{"Count":{count},"Items":[{items}],"ScannedCount":{count}}}"#));
    // It is needed to the end.
    let layer = Box::leak(Box::new(Official::new().config().expect("the official operation has a configuration")));
    let official = layer.load::<SharedResponseDeserializer>().expect("the official operation has a deserializer");
    let bag = ConfigBag::base();
    let response = HttpResponse::new(http::StatusCode::OK.into(), SdkBody::from(body.clone()));
    let mut works: [Work<'_>; 2] = [
        (
            "ours",
            Box::new(|| {
                let answer = http::Response::new(body.clone());
                keep(now(read::<Query>(answer)).unwrap_or_else(|error| panic!("{error}")));
            }),
        ),
        (
            "official",
            Box::new(|| {
                let read = official.deserialize_nonstreaming_with_config(&response, &bag);
                keep(read.unwrap_or_else(|error| panic!("{error:?}")));
            }),
        ),
    ];
    medians(&mut works)
}
