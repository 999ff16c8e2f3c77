//! Any text as a document with credentials: keys or an error, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| runtime::testing::untrusted::read_credentials(text));
