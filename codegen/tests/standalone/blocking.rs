//! S3 against MinIO, by calls that block. This file is copied into a crate beside the client that is generated from the model of S3.

mod store;

use std::io::{Read, Write};

use runtime::{Body, ChecksumPolicy};
use s3::types::*;
use store::*;

fn bucket(name: &str, config: runtime::Config) -> s3::Client {
    let client = s3::Client::new(config);
    client.create_bucket(CreateBucketRequest::new(name)).blocking().expect("a bucket");
    client
}

fn content(client: &s3::Client, bucket: &str, key: &str) -> Vec<u8> {
    let object = client.get_object(get(bucket, key)).blocking().expect("the object");
    let mut content = Vec::new();
    object.body.into_reader().read_to_end(&mut content).expect("its bytes");
    content
}

#[test]
fn bodies_of_every_kind_are_put() {
    let policies = [
        ("blocking-required", ChecksumPolicy::WhenRequired),
        ("blocking-supported", ChecksumPolicy::WhenSupported),
    ];
    for (name, policy) in policies {
        let client = bucket(name, config().request_checksums(policy));
        let (path, mut file) = tempfile();
        file.write_all(&whole()).expect("written");
        let bodies = [
            ("bytes", Body::from(whole())),
            ("sized", streamed(true)),
            ("file", Body::file(&path).expect("a file")),
            ("empty", Body::empty()),
        ];
        for (key, body) in bodies {
            client.put_object(put(name, key).body(body)).blocking().expect(key);
            let expected = if key == "empty" { 0 } else { 300_000 };
            let found = content(&client, name, key);
            assert!(found.len() == expected && found == whole()[..expected], "{key} of {name}");
        }
        client.put_object(put(name, "length").body(streamed(false)).content_length(300_000)).blocking().expect("a length");
        assert!(content(&client, name, "length") == whole());
        let error = client.put_object(put(name, "unknown").body(streamed(false))).blocking().expect_err("no length");
        assert!(error.status().is_none_or(|status| status == 411), "{error}");
        std::fs::remove_file(path).expect("removed");
    }
}

/// Requests whose body is empty, or made of the input, and answers without a body.
#[test]
fn objects_are_made_of_parts_and_copied_and_deleted() {
    let client = bucket("blocking-parts", config());
    let (bucket, key) = ("blocking-parts", "parts");
    let begin = CreateMultipartUploadRequest::new(CreateMultipartUploadRequired { bucket, key });
    let upload = client.create_multipart_upload(begin).blocking().expect("an upload").upload_id.expect("its id");
    let mut parts = Vec::new();
    for (number, body) in [(1, Body::from(vec![1; 5 << 20])), (2, Body::from(vec![2; 7]))] {
        let required =
            UploadPartRequired { bucket, key, part_number: number, upload_id: upload.clone() };
        let part = client.upload_part(UploadPartRequest::new(required).body(body)).blocking().expect("a part");
        parts.push(CompletedPart::new().etag(part.etag.expect("a tag")).part_number(number));
    }
    let required = CompleteMultipartUploadRequired { bucket, key, upload_id: upload };
    let whole = CompletedMultipartUpload::new().parts(parts);
    let complete = CompleteMultipartUploadRequest::new(required).multipart_upload(whole);
    client.complete_multipart_upload(complete).blocking().expect("an object");

    let required = CopyObjectRequired { bucket, copy_source: "blocking-parts/parts", key: "copy" };
    client.copy_object(CopyObjectRequest::new(required)).blocking().expect("a copy");
    let head = |key| client.head_object(HeadObjectRequest::new(HeadObjectRequired { bucket, key })).blocking();
    assert_eq!(head("copy").expect("a head").content_length, Some((5 << 20) + 7));
    let listed = client.list_objects_v2(ListObjectsV2Request::new(bucket)).blocking().expect("a list");
    let keys: Vec<_> = listed.contents().iter().filter_map(|object| object.key.clone()).collect();
    assert_eq!(keys, ["copy", "parts"]);

    client.delete_object(DeleteObjectRequest::new(DeleteObjectRequired { bucket, key })).blocking().expect("deleted");
    let all = Delete::new([ObjectIdentifier::new("copy")]);
    let delete = DeleteObjectsRequest::new(bucket, all);
    client.delete_objects(delete).blocking().expect("deleted");
    for key in ["parts", "copy"] {
        assert_eq!(head(key).expect_err("no such object").status(), Some(404));
    }
}
