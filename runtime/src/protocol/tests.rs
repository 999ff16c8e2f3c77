//! What protocols read from errors and answers, and what servers of tests write.

use bytes::Bytes;

use super::*;
#[cfg(all(feature = "test-util", feature = "query"))]
use crate::body::Body;

fn response(status: u16, headers: &[(&'static str, &str)], body: &str, protocol: &dyn Protocol) -> Response {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    super::response(answer.body(Bytes::from(body.to_owned())).expect("an answer"), protocol)
}

const JSON_1_0: AwsJson1_0 = AwsJson1_0 { service: "S" };
const SQS: QueryCompatible<AwsJson1_0> = QueryCompatible(JSON_1_0);

#[test]
fn a_service_that_spoke_aws_query_keeps_its_codes() {
    let body = r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"none"}"#;
    let found = |header: &str| {
        let head = SQS.error(&response(400, &[("x-amzn-query-error", header)], body, &SQS));
        (head.code, head.shape, head.message)
    };
    let (shape, message) = (Some("QueueDoesNotExist".to_owned()), Some("none".to_owned()));
    for header in
        ["AWS.SimpleQueueService.NonExistentQueue;Sender", " AWS.SimpleQueueService.NonExistentQueue ; Sender"]
    {
        let code = Some("AWS.SimpleQueueService.NonExistentQueue".to_owned());
        assert_eq!(found(header), (code, shape.clone(), message.clone()), "{header}");
    }
    for header in ["", ";Sender", " "] {
        assert_eq!(found(header), (None, shape.clone(), message.clone()), "{header}");
    }
    assert!(SQS.is_error(&response(400, &[], "", &SQS)) && !SQS.is_error(&response(200, &[], "", &SQS)));
    let with_id = response(200, &[("x-amzn-requestid", "7")], "", &SQS);
    assert_eq!(SQS.request_id(&with_id).as_deref(), Some("7"));
    let compatible = QueryCompatible(RpcV2Json);
    compatible.check(&response(200, &[], "", &compatible)).expect_err("no protocol");
}

#[test]
fn an_answer_names_its_protocol() {
    let check = |name: &str| RpcV2Json.check(&response(200, &[("smithy-protocol", name)], "{}", &RpcV2Json));
    check("rpc-v2-json").expect("its own");
    assert!(
        check("rpc-v2-cbor")
            .is_err_and(|error| error.to_string().contains("in the protocol rpc-v2-cbor, not in rpc-v2-json"))
    );
    let none = RpcV2Json.check(&response(200, &[], "{}", &RpcV2Json)).expect_err("none");
    assert!(none.to_string().contains("it has no header smithy-protocol"), "{none}");
    // The error of another protocol says nothing.
    let body = r#"{"__type":"a#B"}"#;
    assert_eq!(RpcV2Json.error(&response(400, &[], body, &RpcV2Json)), ErrorHead::default());
    let own = response(400, &[("smithy-protocol", "rpc-v2-json")], body, &RpcV2Json);
    assert_eq!(RpcV2Json.error(&own).shape.as_deref(), Some("B"));
}

#[cfg(feature = "query")]
#[test]
fn request_ids_stand_in_headers_or_in_the_body() {
    let protocols: [&dyn Protocol; 2] = [&AwsQuery { version: "1" }, &Ec2Query { version: "1" }];
    for protocol in protocols {
        let id =
            |headers: &[(&'static str, &str)], body: &str| protocol.request_id(&response(200, headers, body, protocol));
        for body in [
            "<R><requestId> 7 </requestId><a>1</a></R>",
            "<R><Result><RequestId>no</RequestId></Result><ResponseMetadata><a/><RequestId>7</RequestId></ResponseMetadata></R>",
        ] {
            assert_eq!(id(&[], body).as_deref(), Some("7"), "{body}");
        }
        assert_eq!(id(&[("x-amzn-requestid", "8")], "<R><requestId>7</requestId></R>").as_deref(), Some("8"));
        assert_eq!(id(&[], "<R><Result><RequestId>no</RequestId></Result></R>"), None);
        assert_eq!(id(&[], "no XML"), None);
    }
}

#[cfg(feature = "xml")]
#[test]
fn errors_in_xml_are_found_where_they_stand() {
    let head = |headers: &[(&'static str, &str)], body: &str| RestXml.error(&response(400, headers, body, &RestXml));
    for body in [
        "<Error><Code> A </Code><Message>m</Message><RequestId>7</RequestId></Error>",
        "<ErrorResponse><Error><Message>m</Message><Code>A</Code></Error><RequestId>7</RequestId></ErrorResponse>",
        "<Response><Errors><Error><Code>A</Code><Message>m</Message></Error><Error><Code>B</Code></Error></Errors><RequestID>7</RequestID></Response>",
        "<ErrorResponse><Error><Code>A</Code><message>m</message><Message>n</Message></Error><requestId>7</requestId></ErrorResponse>",
        "<ErrorResponse><Error><Code>A</Code><Message>m</Message><Inner><Error><Code>C</Code></Error></Inner></Error><Error><Code>B</Code></Error><RequestId>7</RequestId></ErrorResponse>",
        // What stands in an error of which the code is known is its own.
        "<Error><Code>A</Code><Message>m</Message><Error><RequestId>9</RequestId></Error><RequestId>7</RequestId></Error>",
    ] {
        let head = head(&[], body);
        let found = (head.shape.as_deref(), head.message.as_deref(), head.request_id.as_deref(), head.is_readable);
        assert_eq!(found, (Some("A"), Some("m"), Some("7"), true), "{body}");
    }
    assert_eq!(head(&[("x-amzn-errortype", "A")], "<R/>").shape.as_deref(), Some("A"));
    assert_eq!(head(&[("x-amzn-errortype", "A")], "<Error><Code>B</Code></Error>").shape.as_deref(), Some("B"));
    assert_eq!(head(&[], "<Error><Code> </Code></Error>").shape, None);
    assert!(!head(&[], "<Error>").is_readable);
    // An answer to `HEAD` has no body.
    let shape = |status, body: &str| RestXml.error(&response(status, &[], body, &RestXml)).shape;
    assert_eq!((shape(404, "").as_deref(), shape(403, ""), shape(404, "<R/>")), (Some("NotFound"), None, None));
}

/// S3 begins some answers with a status of success before it knows what will come of them.
#[cfg(feature = "xml")]
#[test]
fn an_answer_of_success_may_be_an_error() {
    let is_error = |body: &str| xml_error::is_root(&response(200, &[], body, &JSON_1_0));
    for body in [
        "<Error/>",
        "<Error><Code>A</Code></Error>",
        "<?xml version='1.0'?>\n<Error/>",
        "  \n <?xml version='1.0'?><Error/>",
        "<?xml version='1.0'?>  <!-- <a> --> <Error/>",
    ] {
        assert!(is_error(body), "{body}");
    }
    let late = format!("<!--{}--><Error/>", " ".repeat(300));
    for body in
        ["", "<R/>", "<R><Error/></R>", "<Errors/>", "<Error", "<R a='<Error'/>", "text <Error/>", late.as_str()]
    {
        assert!(!is_error(body), "{body}");
    }
}

/// The body of an answer that a server of tests gives, and its headers.
#[cfg(all(feature = "test-util", feature = "query"))]
fn completed(protocol: &dyn Protocol, code: &str, body: &str) -> (http::HeaderMap, String) {
    // Each character is a byte.
    let mut answer = http::Response::new(Body::from(body.chars().map(|byte| byte as u8).collect::<Vec<u8>>()));
    if let Ok(code) = http::HeaderValue::from_str(code) {
        answer.headers_mut().insert("x-amzn-errortype", code);
    }
    protocol.complete_answer("Get", &mut answer);
    let bytes = answer.body().bytes().expect("in memory").to_vec();
    (answer.headers().clone(), bytes.into_iter().map(char::from).collect())
}

#[cfg(all(feature = "test-util", feature = "cbor", feature = "query"))]
#[test]
fn a_code_stands_where_services_have_it() {
    let body = |protocol: &dyn Protocol, body: &str| {
        let (headers, body) = completed(protocol, "A", body);
        assert!(!headers.contains_key("x-amzn-errortype"));
        body
    };
    for protocol in [&JSON_1_0 as &dyn Protocol, &AwsJson1_1 { service: "S" }, &RpcV2Json, &SQS] {
        assert_eq!(body(protocol, r#"{"b":1}"#), r#"{"__type":"A","b":1}"#);
        assert_eq!(body(protocol, "{}"), r#"{"__type":"A"}"#);
        assert_eq!(body(protocol, ""), r#"{"__type":"A"}"#);
    }
    assert_eq!(body(&RpcV2Cbor, "\u{bf}\u{61}b\u{01}\u{ff}"), "\u{bf}\u{66}__type\u{78}\u{01}A\u{61}b\u{01}\u{ff}");
    assert_eq!(body(&RpcV2Cbor, ""), "\u{bf}\u{66}__type\u{78}\u{01}A\u{ff}");
    let written = "<ErrorResponse><Error><B>1</B></Error></ErrorResponse>";
    let expected = "<ErrorResponse><Error><Code>A</Code><B>1</B></Error></ErrorResponse>";
    assert_eq!(body(&RestXml, written), expected);
    assert_eq!(body(&AwsQuery { version: "1" }, written), expected);
    assert_eq!(body(&AwsQuery { version: "1" }, ""), "<ErrorResponse><Error><Code>A</Code></Error></ErrorResponse>");
    let expected = "<Response><Errors><Error><Code>A</Code><B>1</B></Error></Errors></Response>";
    assert_eq!(body(&Ec2Query { version: "1" }, written), expected);

    let (headers, text) = completed(&RestJson1, "A", "");
    assert_eq!((headers["x-amzn-errortype"].as_bytes(), text.as_str()), (&b"A"[..], "{}"));
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(completed(&RestJson1, "A", "[]").1, "[]");
    for (protocol, name) in [(&RpcV2Json as &dyn Protocol, "rpc-v2-json"), (&RpcV2Cbor, "rpc-v2-cbor")] {
        assert_eq!(completed(protocol, "A", "").0["smithy-protocol"], name);
    }
    // An exception that no model lists has an empty code.
    assert_eq!(completed(&JSON_1_0, "", r#"{"b":1}"#).1, r#"{"b":1}"#);
}

#[cfg(all(feature = "test-util", feature = "query"))]
#[test]
fn outputs_stand_in_elements_of_their_operation() {
    let body = |protocol: &dyn Protocol, body: &str| completed(protocol, "\n", body).1;
    let query = AwsQuery { version: "1" };
    let result = "<Response><Result><A>1</A></Result></Response>";
    assert_eq!(body(&query, result), "<GetResponse><GetResult><A>1</A></GetResult></GetResponse>");
    assert_eq!(body(&query, ""), "<GetResponse><GetResult></GetResult></GetResponse>");
    let ec2 = Ec2Query { version: "1" };
    assert_eq!(body(&ec2, "<Value><A>1</A></Value>"), "<GetResponse><A>1</A></GetResponse>");
    assert_eq!(body(&ec2, ""), "");
}
