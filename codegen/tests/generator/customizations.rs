//! What services need beyond their traits, in the code that is generated for them: models of a few lines stand for theirs.

use model::{Choice, Source};
use tinsmith_codegen::{Home, Options};

/// The code for a service with this name and namespace, whose one operation has such traits, input and output. It speaks
/// restJson1, whose traits stand for those of the other protocols.
fn generated(
    sdk_id: &str,
    namespace: &str,
    operation: &str,
    http: &str,
    input: &str,
    output: &str,
    shapes: &str,
) -> String {
    generated_for("restJson1", sdk_id, [namespace, operation], http, [input, output, shapes])
}

fn generated_for(protocol: &str, sdk_id: &str, names: [&str; 2], http: &str, shapes: [&str; 3]) -> String {
    generated_with("", protocol, sdk_id, names, http, shapes)
}

/// `traits` are more traits of the service.
fn generated_with(
    traits: &str,
    protocol: &str,
    sdk_id: &str,
    [namespace, operation]: [&str; 2],
    http: &str,
    [input, output, shapes]: [&str; 3],
) -> String {
    let text = format!(
        r#"{{ "smithy": "2.0", "shapes": {{
            "com.amazonaws.{namespace}#Service": {{ "type": "service", "version": "1",
                "operations": [{{ "target": "com.amazonaws.{namespace}#{operation}" }}],
                "traits": {{ "aws.protocols#{protocol}": {{}}, "aws.auth#sigv4": {{ "name": "x" }},
                    "aws.api#service": {{ "sdkId": "{sdk_id}" }}{traits} }} }},
            "com.amazonaws.{namespace}#{operation}": {{ "type": "operation",
                "input": {{ "target": "com.amazonaws.{namespace}#Input" }}, "output": {{ "target": "com.amazonaws.{namespace}#Output" }},
                "traits": {{ "smithy.api#http": {{ {http} }} }} }},
            "com.amazonaws.{namespace}#Input": {{ "type": "structure", "members": {{ {input} }} }},
            "com.amazonaws.{namespace}#Output": {{ "type": "structure", "members": {{ {output} }} }}
            {shapes}
        }} }}"#
    );
    let source = Source { path: "service.json".to_owned(), text };
    let model = model::parse(vec![source], Choice::default()).unwrap_or_else(|report| panic!("{report}"));
    let mut options = Options::new(Home::Crate("service".to_owned()), "service.json".to_owned());
    options.tests = false;
    let client = tinsmith_codegen::generate(model, &options).unwrap_or_else(|report| panic!("{report}"));
    client
        .sources
        .into_iter()
        .map(|file| file.text)
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

const GET: &str = r#""method": "GET", "uri": "/things""#;
const POST: &str = r#""method": "POST", "uri": "/things""#;

#[test]
fn long_polls_may_take_as_long_as_they_take() {
    for (sdk_id, namespace, operation, seconds) in [
        ("Lambda", "lambda", "Invoke", 900),
        ("SFN", "sfn", "GetActivityTask", 60),
        ("SFN", "sfn", "StartSyncExecution", 300),
        ("SQS", "sqs", "ReceiveMessage", 20),
        ("SWF", "swf", "PollForActivityTask", 60),
        ("SWF", "swf", "PollForDecisionTask", 60),
    ] {
        let expected = format!("longest_wait: std::time::Duration::from_secs({seconds})");
        assert!(generated(sdk_id, namespace, operation, POST, "", "", "").contains(&expected), "{operation}");
        assert!(!generated(sdk_id, namespace, "Other", POST, "", "", "").contains("longest_wait"), "{sdk_id}");
    }
}

