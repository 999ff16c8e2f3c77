//! The official client.

use std::path::Path;

use aws_credential_types::Credentials;
use aws_sdk_s3::config::{BehaviorVersion, Region};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3_transfer_manager::io::InputStream;

use crate::{ACCESS_KEY, BUCKET, Problem, REGION, SECRET_KEY, Store};

#[derive(Clone)]
pub(crate) struct Client(aws_sdk_s3::Client);

impl Client {
    pub(crate) fn new(url: &str) -> Self {
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(url)
            .region(Region::new(REGION))
            .force_path_style(true)
            .credentials_provider(Credentials::from_keys(ACCESS_KEY, SECRET_KEY, None))
            .build();
        Self(aws_sdk_s3::Client::from_conf(config))
    }
}

impl Client {
    /// The official transfer manager, with its default settings.
    fn transfers(&self) -> aws_sdk_s3_transfer_manager::Client {
        let config = aws_sdk_s3_transfer_manager::Config::builder().client(self.0.clone()).build();
        aws_sdk_s3_transfer_manager::Client::new(config)
    }
}

impl Store for Client {
    async fn make_bucket(&self) {
        // It may be there.
        let _ = self.0.create_bucket().bucket(BUCKET).send().await;
    }

    async fn put(&self, key: String, file: &Path) -> Result<(), Problem> {
        let body = ByteStream::from_path(file).await?;
        self.0.put_object().bucket(BUCKET).key(key).body(body).send().await?;
        Ok(())
    }

    async fn get(&self, key: String) -> Result<u64, Problem> {
        let mut output = self.0.get_object().bucket(BUCKET).key(key).send().await?;
        let mut length = 0;
        while let Some(chunk) = output.body.next().await {
            length += chunk?.len() as u64;
        }
        Ok(length)
    }

    async fn upload(&self, key: String, file: &Path) -> Result<(), Problem> {
        let body = InputStream::from_path(file)?;
        self.transfers().upload().bucket(BUCKET).key(key).body(body).initiate()?.join().await?;
        Ok(())
    }

    async fn download(&self, key: String, file: &Path) -> Result<(), Problem> {
        self.transfers().download().bucket(BUCKET).key(key).write_to_path(file).await?.join().await?;
        Ok(())
    }
}
