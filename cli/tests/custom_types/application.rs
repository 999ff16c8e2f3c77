//! An application that calls a client with its own types.

use bank::runtime::{Retry, Validate};
use bank::types::{GetBalanceInput, GetBalanceOutput};
use bank::{Client, Config};
use bank_types::{AccountId, Day, Euros, Kind, Since};
use tests::{Reply, Server};

fn client(server: &Server) -> Client {
    Client::new(Config::new().endpoint(server.url()).retry(Retry::off()))
}

#[tokio::test]
async fn types_travel_wherever_their_shapes_do() {
    let answer = r#"{"account":"000000000007","balance":{"cents":1200,"currency":"EUR"},"rates":{"a":"today"},
        "since":"1970-01-01T00:00:09Z"}"#;
    let server = Server::start(move |_| Reply::Answer {
        status: 200,
        headers: vec![("etag", "5".to_owned())],
        body: answer.into(),
    })
    .await;
    let input = GetBalanceInput::new(AccountId(7))
        .day(Day("1970-01-02".to_owned()))
        .related([AccountId(1), AccountId(2)])
        .others([AccountId(8)])
        .since(Since(5))
        .limit(Euros(3));
    let reply: GetBalanceOutput = client(&server).get_balance(input).await.expect("a balance");
    assert_eq!((reply.account, reply.balance, reply.etag), (AccountId(7), Euros(12), Some(AccountId(5))));
    assert_eq!((reply.since, reply.kind), (Some(Since(9)), None::<Kind>));
    assert_eq!(reply.rates.expect("rates")["a"], Day("today".to_owned()));
    let request = server.received().remove(0);
    assert_eq!(request.target, "/accounts/000000000007?day=1970-01-02");
    assert_eq!(request.header("x-related"), Some("000000000001, 000000000002"));
    assert_eq!(
        request.text(),
        r#"{"others":["000000000008"],"since":"1970-01-01T00:00:05Z","limit":{"cents":300,"currency":"EUR"}}"#
    );
}

#[tokio::test]
async fn what_does_not_convert_is_told_with_its_place() {
    let server = Server::start(|_| Reply::ok(r#"{"account":"mine","balance":{}}"#)).await;
    let error = client(&server).get_balance(GetBalanceInput::new(AccountId(7))).await.expect_err("no account");
    assert!(error.to_string().contains("account: \"mine\" is no account"), "{error}");
    let server = Server::start(|_| Reply::ok(r#"{"account":7,"balance":{}}"#)).await;
    let error = client(&server).get_balance(GetBalanceInput::new(AccountId(7))).await.expect_err("no text");
    assert!(error.to_string().contains("account: "), "{error}");
}

#[test]
fn the_types_see_to_their_own_constraints() {
    GetBalanceInput::new(AccountId(7)).validate().expect("nothing else is checked");
}

#[test]
fn types_are_read_by_serde() {
    let output: GetBalanceOutput =
        serde_json::from_str(r#"{"account":"000000000007","balance":{"cents":100}}"#).expect("an output");
    assert_eq!((output.account, output.balance), (AccountId(7), Euros(1)));
}
