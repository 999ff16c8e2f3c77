//! Puts objects into a store, or fetches them: `store URL CLIENT WORK FILE`. The client is `ours`, `ours-unsigned`, which leaves
//! bodies unsigned as the official one does, or `official`; the work is `put` or `get`. The file is what is put, and has the size of
//! what is fetched. Many are under way at once. The works `upload` and `download` move one object in parts, from the file and to one
//! beside it.

mod official;
mod ours;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use runtime::PayloadSigning;

/// The bucket, which is made if it is not there.
const BUCKET: &str = "bench";
const REGION: &str = "us-east-1";
const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET_KEY: &str = "a-secret-key";
/// How many bytes are moved, and how many objects at the least and the most.
const BYTES: u64 = 512 << 20;
const OBJECTS: std::ops::RangeInclusive<u64> = 8..=2_000;
/// How many objects are under way at once.
const AT_ONCE: usize = 64;

/// What goes wrong.
type Problem = Box<dyn std::error::Error + Send + Sync>;

/// A client of a store.
trait Store: Clone + Send + Sync + 'static {
    fn make_bucket(&self) -> impl Future<Output = ()> + Send;
    fn put(&self, key: String, file: &Path) -> impl Future<Output = Result<(), Problem>> + Send;
    /// Fetches an object and drops its bytes; how many there were.
    fn get(&self, key: String) -> impl Future<Output = Result<u64, Problem>> + Send;
    /// Puts an object in parts.
    fn upload(&self, key: String, file: &Path) -> impl Future<Output = Result<(), Problem>> + Send;
    /// Fetches an object into a file, in ranges.
    fn download(&self, key: String, file: &Path) -> impl Future<Output = Result<(), Problem>> + Send;
}

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, client, work, file] = &arguments[..] else { return Err("store URL CLIENT WORK FILE".into()) };
    let file = PathBuf::from(file);
    match client.as_str() {
        "ours" => run(ours::Client::new(url, PayloadSigning::default()), work, file).await,
        "ours-unsigned" => run(ours::Client::new(url, PayloadSigning::Never), work, file).await,
        "official" => run(official::Client::new(url), work, file).await,
        other => Err(format!("no such client: {other}").into()),
    }
}

async fn run(store: impl Store, work: &str, file: PathBuf) -> Result<(), Problem> {
    let size = file.metadata()?.len();
    let objects = (BYTES / size.max(1)).clamp(*OBJECTS.start(), *OBJECTS.end()) as usize;
    store.make_bucket().await;
    let next = Arc::new(AtomicUsize::new(0));
    let is_put = match work {
        "upload" => return store.upload(size.to_string(), &file).await,
        "download" => {
            let target = file.with_extension("downloaded");
            store.download(size.to_string(), &target).await?;
            let length = target.metadata()?.len();
            std::fs::remove_file(target)?;
            return if length == size { Ok(()) } else { Err("a file of another size".into()) };
        }
        "put" => true,
        "get" => false,
        other => return Err(format!("no such work: {other}").into()),
    };
    let workers = (0..AT_ONCE.min(objects)).map(|_| {
        let (store, next, file) = (store.clone(), Arc::clone(&next), file.clone());
        tokio::spawn(async move {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= objects {
                    return Ok::<(), Problem>(());
                }
                let key = format!("{size}/{index}");
                match is_put {
                    true => store.put(key, &file).await?,
                    false if store.get(key).await? == size => {}
                    false => return Err("an object of another size".into()),
                }
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await??;
    }
    Ok(())
}
