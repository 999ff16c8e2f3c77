//! Credentials that a program prints.
//!
//! See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>.

use std::process::{Command, Stdio};

use super::fetch::credentials;
use super::{Found, NoCredentials};
use crate::body::aside;

/// Runs the command with the shell, as it stands in the profile. What it prints beside the document is seen by nobody.
pub(super) async fn load(command: &str) -> Found {
    let (shell, flag) = if cfg!(windows) { ("cmd.exe", "/C") } else { ("sh", "-c") };
    let mut shell = Command::new(shell);
    shell.arg(flag).arg(command).stdin(Stdio::null()).stderr(Stdio::null());
    let broken = |what: String| NoCredentials::Broken(format!("the credential_process of the profile {what}"));
    let output = aside(move || shell.output()).await.map_err(|error| broken(format!("can't be run: {error}")))?;
    if !output.status.success() {
        return Err(broken(format!("failed: {}", output.status)));
    }
    let text = String::from_utf8(output.stdout).map_err(|_| broken("prints no text".to_owned()))?;
    credentials(&text, "the credential_process of the profile", "process")
}
