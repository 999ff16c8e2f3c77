//! S3 against MinIO, a store that is not AWS and that checks each signature and each checksum: `SERVER_URL` says where it is,
//! and `SERVER_CERTIFICATE`, if it speaks TLS, by which certificate it is known.
//! This file is copied into a crate beside the client that is generated from the model of S3.

use std::io::Write;
use std::time::Duration;

use futures_util::stream;
use http_body::Frame;
use http_body_util::StreamBody;
use runtime::{Body, Bytes, ChecksumPolicy, Credentials};
use s3::types::*;

fn config() -> runtime::Config {
    let url = std::env::var("SERVER_URL").expect("the address of the store");
    let credentials = Credentials::new("AKIDEXAMPLE", "a-secret-key");
    let config = runtime::Config::new().endpoint(url).region("us-east-1").credentials(credentials);
    match std::env::var("SERVER_CERTIFICATE") {
        Ok(path) => config.ca_bundle(path),
        Err(_) => config,
    }
}

/// A client of a store with a bucket. Addresses have no place for a bucket before them, so it stands in the path.
async fn bucket(name: &str, config: runtime::Config) -> s3::Client {
    let client = s3::Client::new(config);
    client.create_bucket(CreateBucketRequest::new(name)).await.expect("a bucket");
    client
}

fn put(bucket: &str, key: &str) -> PutObjectRequest {
    PutObjectRequest::new(PutObjectRequired { bucket, key })
}

fn get(bucket: &str, key: &str) -> GetObjectRequest {
    GetObjectRequest::new(GetObjectRequired { bucket, key })
}

async fn content(client: &s3::Client, bucket: &str, key: &str) -> Bytes {
    client.get_object(get(bucket, key)).await.expect("the object").body.collect().await.expect("its bytes")
}

/// 300,000 bytes in pieces of odd sizes.
fn pieces() -> Vec<Bytes> {
    let all: Vec<u8> = (0..300_000_u32).map(|number| (number % 251) as u8).collect();
    let all = Bytes::from(all);
    let mut left = all.clone();
    let mut pieces = Vec::new();
    for size in [1, 70_000, 8_191, 150_000] {
        pieces.push(left.split_to(size));
    }
    pieces.push(left);
    pieces
}

/// The same bytes as a stream. It knows its length if `sized`.
fn streamed(sized: bool) -> Body {
    let frames = pieces().into_iter().map(|bytes| Ok::<_, std::io::Error>(Frame::data(bytes)));
    let body = StreamBody::new(stream::iter(frames.collect::<Vec<_>>()));
    if sized { Body::sized_stream(300_000, body) } else { Body::stream(body) }
}

fn whole() -> Bytes {
    Bytes::from(pieces().concat())
}

#[tokio::test]
async fn bytes_streams_and_files_are_put_with_default_settings() {
    let client = bucket("defaults", config()).await;
    client.put_object(put("defaults", "bytes").body(whole())).await.expect("bytes");
    client.put_object(put("defaults", "stream").body(streamed(true))).await.expect("a stream");
    client.put_object(put("defaults", "length").body(streamed(false)).content_length(300_000)).await.expect("a length");
    let mut file = tempfile();
    file.1.write_all(&whole()).expect("written");
    client.put_object(put("defaults", "file").body(Body::file(&file.0).expect("a file"))).await.expect("a file");
    for key in ["bytes", "stream", "length", "file"] {
        assert_eq!(content(&client, "defaults", key).await, whole(), "{key}");
    }
    std::fs::remove_file(file.0).expect("removed");
}

fn tempfile() -> (std::path::PathBuf, std::fs::File) {
    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("transfer-{}-{number}", std::process::id()));
    let file = std::fs::File::create(&path).expect("a file");
    (path, file)
}

