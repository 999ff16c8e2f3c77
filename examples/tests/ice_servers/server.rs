//! A small HTTP server on a loopback port, for services and for pages.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A server that is running until the tests end.
pub(crate) struct Server {
    url: String,
    received: Arc<Mutex<Vec<(String, String)>>>,
}

impl Server {
    /// Answers each request with the text that is made of its method, its path and the server's URL; none is a 404.
    pub(crate) fn start(answer: impl Fn(&str, &str, &str) -> Option<String> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let received: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let server = Self { url: url.clone(), received: Arc::clone(&received) };
        let shared = Arc::new((received, url, answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // A browser opens connections that it may need later. One that goes away is no business of the test.
                std::thread::spawn(move || {
                    let (received, url, answer) = &*shared;
                    let _ = serve(stream, received, &|method, path| answer(method, path, url));
                });
            }
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    /// The bodies of the requests to a path.
    pub(crate) fn bodies(&self, path: &str) -> Vec<String> {
        let received = self.received.lock().expect("no panic");
        received.iter().filter(|(found, _)| found == path).map(|(_, body)| body.clone()).collect()
    }
}

fn serve(
    stream: TcpStream,
    received: &Mutex<Vec<(String, String)>>,
    answer: &dyn Fn(&str, &str) -> Option<String>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut length = 0;
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    received.lock().expect("no panic").push((path.clone(), String::from_utf8_lossy(&body).into_owned()));
    let (status, text) = answer(&method, &path).map_or(("404 Not Found", String::new()), |text| ("200 OK", text));
    let kind = if text.starts_with('<') { "text/html" } else { "application/json" };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        text.len()
    );
    reader.get_mut().write_all((head + &text).as_bytes())
}
