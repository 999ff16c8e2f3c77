//! Services in five protocols against moto, a mock of AWS that others wrote: `SERVER_URL` says where it is. This file is copied into
//! a crate beside the clients that are generated from the models of these services.

use dynamodb::types as db;
use futures_util::TryStreamExt;
use runtime::{Bytes, Credentials};
use sqs::types as queue;

fn config() -> runtime::Config {
    let url = std::env::var("SERVER_URL").expect("the address of moto");
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    runtime::Config::new().endpoint(url).region("us-east-1").credentials(credentials)
}

fn text(value: &str) -> db::AttributeValue {
    db::AttributeValue::S(value.to_owned())
}

fn number(value: usize) -> db::AttributeValue {
    db::AttributeValue::N(value.to_string())
}

/// The table `name`: readings of sensors, by sensor and number.
async fn table(client: &dynamodb::Client, name: &str) {
    let key = |attribute_name: &str, key_type| {
        db::KeySchemaElement::new(db::KeySchemaElementRequired { attribute_name, key_type })
    };
    let attribute = |attribute_name: &str, attribute_type| {
        db::AttributeDefinition::new(db::AttributeDefinitionRequired { attribute_name, attribute_type })
    };
    let input = db::CreateTableInput::new(vec![
            attribute("Sensor", db::ScalarAttributeType::S),
            attribute("Number", db::ScalarAttributeType::N),
        ], name,
        vec![key("Sensor", db::KeyType::Hash), key("Number", db::KeyType::Range)],
    )
    .billing_mode(db::BillingMode::PayPerRequest);
    let output = client.create_table(input).await.expect("a table");
    let description = output.table_description.expect("its description");
    assert_eq!((description.table_name.as_deref(), description.item_count), (Some(name), Some(0)));
    assert!(description.creation_date_time.is_some());
}

async fn put(client: &dynamodb::Client, table: &str, index: usize) {
    let item = [
        ("Sensor", text("door")),
        ("Number", number(index)),
        ("Raw", db::AttributeValue::B(Bytes::from(vec![index as u8; 3]))),
        ("Tags", db::AttributeValue::M([("open".to_owned(), db::AttributeValue::Bool(true))].into())),
    ];
    let input = db::PutItemInput::new(table, item);
    client.put_item(input).await.expect("put");
}

#[tokio::test]
async fn items_are_put_and_queried_in_pages() {
    let client = dynamodb::Client::new(config());
    table(&client, "pages").await;
    for index in 0..10 {
        put(&client, "pages", index).await;
    }
    let query = db::QueryInput::new("pages")
        .key_condition_expression("Sensor = :sensor")
        .expression_attribute_values([(":sensor".to_owned(), text("door"))])
        .limit(3);
    let pages: Vec<_> = client.query(query).pages().try_collect().await.expect("every page");
    assert_eq!(pages.len(), 4);
    let items: Vec<_> = pages.into_iter().flat_map(|page| page.items.unwrap_or_default()).collect();
    assert_eq!(items.len(), 10);
    for (index, item) in items.iter().enumerate() {
        assert_eq!(item["Number"], number(index));
        assert_eq!(item["Raw"], db::AttributeValue::B(Bytes::from(vec![index as u8; 3])));
        assert_eq!(item["Tags"], db::AttributeValue::M([("open".to_owned(), db::AttributeValue::Bool(true))].into()));
    }
}

#[tokio::test]
async fn a_transaction_is_cancelled_with_its_reasons() {
    let client = dynamodb::Client::new(config());
    table(&client, "transactions").await;
    let key = |index: usize| [("Sensor".to_owned(), text("door")), ("Number".to_owned(), number(index))];
    let put = db::TransactWriteItem::new()
        .put(db::Put::new(key(1), "transactions"));
    let check = db::TransactWriteItem::new().condition_check(db::ConditionCheck::new(db::ConditionCheckRequired {
        table_name: "transactions",
        key: key(2),
        condition_expression: "attribute_exists(Sensor)",
    }));
    let error = client.transact_write_items(db::TransactWriteItemsInput::new([put, check])).await;
    let error = error.expect_err("the second item is not there");
    let Some(dynamodb::Exception::TransactionCanceledException(cancelled)) = error.exception() else {
        panic!("{error}");
    };
    let reasons = cancelled.cancellation_reasons.as_deref().expect("a reason for each item");
    let codes: Vec<_> = reasons.iter().map(|reason| reason.code.as_deref()).collect();
    assert_eq!(codes, [Some("None"), Some("ConditionalCheckFailed")]);
    assert_eq!((error.code(), error.status()), (Some("TransactionCanceledException"), Some(400)));
}

