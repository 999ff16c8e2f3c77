//! An object of 5 GB against MinIO, in a process of its own, whose memory is looked at. This file is copied into a crate beside the
//! client that is generated from the model of S3.

mod store;

use runtime::Body;
use store::*;

/// The size of the object, in bytes: more than what goes in one request.
const SIZE: u64 = (5 << 30) + 1;
/// The most memory that the process ever had, in kilobytes.
const MEMORY: u64 = 150_000;

#[tokio::test]
async fn what_is_large_takes_no_memory() {
    let client = bucket("very-large", config()).await;
    let (path, file) = tempfile();
    // A hole takes no disk here, and is read as zeros.
    file.set_len(SIZE).expect("a size");
    let input = put("very-large", "x").body(Body::file(&path).expect("a file"));
    let uploaded = client.upload(input).await.expect("uploaded");
    assert_eq!((uploaded.bytes, uploaded.parts), (SIZE, 641));
    let head = s3::types::HeadObjectRequest::new(s3::types::HeadObjectRequired { bucket: "very-large", key: "x" });
    assert_eq!(client.head_object(head).await.expect("its head").content_length, Some(SIZE as i64));
    std::fs::remove_file(path).expect("removed");
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return };
    let highest = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    assert!(highest.is_some_and(|highest| highest < MEMORY), "{highest:?} kB");
}
