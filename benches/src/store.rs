//! Objects of S3 put and fetched on loopback, by our client and the official one in turn: processor time. The store is MinIO,
//! which is none of ours.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::UsageWho;

use crate::measure::{Sample, cost};
use crate::report::Report;
use crate::{Problem, build, folder, service};

/// The operations that are used.
const OPERATIONS: [&str; 8] = [
    "AbortMultipartUpload",
    "CompleteMultipartUpload",
    "CreateBucket",
    "CreateMultipartUpload",
    "GetObject",
    "HeadObject",
    "PutObject",
    "UploadPart",
];
/// Without TLS ours signs bodies unless it is told not to; the official one does not.
const CLIENTS: [&str; 3] = ["ours", "ours-unsigned", "official"];
/// What is done: how it is shown, the work of the program, and the size of an object in bytes.
const WORKS: [(&str, &str, u64); 6] = [
    ("put objects of 1 kB from a file", "put", 1_000),
    ("get objects of 1 kB as a stream", "get", 1_000),
    ("put objects of 64 MB from a file", "put", 64 << 20),
    ("get objects of 64 MB as a stream", "get", 64 << 20),
    ("upload 1 GB from a file, in parts", "upload", 1 << 30),
    ("download 1 GB to a file, in ranges", "download", 1 << 30),
];

pub(crate) fn measure(report: &mut Report, models: Option<&Path>, rounds: usize) -> Result<(), Problem> {
    let Some(models) = models else {
        eprintln!("skipped: objects of a store, for want of --models");
        return Ok(());
    };
    let target = folder().join("target/store");
    let work = target.join("objects");
    fs::create_dir_all(&work)?;
    let Some(store) = Store::start(&work.join("store"))? else {
        eprintln!("skipped: objects of a store, for want of minio: go install github.com/minio/minio@latest");
        return Ok(());
    };
    service::generate(&models.canonicalize()?.join("s3.json"), "s3", &OPERATIONS, &target.join("s3"))?;
    let program = build::program("store", &target.join("target"))?;
    for (shown, work_of_program, size) in WORKS {
        let file = work.join(size.to_string());
        // A hole is read as zeros.
        fs::File::create(&file)?.set_len(size)?;
        let mut samples = CLIENTS.map(|client| (client, Sample::default()));
        for _ in 0..rounds {
            for (client, sample) in &mut samples {
                let arguments = [store.url.as_str(), *client, work_of_program];
                let ((), cost) = cost(UsageWho::RUSAGE_CHILDREN, || run(&program, &arguments, &file))?;
                sample.push(cost.cpu);
            }
        }
        report.add("store", shown, "s", samples);
    }
    drop(store);
    Ok(fs::remove_dir_all(&work)?)
}

fn run(program: &Path, arguments: &[&str], file: &Path) -> Result<(), Problem> {
    let output = Command::new(program).args(arguments).arg(file).output()?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// A store that runs until it is dropped.
struct Store {
    process: Child,
    url: String,
}

impl Store {
    /// None if the program `MINIO_SERVER`, `minio` if it is not set, is not there.
    fn start(folder: &Path) -> Result<Option<Self>, Problem> {
        let program = std::env::var_os("MINIO_SERVER").unwrap_or_else(|| "minio".into());
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let started = Command::new(program)
            .args(["server", "--quiet", "--address", &format!("127.0.0.1:{port}")])
            .arg(folder)
            .env("MINIO_ROOT_USER", "AKIDEXAMPLE")
            .env("MINIO_ROOT_PASSWORD", "a-secret-key")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(process) = started else { return Ok(None) };
        let store = Self { process, url: format!("http://127.0.0.1:{port}") };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if started.elapsed() > Duration::from_secs(60) {
                return Err("minio does not answer".into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        std::thread::sleep(Duration::from_secs(1));
        Ok(Some(store))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