#[tokio::test]
async fn errors_of_the_database_have_types() {
    let client = dynamodb::Client::new(config());
    let error = client.query(db::QueryInput::new("missing").key_condition_expression("a = b")).await;
    let error = error.expect_err("there is no such table");
    assert!(matches!(error.exception(), Some(dynamodb::Exception::ResourceNotFoundException(_))), "{error}");
}

#[tokio::test]
async fn messages_go_through_a_queue() {
    let client = sqs::Client::new(config());
    let created = client.create_queue(queue::CreateQueueRequest::new("readings")).await.expect("a queue");
    let url = created.queue_url.expect("its URL");
    let entry = |id: &str, body: &str| {
        queue::SendMessageBatchRequestEntry::new(queue::SendMessageBatchRequestEntryRequired {
            id: id,
            message_body: body,
        })
    };
    let batch = queue::SendMessageBatchRequest::new(url.clone(), [entry("a", "1.5"), entry("b", "2.5")]);
    let sent = client.send_message_batch(batch).await.expect("sent");
    assert_eq!((sent.successful.len(), sent.failed.len()), (2, 0));

    let receive = queue::ReceiveMessageRequest::new(url.clone()).max_number_of_messages(10);
    let messages = client.receive_message(receive).await.expect("messages").messages.expect("two of them");
    let mut bodies: Vec<_> = messages.iter().filter_map(|message| message.body.as_deref()).collect();
    bodies.sort_unstable();
    assert_eq!(bodies, ["1.5", "2.5"]);

    // One of the batch is nobody's.
    let handle = messages[0].receipt_handle.clone().expect("a handle");
    let delete = |id: &str, receipt_handle: &str| {
        queue::DeleteMessageBatchRequestEntry::new(queue::DeleteMessageBatchRequestEntryRequired {
            id: id,
            receipt_handle: receipt_handle,
        })
    };
    let batch = queue::DeleteMessageBatchRequest::new(url, [delete("a", &handle), delete("b", "nobody's")]);
    let deleted = client.delete_message_batch(batch).await.expect("a result for each");
    assert_eq!(deleted.successful.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(deleted.failed.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["b"]);
}

#[tokio::test]
async fn errors_of_the_queue_keep_their_old_codes() {
    let client = sqs::Client::new(config());
    let error = client.get_queue_url(queue::GetQueueUrlRequest::new("missing")).await.expect_err("no such queue");
    assert!(matches!(error.exception(), Some(sqs::Exception::QueueDoesNotExist(_))), "{error}");
    assert_eq!(error.code(), Some("AWS.SimpleQueueService.NonExistentQueue"));
}

#[tokio::test]
async fn what_a_key_encrypts_it_decrypts() {
    use kms::types::*;
    let client = kms::Client::new(config());
    let created = client.create_key(CreateKeyRequest::new().description("readings")).await.expect("a key");
    let key = created.key_metadata.expect("its metadata");
    assert_eq!(key.description.as_deref(), Some("readings"));
    let plaintext = Bytes::from_static(b"1.5");
    let encrypt = EncryptRequest::new(EncryptRequired { key_id: key.key_id.clone(), plaintext: plaintext.clone() });
    let ciphertext = client.encrypt(encrypt).await.expect("encrypted").ciphertext_blob.expect("bytes");
    let decrypted = client.decrypt(DecryptRequest::new(ciphertext)).await.expect("decrypted");
    assert_eq!(decrypted.plaintext, Some(plaintext));
    let error = client.describe_key(DescribeKeyRequest::new("00000000-0000-4000-8000-000000000000")).await;
    let error = error.expect_err("there is no such key");
    assert!(matches!(error.exception(), Some(kms::Exception::NotFoundException(_))), "{error}");
}

#[tokio::test]
async fn objects_are_put_listed_and_deleted() {
    use s3::types::*;
    let client = s3::Client::new(config());
    client.create_bucket(CreateBucketRequest::new("shelf")).await.expect("a bucket");
    for key in ["a/../b c+\u{fc}", "plain", "third"] {
        let put = PutObjectRequest::new(PutObjectRequired { bucket: "shelf", key: key });
        let put = put.body(key.to_owned()).metadata([("colour".to_owned(), "red".to_owned())]);
        client.put_object(put).await.expect("put");
        let get = GetObjectRequest::new(GetObjectRequired { bucket: "shelf", key: key });
        let got = client.get_object(get).await.expect("the object");
        let metadata = got.metadata.expect("its metadata");
        assert_eq!(metadata.get("colour").map(String::as_str), Some("red"));
        assert!(got.last_modified.is_some());
        assert_eq!(got.body.collect().await.expect("its bytes"), key);
    }
    let list = ListObjectsV2Request::new("shelf").max_keys(2);
    let pages: Vec<_> = client.list_objects_v2(list).pages().try_collect().await.expect("every page");
    let keys: Vec<_> = pages.iter().flat_map(|page| page.contents.iter().flatten()).collect();
    assert_eq!((pages.len(), keys.len()), (2, 3));
    assert_eq!((keys[0].key.as_deref(), keys[0].size), (Some("a/../b c+\u{fc}"), Some(11)));

    let objects = ["plain", "third"].map(ObjectIdentifier::new);
    let deleted = client.delete_objects(DeleteObjectsRequest::new("shelf", Delete::new(objects))).await.expect("deleted").deleted;
    assert_eq!(deleted.map(|deleted| deleted.len()), Some(2));
    let get = GetObjectRequest::new(GetObjectRequired { bucket: "shelf", key: "plain" });
    let error = client.get_object(get).await.expect_err("it is gone");
    assert!(matches!(error.exception(), Some(s3::Exception::NoSuchKey(_))), "{error}");
    assert_eq!((error.code(), error.status()), (Some("NoSuchKey"), Some(404)));
}

#[tokio::test]
async fn buckets_have_tags_and_a_location() {
    use s3::types::*;
    let client = s3::Client::new(config());
    let place = CreateBucketConfiguration::new().location_constraint(BucketLocationConstraint::EuWest1);
    let create = CreateBucketRequest::new("tagged").create_bucket_configuration(place);
    client.create_bucket(create).await.expect("a bucket");
    let location = client.get_bucket_location(GetBucketLocationRequest::new("tagged")).await.expect("a place");
    assert_eq!(location.location_constraint, Some(BucketLocationConstraint::EuWest1));
    let tag = |key: &str, value: &str| Tag::new(TagRequired { key: key, value: value });
    let tags = vec![tag("<a>", "&"), tag("b", "c d")];
    client.put_bucket_tagging(PutBucketTaggingRequest::new("tagged", Tagging::new(tags.clone()))).await.expect("tagged");
    let found = client.get_bucket_tagging(GetBucketTaggingRequest::new("tagged")).await.expect("the tags");
    assert_eq!(found.tag_set, tags);
    let error = client.get_bucket_tagging(GetBucketTaggingRequest::new("missing")).await.expect_err("no bucket");
    assert_eq!(error.code(), Some("NoSuchBucket"));
}

#[tokio::test]
async fn networks_are_found_by_their_tags() {
    use ec2::types::*;
    let client = ec2::Client::new(config());
    let created = client.create_vpc(CreateVpcRequest::new().cidr_block("10.0.0.0/16")).await.expect("a network");
    let id = created.vpc.and_then(|vpc| vpc.vpc_id).expect("its id");
    let tag = Tag::new().key("name").value("readings & more");
    client
        .create_tags(CreateTagsRequest::new([id.clone()], [tag.clone()]))
        .await
        .expect("tagged");
    let filter = Filter::new().name("tag:name").values(["readings & more".to_owned()]);
    let found = client.describe_vpcs(DescribeVpcsRequest::new().filters([filter])).await.expect("networks");
    let vpcs = found.vpcs.expect("one");
    assert_eq!(vpcs.iter().map(|vpc| vpc.vpc_id.as_deref()).collect::<Vec<_>>(), [Some(&*id)]);
    assert_eq!((vpcs[0].tags.as_deref(), vpcs[0].is_default), (Some(&[tag][..]), Some(false)));
    client.delete_vpc(DeleteVpcRequest::new(id.clone())).await.expect("deleted");
    let error = client.delete_vpc(DeleteVpcRequest::new(id)).await.expect_err("it is gone");
    assert_eq!((error.code(), error.status()), (Some("InvalidVpcID.NotFound"), Some(400)));
    assert!(error.request_id().is_some(), "{error}");
}

#[tokio::test]
async fn users_are_listed_in_pages() {
    use iam::types::*;
    let client = iam::Client::new(config());
    for name in ["ann", "ben", "cat"] {
        let user = client.create_user(CreateUserRequest::new(name)).await.expect("a user").user.expect("the user");
        assert_eq!(user.user_name, name);
    }
    let users: Vec<_> =
        client.list_users(ListUsersRequest::new().max_items(2)).items().try_collect().await.expect("users");
    let names: Vec<_> = users.iter().map(|user| user.user_name.as_str()).collect();
    assert_eq!(names, ["ann", "ben", "cat"]);
    let error = client.get_user(GetUserRequest::new().user_name("dan")).await.expect_err("no such user");
    // The code is not the name of the shape.
    assert!(matches!(error.exception(), Some(iam::Exception::NoSuchEntityException(_))), "{error}");
    assert_eq!(error.code(), Some("NoSuchEntity"));
}

#[tokio::test]
async fn a_role_gives_credentials() {
    use sts::types::*;
    let client = sts::Client::new(config());
    let who = client.get_caller_identity(GetCallerIdentityRequest::new()).await.expect("an identity");
    assert!(who.arn.expect("an ARN").starts_with("arn:aws:"));
    let role = AssumeRoleRequired {
        role_arn: "arn:aws:iam::123456789012:role/reader",
        role_session_name: "reading",
    };
    let assumed = client.assume_role(AssumeRoleRequest::new(role)).await.expect("credentials");
    let credentials = assumed.credentials.expect("credentials");
    assert!(credentials.expiration.secs() > 1_700_000_000);
    assert!(!credentials.secret_access_key.is_empty());
}

#[tokio::test]
async fn policies_come_as_they_were_given() {
    use iam::types::*;
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"StringLike":{"aws:PrincipalTag/a+b":"c d%"}}}]}"#;
    let client = iam::Client::new(config());
    let role = CreateRoleRequest::new(CreateRoleRequired { role_name: "reader", assume_role_policy_document: policy });
    client.create_role(role).await.expect("a role");
    let role = client.get_role(GetRoleRequest::new("reader")).await.expect("the role").role;
    assert_eq!(role.assume_role_policy_document.as_deref(), Some(policy));
}

