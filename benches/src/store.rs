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
const OPERATIONS: [&str; 3] = ["CreateBucket", "GetObject", "PutObject"];
const CLIENTS: [&str; 2] = ["ours", "official"];
/// The sizes of objects, in bytes.
const SIZES: [(&str, u64); 2] = [("1 kB", 1_000), ("64 MB", 64 << 20)];

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
    for (shown, size) in SIZES {
        let file = work.join(size.to_string());
        fs::write(&file, vec![b'x'; size as usize])?;
        for (verb, how) in [("put", "from a file"), ("get", "as a stream")] {
            let mut samples = CLIENTS.map(|client| (client, Sample::default()));
            for _ in 0..rounds {
                for (client, sample) in &mut samples {
                    let arguments = [store.url.as_str(), *client, verb];
                    let ((), cost) = cost(UsageWho::RUSAGE_CHILDREN, || run(&program, &arguments, &file))?;
                    sample.push(cost.cpu);
                }
            }
            report.add("store", format!("{verb} objects of {shown} {how}"), "s", samples);
        }
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
