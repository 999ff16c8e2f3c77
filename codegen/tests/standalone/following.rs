//! Pages and waiters of the gallery over HTTP. This file is copied into the crate that is generated from the fixture.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt;
use gallery::types::{GetPictureInput, ListPicturesInput, ListRoomsInput, ListToursInput};
use gallery::{Client, Config, waiters};
use runtime::{Failure, Retry, WaitError};
use tests::{Reply, Server};

/// A client of a server that gives these answers in turn.
async fn server(answers: &[(u16, &str)]) -> (Client, Server) {
    let answer = |(status, body): &(u16, &str)| Reply::Answer { status: *status, headers: Vec::new(), body: (*body).into() };
    let (answers, next): (Vec<Reply>, _) = (answers.iter().map(answer).collect(), AtomicUsize::new(0));
    let server = Server::start(move |_| answers[next.fetch_add(1, Ordering::Relaxed)].clone()).await;
    (Client::new(Config::new().endpoint(server.url()).retry(Retry::off())), server)
}

/// What the server received: method, target and body.
fn received(server: &Server) -> Vec<String> {
    let lines = server.received().into_iter().map(|sent| format!("{} {} {}", sent.method, sent.target, sent.text()));
    lines.map(|line| line.trim().to_owned()).collect()
}

const PICTURES: [(u16, &str); 3] = [
    (200, r#"{"page":{"next":"b"},"result":{"pictures":{"a":{"title":"A"},"b":{"title":"B"}}}}"#),
    // A page may be empty and yet not the last.
    (200, r#"{"page":{"next":"c"},"result":{"pictures":{}}}"#),
    (200, r#"{"page":{"next":""},"result":{"pictures":{"c":{"title":"C"}}}}"#),
];

#[tokio::test]
async fn items_of_nested_maps_come_page_by_page() {
    let (client, asked) = server(&PICTURES).await;
    let mut items = client.list_pictures(ListPicturesInput::new().artist("X")).items();
    let mut titles = Vec::new();
    while let Some(item) = items.next().await {
        let (name, picture) = item.expect("a picture");
        titles.push((name, picture.title.unwrap_or_default()));
    }
    let expected = [("a", "A"), ("b", "B"), ("c", "C")].map(|(name, title)| (name.to_owned(), title.to_owned()));
    assert_eq!(titles, expected);
    let expected = ["GET /pictures?artist=X", "GET /pictures?after=b&artist=X", "GET /pictures?after=c&artist=X"];
    assert_eq!(received(&asked), expected);
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn pages_are_a_stream() {
    let (client, _server) = server(&PICTURES).await;
    let pages: Vec<_> = client.list_pictures(ListPicturesInput::new()).pages().try_collect().await.expect("pages");
    assert_eq!(pages.len(), 3);
}

#[tokio::test]
async fn tokens_may_be_maps() {
    let (client, asked) = server(&[
        (200, r#"{"rooms":["1","2"],"last":{"floor":"1"}}"#),
        (200, r#"{"rooms":["3"],"last":{}}"#),
    ]).await;
    let rooms: Vec<String> = client.list_rooms(ListRoomsInput::new()).items().collect().await.expect("rooms");
    assert_eq!(rooms, ["1", "2", "3"]);
    let expected = ["POST /rooms {}", r#"POST /rooms {"start":{"floor":"1"}}"#];
    assert_eq!(received(&asked), expected);
}

#[tokio::test]
async fn a_repeated_token_and_an_error_end_the_pages() {
    let (client, _server) = server(&[(200, r#"{"next":"a"}"#), (200, r#"{"next":"a"}"#)]).await;
    let mut pages = client.list_tours(ListToursInput::new()).pages();
    pages.next().await.expect("a page").expect("the first page");
    let error = pages.next().await.expect("an end").expect_err("the same token");
    assert!(matches!(error.failure(), Some(Failure::RepeatedToken)), "{error}");
    assert!(pages.next().await.is_none());

    let (client, _server) = server(&[(500, "")]).await;
    let mut pages = client.list_tours(ListToursInput::new()).pages();
    assert_eq!(pages.next().await.expect("an end").expect_err("an error").status(), Some(500));
    assert!(pages.next().await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_waiters_may_block() {
    let (client, asked) = server(&PICTURES).await;
    let pictures = client.list_pictures(ListPicturesInput::new()).items().blocking();
    let names: Vec<String> = pictures.map(|picture| picture.expect("a picture").0).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(received(&asked).len(), 3);
    let (client, _server) = server(&PICTURES).await;
    assert_eq!(client.list_pictures(ListPicturesInput::new()).pages().blocking().filter(Result::is_ok).count(), 3);

    let (client, asked) = server(&[(200, r#"{"picture":{"state":"stored"}}"#), (200, r#"{"picture":{"state":"hung"}}"#)]).await;
    client.get_picture(picture()).wait_until(waiters::PictureHung, LIMIT).blocking().expect("it hangs");
    assert_eq!(received(&asked).len(), 2);
}

const LIMIT: Duration = Duration::from_secs(20);

fn picture() -> GetPictureInput {
    GetPictureInput::new("Mona")
}

#[tokio::test]
async fn of_a_repeated_name_the_last_one_counts() {
    let (client, _server) = server(&[
        (200, r#"{"picture":{"title":"A"},"picture":{"title":null}}"#),
        (200, r#"{"result":{"pictures":{"a":{}}},"result":{"pictures":{"b":{"title":"B"},"b":{}}}}"#),
    ]).await;
    let given = client.get_picture(picture()).await.expect("a picture");
    assert_eq!(given.picture.title, None);
    let given = client.list_pictures(ListPicturesInput::new()).await.expect("pictures");
    let pictures = given.result.expect("a result").pictures;
    assert_eq!(pictures.into_iter().map(|(name, picture)| (name, picture.title)).collect::<Vec<_>>(), [("b".to_owned(), None)]);
}

#[tokio::test]
async fn waiting_ends_with_what_is_wanted() {
    let (client, asked) = server(&[(200, r#"{"picture":{"state":"stored"}}"#), (200, r#"{"picture":{"state":"hung"}}"#)]).await;
    let output = client.get_picture(picture()).wait_until(waiters::PictureHung, LIMIT).await.expect("it hangs");
    assert_eq!(output.expect("an output").picture.state.expect("a state").as_str(), "hung");
    assert_eq!(received(&asked).len(), 2);

    // However long it may take.
    let (client, _server) = server(&[(200, r#"{"picture":{"state":"hung"}}"#)]).await;
    client.get_picture(picture()).wait_until(waiters::PictureHung, Duration::MAX).await.expect("it hangs");

    let (client, _server) = server(&[(404, r#"{"__type":"NoSuchPicture"}"#)]).await;
    let output = client.get_picture(picture()).wait_until(waiters::PictureGone, LIMIT).await.expect("it is gone");
    assert!(output.is_none());
}

#[tokio::test]
async fn waiting_ends_when_it_never_will_be_or_time_is_up() {
    let (client, _server) = server(&[(200, r#"{"picture":{"state":"stolen"}}"#)]).await;
    let error = client.get_picture(picture()).wait_until(waiters::PictureHung, LIMIT).await.expect_err("never");
    assert!(matches!(error, WaitError::Failed { waiter: "PictureHung", error: None }), "{error}");

    let (client, _server) = server(&[(404, r#"{"__type":"NoSuchPicture"}"#)]).await;
    let error = client.get_picture(picture()).wait_until(waiters::PictureHung, LIMIT).await.expect_err("an error");
    assert!(matches!(&error, WaitError::Call(error) if error.status() == Some(404)), "{error}");

    let stored = (200, r#"{"picture":{"state":"stored"}}"#);
    let (client, _server) = server(&[stored; 5]).await;
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
    let (client, asked) = server(&[(200, &nobody), (200, &all)]).await;
    client.get_picture(picture()).wait_until(waiters::PictureRestored, LIMIT).await.expect("restored");
    assert_eq!(received(&asked).len(), 2);
    let (client, _server) = server(&[(200, &any)]).await;
    client.get_picture(picture()).wait_until(waiters::PictureRestored, LIMIT).await.expect_err("one is gone");
    let (client, _server) = server(&[(200, r#"{"picture":{"framed":true}}"#)]).await;
    client.get_picture(picture()).wait_until(waiters::PictureRestored, LIMIT).await.expect("framed");
}

#[tokio::test]
async fn conditions_may_compare_and_count() {
    let picture_with = |title: &str, states: &[&str]| {
        let items: Vec<String> = states.iter().map(|state| format!(r#"{{"state":"{state}"}}"#)).collect();
        format!(r#"{{"picture":{{"title":"{title}","restorers":[{}]}}}}"#, items.join(","))
    };
    let none = r#"{"picture":{"restorers":[]}}"#;
    let (client, asked) = server(&[(200, &picture_with("", &["done"])), (200, none)]).await;
    client.get_picture(picture()).wait_until(waiters::PictureBare, LIMIT).await.expect("bare");
    assert_eq!(received(&asked).len(), 2);

    // Nobody, and one who is still at it, are waited for.
    let (busy, left) = (picture_with("", &["done", "busy"]), picture_with("", &["done", "gone"]));
    let (client, asked) = server(&[(200, none), (200, &busy), (200, &left)]).await;
    client.get_picture(picture()).wait_until(waiters::PictureLeft, LIMIT).await.expect("all have left");
    assert_eq!(received(&asked).len(), 3);
    let (client, _server) = server(&[(200, &picture_with("", &["done", "stolen"]))]).await;
    client.get_picture(picture()).wait_until(waiters::PictureLeft, LIMIT).await.expect_err("the last one is stolen");

    let (client, asked) = server(&[(200, &picture_with("Lisa", &["done"])), (200, &picture_with("Mona", &[]))]).await;
    client.get_picture(picture()).wait_until(waiters::PictureNamed, LIMIT).await.expect("the name that was asked for");
    assert_eq!(received(&asked).len(), 2);
    for wrong in [picture_with("The Scream", &[]), picture_with("Lisa", &["done", "lost"])] {
        let (client, _server) = server(&[(200, &wrong)]).await;
        client.get_picture(picture()).wait_until(waiters::PictureNamed, LIMIT).await.expect_err("another one");
    }
}
