//! Calls of the city library over HTTP. This file is copied into the crate that is generated from the fixture.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use city_library::types::{AddBookInput, AddBookRequired, BookData, BookDataRequired, BookExists, GetBookInput, ListBooksInput, ListBooksOutput, State};
use city_library::{Client, Config, Exception};

/// A server that gives these answers in turn; what it receives comes out of the channel.
fn server(answers: Vec<String>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
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
                let length = |name| text.to_lowercase().split(name).nth(1).and_then(|rest| rest.split("\r\n").next()?.trim().parse::<usize>().ok());
                if head.is_some_and(|head| text.len() >= head + length("content-length:").unwrap_or(0)) {
                    break;
                }
            }
            sender.send(text).expect("a listener");
            stream.write_all(answer.as_bytes()).expect("written");
        }
    });
    (url, receiver)
}

fn answer(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
}

#[tokio::test]
async fn books_are_added_found_and_missed() {
    let book = r#"{"isbn":"9780000000001","title":"T","state":"lost"}"#;
    let (url, received) = server(vec![
        answer(200, "", book),
        answer(404, "x-amzn-errortype: NoSuchBook\r\n", r#"{"message":"no such book","isbn":"9780000000002"}"#),
        answer(200, "", &format!(r#"{{"books":[{book}],"next":"2"}}"#)),
        answer(503, "x-amzn-errortype: Unavailable\r\nretry-after: 7\r\n", "{}"),
        answer(200, "", ""),
    ]);
    let client = Client::new(Config::new().endpoint(url).bearer_token("token-1"));

    let input = AddBookInput::new(AddBookRequired { isbn: "9780000000001", title: "T" });
    let added = client.add_book(input.authors(["A".to_owned()])).await.expect("a book");
    let expected = BookData::new(BookDataRequired { isbn: "9780000000001", title: "T" });
    assert_eq!(added.book, expected.with_state(State::from("lost")));
    let sent = received.recv().expect("a request");
    assert!(sent.starts_with("POST /v1/books HTTP/1.1\r\n") && sent.contains("authorization: Bearer token-1\r\n"), "{sent}");
    assert!(sent.ends_with(r#"{"isbn":"9780000000001","title":"T","authors":["A"]}"#), "{sent}");

    let error = client.get_book(GetBookInput::new("9780000000002")).await.expect_err("no book");
    match error.exception() {
        Some(Exception::NoSuchBook(missing)) => assert_eq!(missing.isbn.as_deref(), Some("9780000000002")),
        other => panic!("{other:?}"),
    }
    assert!(received.recv().expect("a request").starts_with("GET /v1/books/9780000000002 HTTP/1.1\r\n"));

    let page = client.list_books(ListBooksInput::new().author("A & B").limit(10)).await.expect("a page");
    assert_eq!((page.books.len(), page.next.as_deref()), (1, Some("2")));
    assert!(received.recv().expect("a request").starts_with("GET /v1/books?author=A%20%26%20B&limit=10 HTTP/1.1\r\n"));

    let error = client.remove_book(GetBookInput::new("9780000000001")).retry(runtime::Retry::off()).await.expect_err("not now");
    match error.exception() {
        Some(Exception::Unavailable(unavailable)) => assert_eq!(unavailable.seconds, Some(7)),
        other => panic!("{other:?}"),
    }
    client.remove_book(GetBookInput::new("9780000000001")).await.expect("removed");
}

#[tokio::test]
async fn what_is_missing_is_told() {
    let error = Client::new(Config::new()).get_book(GetBookInput::new("9780000000001")).await.expect_err("no endpoint");
    assert!(error.to_string().contains("none is configured; give one to `Config::endpoint`"), "{error}");
    let config = Config::new().endpoint("http://127.0.0.1:1");
    let error = Client::new(config.clone()).get_book(GetBookInput::new("9780000000001")).await.expect_err("no token");
    assert!(error.to_string().contains("the service wants a bearer token; give one to `Config::bearer_token`"), "{error}");
    // Listing needs no token: it is tried, and nobody answers.
    let error = Client::new(config).list_books(ListBooksInput::new()).await.expect_err("nobody");
    assert!(error.to_string().contains("can't connect"), "{error}");
    let error = Client::new(Config::new()).get_book(GetBookInput::new("1")).await.expect_err("too short");
    assert!(error.to_string().contains("isbn: 1 character, must be exactly 13"), "{error}");
}

#[tokio::test]
async fn tokens_are_not_printed() {
    let config = Config::new().endpoint("http://127.0.0.1:1").bearer_token("SECRET\n").api_key("SECRET").basic_auth("a", "SECRET");
    let error = Client::new(config.clone()).get_book(GetBookInput::new("9780000000001")).await.expect_err("a line break");
    assert!(!format!("{config:?}{error}{error:?}").contains("SECRET"), "{error}");
}

/// A token that everybody on the way could read is sent only if that is asked for.
#[tokio::test]
async fn tokens_go_by_plain_http_only_to_this_machine() {
    let config = || Config::new().endpoint("http://library.invalid/v1").bearer_token("SECRET").retry(runtime::Retry::off());
    let error = Client::new(config()).get_book(GetBookInput::new("9780000000002")).await.expect_err("in the open");
    assert!(matches!(error.failure(), Some(runtime::Failure::Config(_))), "{error}");
    assert!(error.to_string().contains("Config::allow_plaintext_auth") && !error.to_string().contains("SECRET"), "{error}");
    let client = Client::new(config().allow_plaintext_auth(true));
    let error = client.get_book(GetBookInput::new("9780000000002")).await.expect_err("no such host");
    assert!(matches!(error.failure(), Some(runtime::Failure::Transport(_))), "{error}");
}

#[test]
fn an_enum_is_a_text_both_ways() {
    assert_eq!("lent".parse(), Ok(State::from("lent")));
    assert_eq!((State::from("odd".to_owned()).to_string(), format!("{:>5}", State::from("odd"))), ("odd".into(), "  odd".into()));
    assert!(State::values().iter().all(|state| State::from(state.as_str()) == *state) && State::values().len() == 2);
}

#[test]
fn an_exception_is_an_error_by_itself() {
    let error: Box<dyn std::error::Error> = Box::new(BookExists::new().with_message("twice"));
    assert_eq!(error.to_string(), "BookExists: twice");
}

#[test]
fn lists_of_answers_are_read_without_unwrapping() {
    assert!(ListBooksOutput::new([]).books.is_empty());
    let book = BookData::new(BookDataRequired { isbn: "9780000000001", title: "T" }).with_authors(["A"]);
    assert_eq!(book.authors(), ["A"]);
    let input = ListBooksInput::new().set_author(Some("A")).set_limit(None);
    assert_eq!(input, ListBooksInput::new().author("A"));
    assert_eq!(format!("{:?}", AddBookRequired { isbn: "1", title: "T" }), r#"AddBookRequired { isbn: "1", title: "T" }"#);
}
