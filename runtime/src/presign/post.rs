//! Presigned forms: whoever holds one may upload an object to S3 from a web page, for a while.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html>.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use http::{HeaderMap, HeaderName, header};

use super::{check_time, invalid};
use crate::auth::FormSignature;
use crate::body::BodyError;
use crate::call::{Call, complete, prepare};
use crate::document::Document;
use crate::error::{Error, Failure};
use crate::format::json::Json;
use crate::header_names::INVOCATION_ID;
use crate::operation::{ExceptionOf, FormUpload};
use crate::request::Outgoing;
use crate::timestamp::DateTime;
use crate::wire::Format as _;

/// What stands in a key for the name of the file that somebody chooses.
const FILE_NAME: &str = "${filename}";

/// What a form may upload. Everything that the form sends is named here or by the input; S3 refuses other fields.
#[derive(Clone, Debug, Default)]
#[must_use = "a policy does nothing until a form is presigned with it"]
pub struct PostPolicy {
    fields: Vec<(String, String)>,
    conditions: Vec<Document>,
}

impl PostPolicy {
    /// A form that sends the file alone, beside what the input says.
    pub fn new() -> Self {
        Self::default()
    }

    /// The file has so many bytes, `min` and `max` included.
    pub fn content_length(mut self, bytes: RangeInclusive<u64>) -> Self {
        let (min, max) = bytes.into_inner();
        self.conditions.push(condition(["content-length-range".into(), min.into(), max.into()]));
        self
    }

    /// The form sends this field with any value that begins so: with any value at all if the prefix is empty.
    pub fn starts_with(mut self, field: &str, prefix: &str) -> Self {
        self.conditions.push(condition(["starts-with".into(), format!("${field}").into(), prefix.into()]));
        self
    }

    /// The form sends this field with this value, like `success_action_status` with `201`.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }
}

fn condition(parts: [Document; 3]) -> Document {
    Document::Array(parts.into_iter().collect())
}

/// A form that uploads an object: `POST` it to [`url`](Self::url) as `multipart/form-data`, with [`fields`](Self::fields) and
/// then the file, as the field `file`. Anybody may do so until it expires, so it is a secret.
#[derive(Clone)]
pub struct PresignedPost {
    url: String,
    fields: Vec<(String, String)>,
}

impl PresignedPost {
    /// Where the form is sent.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The fields and their values, all of which have to be sent before the file.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

/// Without the values, which hold the signature.
impl fmt::Debug for PresignedPost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("PresignedPost").field("url", &self.url).field("fields", &names).finish()
    }
}

impl<O: FormUpload> Call<O> {
    /// Signs a form that uploads the object instead of sending the request. What the input says of the object, like its type
    /// and its metadata, becomes fields of the form; its body does not matter. The key may hold `${filename}` for the name of
    /// the file. The signature is good for so long, counted from now, and never longer than the credentials.
    ///
    /// # Errors
    /// The time is less than a second or more than seven days, or the request can't be made or signed.
    pub async fn presign_post(
        self,
        expires_in: Duration,
        policy: PostPolicy,
    ) -> Result<PresignedPost, Error<ExceptionOf<O>>> {
        let (client, mut input, mut options) = self.into_parts();
        let presigned = async {
            complete::<O>(&mut input)?;
            check_time(expires_in, "form")?;
            O::without_body(&mut input);
            let (bucket, key) = (O::bucket(&input).to_owned(), O::key(&input).to_owned());
            client.find_account::<O>(&mut options).await?;
            let outgoing = Outgoing { is_presigned: true, ..prepare::<O>(&client, input, options)? };
            let url = format!("{}/", outgoing.endpoint.url.trim_end_matches('/'));
            let (request, authenticator) = client.request(outgoing).await?;
            let mut form = Form { fields: policy.fields, conditions: policy.conditions };
            form.conditions.push(exactly("bucket", &bucket));
            form.add_key(key);
            form.add_headers(request.headers())?;
            let signed = authenticator.sign_form(expires_in, |time| form.policy(time)).await?;
            Ok(PresignedPost { url, fields: [form.fields, signed].concat() })
        };
        presigned.await.map_err(|failure| Error::failure_of(O::META.name, failure))
    }
}

