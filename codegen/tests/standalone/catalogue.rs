//! A catalogue over real sockets, in whichever of its protocols the crate was generated for: `PROTOCOL` says which one. This
//! file is copied into the crate that is generated from the fixture.

use catalogue::types::*;
use catalogue::{Client, Config, Exception};
use runtime::{Bytes, Credentials, DateTime};
use tests::{Reply, Request, Server, sigv4};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// One of three, as the protocol is restXml, awsQuery or ec2Query.
fn choose<T>(rest: T, query: T, ec2: T) -> T {
    match std::env::var("PROTOCOL").expect("the protocol that the crate was generated for").as_str() {
        "restXml" => rest,
        "awsQuery" => query,
        _ => ec2,
    }
}

fn client(server: &Server) -> Client {
    let credentials = Credentials::new("AKIDEXAMPLE", SECRET);
    Client::new(Config::new().endpoint(server.url()).region("eu-central-1").credentials(credentials))
}

fn answer(status: u16, body: &str) -> Reply {
    let headers = vec![("content-type", "text/xml".to_owned()), ("x-revision", "7".to_owned())];
    Reply::Answer { status, headers, body: body.into() }
}

/// The request goes where its protocol has it, and is signed.
fn check(request: &Request, method: &str, path: &str) {
    let (method, path) = choose((method, path), ("POST", "/"), ("POST", "/"));
    assert_eq!((request.method.as_str(), request.target.as_str()), (method, path));
    assert!(sigv4::check(request, SECRET).is_some(), "{request:?}");
}

