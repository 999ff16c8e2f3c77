//! The tutorial, as its readers follow it: each file is written, and each command is run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// A block of code: what stands behind its fence, and its text.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else { continue };
        let code: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push((kind.to_owned(), code.join("\n") + "\n"));
    }
    blocks
}

/// The runtime is the one of this workspace, as if it were a release; so are the versions of all else.
fn prepare(folder: &Path) {
    let runtime = workspace().join("runtime");
    let patch = format!("[patch.crates-io]\ntinsmith-runtime = {{ path = {runtime:?} }}\n");
    fs::create_dir(folder.join(".cargo")).expect("a folder");
    fs::write(folder.join(".cargo/config.toml"), patch).expect("written");
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).expect("copied");
}

#[cfg(unix)]
#[test]
fn the_tutorial_leads_where_it_says() {
    let text = fs::read_to_string(workspace().join("docs/tutorial.md")).expect("the tutorial");
    let folder = tempfile::tempdir().expect("a folder");
    prepare(folder.path());
    let program = Path::new(env!("CARGO_BIN_EXE_tinsmith")).parent().expect("its folder").to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([program].into_iter().chain(std::env::split_paths(&path))).expect("a path");
    let mut commands = 0;
    let mut output = String::new();
    for (kind, code) in blocks(&text) {
        if let Some(file) = kind.split_once("file=").map(|(_, file)| folder.path().join(file)) {
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, code).expect("written");
        } else if kind == "sh" {
            let ran = Command::new("sh")
                .args(["-e", "-c", &code])
                .current_dir(folder.path())
                .env("PATH", &path)
                .env("CARGO_TARGET_DIR", workspace().join("target/fixtures"))
                .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
                .env("CARGO_INCREMENTAL", "0")
                .output()
                .expect("a shell");
            output += &String::from_utf8_lossy(&ran.stdout);
            assert!(ran.status.success(), "{code}{output}{}", String::from_utf8_lossy(&ran.stderr));
            commands += 1;
        }
    }
    assert!(commands >= 7, "{commands} blocks of commands");
    for wanted in
        ["smithy.api#httpBearerAuth", "test result: ok. 2 passed", "member GetTideOutput::wind is new", "up to date"]
    {
        assert!(output.contains(wanted), "{wanted} is not in\n{output}");
    }
}
