//! Servers that others wrote, as processes of their own.

use std::ffi::OsString;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that runs until it is dropped.
pub(crate) struct Server {
    /// The files of tests for it, and how many tests each has.
    pub(crate) tests: &'static [(&'static str, usize)],
    process: Child,
    pub(crate) url: String,
    /// By which it is known, if it speaks TLS.
    pub(crate) certificate: Option<PathBuf>,
}

impl Server {
    pub(crate) fn moto() -> Option<Self> {
        let program = program("MOTO_SERVER", "moto_server");
        let server = Self::start("moto", &[("moto", 16)], |port| {
            let mut command = Command::new(&program);
            command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
            command
        });
        server.or_else(|| missing("REQUIRE_MOTO", "there is no moto_server: pip install 'moto[server]'"))
    }

    /// With a certificate in `certificates`, or without TLS.
    pub(crate) fn minio(store: &Path, certificates: Option<&Path>) -> Option<Self> {
        let program = program("MINIO_SERVER", "minio");
        let server = Self::start("minio", &[("minio", 11), ("blocking", 2), ("transfers", 8)], |port| {
            let mut command = Command::new(&program);
            command.args(["server", "--quiet", "--address", &format!("127.0.0.1:{port}")]).arg(store);
            if let Some(certificates) = certificates {
                command.arg("--certs-dir").arg(certificates);
            }
            command.env("MINIO_ROOT_USER", "AKIDEXAMPLE").env("MINIO_ROOT_PASSWORD", "a-secret-key");
            command
        });
        server.or_else(|| missing("REQUIRE_MINIO", "there is no minio: go install github.com/minio/minio@latest"))
    }

    pub(crate) fn minio_with_tls(folder: &Path) -> Option<Self> {
        let certificates = folder.join("certificates");
        fs::create_dir(&certificates).expect("a folder");
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        fs::write(certificates.join("public.crt"), made.cert.pem()).expect("written");
        fs::write(certificates.join("private.key"), made.signing_key.serialize_pem()).expect("written");
        let mut server = Self::minio(&folder.join("tls"), Some(&certificates))?;
        server.url = server.url.replace("http://127.0.0.1", "https://localhost");
        server.certificate = Some(certificates.join("public.crt"));
        Some(server)
    }

    /// Whether it is the store without TLS, where nothing else takes time.
    pub(crate) fn stores_large(&self) -> bool {
        self.certificate.is_none() && self.tests.iter().any(|(name, _)| *name == "transfers")
    }

    /// None if the program is not there.
    fn start(
        name: &'static str,
        tests: &'static [(&'static str, usize)],
        command: impl Fn(u16) -> Command,
    ) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
        let process = command(port).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let server = Self { tests, process, url: format!("http://127.0.0.1:{port}"), certificate: None };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(60), "{name} does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }
}

pub(crate) fn program(variable: &str, default: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| default.into())
}

/// Nothing, unless it is an error that the server is missing.
pub(crate) fn missing<T>(required: &str, what: &str) -> Option<T> {
    assert!(std::env::var_os(required).is_none(), "{what}");
    println!("skipped: {what}");
    None
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