/// The example, as its users run it.
#[tokio::test]
async fn the_example_prints_every_item() {
    let client = dynamodb::Client::new(config());
    table(&client, "scanned").await;
    for index in 0..3 {
        put(&client, "scanned", index).await;
    }
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_dynamodb_scan"))
        .arg("scanned")
        .env("AWS_ENDPOINT_URL", std::env::var("SERVER_URL").expect("the address of moto"))
        .envs([("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")])
        .output()
        .expect("the example");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.lines().count() == 3, "{output:?}");
    assert!(printed.contains("Number=2") && printed.contains(r#"Sensor="door""#) && printed.contains("{open: true}"), "{printed}");
}

#[tokio::test]
async fn a_stack_is_made_of_a_template() {
    use cloudformation::types::*;
    let client = cloudformation::Client::new(config());
    let template = r#"{"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"of-a-stack"}}}}"#;
    let parameter = Parameter::new().parameter_key("Name").parameter_value("a & b");
    let input = CreateStackInput::new("stack").template_body(template).parameters([parameter]);
    let id = client.create_stack(input).await.expect("a stack").stack_id.expect("its id");
    let input = DescribeStacksInput::new().stack_name("stack");
    let stacks = client.describe_stacks(input).await.expect("stacks").stacks.expect("one");
    assert_eq!((stacks[0].stack_id.as_deref(), stacks[0].stack_name.as_deref()), (Some(&*id), Some("stack")));
    assert_eq!(stacks[0].stack_status, Some(StackStatus::CreateComplete));
    let input = DescribeStackResourcesInput::new().stack_name("stack");
    let resources = client.describe_stack_resources(input).await.expect("resources").stack_resources.expect("one");
    assert_eq!(resources[0].resource_type.as_deref(), Some("AWS::SQS::Queue"));
    let missing = client.describe_stacks(DescribeStacksInput::new().stack_name("missing")).await.expect_err("no stack");
    assert_eq!((missing.code(), missing.status()), (Some("ValidationError"), Some(400)));
}

#[tokio::test]
async fn what_is_measured_is_counted() {
    use cloudwatch::types::*;
    let client = cloudwatch::Client::new(config());
    let now = runtime::DateTime::from(std::time::SystemTime::now());
    let datum = |value: f64| MetricDatum::new().metric_name("Height").value(value).timestamp(now);
    let input = PutMetricDataInput::new("Tides").metric_data([datum(1.5), datum(3.5)]);
    client.put_metric_data(input).await.expect("measured");
    let metrics = client.list_metrics(ListMetricsInput::new().namespace("Tides")).await.expect("metrics").metrics;
    let names: Vec<_> = metrics.into_iter().flatten().filter_map(|metric| metric.metric_name).collect();
    assert!(names.iter().all(|name| name == "Height") && !names.is_empty(), "{names:?}");
    let statistics = GetMetricStatisticsRequired {
        namespace: "Tides",
        metric_name: "Height",
        start_time: runtime::DateTime::from_secs(now.secs() - 600),
        end_time: runtime::DateTime::from_secs(now.secs() + 600),
        period: 60,
    };
    let input = GetMetricStatisticsInput::new(statistics).statistics([Statistic::Sum, Statistic::Maximum]);
    let points = client.get_metric_statistics(input).await.expect("statistics").datapoints.expect("points");
    assert_eq!((points[0].sum, points[0].maximum), (Some(5.0), Some(3.5)));
}

/// Guests of an identity pool have no credentials yet: what they ask for is not signed.
#[tokio::test]
async fn a_guest_gets_credentials_without_having_any() {
    use cognitoidentity::types::*;
    let client = cognitoidentity::Client::new(config());
    let pool = CreateIdentityPoolInput::new("guests").allow_unauthenticated_identities(true);
    let pool = client.create_identity_pool(pool).await.expect("a pool").identity_pool_id;
    let url = std::env::var("SERVER_URL").expect("the address of moto");
    let guest = cognitoidentity::Client::new(runtime::Config::new().endpoint(url).region("us-east-1"));
    let id = guest.get_id(GetIdInput::new(pool.clone())).await.expect("an id").identity_id.expect("its text");
    let given = guest.get_credentials_for_identity(GetCredentialsForIdentityInput::new(id)).await.expect("credentials");
    let given = given.credentials.expect("credentials");
    assert!(given.access_key_id.is_some() && given.session_token.is_some() && given.expiration.is_some());
    assert!(!format!("{given:?}").contains(&given.secret_key.expect("a secret")), "it is not printed");
    // What is signed fails without credentials, before anything is sent.
    let error = guest.list_identity_pools(ListIdentityPoolsInput::new(1)).await.expect_err("nobody signs").to_string();
    assert!(error.contains("none are configured"), "{error}");
}
