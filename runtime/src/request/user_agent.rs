//! The user agent, in the format of the AWS SDKs.

use http::HeaderValue;

use crate::operation::ServiceMeta;

/// The longest name of an application that is sent.
const LONGEST: usize = 50;

/// Like `tinsmith/0.1.0 ua/2.1 api/kinesis-video-signaling#2019-12-04 os/linux lang/rust app/doorbell`.
pub(crate) fn header(service: &ServiceMeta, app_name: Option<&str>) -> HeaderValue {
    let mut text = format!(
        "tinsmith/{} ua/2.1 api/{}#{} os/{} lang/rust",
        env!("CARGO_PKG_VERSION"),
        token(&service.sdk_id.to_lowercase()),
        token(service.version),
        std::env::consts::OS,
    );
    if let Some(name) = app_name {
        text.extend([" app/", &token(name)]);
    }
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("tinsmith"))
}

/// The text with every character that a token of RFC 9110 can't hold as `-`.
fn token(text: &str) -> String {
    let fits = |character: char| character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character);
    text.chars().take(LONGEST).map(|character| if fits(character) { character } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_tokens() {
        let service = ServiceMeta {
            sdk_id: "Kinesis Video",
            version: "2017-09-30",
            protocol: &crate::protocol::RestJson1,
            auth: &[],
        };
        let text = |name| header(&service, name).to_str().map(str::to_owned).unwrap_or_default();
        assert!(text(None).ends_with(" lang/rust"));
        assert!(text(None).contains(" api/kinesis-video#2017-09-30 "));
        assert!(text(Some("front door\r\nX: y")).ends_with(" app/front-door--X--y"));
        assert!(text(Some(&"a".repeat(99))).ends_with(&format!(" app/{}", "a".repeat(50))));
    }
}
