//! An assertion that can't fail proves nothing: those of generated tests about answers fail where they should.

use generated::kinesis_video_signaling::Exception;
use generated::kinesis_video_signaling::operations::GetIceServerConfig;
use generated::kinesis_video_signaling::types::{GetIceServerConfigRequest, GetIceServerConfigResponse, IceServer};
use runtime::testing::{Response, decode, input, refused};
use tests::fails;

fn response(status: u16, body: &'static str) -> Response {
    Response::new(status, &[("x-amzn-errortype", "ClientLimitExceededException")], body)
}

const ANSWER: &str = r#"{"IceServerList":[{"Ttl":30}]}"#;

#[test]
fn answers_are_compared() {
    let output = |ttl| {
        let mut output = GetIceServerConfigResponse::default();
        let mut server = IceServer::default();
        server.ttl = Some(ttl);
        output.ice_server_list = Some(vec![server]);
        output
    };
    response(200, ANSWER).gives::<GetIceServerConfig>(&output(30));
    assert!(fails(|| response(200, ANSWER).gives::<GetIceServerConfig>(&output(31))));
    assert!(fails(|| response(400, ANSWER).gives::<GetIceServerConfig>(&output(30))));
    assert!(fails(|| response(400, ANSWER).output::<GetIceServerConfig>()));
    assert!(fails(|| response(99, "")));
    decode::<GetIceServerConfig>(200, &[], ANSWER.as_bytes()).expect("an output");
    decode::<GetIceServerConfig>(200, &[], b"{").expect_err("no JSON");
}

#[test]
fn exceptions_are_compared() {
    let error = decode::<GetIceServerConfig>(400, &[("x-amzn-errortype", "ClientLimitExceededException")], b"{}");
    assert!(error.expect_err("an exception").contains("ClientLimitExceededException"));
    let expected = Exception::ClientLimitExceededException(Default::default());
    response(400, "{}").fails::<GetIceServerConfig>(&expected);
    assert!(fails(|| response(400, r#"{"message":"other"}"#).fails::<GetIceServerConfig>(&expected)));
    assert!(fails(|| response(200, "{}").fails::<GetIceServerConfig>(&expected)));
    let other = Exception::NotAuthorizedException(Default::default());
    assert!(fails(|| response(400, "{}").fails::<GetIceServerConfig>(&other)));
}

#[test]
fn violations_are_compared() {
    let request: GetIceServerConfigRequest = input::<GetIceServerConfig>(r#"{"ChannelARN":"arn:aws:x","ClientId":""}"#);
    let expected = [("/ChannelARN", "pattern"), ("/ClientId", "length"), ("/ClientId", "pattern")];
    refused(&request, &expected);
    assert!(fails(|| refused(&request, &expected[1..])));
    assert!(fails(|| refused(&request, &[])));
    assert!(fails(|| input::<GetIceServerConfig>("{")));
}
