//! Headless Chromium and a TURN server (`coturn`), which are Debian packages. Where one is missing, that is said and its
//! test passed over; with the variable `REQUIRE_BROWSER` it is a failure.

use std::net::UdpSocket;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::server::Server;

const LIMIT: Duration = Duration::from_secs(90);

fn missing(what: &str) {
    assert!(std::env::var_os("REQUIRE_BROWSER").is_none(), "{what} is missing");
    println!("skipped: the relay in a browser, for want of {what}");
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A TURN server on a loopback port.
pub(crate) struct Relay {
    port: u16,
    pub(crate) user: &'static str,
    pub(crate) password: &'static str,
    _server: Running,
}

impl Relay {
    pub(crate) fn start() -> Option<Self> {
        let port = UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let (user, password) = ("viewer-1", "relay-password");
        let server = Command::new("turnserver")
            .args(["-n", "--no-cli", "--no-tls", "--no-dtls", "--lt-cred-mech", "--realm", "example.com"])
            .args(["--listening-ip", "127.0.0.1", "--relay-ip", "127.0.0.1", "--allow-loopback-peers"])
            .args(["--listening-port", &port.to_string(), "--user", &format!("{user}:{password}")])
            .args(["--log-file", "stdout", "--pidfile", ""])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(server) = server else {
            missing("turnserver");
            return None;
        };
        Some(Self { port, user, password, _server: Running(server) })
    }

    pub(crate) fn url(&self) -> String {
        format!("turn:127.0.0.1:{}?transport=udp", self.port)
    }
}

/// Two peers of one page, which may talk through the relay alone: what one says, and the other hears.
const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><script>
const configuration = CONFIGURATION;
configuration.iceTransportPolicy = "relay";
const tell = text => fetch("/result", { method: "POST", body: text });
const gathered = async peer => {
  const complete = new Promise(done => { peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && done(); });
  peer.onicecandidateerror = event => tell("error: " + event.errorText);
  await peer.setLocalDescription();
  await complete;
};
(async () => {
  const [a, b] = [new RTCPeerConnection(configuration), new RTCPeerConnection(configuration)];
  b.ondatachannel = event => { event.channel.onmessage = message => tell(message.data); };
  const channel = a.createDataChannel("test");
  channel.onopen = () => channel.send("hello through the relay");
  await gathered(a);
  await b.setRemoteDescription(a.localDescription);
  await gathered(b);
  await a.setRemoteDescription(b.localDescription);
})().catch(error => tell("error: " + error));
</script>"#;

/// What arrives at the other peer.
pub(crate) fn exchange(configuration: &str) -> Option<String> {
    let page = PAGE.replace("CONFIGURATION", configuration);
    let server = Server::start(move |method, path, _| match (method, path) {
        ("GET", "/") => Some(page.clone()),
        ("POST", "/result") => Some("{}".to_owned()),
        _ => None,
    });
    let profile = tempfile::tempdir().expect("a folder");
    let started = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0"])
        .args(["--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(server.url())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(browser) = started else {
        missing("chromium");
        return None;
    };
    let _browser = Running(browser);
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        if let Some(result) = server.bodies("/result").pop() {
            return Some(result);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing arrived within {LIMIT:?}");
}