#[test]
fn copies_from_other_regions_ask_them() {
    let text = |name: &str| format!(r#""{name}": {{ "target": "smithy.api#String" }}"#);
    for (sdk_id, namespace, operation, source) in [
        ("RDS", "rds", "CopyDBClusterSnapshot", "SourceDBClusterSnapshotIdentifier"),
        ("RDS", "rds", "CopyDBSnapshot", "SourceDBSnapshotIdentifier"),
        ("RDS", "rds", "CreateDBCluster", "ReplicationSourceIdentifier"),
        ("RDS", "rds", "CreateDBInstanceReadReplica", "SourceDBInstanceIdentifier"),
        ("RDS", "rds", "StartDBInstanceAutomatedBackupsReplication", "SourceDBInstanceArn"),
        ("Neptune", "neptune", "CopyDBClusterSnapshot", "SourceDBClusterSnapshotIdentifier"),
        ("Neptune", "neptune", "CreateDBCluster", "ReplicationSourceIdentifier"),
        ("DocDB", "docdb", "CopyDBClusterSnapshot", "SourceDBClusterSnapshotIdentifier"),
    ] {
        let members = [text(source), text("PreSignedUrl")].join(", ");
        let code = |protocol| generated_for(protocol, sdk_id, [namespace, operation], POST, [&members, "", ""]);
        let expected = format!(
            "cross_region_copy: Some(runtime::CrossRegionCopy {{ source: \"{source}\", source_is_arn: true, \
             url: \"PreSignedUrl\", destination: None, }}),"
        );
        assert!(code("awsQuery").contains(&expected), "{operation}");
        assert!(!code("restJson1").contains("cross_region_copy"), "only forms have parameters");
    }
}

#[test]
fn a_search_is_sent_as_a_form() {
    assert!(
        generated("CloudSearch Domain", "cloudsearchdomain", "Search", GET, "", "", "").contains("query_in_body: true")
    );
    assert!(
        !generated("CloudSearch Domain", "cloudsearchdomain", "Suggest", GET, "", "", "").contains("query_in_body")
    );
}

#[test]
fn ids_of_route_53_are_taken_with_their_path() {
    let http = r#""method": "GET", "uri": "/zones/{Id}""#;
    let member = r#""Id": { "target": "com.amazonaws.route53#ResourceId",
        "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {} } }"#;
    let shapes = r#", "com.amazonaws.route53#ResourceId": { "type": "string" }"#;
    let code = generated("Route 53", "route53", "GetHostedZone", http, member, "", shapes);
    let expected = r#"runtime::strip_prefixes( Some(&mut input.id), &[ "/hostedzone/","#;
    assert!(code.contains(expected), "{code}");
}

#[test]
fn messages_are_what_their_md5_says() {
    let output = r#""Messages": { "target": "com.amazonaws.sqs#Messages" }"#;
    let shapes = r#", "com.amazonaws.sqs#Messages": { "type": "list", "member": { "target": "com.amazonaws.sqs#Message" } },
        "com.amazonaws.sqs#Message": { "type": "structure", "members": {
            "Body": { "target": "smithy.api#String" }, "MD5OfBody": { "target": "smithy.api#String" } } }"#;
    let code = generated("SQS", "sqs", "ReceiveMessage", POST, "", output, shapes);
    let expected = r#"runtime::check_md5("Body", item.body.as_deref(), item.md5_of_body.as_deref())?;"#;
    assert!(code.contains(expected), "{code}");
    assert!(!generated("SQS", "sqs", "Other", POST, "", output, shapes).contains("check_md5"));
}

#[test]
fn nothing_of_ec2_has_a_default() {
    let member = r#""Count": { "target": "smithy.api#Integer", "traits": { "smithy.api#default": 0 } }"#;
    assert!(generated("EC2", "ec2", "Run", POST, "", member, "").contains("pub count: Option<i32>"));
    assert!(generated("Other", "other", "Run", POST, "", member, "").contains("pub count: i32"));
}

/// The rules of a service with an account before its host.
const RULES: &str = r#", "smithy.rules#endpointRuleSet": { "version": "1.0", "parameters": { "AccountId": { "type": "string" } },
    "rules": [{ "type": "endpoint", "conditions": [{ "fn": "isSet", "argv": [{ "ref": "AccountId" }] }],
        "endpoint": { "url": "https://{AccountId}.example.com" } }] }"#;

#[test]
fn an_account_stands_before_the_host_once() {
    let input = r#""AccountId": { "target": "smithy.api#String", "traits": { "smithy.api#required": {},
        "smithy.api#hostLabel": {}, "smithy.api#httpHeader": "x-amz-account-id",
        "smithy.rules#contextParam": { "name": "AccountId" } } }"#;
    let code = |sdk_id: &str, rules: &str| {
        let http = format!(r#"{GET} }}, "smithy.api#endpoint": {{ "hostPrefix": "{{AccountId}}.""#);
        generated_with(rules, "restJson1", sdk_id, ["s3control", "GetThing"], &http, [input, "", ""])
    };
    let by_rules = code("S3 Control", RULES);
    assert!(by_rules.contains("params.account_id = Some(input.account_id.clone())"), "{by_rules}");
    assert!(by_rules.contains(r#"request.header("x-amz-account-id""#), "{by_rules}");
    assert!(!by_rules.contains("host_prefix") && !by_rules.contains("host_label"), "{by_rules}");
    // Without rules nobody else puts it there.
    for code in [code("S3 Control", ""), code("Other", RULES)] {
        assert!(code.contains(r#"host_prefix: "{AccountId}.""#) && code.contains("host_label"), "{code}");
    }
}

#[test]
fn uploads_wait_until_s3_wants_them() {
    for operation in ["PutObject", "UploadPart", "WriteGetObjectResponse"] {
        let code = generated("S3", "s3", operation, POST, "", "", "");
        assert!(code.contains("expects_continue: true"), "{operation}");
        assert!(!generated("Other", "other", operation, POST, "", "", "").contains("expects_continue"));
    }
    assert!(!generated("S3", "s3", "PutBucketAcl", POST, "", "", "").contains("expects_continue"));
}

#[test]
fn the_text_of_expires_is_kept() {
    let output = r#""Expires": { "target": "smithy.api#Timestamp", "traits": { "smithy.api#httpHeader": "Expires" } }"#;
    let code = generated("S3", "s3", "GetThing", GET, "", output, "");
    assert!(
        code.contains("pub expires: Option<runtime::DateTime>,")
            && code.contains("pub expires_string: Option<String>,"),
        "{code}"
    );
    assert_eq!(code.matches(r#"response.header("Expires""#).count(), 2, "{code}");
    assert!(!generated("Other", "other", "GetThing", GET, "", output, "").contains("expires_string"));
}

#[test]
fn the_region_of_a_bucket_is_asked_by_its_path() {
    let input = r#""Bucket": { "target": "smithy.api#String", "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {} } }"#;
    let http = r#""method": "GET", "uri": "/{Bucket}?location""#;
    let code = |operation| generated("S3", "s3", operation, http, input, "", "");
    assert!(code("GetBucketLocation").contains("params.force_path_style = true;"));
    assert!(!code("GetBucketAcl").contains("params.force_path_style = true;"));
}
