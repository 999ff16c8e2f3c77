//! S3 against MinIO, a store that is not AWS and that checks each signature and each checksum: `SERVER_URL` says where it is,
//! and `SERVER_CERTIFICATE`, if it speaks TLS, by which certificate it is known.
//! This file is copied into a crate beside the client that is generated from the model of S3.

mod store;

use std::io::Write;
use std::time::Duration;

use futures_util::stream;
use http_body::Frame;
use http_body_util::StreamBody;
use runtime::{Body, Bytes, ChecksumPolicy};
use s3::types::*;
use store::*;

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

/// The store checks what is signed, and takes what is not.
#[tokio::test]
async fn payloads_are_signed_as_the_user_says() {
    use runtime::PayloadSigning::{Always, Never, WithoutTls};
    let has_tls = std::env::var("SERVER_URL").expect("the store").starts_with("https:");
    let mut file = tempfile();
    file.1.write_all(&whole()).expect("written");
    for policy in [ChecksumPolicy::WhenRequired, ChecksumPolicy::WhenSupported] {
        let with_checksum = policy == ChecksumPolicy::WhenSupported;
        for when in [WithoutTls, Always, Never] {
            let name = format!("{policy:?}-{when:?}").to_lowercase();
            let client = bucket(&name, config().request_checksums(policy).payload_signing(when)).await;
            let signs_streams = when == Always || when == WithoutTls && !has_tls;
            let in_chunks =
                if signs_streams { "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" } else { "STREAMING-UNSIGNED-PAYLOAD-TRAILER" };
            let whole_or = |is_signed| if is_signed { "a hash" } else { "UNSIGNED-PAYLOAD" };
            for key in ["bytes", "file", "stream"] {
                let call = || {
                    let body = match key {
                        "bytes" => Body::from(whole()),
                        "file" => Body::file(&file.0).expect("a file"),
                        _ => streamed(true),
                    };
                    client.put_object(put(&name, key).body(body))
                };
                let expected = match key {
                    "bytes" => whole_or(when != Never),
                    _ if with_checksum => in_chunks,
                    "file" => whole_or(signs_streams),
                    _ if when == Always => "a stream without a checksum can't be signed",
                    _ => "UNSIGNED-PAYLOAD",
                };
                let found = match call().into_request().await {
                    Ok(request) => request.headers()["x-amz-content-sha256"].to_str().expect("text").to_owned(),
                    Err(error) => error.to_string(),
                };
                let is_hash = found.len() == 64 && found.bytes().all(|byte| byte.is_ascii_hexdigit());
                let found = if is_hash { "a hash" } else { &found };
                assert!(found.contains(expected), "{key}, {when:?}, {policy:?}: {found}, not {expected}");
                if !expected.contains("can't") {
                    call().await.unwrap_or_else(|error| panic!("{key}, {when:?}, {policy:?}: {error}"));
                    assert_eq!(content(&client, &name, key).await, whole());
                }
            }
        }
    }
    std::fs::remove_file(file.0).expect("removed");
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
        // What is about the bytes of the input does not matter.
        let put = put("forms", key).body("ignored").checksum_algorithm(ChecksumAlgorithm::Crc32);
        let put = put.content_type("text/plain").metadata([("colour", "red")]);
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
