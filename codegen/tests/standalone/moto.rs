//! DynamoDB, SQS and KMS against moto, a mock of AWS that others wrote: `MOTO_URL` says where it is. This file is copied into
//! a crate beside the clients that are generated from the models of these services.

use dynamodb::types as db;
use futures_util::TryStreamExt;
use runtime::{Bytes, Credentials};
use sqs::types as queue;

fn config() -> runtime::Config {
    let url = std::env::var("MOTO_URL").expect("the address of moto");
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
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
        db::KeySchemaElement::new(db::KeySchemaElementRequired { attribute_name: attribute_name.into(), key_type })
    };
    let attribute = |attribute_name: &str, attribute_type| {
        let attribute_name = attribute_name.into();
        db::AttributeDefinition::new(db::AttributeDefinitionRequired { attribute_name, attribute_type })
    };
    let input = db::CreateTableInput::new(db::CreateTableRequired {
        table_name: name.into(),
        attribute_definitions: vec![
            attribute("Sensor", db::ScalarAttributeType::S),
            attribute("Number", db::ScalarAttributeType::N),
        ],
        key_schema: vec![key("Sensor", db::KeyType::Hash), key("Number", db::KeyType::Range)],
    })
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
    let input = db::PutItemInput::new(db::PutItemRequired {
        table_name: table.into(),
        item: item.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    });
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
        .put(db::Put::new(db::PutRequired { table_name: "transactions".into(), item: key(1).into() }));
    let check = db::TransactWriteItem::new().condition_check(db::ConditionCheck::new(db::ConditionCheckRequired {
        table_name: "transactions".into(),
        key: key(2).into(),
        condition_expression: "attribute_exists(Sensor)".into(),
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
            id: id.into(),
            message_body: body.into(),
        })
    };
    let batch = queue::SendMessageBatchRequest::new(queue::SendMessageBatchRequired {
        queue_url: url.clone(),
        entries: vec![entry("a", "1.5"), entry("b", "2.5")],
    });
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
            id: id.into(),
            receipt_handle: receipt_handle.into(),
        })
    };
    let batch = queue::DeleteMessageBatchRequest::new(queue::DeleteMessageBatchRequired {
        queue_url: url,
        entries: vec![delete("a", &handle), delete("b", "nobody's")],
    });
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
