//! Credentials that a program prints.
//!
//! See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::document::versioned_credentials;
use super::{Found, NoCredentials};
use crate::body::aside;

/// How long a program may run.
const LIMIT: Duration = Duration::from_secs(45);
/// The most that it may print.
const LARGEST: usize = 64 << 10;
/// How much of what it says on its standard error an error tells, in bytes.
const EXCERPT: usize = 500;
/// How often it is looked at.
const TICK: Duration = Duration::from_millis(5);

const ORIGIN: &str = "the credential_process of the profile";

/// Runs the command with the shell, as it stands in the profile. What it prints beside the document is told only if it
/// fails, and only from its standard error.
pub(super) async fn load(command: &str) -> Found {
    load_within(command, LIMIT).await
}

async fn load_within(command: &str, limit: Duration) -> Found {
    let (shell, flag) = if cfg!(windows) { ("cmd.exe", "/C") } else { ("sh", "-c") };
    let mut shell = Command::new(shell);
    shell.arg(flag).arg(command).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let broken = |what: String| NoCredentials::Broken(format!("{ORIGIN} {what}"));
    let ended = aside(move || run(&mut shell, limit)).await;
    let Ended { status, output, said } = ended.map_err(|error| broken(format!("can't be run: {error}")))?;
    let said = String::from_utf8_lossy(said.get(..said.len().min(EXCERPT)).unwrap_or_default()).trim().to_owned();
    let said = if said.is_empty() { said } else { format!("; it says {:?}", crate::printable::text(&said)) };
    let Some(status) = status else { return Err(broken(format!("did not end within {limit:?}{said}"))) };
    if !status.success() {
        return Err(broken(format!("failed: {status}{said}")));
    }
    if output.len() > LARGEST {
        return Err(broken(format!("prints more than {LARGEST} bytes")));
    }
    let text = String::from_utf8(output).map_err(|_| broken("prints no text".to_owned()))?;
    versioned_credentials(&text, ORIGIN, "process")
}

/// What came of a program. There is no status if it had to be stopped.
struct Ended {
    status: Option<ExitStatus>,
    output: Vec<u8>,
    said: Vec<u8>,
}

fn run(command: &mut Command, limit: Duration) -> io::Result<Ended> {
    let end = Instant::now() + limit;
    let mut child = command.spawn()?;
    let (output, said) = (Pipe::read(child.stdout.take()), Pipe::read(child.stderr.take()));
    let status = wait(&mut child, end)?;
    // A program may leave others behind that hold its output open.
    let is_whole = output.ends_before(end.max(Instant::now() + TICK));
    said.ends_before(Instant::now() + TICK);
    Ok(Ended { status: status.filter(|_| is_whole), output: output.bytes(), said: said.bytes() })
}

fn wait(child: &mut Child, end: Instant) -> io::Result<Option<ExitStatus>> {
    while Instant::now() < end {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(TICK);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

/// What a program writes, read on a thread of its own.
struct Pipe {
    read: Arc<Mutex<Vec<u8>>>,
    ended: Receiver<()>,
}

impl Pipe {
    /// Keeps one byte more than there may be, and throws the rest away, so that the program is not held up.
    fn read(pipe: Option<impl Read + Send + 'static>) -> Self {
        let (sender, ended) = channel();
        let read: Arc<Mutex<Vec<u8>>> = Arc::default();
        let (into, mut buffer) = (Arc::clone(&read), [0; 4096]);
        let reading = move || {
            let Some(mut pipe) = pipe else { return };
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                let mut read = into.lock().unwrap_or_else(PoisonError::into_inner);
                let left = (LARGEST + 1).saturating_sub(read.len());
                read.extend_from_slice(buffer.get(..count.min(left)).unwrap_or_default());
            }
            // Whoever has stopped waiting does not want to know.
            let _ = sender.send(());
        };
        // Without a thread nothing is read, and it never ends.
        let _ = std::thread::Builder::new().spawn(reading);
        Self { read, ended }
    }

    fn ends_before(&self, end: Instant) -> bool {
        self.ended.recv_timeout(end.saturating_duration_since(Instant::now())).is_ok()
    }

    fn bytes(&self) -> Vec<u8> {
        std::mem::take(&mut self.read.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn error(command: &str, limit: Duration) -> String {
        load_within(command, limit).await.expect_err("no credentials").to_string()
    }

    #[tokio::test]
    async fn a_program_has_limits() {
        let began = Instant::now();
        let text = error("echo hanging >&2; sleep 60", Duration::from_millis(200)).await;
        assert!(text.contains("did not end within 200ms") && text.contains("hanging"), "{text}");
        // Whoever inherits the output does not hold the call up either.
        let text = error("sleep 60 & exit 0", Duration::from_millis(200)).await;
        assert!(text.contains("did not end within 200ms"), "{text}");
        assert!(began.elapsed() < Duration::from_secs(20));
        let text = error("yes | head -c 1000000", LIMIT).await;
        assert!(text.contains("prints more than 65536 bytes"), "{text}");
    }

    #[tokio::test]
    async fn errors_of_a_program_are_told_and_its_output_is_not() {
        let text = error("echo SECRET; printf 'no\\nsuch \\033[31m session' >&2; exit 3", LIMIT).await;
        assert!(text.contains("failed: exit status: 3; it says \"no such  [31m session\""), "{text}");
        assert!(!text.contains("SECRET"), "{text}");
    }

    #[tokio::test]
    async fn only_the_known_version_is_read() {
        let document = |version| format!(r#"echo '{{{version}"AccessKeyId":"A","SecretAccessKey":"s"}}'"#);
        assert!(error(&document(r#""Version":7,"#), LIMIT).await.contains("the Version 7, only 1 is known"));
        assert!(error(&document(""), LIMIT).await.contains("no Version"));
        load_within(&document(r#""Version":1,"#), LIMIT).await.expect("credentials");
    }
}
