//! Copies an object: up, down, or from bucket to bucket.
//!
//! `s3_copy FROM TO`, each a path or `s3://BUCKET/KEY`.

use std::process::ExitCode;

use s3::runtime::{Body, Config};
use s3::types::{
    CopyObjectRequest, CopyObjectRequired, GetObjectRequest, GetObjectRequired, PutObjectRequest, PutObjectRequired,
};

type Problem = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.as_slice() {
        [from, to] => copy(from, to).await,
        _ => Err("usage: s3_copy FROM TO, each a path or s3://BUCKET/KEY".into()),
    };
    match result {
        Ok(done) => {
            println!("{done}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

async fn copy(from: &str, to: &str) -> Result<String, Problem> {
    let client = s3::Client::new(Config::from_env());
    match (object(from)?, object(to)?) {
        (None, Some((bucket, key))) => {
            let input = PutObjectRequest::new(PutObjectRequired { bucket, key }).body(Body::file(from)?);
            let uploaded = client.upload(input).on_progress(|progress| eprintln!("{} bytes", progress.bytes)).await?;
            Ok(format!("{} bytes in {} parts", uploaded.bytes, uploaded.parts))
        }
        (Some((bucket, key)), None) => {
            let input = GetObjectRequest::new(GetObjectRequired { bucket, key });
            Ok(format!("{} bytes", client.download(input).to_file(to).await?.bytes))
        }
        (Some((from_bucket, from_key)), Some((bucket, key))) => {
            // What stands in a header is URL-encoded.
            let copy_source = format!("{from_bucket}/{}", encoded(from_key));
            let input = CopyObjectRequest::new(CopyObjectRequired { bucket, copy_source, key });
            client.copy_object(input).await?;
            Ok("copied".to_owned())
        }
        (None, None) => Err("one of the two has to be s3://BUCKET/KEY".into()),
    }
}

/// The bucket and the key of a URL; none of a path.
fn object(text: &str) -> Result<Option<(&str, &str)>, Problem> {
    let Some(rest) = text.strip_prefix("s3://") else { return Ok(None) };
    match rest.split_once('/') {
        Some((bucket, key)) if !bucket.is_empty() && !key.is_empty() => Ok(Some((bucket, key))),
        _ => Err(format!("{text}: has no bucket, or no key").into()),
    }
}

fn encoded(key: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    key.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