/// Without TLS each chunk is signed, and the trailer too; the store checks both, and always the checksum.
#[tokio::test]
async fn checksums_follow_streams() {
    let client = bucket("trailers", config().request_checksums(ChecksumPolicy::WhenSupported)).await;
    let algorithms = [
        ("CRC32", ChecksumAlgorithm::Crc32),
        ("CRC32C", ChecksumAlgorithm::Crc32c),
        ("CRC64NVME", ChecksumAlgorithm::Crc64nvme),
        ("SHA1", ChecksumAlgorithm::Sha1),
        ("SHA256", ChecksumAlgorithm::Sha256),
    ];
    for (key, algorithm) in algorithms {
        for body in [streamed(true), Body::from(whole())] {
            client.put_object(put("trailers", key).body(body).checksum_algorithm(algorithm.clone())).await.expect(key);
            let object = client
                .get_object(get("trailers", key).checksum_mode(ChecksumMode::Enabled))
                .await
                .expect("the object");
            assert!(object.content_encoding.is_none_or(|coding| coding.is_empty()), "the coding is no part of the object");
            let checksums = [
                object.checksum_crc32,
                object.checksum_crc32c,
                object.checksum_crc64nvme,
                object.checksum_sha1,
                object.checksum_sha256,
            ];
            assert!(checksums.iter().any(Option::is_some), "{key}");
            assert_eq!(object.body.collect().await.expect("its bytes"), whole(), "{key}");
        }
    }
    let empty = Body::stream(StreamBody::new(stream::iter(Vec::<Result<Frame<Bytes>, std::io::Error>>::new())));
    client.put_object(put("trailers", "empty").body(empty).content_length(0)).await.expect("nothing");
    assert!(content(&client, "trailers", "empty").await.is_empty());
    // A compressed object keeps its own coding.
    let coded = put("trailers", "coded").body(streamed(true)).content_encoding("gzip");
    client.put_object(coded).await.expect("a coding");
    let head = client.head_object(HeadObjectRequest::new(HeadObjectRequired { bucket: "trailers", key: "coded" }));
    assert_eq!(head.await.expect("its head").content_encoding.as_deref(), Some("gzip"));
}

#[tokio::test]
async fn a_stream_that_is_not_what_it_says_is_not_put() {
    let client = bucket("broken", config().request_checksums(ChecksumPolicy::WhenSupported)).await;
    for length in [299_999, 300_001] {
        let error = client.put_object(put("broken", "x").body(streamed(false)).content_length(length)).await;
        let text = error.expect_err("another length").to_string();
        assert!(text.contains("bytes that were announced"), "{text}");
    }
    let unsized_body = put("broken", "x").body(streamed(false)).checksum_algorithm(ChecksumAlgorithm::Crc32);
    let error = client.put_object(unsized_body).await.expect_err("no length");
    assert!(error.to_string().contains("a checksum takes a body whose length is known"), "{error}");
    let damaged = put("broken", "x").body(whole()).checksum_crc32("AAAAAA==");
    let error = client.put_object(damaged).await.expect_err("another checksum");
    assert_eq!(error.status(), Some(400), "{error}");
    let error = client.get_object(get("broken", "x")).await.expect_err("nothing is there");
    assert!(matches!(error.exception(), Some(s3::Exception::NoSuchKey(_))), "{error}");
}

