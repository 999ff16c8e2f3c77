//! Bodies that wait until the server wants them, over real sockets.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use runtime::transport::{ExpectContinue, Hyper, Transport};
use runtime::{Body, Bytes};
use tests::Authority;

/// How long a server looks whether a body comes that should not.
const LOOK: Duration = Duration::from_millis(300);

/// What the body of each request is.
const CONTENT: &[u8] = b"what the server may not want";

/// A server for one connection.
fn server<T: Send + 'static>(script: impl FnOnce(Connection) -> T + Send + 'static) -> (String, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/thing", listener.local_addr().expect("an address"));
    let thread = std::thread::spawn(move || script(Connection(BufReader::new(listener.accept().expect("a client").0))));
    (url, thread)
}

struct Connection(BufReader<TcpStream>);

impl Connection {
    fn head(&mut self) -> String {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(self.0.read_line(&mut head).expect("a line"), 0, "the client is gone");
        }
        head.to_lowercase()
    }

    fn send(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).expect("sent");
    }

    fn body(&mut self) {
        let mut body = vec![0; CONTENT.len()];
        self.0.read_exact(&mut body).expect("the body");
        assert_eq!(body, CONTENT);
    }

    fn nothing_comes(&mut self) {
        self.0.get_ref().set_read_timeout(Some(LOOK)).expect("set");
        let error = self.0.fill_buf().map(<[u8]>::len).expect_err("nothing");
        assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
        self.0.get_ref().set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    }

    /// The client closes the connection without another byte.
    fn ends(&mut self) {
        self.0.get_ref().set_read_timeout(Some(Duration::from_secs(5))).expect("set");
        let mut rest = Vec::new();
        if let Err(error) = self.0.read_to_end(&mut rest) {
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "the client keeps the connection");
        }
        assert_eq!(String::from_utf8_lossy(&rest), "");
    }
}

const CONTINUE: &str = "HTTP/1.1 100 Continue\r\n\r\n";
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";
const REFUSED: &str = "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno";

fn request(url: &str, expects: bool) -> http::Request<Body> {
    let mut request = http::Request::put(url).body(Body::from(CONTENT)).expect("a request");
    if expects {
        request.extensions_mut().insert(ExpectContinue);
    }
    request
}

fn hyper() -> Hyper {
    Hyper::new(Duration::from_secs(5)).expect("a transport")
}

async fn answer(transport: &Hyper, request: http::Request<Body>) -> (u16, Bytes) {
    let answer = transport.send(request).await.expect("an answer");
    (answer.status().as_u16(), answer.into_body().collect().await.expect("its body"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_sent_once_it_is_wanted() {
    let (url, server) = server(|mut connection| {
        assert!(connection.head().contains("\r\nexpect: 100-continue\r\n"));
        connection.nothing_comes();
        connection.send("HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n");
        connection.nothing_comes();
        connection.send(CONTINUE);
        connection.body();
        connection.send(OK);
        // The connection is used again, and who does not ask does not wait.
        assert!(!connection.head().contains("expect"));
        connection.body();
        connection.send(OK);
    });
    let transport = hyper();
    for expects in [true, false] {
        assert_eq!(answer(&transport, request(&url, expects)).await, (200, Bytes::from("done")));
        // Until the connection is idle again: a request before that opens another.
        tokio::time::sleep(LOOK).await;
    }
    server.join().expect("the server");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_refused_is_not_sent() {
    let (url, server) = server(|mut connection| {
        connection.head();
        connection.send(REFUSED);
        connection.ends();
    });
    assert_eq!(answer(&hyper(), request(&url, true)).await, (403, Bytes::from("no")));
    server.join().expect("the server");
}

/// However slowly the answer comes: the second after which a body is sent counts until it begins.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_refusal_is_read_whole() {
    let (url, server) = server(|mut connection| {
        connection.head();
        connection.send(&REFUSED[..REFUSED.len() - 1]);
        std::thread::sleep(Duration::from_millis(1_200));
        connection.nothing_comes();
        connection.send("o");
        connection.ends();
    });
    assert_eq!(answer(&hyper(), request(&url, true)).await, (403, Bytes::from("no")));
    server.join().expect("the server");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_nothing_gets_the_body_after_a_second() {
    let (url, server) = server(|mut connection| {
        connection.head();
        connection.nothing_comes();
        connection.body();
        connection.send(OK);
    });
    let begun = Instant::now();
    assert_eq!(answer(&hyper(), request(&url, true)).await, (200, Bytes::from("done")));
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
    server.join().expect("the server");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_away_leaves_no_connection() {
    // While the body waits, and while the answer without it is read.
    for said in ["", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n"] {
        let (url, server) = server(move |mut connection| {
            connection.head();
            connection.send(said);
            connection.ends();
        });
        let transport = hyper();
        let sending = tokio::time::timeout(LOOK, transport.send(request(&url, true))).await;
        assert_eq!(sending.is_err(), said.is_empty());
        drop(sending);
        server.join().expect("the server");
    }
}

/// hyper tells nobody of interim answers there.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_over_http2() {
    let authority = Authority::new("the tests");
    let acceptor = authority.acceptor_of("localhost", &["h2"]);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("https://localhost:{}/thing", listener.local_addr().expect("an address").port());
    let server = tokio::spawn(async move {
        let stream = acceptor.accept(listener.accept().await.expect("a client").0).await.expect("TLS");
        let mut connection = h2::server::handshake(stream).await.expect("HTTP/2");
        let (request, mut respond) = connection.accept().await.expect("a request").expect("a request");
        let answering = async {
            let begun = Instant::now();
            let mut body = request.into_body();
            assert_eq!(body.data().await.expect("data").expect("data"), CONTENT);
            assert!(begun.elapsed() < Duration::from_millis(900), "{:?}", begun.elapsed());
            let mut sending = respond.send_response(http::Response::new(()), false).expect("sent");
            sending.send_data("done".into(), true).expect("sent");
        };
        tokio::join!(answering, async { while connection.accept().await.is_some() {} });
    });
    let transport = Hyper::with_tls(authority.trusting_client(), Duration::from_secs(5));
    assert_eq!(answer(&transport, request(&url, true)).await, (200, Bytes::from("done")));
    drop(transport);
    server.await.expect("the server");
}