#[tokio::test]
async fn a_structure_goes_there_and_another_comes_back() {
    let notes = "<Notes><entry><name>a</name><note>1</note></entry></Notes>";
    let server = Server::start(move |_| {
        let text = choose(
            format!("<PutBookOutput>{notes}</PutBookOutput>"),
            format!(
                "<PutBookResponse><PutBookResult><Revision>7</Revision>{notes}</PutBookResult><ResponseMetadata>\
                 <RequestId>r-1</RequestId></ResponseMetadata></PutBookResponse>"
            ),
            format!("<PutBookResponse><Revision>7</Revision>{notes}<requestId>r-1</requestId></PutBookResponse>"),
        );
        answer(200, &text)
    });
    let server = server.await;
    let cover = Cover::new().image(Bytes::from_static(b"\x01\x02")).kind("a&b");
    let chapters = [Chapter::new().heading("One & only").pages(3), Chapter::new()];
    let input = PutBookInput::new("b/1")
        .revision(6)
        .title("<Title>")
        .authors(["Ann".to_owned(), "Ben".to_owned()])
        .chapters(chapters)
        .printed(DateTime::from_secs(1_700_000_000))
        .cover(cover);
    let result = client(&server).put_book(input).with_metadata().await;
    let request = server.received().remove(0);
    check(&request, "PUT", "/books/b%2F1");
    let content_type =
        choose("application/xml", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded");
    assert_eq!(request.header("content-type"), Some(content_type));
    assert_eq!(request.header("x-revision"), choose(Some("6"), None, None));
    let sent = choose(
        "<PutBookInput xmlns=\"https://catalogue.example.com/\"><title>&lt;Title&gt;</title><author>Ann</author>\
         <author>Ben</author><Chapters><chapter><Heading>One &amp; only</Heading><Pages>3</Pages></chapter>\
         <chapter></chapter></Chapters><Printed>Tue, 14 Nov 2023 22:13:20 GMT</Printed>\
         <Cover xmlns:c=\"https://covers.example.com/\" c:kind=\"a&amp;b\"><Image>AQI=</Image></Cover></PutBookInput>",
        "Action=PutBook&Version=2024-01-01&Id=b%2F1&Revision=6&title=%3CTitle%3E&author.1=Ann&author.2=Ben\
         &Chapters.chapter.1.Heading=One%20%26%20only&Chapters.chapter.1.Pages=3\
         &Printed=Tue%2C%2014%20Nov%202023%2022%3A13%3A20%20GMT&Cover.Image=AQI%3D&Cover.c%3Akind=a%26b",
        "Action=PutBook&Version=2024-01-01&Id=b%2F1&Revision=6&Title=%3CTitle%3E&Author.1=Ann&Author.2=Ben\
         &ChapterList.1.Heading=One%20%26%20only&ChapterList.1.Pages=3\
         &Printed=Tue%2C%2014%20Nov%202023%2022%3A13%3A20%20GMT&Cover.Image=AQI%3D&Cover.C%3Akind=a%26b",
    );
    assert_eq!(request.text(), sent);
    let (output, metadata) = result.expect("an output");
    assert_eq!(output.revision, Some(7));
    assert_eq!(output.notes, Some([("a".to_owned(), "1".to_owned())].into()));
    assert_eq!(metadata.request_id(), choose(None, Some("r-1"), Some("r-1")));
}

#[tokio::test]
async fn a_payload_is_read_wherever_it_stands() {
    let book = "<title>T</title><Form><minutes>5</minutes></Form><author>Ann</author><Cover xmlns:k='urn:k' k:kind='x'>\
                <Image>AQI=</Image></Cover><!-- more --><author>Ben</author><Sequel><title/></Sequel>";
    let server = Server::start(move |_| {
        let text = choose(
            format!("<book>{book}</book>"),
            format!("<GetBookResponse><GetBookResult><Book>{book}</Book></GetBookResult></GetBookResponse>"),
            format!("<GetBookResponse><Book>{book}</Book></GetBookResponse>"),
        );
        answer(200, &text)
    });
    let server = server.await;
    let book = client(&server).get_book(GetBookInput::new("1")).await.expect("an output").book.expect("a book");
    check(&server.received()[0], "GET", "/books/1");
    let cover = Cover::new().image(Bytes::from_static(b"\x01\x02")).kind("x");
    let sequel = Book::new().with_title("");
    let authors = ["Ann".to_owned(), "Ben".to_owned()];
    let expected = Book::new().with_title("T").with_authors(authors).with_cover(cover).with_sequel(sequel).with_form(Form::Minutes(5));
    assert_eq!(book, expected);
}

#[tokio::test]
async fn errors_have_types_codes_and_request_ids() {
    let server = Server::start(|_| {
        let code = choose("BookNotFound", "Book.NotFound", "BookNotFound");
        let error = format!("<Error><Code>{code}</Code><Message>no such book</Message><Id>1</Id></Error>");
        let text = choose(
            format!("<ErrorResponse>{error}<RequestId>r-2</RequestId></ErrorResponse>"),
            format!("<ErrorResponse xmlns='urn:x'>{error}<RequestId>r-2</RequestId></ErrorResponse>"),
            format!("<Response><Errors>{error}</Errors><RequestID>r-2</RequestID></Response>"),
        );
        answer(404, &text)
    });
    let server = server.await;
    let error = client(&server).get_book(GetBookInput::new("1")).await.expect_err("it is not there");
    let Some(Exception::BookNotFound(missing)) = error.exception() else { panic!("{error}") };
    assert_eq!((missing.id.as_deref(), missing.message.as_deref()), (Some("1"), Some("no such book")));
    assert_eq!(error.code(), Some(choose("BookNotFound", "Book.NotFound", "BookNotFound")));
    assert_eq!((error.status(), error.request_id()), (Some(404), Some("r-2")));
    assert!(error.to_string().contains("no such book"), "{error}");
}

#[tokio::test]
async fn an_error_may_come_with_a_status_of_success() {
    let server = Server::start(|_| answer(200, "<Error><Code>BookNotFound</Code><RequestId>r-3</RequestId></Error>"));
    let server = server.await;
    let result = client(&server).get_book(GetBookInput::new("1")).await;
    if !choose(true, false, false) {
        // The query protocols have no such answers.
        result.expect("an answer without a result");
        return;
    }
    let error = result.expect_err("it is not there");
    assert!(matches!(error.exception(), Some(Exception::BookNotFound(_))), "{error}");
    assert_eq!((error.status(), error.code(), error.request_id()), (Some(200), Some("BookNotFound"), Some("r-3")));
}

#[tokio::test]
async fn an_error_that_is_no_xml_is_an_error_all_the_same() {
    let server = Server::start(|_| answer(403, "<html><body>Forbidden &nbsp;</body>")).await;
    let error = client(&server).get_book(GetBookInput::new("1")).await.expect_err("forbidden");
    assert_eq!((error.status(), error.code()), (Some(403), None));
    assert!(error.to_string().contains("Forbidden"), "{error}");
}

#[tokio::test]
async fn hostile_answers_are_errors_that_say_where() {
    let server = Server::start(|_| {
        let bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>";
        answer(200, &format!("{bomb}<book><title>&b;</title></book>"))
    });
    let server = server.await;
    let error = client(&server).get_book(GetBookInput::new("1")).await.expect_err("a document type");
    assert!(error.to_string().contains("a document type"), "{error}");
}

#[tokio::test]
async fn an_operation_without_messages_has_the_body_that_its_protocol_wants() {
    let server = Server::start(|_| answer(200, "")).await;
    client(&server).ping().await.expect("nothing");
    let request = server.received().remove(0);
    check(&request, "GET", "/ping");
    assert_eq!(request.text(), choose("", "Action=Ping&Version=2024-01-01", "Action=Ping&Version=2024-01-01"));
}

#[tokio::test]
async fn a_character_without_a_form_is_an_error_before_anything_is_sent() {
    let server = Server::start(|_| answer(200, "")).await;
    let result = client(&server).put_book(PutBookInput::new("1").title("\0")).await;
    match choose(true, false, false) {
        true => {
            let error = result.expect_err("no character of XML").to_string();
            assert!(error.contains("title: has a character that XML has no form for"), "{error}");
            assert!(server.received().is_empty());
        }
        false => assert!(server.received()[0].text().contains("=%00")),
    }
}

/// Servers of tests name the elements of answers as the service does, and what they answer is read again.
#[cfg(feature = "test-util")]
#[tokio::test]
async fn answers_of_tests_are_those_of_the_protocol() {
    let output = PutBookOutput::new().with_notes([("a".to_owned(), "1".to_owned())]);
    let answer = || runtime::testing::answer::<catalogue::operations::PutBook>(output.clone()).expect("an answer");
    let body = answer().into_body().collect().await.expect("a body");
    let outer = choose("<", "<PutBookResponse><PutBookResult>", "<PutBookResponse><Notes>");
    assert!(body.starts_with(outer.as_bytes()), "{body:?}");
    let read = runtime::read::<catalogue::operations::PutBook>(answer()).await.expect("an output");
    assert_eq!(read, output);
    // What is sent, too, has the names of answers here.
    let book = Book::new().with_cover(Cover::new().kind("x"));
    let output = GetBookOutput::new().with_book(book);
    let answer = runtime::testing::answer::<catalogue::operations::GetBook>(output).expect("an answer");
    let body = String::from_utf8(answer.into_body().collect().await.expect("a body").to_vec()).expect("text");
    assert!(body.contains(choose(" c:kind=\"x\"", "<Cover kind=\"x\">", "<Cover kind=\"x\">")), "{body}");
    let refusal = runtime::testing::refusal::<catalogue::operations::GetBook>;
    let missing = Exception::BookNotFound(BookNotFound::new().with_id("1"));
    let body = refusal(missing.clone()).expect("an answer").into_body().collect().await.expect("a body");
    let code = choose("BookNotFound", "Book.NotFound", "BookNotFound");
    let list = choose("<ErrorResponse>", "<ErrorResponse>", "<Response><Errors>");
    assert!(body.starts_with(format!("{list}<Error><Code>{code}</Code><Id>1</Id>").as_bytes()), "{body:?}");
    let answer = refusal(missing.clone()).expect("an answer");
    let error = runtime::read::<catalogue::operations::GetBook>(answer).await.expect_err("an exception");
    assert_eq!(error.exception(), Some(&missing));
}
