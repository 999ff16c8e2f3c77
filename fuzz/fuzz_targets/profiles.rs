//! Any text as a file of profiles: settings or an error, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| runtime::testing::untrusted::read_profiles(text));
