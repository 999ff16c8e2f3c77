//! Pages and waiters of the gallery over HTTP. This file is copied into the crate that is generated from the fixture.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use futures_util::TryStreamExt;
use gallery::types::{GetPictureInput, ListPicturesInput, ListRoomsInput, ListToursInput};
use gallery::{Client, Config, waiters};
use runtime::{Failure, Retry, WaitError};

/// A server that gives these answers in turn; what it receives comes out of the channel.
fn server(answers: &[(u16, &str)]) -> (Client, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let config = Config::new().endpoint(format!("http://{}", listener.local_addr().expect("an address")));
    let answers: Vec<String> = answers
        .iter()
        .map(|(status, body)| format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
        .collect();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut text = String::new();
            let mut buffer = [0; 4096];
            loop {
                let count = stream.read(&mut buffer).expect("a request");
                text.push_str(&String::from_utf8_lossy(&buffer[..count]));
                let head = text.find("\r\n\r\n").map(|end| end + 4);
                let length = text.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()?.parse::<usize>().ok());
                if count == 0 || head.is_some_and(|head| text.len() >= head + length.unwrap_or(0)) {
                    break;
                }
            }
            let line = text.lines().next().unwrap_or_default().replace(" HTTP/1.1", "");
            let body = text.split("\r\n\r\n").nth(1).unwrap_or_default();
            sender.send(format!("{line} {body}").trim().to_owned()).expect("a listener");
            stream.write_all(answer.as_bytes()).expect("written");
        }
    });
    (Client::new(config.retry(Retry::off())), receiver)
}

const PICTURES: [(u16, &str); 3] = [
    (200, r#"{"page":{"next":"b"},"result":{"pictures":{"a":{"title":"A"},"b":{"title":"B"}}}}"#),
    // A page may be empty and yet not the last.
    (200, r#"{"page":{"next":"c"},"result":{"pictures":{}}}"#),
    (200, r#"{"page":{"next":""},"result":{"pictures":{"c":{"title":"C"}}}}"#),
];

#[tokio::test]
async fn items_of_nested_maps_come_page_by_page() {
    let (client, received) = server(&PICTURES);
    let mut items = client.list_pictures(ListPicturesInput::new().artist("X")).items();
    let mut titles = Vec::new();
    while let Some(item) = items.next().await {
        let (name, picture) = item.expect("a picture");
        titles.push((name, picture.title.unwrap_or_default()));
    }
    let expected = [("a", "A"), ("b", "B"), ("c", "C")].map(|(name, title)| (name.to_owned(), title.to_owned()));
    assert_eq!(titles, expected);
    let expected = ["GET /pictures?artist=X", "GET /pictures?after=b&artist=X", "GET /pictures?after=c&artist=X"];
    assert_eq!(received.try_iter().collect::<Vec<_>>(), expected);
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn pages_are_a_stream() {
    let (client, _received) = server(&PICTURES);
    let pages: Vec<_> = client.list_pictures(ListPicturesInput::new()).pages().try_collect().await.expect("pages");
    assert_eq!(pages.len(), 3);
}

#[tokio::test]
async fn tokens_may_be_maps() {
    let (client, received) = server(&[
        (200, r#"{"rooms":["1","2"],"last":{"floor":"1"}}"#),
        (200, r#"{"rooms":["3"],"last":{}}"#),
    ]);
    let rooms: Vec<String> = client.list_rooms(ListRoomsInput::new()).items().collect().await.expect("rooms");
    assert_eq!(rooms, ["1", "2", "3"]);
    let expected = ["POST /rooms {}", r#"POST /rooms {"start":{"floor":"1"}}"#];
    assert_eq!(received.try_iter().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_repeated_token_and_an_error_end_the_pages() {
    let (client, _received) = server(&[(200, r#"{"next":"a"}"#), (200, r#"{"next":"a"}"#)]);
    let mut pages = client.list_tours(ListToursInput::new()).pages();
    pages.next().await.expect("a page").expect("the first page");
    let error = pages.next().await.expect("an end").expect_err("the same token");
    assert!(matches!(error.failure(), Some(Failure::RepeatedToken)), "{error}");
    assert!(pages.next().await.is_none());

    let (client, _received) = server(&[(500, "")]);
    let mut pages = client.list_tours(ListToursInput::new()).pages();
    assert_eq!(pages.next().await.expect("an end").expect_err("an error").status(), Some(500));
    assert!(pages.next().await.is_none());
}

const LIMIT: Duration = Duration::from_secs(20);

fn picture() -> GetPictureInput {
    GetPictureInput::new("Mona")
}

#[tokio::test]
async fn waiting_ends_with_what_is_wanted() {
    let (client, received) = server(&[(200, r#"{"picture":{"state":"stored"}}"#), (200, r#"{"picture":{"state":"hung"}}"#)]);
    let output = client.get_picture(picture()).wait_until(waiters::PictureHung, LIMIT).await.expect("it hangs");
    assert_eq!(output.expect("an output").picture.state.expect("a state").as_str(), "hung");
    assert_eq!(received.try_iter().count(), 2);

    let (client, _received) = server(&[(404, r#"{"__type":"NoSuchPicture"}"#)]);
    let output = client.get_picture(picture()).wait_until(waiters::PictureGone, LIMIT).await.expect("it is gone");
    assert!(output.is_none());
}

#[tokio::test]
async fn waiting_ends_when_it_never_will_be_or_time_is_up() {
    let (client, _received) = server(&[(200, r#"{"picture":{"state":"stolen"}}"#)]);
    let error = client.get_picture(picture()).wait_until(waiters::PictureHung, LIMIT).await.expect_err("never");
    assert!(matches!(error, WaitError::Failed { waiter: "PictureHung", error: None }), "{error}");

    let (client, _received) = server(&[(404, r#"{"__type":"NoSuchPicture"}"#)]);
    let error = client.get_picture(picture()).wait_until(waiters::PictureHung, LIMIT).await.expect_err("an error");
    assert!(matches!(&error, WaitError::Call(error) if error.status() == Some(404)), "{error}");

    let stored = (200, r#"{"picture":{"state":"stored"}}"#);
    let (client, _received) = server(&[stored; 5]);
    let short = Duration::from_millis(1_500);
    let error = client.get_picture(picture()).wait_until(waiters::PictureHung, short).await.expect_err("too short");
    assert!(matches!(error, WaitError::TimedOut { calls: 1 | 2, .. }), "{error}");
}

#[tokio::test]
async fn lists_are_asked_for_all_and_for_any() {
    let restorers = |states: &[&str]| {
        let items: Vec<String> = states.iter().map(|state| format!(r#"{{"state":"{state}"}}"#)).collect();
        format!(r#"{{"picture":{{"restorers":[{}]}}}}"#, items.join(","))
    };
    // Nobody at all is not all.
    let (nobody, all, any) = (restorers(&[]), restorers(&["done", "done"]), restorers(&["done", "gone"]));
    let (client, received) = server(&[(200, &nobody), (200, &all)]);
    client.get_picture(picture()).wait_until(waiters::PictureRestored, LIMIT).await.expect("restored");
    assert_eq!(received.try_iter().count(), 2);
    let (client, _received) = server(&[(200, &any)]);
    client.get_picture(picture()).wait_until(waiters::PictureRestored, LIMIT).await.expect_err("one is gone");
    let (client, _received) = server(&[(200, r#"{"picture":{"framed":true}}"#)]);
    client.get_picture(picture()).wait_until(waiters::PictureRestored, LIMIT).await.expect("framed");
}
