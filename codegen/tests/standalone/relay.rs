//! A relay between a client and a server, which breaks off the connections of some requests in the middle.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// After so many bytes of a request or an answer the connection is broken off.
const PASSED: usize = 1 << 20;

pub struct Relay {
    pub url: String,
    shared: Arc<Shared>,
}

struct Shared {
    /// What stands in the head of a request whose connection is broken off.
    marker: &'static str,
    /// How many connections are still to be broken off.
    breaks: AtomicUsize,
    broken: AtomicUsize,
    heads: Mutex<Vec<String>>,
}

impl Relay {
    /// To the server at this URL, which speaks plain HTTP.
    pub fn start(server: &str, marker: &'static str, breaks: usize) -> Self {
        let server = server.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared {
            marker,
            breaks: AtomicUsize::new(breaks),
            broken: AtomicUsize::new(0),
            heads: Mutex::default(),
        });
        let relay = Self { url, shared: Arc::clone(&shared) };
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(&server).expect("the server");
                connect(client, server, &shared);
            }
        });
        relay
    }

    /// How many connections were broken off.
    pub fn broken(&self) -> usize {
        self.shared.broken.load(Ordering::Relaxed)
    }

    /// The heads of all requests, in small letters.
    pub fn heads(&self) -> Vec<String> {
        self.shared.heads.lock().expect("the heads").clone()
    }
}

/// Passes on what comes from either side, each on a thread.
fn connect(client: TcpStream, server: TcpStream, shared: &Arc<Shared>) {
    // How many bytes pass before the end; as many as there are while nobody breaks it off.
    let left = Arc::new(AtomicUsize::new(usize::MAX));
    for (is_request, from, to) in [(true, &client, &server), (false, &server, &client)] {
        let (mut from, mut to) = (from.try_clone().expect("a stream"), to.try_clone().expect("a stream"));
        let (shared, left) = (Arc::clone(shared), Arc::clone(&left));
        std::thread::spawn(move || {
            let mut buffer = vec![0; 64 << 10];
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                if is_request && shared.is_marked(&buffer[..read]) {
                    left.store(PASSED, Ordering::Relaxed);
                }
                let before = left.load(Ordering::Relaxed);
                if before < read {
                    shared.broken.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                if before != usize::MAX {
                    left.store(before - read, Ordering::Relaxed);
                }
                if to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            // It may be gone already.
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
        });
    }
}

impl Shared {
    /// Notes the head of a request, and whether it is one whose connection is broken off.
    fn is_marked(&self, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(8 << 10)]).to_lowercase();
        let begins = ["get ", "put ", "post ", "delete ", "head "].iter().any(|method| text.starts_with(method));
        let Some((head, _)) = text.split_once("\r\n\r\n").filter(|_| begins) else { return false };
        self.heads.lock().expect("the heads").push(head.to_owned());
        let take = |breaks: usize| breaks.checked_sub(1);
        head.contains(self.marker) && self.breaks.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}