#[tokio::test]
async fn odd_keys_go_there_and_back() {
    let client = bucket("keys", config()).await;
    let keys = ["a b+c", "\u{fc}ber/\u{1f980}", "a/b/c", "%41", "~tilde!*'()", "question?mark&equals=#"];
    for key in keys {
        client.put_object(put("keys", key).body(key.to_owned())).await.expect(key);
        assert_eq!(content(&client, "keys", key).await, key);
    }
    let listed = client.list_objects_v2(ListObjectsV2Request::new("keys")).await.expect("a list");
    let mut found: Vec<String> = listed.contents.into_iter().flatten().filter_map(|object| object.key).collect();
    found.sort_unstable();
    let mut expected = keys.map(str::to_owned).to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn an_object_comes_in_parts() {
    const PART: usize = 5 << 20;
    let client = bucket("parts", config().request_checksums(ChecksumPolicy::WhenSupported)).await;
    let create = CreateMultipartUploadRequest::new(CreateMultipartUploadRequired { bucket: "parts", key: "large" });
    let create = create.checksum_algorithm(ChecksumAlgorithm::Crc32);
    let upload_id = client.create_multipart_upload(create).await.expect("an upload").upload_id.expect("its id");
    let bytes = Bytes::from(vec![7; PART + 100]);
    let mut completed = Vec::new();
    for (index, part) in [bytes.slice(..PART), bytes.slice(PART..)].into_iter().enumerate() {
        let part_number = index as i32 + 1;
        let upload = UploadPartRequest::new(UploadPartRequired {
            bucket: "parts",
            key: "large",
            part_number,
            upload_id: upload_id.as_str(),
        });
        let upload = upload.body(part).checksum_algorithm(ChecksumAlgorithm::Crc32);
        let done = client.upload_part(upload).await.expect("a part");
        let part = CompletedPart::new().part_number(part_number);
        completed.push(part.set_etag(done.etag).set_checksum_crc32(done.checksum_crc32));
    }
    let complete = CompleteMultipartUploadRequest::new(CompleteMultipartUploadRequired {
        bucket: "parts",
        key: "large",
        upload_id: upload_id.as_str(),
    });
    let complete = complete.multipart_upload(CompletedMultipartUpload::new().parts(completed));
    client.complete_multipart_upload(complete).await.expect("complete");
    assert_eq!(content(&client, "parts", "large").await, bytes);
    let copy = CopyObjectRequest::new(CopyObjectRequired { bucket: "parts", copy_source: "parts/large", key: "copy" });
    assert!(client.copy_object(copy).await.expect("a copy").copy_object_result.is_some());
    let head = HeadObjectRequest::new(HeadObjectRequired { bucket: "parts", key: "copy" });
    assert_eq!(client.head_object(head).await.expect("its head").content_length, Some(bytes.len() as i64));
}

#[tokio::test]
async fn whoever_has_the_url_gets_and_puts() {
    if std::env::var_os("SERVER_CERTIFICATE").is_some() {
        // The HTTP client of this test speaks no TLS.
        return;
    }
    let client = bucket("presigned", config()).await;
    let minute = Duration::from_secs(60);
    let presigned = client.put_object(put("presigned", "a b")).presign(minute).await.expect("a URL");
    assert!(presigned.headers().is_empty(), "{:?}", presigned.headers());
    let answer = tokio::task::spawn_blocking(move || ureq_put(&presigned.url(), "hello")).await.expect("sent");
    assert_eq!(answer, 200);
    let presigned = client.get_object(get("presigned", "a b")).presign(minute).await.expect("a URL");
    let text = tokio::task::spawn_blocking(move || ureq_get(&presigned.url())).await.expect("fetched");
    assert_eq!(text, "hello");
}

fn ureq_put(url: &str, body: &str) -> u16 {
    ureq::put(url).send(body).expect("an answer").status().as_u16()
}

fn ureq_get(url: &str) -> String {
    ureq::get(url).call().expect("an answer").body_mut().read_to_string().expect("text")
}

/// XML has no place for control characters, so listings are asked for URL-encoded.
#[tokio::test]
async fn listings_have_keys_that_xml_cannot_hold() {
    let client = bucket("listings", config()).await;
    for key in ["b\u{1}c", "a+b %20", "folder/\u{2}/x"] {
        client.put_object(put("listings", key).body("x")).await.expect("put");
    }
    let list = ListObjectsV2Request::new("listings").delimiter("/");
    let listed = client.list_objects_v2(list.clone()).await.expect("a list");
    let keys: Vec<_> = listed.contents.into_iter().flatten().filter_map(|object| object.key).collect();
    assert_eq!(keys, ["a+b %20", "b\u{1}c"]);
    let prefixes: Vec<_> = listed.common_prefixes.into_iter().flatten().filter_map(|prefix| prefix.prefix).collect();
    assert_eq!(prefixes, ["folder/"]);
    assert_eq!((listed.delimiter.as_deref(), listed.encoding_type), (Some("/"), None));
    // Who asks for it gets what the service says.
    let listed = client.list_objects_v2(list.encoding_type(EncodingType::Url)).await.expect("a list");
    let keys: Vec<_> = listed.contents.into_iter().flatten().filter_map(|object| object.key).collect();
    assert_eq!(keys, ["a%2Bb+%2520", "b%01c"]);
    assert_eq!(listed.encoding_type, Some(EncodingType::Url));
}

#[tokio::test]
async fn what_is_not_there_has_a_type_without_a_body() {
    let client = bucket("heads", config()).await;
    let head = HeadObjectRequest::new(HeadObjectRequired { bucket: "heads", key: "missing" });
    let error = client.head_object(head).await.expect_err("no object");
    assert!(matches!(error.exception(), Some(s3::Exception::NotFound(_))), "{error}");
    assert!(error.request_id().is_some() && error.extended_request_id().is_some(), "{error:?}");
    let error = client.head_bucket(HeadBucketRequest::new("missing")).await.expect_err("no bucket");
    assert!(matches!(error.exception(), Some(s3::Exception::NotFound(_))), "{error}");
    assert_eq!((error.code(), error.status()), (Some("NotFound"), Some(404)));
}

#[tokio::test]
async fn a_form_uploads_what_its_policy_allows() {
    if std::env::var_os("SERVER_CERTIFICATE").is_some() {
        // The HTTP client of this test speaks no TLS.
        return;
    }
    let client = bucket("forms", config()).await;
    let presigned = |key: &'static str, policy: runtime::PostPolicy| {
        let put = put("forms", key).content_type("text/plain").metadata([("colour", "red")]);
        client.put_object(put).presign_post(Duration::from_secs(60), policy)
    };
    let policy = || runtime::PostPolicy::new().content_length(1..=10).field("success_action_status", "201");
    for (key, stored) in [("plain", "plain"), ("uploads/${filename}", "uploads/notes.txt")] {
        let form = presigned(key, policy()).await.expect("a form");
        assert_eq!(tokio::task::spawn_blocking(move || submit(&form, "hello", "")).await.expect("sent"), 201, "{key}");
        let object = client.get_object(get("forms", stored)).await.expect("the object");
        assert_eq!(object.content_type.as_deref(), Some("text/plain"));
        assert_eq!(object.metadata.and_then(|metadata| metadata.get("colour").cloned()).as_deref(), Some("red"));
        assert_eq!(object.body.collect().await.expect("its bytes"), "hello");
    }
    let form = presigned("long", policy()).await.expect("a form");
    assert_eq!(tokio::task::spawn_blocking(move || submit(&form, "hello, world", "")).await.expect("sent"), 400);
    let form = presigned("changed", policy()).await.expect("a form");
    assert_eq!(tokio::task::spawn_blocking(move || submit(&form, "hello", "other")).await.expect("sent"), 403);
    let open = policy().starts_with("x-amz-meta-size", "");
    let form = presigned("open", open).await.expect("a form");
    assert!(!format!("{form:?}").contains(&form.fields().last().expect("the signature").1));
    assert_eq!(tokio::task::spawn_blocking(move || submit(&form, "hello", "size")).await.expect("sent"), 201);
}

