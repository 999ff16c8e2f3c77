//! Validators as their users call them.

use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::runtime::validate::Constraint;
use generated::runtime::{Policy, Validate};

const ARN: &str = "arn:aws:kinesisvideo:eu-central-1:123456789012:channel/front-door/1234567890123";

#[test]
fn what_is_in_order_costs_no_memory() {
    let input = GetIceServerConfigRequest::new(ARN).client_id("viewer-1").username("someone.else");
    for policy in [Policy::Off, Policy::Bounds, Policy::Strict] {
        let allocations = allocation_counter::measure(|| input.validate_as(policy).expect("nothing to complain about"));
        assert_eq!(allocations.count_total, 0, "{policy:?}");
    }
}

#[test]
fn every_violation_is_told() {
    let input = GetIceServerConfigRequest::new("arn:aws-cn:kinesisvideo").client_id("").service("TRUN");
    let told = |policy| input.validate_as(policy).err().map(|violations| violations.to_string());
    assert_eq!(told(Policy::Off), None);
    assert_eq!(told(Policy::Bounds).as_deref(), Some("ClientId: 0 characters, must be 1 to 256"));
    let violations = input.validate().expect_err("everything is wrong");
    let found: Vec<(String, &str)> =
        violations.iter().map(|violation| (violation.path(), violation.constraint().trait_name())).collect();
    let expected = [("ChannelARN", "pattern"), ("ClientId", "length"), ("ClientId", "pattern"), ("Service", "enum")];
    assert_eq!(found, expected.map(|(path, name)| (path.to_owned(), name)));
    assert!(violations.iter().any(|violation| matches!(violation.constraint(), Constraint::Length { found: 0, .. })));
}
