//! Any bytes as an answer: an output or an error, never a panic.
#![no_main]

use generated::kinesis_video::operations::DescribeSignalingChannel;
use generated::kinesis_video_signaling::operations::GetIceServerConfig;
use libfuzzer_sys::fuzz_target;
use runtime::Document;
use runtime::testing::decode;

fuzz_target!(|bytes: &[u8]| {
    let (status, body) = match bytes {
        [first, rest @ ..] if *first & 1 == 1 => (400, rest),
        [_, rest @ ..] => (200, rest),
        [] => (200, bytes),
    };
    drop(decode::<GetIceServerConfig>(status, body));
    drop(decode::<DescribeSignalingChannel>(status, body));
    drop(Document::from_json(body));
});