/// Sends a form as a browser does, with one more field if it has a name, and gives the status.
fn submit(form: &runtime::PresignedPost, content: &str, more: &str) -> u16 {
    let mut body = String::new();
    let mut part = |head: &str, value: &str| {
        body += &format!("--boundary\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n");
    };
    for (name, value) in form.fields() {
        part(&format!("name=\"{name}\""), value);
    }
    if !more.is_empty() {
        part(&format!("name=\"x-amz-meta-{more}\""), "1");
    }
    part("name=\"file\"; filename=\"notes.txt\"", content);
    body += "--boundary--\r\n";
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let answer = agent.post(form.url()).header("content-type", "multipart/form-data; boundary=boundary").send(body);
    answer.expect("an answer").status().as_u16()
}

/// Parts of files and of streams whose length nobody knows, with and without checksums, and ranges that make a file.
#[tokio::test]
async fn large_objects_go_in_parts() {
    for policy in [None, Some(ChecksumPolicy::WhenSupported)] {
        let config = policy.map_or_else(config, |policy| config().request_checksums(policy).response_checksums(policy));
        let name = if policy.is_some() { "secured" } else { "large" };
        let client = bucket(name, config).await;
        let content: Vec<u8> = (0..(12 << 20) + 345).map(|index: u32| (index % 251) as u8).collect();
        let mut file = tempfile();
        file.1.write_all(&content).expect("written");
        let pieces: Vec<_> = content.chunks(700_001).map(Bytes::copy_from_slice).map(Frame::data).map(Ok::<_, std::io::Error>).collect();
        let bodies = [
            ("file", Body::file(&file.0).expect("a file")),
            ("bytes", Body::from(content.clone())),
            ("stream", Body::stream(StreamBody::new(stream::iter(pieces)))),
        ];
        for (key, body) in bodies {
            let input = put(name, key).body(body).content_type("text/plain").metadata([("colour", "red")]);
            let uploaded = client.upload(input).part_size(5 << 20).concurrency(2).await.expect("uploaded");
            assert_eq!((uploaded.parts, uploaded.bytes), (3, content.len() as u64), "{key}");
            let target = file.0.with_extension(key);
            let downloaded = client.download(get(name, key)).part_size(5_000_000).to_file(&target).await.expect("downloaded");
            assert_eq!((downloaded.bytes, downloaded.entity_tag), (content.len() as u64, uploaded.entity_tag));
            assert!(std::fs::read(&target).expect("the file") == content, "{key}");
            std::fs::remove_file(target).expect("removed");
            let head = HeadObjectRequest::new(HeadObjectRequired { bucket: name, key });
            let head = client.head_object(head).await.expect("its head");
            assert_eq!(head.content_type.as_deref(), Some("text/plain"));
            assert_eq!(head.metadata.and_then(|metadata| metadata.get("colour").cloned()).as_deref(), Some("red"));
        }
        // An empty object has no ranges.
        client.upload(put(name, "empty")).await.expect("uploaded");
        let target = file.0.with_extension("empty");
        assert_eq!(client.download(get(name, "empty")).to_file(&target).await.expect("downloaded").bytes, 0);
        assert!(std::fs::read(&target).expect("the file").is_empty());
        std::fs::remove_file(target).expect("removed");
        std::fs::remove_file(file.0).expect("removed");
    }
}

