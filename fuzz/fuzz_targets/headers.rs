//! Any text as a header of each type: a value or an error, never a panic; moments are the same after a way back.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| runtime::testing::untrusted::read_header(text));