fn exactly(name: &str, value: &str) -> Document {
    Document::Object([(name.to_owned(), value.into())].into_iter().collect())
}

/// What a form sends, and what S3 wants of it.
struct Form {
    fields: Vec<(String, String)>,
    conditions: Vec<Document>,
}

impl Form {
    fn add_key(&mut self, key: String) {
        match key.split_once(FILE_NAME) {
            Some((prefix, _)) => {
                self.conditions.push(condition(["starts-with".into(), "$key".into(), prefix.into()]));
                self.fields.insert(0, ("key".to_owned(), key));
            }
            // Its condition is made with those of the other fields.
            None => self.fields.insert(0, ("key".to_owned(), key)),
        }
    }

    /// What the input says in headers; those that say how a request itself is sent are left out.
    fn add_headers(&mut self, headers: &HeaderMap) -> Result<(), Failure> {
        let of_request = [header::HOST, header::USER_AGENT, header::CONTENT_LENGTH, INVOCATION_ID];
        let is_of_object = |name: &HeaderName| !of_request.contains(name) && !name.as_str().starts_with("x-amz-sdk-");
        for (name, value) in headers.iter().filter(|(name, _)| is_of_object(name)) {
            let text = value.to_str().map_err(|_| invalid(format!("the value of {name} can't stand in a form")))?;
            // In forms alone it has no prefix.
            let name = if name == "x-amz-acl" { "acl" } else { name.as_str() };
            self.fields.push((name.to_owned(), text.to_owned()));
        }
        Ok(())
    }

    /// The policy as JSON: a condition for each field, and those that the caller adds.
    fn policy(&self, time: &FormSignature<'_>) -> Result<Vec<u8>, BodyError> {
        let fields = self.fields.iter().filter(|(name, value)| name != "key" || !value.contains(FILE_NAME));
        let fields = fields.chain(time.fields).map(|(name, value)| exactly(name, value));
        let conditions = self.conditions.iter().cloned().chain(fields);
        // To the second, as S3 writes it.
        let expiration = DateTime::from_secs(DateTime::from(time.expires).secs()).to_string();
        let policy = Document::Object(
            [
                ("expiration".to_owned(), expiration.into()),
                ("conditions".to_owned(), Document::Array(conditions.collect())),
            ]
            .into_iter()
            .collect(),
        );
        Json::REST.write(&policy).map_err(|error| error.message.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_what_is_said_of_the_object() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", "example.com"),
            ("user-agent", "test"),
            ("content-length", "3"),
            ("amz-sdk-invocation-id", "1"),
            ("x-amz-sdk-checksum-algorithm", "CRC32"),
            ("content-type", "text/plain"),
            ("x-amz-acl", "private"),
            ("x-amz-meta-a", "b"),
        ] {
            headers.insert(name, value.parse().expect("a value"));
        }
        let mut form = Form { fields: Vec::new(), conditions: Vec::new() };
        form.add_headers(&headers).expect("fields");
        let fields: Vec<_> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(fields, [("content-type", "text/plain"), ("acl", "private"), ("x-amz-meta-a", "b")]);
        headers.insert("x-amz-meta-a", http::HeaderValue::from_bytes(&[0xff]).expect("a value"));
        form.add_headers(&headers).expect_err("no text");
    }

    #[test]
    fn a_key_may_end_with_the_name_of_the_file() {
        let form = |key: &str| {
            let mut form = Form { fields: vec![("acl".to_owned(), "private".to_owned())], conditions: Vec::new() };
            form.add_key(key.to_owned());
            let condition = form
                .conditions
                .first()
                .map(|condition| String::from_utf8(Json::REST.write(condition).expect("JSON")).expect("UTF-8"));
            (form.fields.remove(0).1, condition)
        };
        let condition = Some(r#"["starts-with","$key","films/"]"#.to_owned());
        assert_eq!(form("films/${filename}"), ("films/${filename}".to_owned(), condition));
        assert_eq!(form("films/a"), ("films/a".to_owned(), None));
    }
}