#[tokio::test]
async fn an_upload_that_fails_leaves_nothing() {
    let client = bucket("given-up", config()).await;
    let mut pieces: Vec<Result<Frame<Bytes>, std::io::Error>> =
        (0..16).map(|_| Ok(Frame::data(Bytes::from(vec![7; 1 << 20])))).collect();
    pieces.push(Err(std::io::Error::other("the disk is gone")));
    let body = Body::stream(StreamBody::new(stream::iter(pieces)));
    let error = client.upload(put("given-up", "x").body(body)).await.expect_err("the stream breaks");
    assert_eq!(error.to_string(), "the disk is gone");
    let uploads = client.list_multipart_uploads(ListMultipartUploadsRequest::new("given-up")).await.expect("a list");
    assert!(uploads.uploads.is_none_or(|uploads| uploads.is_empty()));
    let target = std::env::temp_dir().join(format!("missing-{}", std::process::id()));
    let error = client.download(get("given-up", "x")).to_file(&target).await.expect_err("it is not there");
    assert!(error.to_string().contains("NoSuchKey"), "{error}");
    assert!(!target.exists());
}

/// The store takes keys by TLS alone.
#[tokio::test]
async fn a_key_of_ones_own_goes_with_its_md5() {
    if std::env::var_os("SERVER_CERTIFICATE").is_none() {
        return;
    }
    let client = bucket("encrypted", config()).await;
    // 32 bytes, in Base64.
    let key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    let input = put("encrypted", "x").body("secret").sse_customer_algorithm("AES256").sse_customer_key(key);
    client.put_object(input).await.expect("put");
    client.get_object(get("encrypted", "x")).await.expect_err("no key");
    let input = get("encrypted", "x").sse_customer_algorithm("AES256").sse_customer_key(key);
    assert_eq!(client.get_object(input).await.expect("the object").body.collect().await.expect("its bytes"), "secret");
}

/// The example, as its users run it.
#[tokio::test]
async fn the_example_copies_up_down_and_across() {
    bucket("copied", config()).await;
    let mut file = tempfile();
    file.1.write_all(&whole()).expect("written");
    let (from, target) = (file.0.display().to_string(), file.0.with_extension("copy"));
    let copy = |from: &str, to: &str| {
        let certificate = std::env::var("SERVER_CERTIFICATE").ok().map(|path| ("AWS_CA_BUNDLE", path));
        std::process::Command::new(env!("CARGO_BIN_EXE_s3_copy"))
            .args([from, to])
            .env("AWS_ENDPOINT_URL", std::env::var("SERVER_URL").expect("the address of the store"))
            .envs([("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "a-secret-key")])
            .envs(certificate)
            .output()
            .expect("the example")
    };
    for (from, to) in [
        (from.as_str(), "s3://copied/a b"),
        ("s3://copied/a b", "s3://copied/c"),
        ("s3://copied/c", target.to_str().expect("text")),
    ] {
        let output = copy(from, to);
        assert!(output.status.success(), "{output:?}");
    }
    assert!(std::fs::read(&target).expect("the copy") == whole());
    let missing = copy("s3://copied/missing", "nowhere");
    assert!(!missing.status.success() && String::from_utf8_lossy(&missing.stderr).contains("NoSuchKey"), "{missing:?}");
    std::fs::remove_file(target).expect("removed");
    std::fs::remove_file(file.0).expect("removed");
}
