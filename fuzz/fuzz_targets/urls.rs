//! Any texts as a proxy, the hosts without one, and the URL that is called: never a panic, and never a password in a message.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut parts = text.splitn(4, '\n');
    let mut next = || parts.next().unwrap_or_default();
    runtime::testing::untrusted::read_urls(next(), next(), next(), next());
});
