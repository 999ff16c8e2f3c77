//! Any bytes as an answer to any operation: an output, events or an error, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

include!(concat!(env!("OUT_DIR"), "/client.rs"));

fuzz_target!(|bytes: &[u8]| {
    let [operation, kind, body @ ..] = bytes else { return };
    if *kind & 1 == 0 {
        // One header that some output is bound to, with text out of the body.
        let text: String = body.iter().take(40).filter(|byte| byte.is_ascii_graphic()).map(|byte| char::from(*byte)).collect();
        let headers = ["etag", "x-room", "x-integer", "x-timestamplist", "x-stringlist", "x-json", "initial-response-member"];
        let name = headers[usize::from(*kind >> 1) % headers.len()];
        decode(usize::from(*operation), 200, &[(name, &text)], body);
    } else {
        let code = ERRORS[usize::from(*kind >> 1) % ERRORS.len()];
        decode(usize::from(*operation), 400, &[("x-amzn-errortype", code)], body);
    }
    drop(runtime::Document::from_json(body));
});
