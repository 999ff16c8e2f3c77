//! Any bytes as a message of a stream of events: it is the same message for the official decoder, or none for both, and is
//! written as the official encoder writes it.
#![no_main]

use aws_smithy_eventstream::frame::{read_message_from, write_message_to};
use libfuzzer_sys::fuzz_target;
use runtime::testing::untrusted::read_event;

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    // Random bytes have no right checksum: these have.
    if let Some(message) = framed(bytes) {
        check(&message);
    }
});

fn check(bytes: &[u8]) {
    let mut rest = bytes;
    let theirs = read_message_from(&mut rest).ok().filter(|_| rest.is_empty());
    let theirs = theirs.and_then(|message| {
        let mut written = Vec::new();
        write_message_to(&message, &mut written).ok().map(|()| written)
    });
    assert_eq!(read_event(bytes), theirs);
}

/// A message with the first byte's worth of headers, and the rest as its payload.
fn framed(bytes: &[u8]) -> Option<Vec<u8>> {
    let (length, rest) = bytes.split_first()?;
    let headers = usize::from(*length).min(rest.len());
    let total = u32::try_from(rest.len() + 16).ok()?;
    let mut message = [total.to_be_bytes(), u32::try_from(headers).ok()?.to_be_bytes()].concat();
    message.extend(crc32fast::hash(&message).to_be_bytes());
    message.extend_from_slice(rest);
    message.extend(crc32fast::hash(&message).to_be_bytes());
    Some(message)
}
