//! How long it takes to check an input that there is nothing to complain about, and what it allocates.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench validate`

use divan::{AllocProfiler, Bencher, black_box};
use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::runtime::{Policy, Validate};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const ARN: &str = "arn:aws:kinesisvideo:eu-central-1:123456789012:channel/front-door/1234567890123";

fn main() {
    divan::main();
}

const POLICIES: [(&str, Policy); 3] = [("off", Policy::Off), ("bounds", Policy::Bounds), ("strict", Policy::Strict)];

fn policy(name: &str) -> Policy {
    POLICIES.iter().find(|(known, _)| *known == name).map_or(Policy::Off, |(_, policy)| *policy)
}

/// The channel alone.
#[divan::bench(args = ["off", "bounds", "strict"])]
fn required_member(bencher: Bencher<'_, '_>, name: &str) {
    let (input, policy) = (GetIceServerConfigRequest::new(ARN), policy(name));
    bencher.bench(|| black_box(&input).validate_as(policy));
}

/// Every member.
#[divan::bench(args = ["off", "bounds", "strict"])]
fn every_member(bencher: Bencher<'_, '_>, name: &str) {
    let input = GetIceServerConfigRequest::new(ARN).client_id("front-door-viewer-1").username("someone.else");
    let policy = policy(name);
    bencher.bench(|| black_box(&input).validate_as(policy));
}
