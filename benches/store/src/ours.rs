//! Our client.

use std::path::Path;

use runtime::{Body, Config, Credentials, PayloadSigning};
use s3::types::{CreateBucketRequest, GetObjectRequest, GetObjectRequired, PutObjectRequest, PutObjectRequired};

use crate::{ACCESS_KEY, BUCKET, Problem, REGION, SECRET_KEY, Store};

#[derive(Clone)]
pub(crate) struct Client(s3::Client);

impl Client {
    pub(crate) fn new(url: &str, when: PayloadSigning) -> Self {
        let credentials = Credentials::new(ACCESS_KEY, SECRET_KEY);
        let config = Config::new().endpoint(url).region(REGION).credentials(credentials);
        Self(s3::Client::new(config.payload_signing(when)))
    }
}

impl Store for Client {
    async fn make_bucket(&self) {
        // It may be there.
        let _ = self.0.create_bucket(CreateBucketRequest::new(BUCKET)).await;
    }

    async fn put(&self, key: String, file: &Path) -> Result<(), Problem> {
        let input = PutObjectRequest::new(PutObjectRequired { bucket: BUCKET, key });
        self.0.put_object(input.body(Body::file(file)?)).await?;
        Ok(())
    }

    async fn get(&self, key: String) -> Result<u64, Problem> {
        let mut output = self.0.get_object(GetObjectRequest::new(GetObjectRequired { bucket: BUCKET, key })).await?;
        let mut length = 0;
        while let Some(chunk) = output.body.next().await {
            length += chunk?.len() as u64;
        }
        Ok(length)
    }

    async fn upload(&self, key: String, file: &Path) -> Result<(), Problem> {
        let input = PutObjectRequest::new(PutObjectRequired { bucket: BUCKET, key });
        self.0.upload(input.body(Body::file(file)?)).await?;
        Ok(())
    }

    async fn download(&self, key: String, file: &Path) -> Result<(), Problem> {
        self.0.download(GetObjectRequest::new(GetObjectRequired { bucket: BUCKET, key })).to_file(file).await?;
        Ok(())
    }
}
