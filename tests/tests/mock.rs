//! How the tests of an application do without a service.

use generated::kinesis_video_signaling::operations::{GetIceServerConfig, SendAlexaOfferToMaster};
use generated::kinesis_video_signaling::types::{
    GetIceServerConfigRequest, GetIceServerConfigResponse, IceServer, ResourceNotFoundException,
    SendAlexaOfferToMasterRequest, SendAlexaOfferToMasterRequired,
};
use generated::kinesis_video_signaling::{Client, Config, Error, Exception};
use runtime::Failure;
use runtime::testing::Mock;
use runtime::transport::{TransportError, TransportErrorKind};

/// What an application has: it asks for the servers of a channel, and takes the first.
async fn first_server(client: &Client, channel: &str) -> Result<Option<String>, Error> {
    let reply = client.get_ice_server_config(GetIceServerConfigRequest::new(channel)).await?;
    Ok(reply.ice_server_list.unwrap_or_default().into_iter().flat_map(|server| server.uris.unwrap_or_default()).next())
}

#[tokio::test]
async fn the_first_server_is_taken() {
    let mock = Mock::new();
    let servers = [IceServer::new().uris(["turn:a".to_owned()]), IceServer::new().uris(["turn:b".to_owned()])];
    mock.gives::<GetIceServerConfig>(GetIceServerConfigResponse::new().ice_server_list(servers));
    let client = Client::new(Config::new().mock(&mock));

    assert_eq!(first_server(&client, "arn:aws:x").await.expect("a server").as_deref(), Some("turn:a"));
    assert_eq!(mock.received::<GetIceServerConfig>()[0].channel_arn, "arn:aws:x");
    assert_eq!(mock.left(), 0);
}

#[tokio::test]
async fn answers_come_in_their_order_and_errors_are_as_real_ones() {
    let mock = Mock::new();
    let missing = ResourceNotFoundException::new().message("no such channel");
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
    let offer = SendAlexaOfferToMasterRequired {
        channel_arn: "arn:aws:x".into(),
        sender_client_id: "me".into(),
        message_payload: "x".into(),
    };
    let call = client.send_alexa_offer_to_master(SendAlexaOfferToMasterRequest::new(offer));
    call.await.expect_err("no answer");
    assert_eq!(mock.received::<SendAlexaOfferToMaster>().len(), 1);
}
