//! How the tests of an application do without a service.

use generated::kinesis_video_signaling::operations::{GetIceServerConfig, SendAlexaOfferToMaster};
use generated::kinesis_video_signaling::types::{
    GetIceServerConfigRequest, GetIceServerConfigResponse, IceServer, ResourceNotFoundException,
    SendAlexaOfferToMasterRequest, SendAlexaOfferToMasterRequired,
};
use generated::kinesis_video_signaling::{Client, Config, Error, Exception};
use runtime::Failure;
use runtime::testing::{Mock, Reply};
use runtime::transport::{TransportError, TransportErrorKind};

/// What an application has: it asks for the servers of a channel, and takes the first.
async fn first_server(client: &Client, channel: &str) -> Result<Option<String>, Error> {
    let reply = client.get_ice_server_config(GetIceServerConfigRequest::new(channel)).await?;
    Ok(reply.ice_server_list.unwrap_or_default().into_iter().flat_map(|server| server.uris.unwrap_or_default()).next())
}

#[tokio::test]
async fn the_first_server_is_taken() {
    let mock = Mock::new();
    let servers =
        [IceServer::new().with_uris(["turn:a".to_owned()]), IceServer::new().with_uris(["turn:b".to_owned()])];
    mock.gives::<GetIceServerConfig>(GetIceServerConfigResponse::new().with_ice_server_list(servers));
    let client = Client::new(Config::new().mock(&mock));

    assert_eq!(first_server(&client, "arn:aws:x").await.expect("a server").as_deref(), Some("turn:a"));
    assert_eq!(mock.received::<GetIceServerConfig>()[0].channel_arn, "arn:aws:x");
    assert_eq!(mock.left(), 0);
}

#[tokio::test]
async fn answers_come_in_their_order_and_errors_are_as_real_ones() {
    let mock = Mock::new();
    let missing = ResourceNotFoundException::new().with_message("no such channel");
    mock.fails::<GetIceServerConfig>(404, Exception::ResourceNotFoundException(missing))
        .breaks::<GetIceServerConfig>(Failure::Transport(TransportError::new(TransportErrorKind::Connect, "refused")))
        .gives::<GetIceServerConfig>(GetIceServerConfigResponse::new());
    let client = Client::new(Config::new().mock(&mock));

    let error = first_server(&client, "arn:aws:x").await.expect_err("an exception");
    assert!(matches!(error.exception(), Some(Exception::ResourceNotFoundException(_))));
    assert_eq!((error.code(), error.status()), (Some("ResourceNotFoundException"), Some(404)));
    assert!(error.to_string().contains("ResourceNotFoundException: no such channel (status 404)"), "{error}");
    let error = first_server(&client, "arn:aws:x").await.expect_err("a failure");
    assert!(error.to_string().contains("can't connect: refused"), "{error}");
    assert_eq!(first_server(&client, "arn:aws:x").await.expect("an answer"), None);
}

#[tokio::test]
async fn a_mock_says_what_it_lacks_and_checks_inputs() {
    let mock = Mock::new();
    let client = Client::new(Config::new().mock(&mock));
    let error = first_server(&client, "arn:aws:x").await.expect_err("no answer");
    assert!(error.to_string().contains("GetIceServerConfig: the mock has no answer for it"), "{error}");
    mock.gives::<GetIceServerConfig>(GetIceServerConfigResponse::new());
    first_server(&client, "").await.expect_err("too short").violations().expect("violations");
    assert_eq!(mock.left(), 1);
    // Another operation has answers of its own.
    let offer =
        SendAlexaOfferToMasterRequired { channel_arn: "arn:aws:x", sender_client_id: "me", message_payload: "x" };
    let call = client.send_alexa_offer_to_master(SendAlexaOfferToMasterRequest::new(offer));
    call.await.expect_err("no answer");
    assert_eq!(mock.received::<SendAlexaOfferToMaster>().len(), 1);
}

#[tokio::test]
async fn codes_that_no_model_lists_are_told_as_they_are() {
    let mock = Mock::new();
    let client = Client::new(Config::new().mock(&mock));
    mock.fails_with::<GetIceServerConfig>(429, "SlowDown", "wait");
    let error = first_server(&client, "arn:aws:x").await.expect_err("an error");
    assert_eq!((error.code(), error.message(), error.status()), (Some("SlowDown"), Some("wait"), Some(429)));
    assert!(matches!(error.exception(), Some(Exception::Unmodeled)));
    // An exception that is not modelled has no code.
    mock.fails::<GetIceServerConfig>(500, Exception::Unmodeled);
    let error = first_server(&client, "arn:aws:x").await.expect_err("an error");
    assert_eq!((error.code(), error.message()), (None, None));
}

#[tokio::test]
async fn a_function_answers_when_the_queue_is_empty() {
    let mock = Mock::new();
    let client = Client::new(Config::new().mock(&mock));
    mock.answers(|input: &GetIceServerConfigRequest| match input.channel_arn.as_str() {
        "arn:aws:there" => {
            let servers = [IceServer::new().with_uris(["turn:there"])];
            Reply::<GetIceServerConfig>::output(GetIceServerConfigResponse::new().with_ice_server_list(servers))
        }
        _ => Reply::exception(404, Exception::ResourceNotFoundException(ResourceNotFoundException::new())),
    });
    mock.gives::<GetIceServerConfig>(GetIceServerConfigResponse::new());
    assert_eq!(first_server(&client, "arn:aws:there").await.expect("an answer"), None);
    for _ in 0..3 {
        assert_eq!(first_server(&client, "arn:aws:there").await.expect("an answer").as_deref(), Some("turn:there"));
    }
    let error = first_server(&client, "arn:aws:gone").await.expect_err("not there");
    assert!(error.is("ResourceNotFoundException"), "{error}");
    assert_eq!(mock.received::<GetIceServerConfig>().len(), 5);
}

#[tokio::test]
async fn a_strict_mock_wants_its_order() {
    let mock = Mock::new().strict();
    let client = Client::new(Config::new().mock(&mock));
    mock.fails_with::<SendAlexaOfferToMaster>(400, "First", "")
        .gives::<GetIceServerConfig>(GetIceServerConfigResponse::new());
    let error = first_server(&client, "arn:aws:x").await.expect_err("the other comes first");
    assert!(error.to_string().contains("expects a call of SendAlexaOfferToMaster"), "{error}");
    let offer =
        SendAlexaOfferToMasterRequired { channel_arn: "arn:aws:x", sender_client_id: "a", message_payload: "b" };
    client.send_alexa_offer_to_master(SendAlexaOfferToMasterRequest::new(offer)).await.expect_err("First");
    first_server(&client, "arn:aws:x").await.expect("an answer");
    assert_eq!(mock.left(), 0);
}
