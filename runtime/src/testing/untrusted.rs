//! What reads texts from elsewhere, for fuzz targets: whatever the text, nothing here panics.

use bytes::Bytes;

use crate::http::Text;
use crate::timestamp::TimestampFormat;
#[cfg(feature = "hyper")]
use crate::url::public_url;
use crate::wire::Member;

/// A text as a file of profiles.
#[cfg(all(feature = "calls", feature = "sigv4"))]
pub fn read_profiles(text: &str) {
    crate::profile::read_text(text);
}

/// A text as a document of a container, an instance or a program.
#[cfg(all(feature = "calls", feature = "sigv4"))]
pub fn read_credentials(text: &str) {
    crate::credentials::read_text(text);
}

/// Bytes as CBOR; none if they are not.
#[cfg(feature = "cbor")]
pub fn read_cbor(bytes: &[u8]) -> Option<crate::Document> {
    crate::format::cbor::document(bytes).ok()
}

/// Bytes as one message of a stream of events, written again; none if they are not, or can't be.
#[cfg(feature = "event-stream")]
pub fn read_event(bytes: &[u8]) -> Option<Vec<u8>> {
    let message = crate::format::event_stream::Message::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    message.to_bytes().ok().map(Vec::from)
}

/// Bytes as XML.
///
/// # Errors
/// They are not.
#[cfg(feature = "xml")]
pub fn read_xml(bytes: &[u8]) -> Result<crate::Document, String> {
    let mut document = crate::Document::Null;
    let read = crate::wire::Format::read(&crate::format::xml::Xml::ROOT, bytes, u64::MAX, &mut |input| {
        document = input.document()?;
        Ok(())
    });
    read.map(|()| document).map_err(|error| error.to_string())
}

/// Texts as parts of a proxy's URL, the hosts without one, and the URL that is called. No message tells a password.
///
/// # Panics
/// A message does.
#[cfg(feature = "hyper")]
pub fn read_urls(user: &str, host: &str, except: &str, called: &str) {
    const SECRET: &str = "S3CR3T";
    let proxy = format!("http://{user}:{SECRET}@{host}");
    let messages = [Some(public_url(&proxy)), crate::transport::read_proxies(&proxy, except, called)];
    for message in messages.into_iter().flatten().filter(|_| !host.contains(SECRET) && !user.contains("://")) {
        assert!(!message.contains(SECRET), "{message}");
    }
}

/// A text as a header of each type that one may have.
///
/// # Panics
/// A moment that was read is written as something that is none.
pub fn read_header(text: &str) {
    fn read<T: Text>(text: &str) -> Option<T> {
        for item in T::split_items(text, &Member::PLAIN) {
            // What is wrong with it is no matter.
            let _ = T::from_text(&item, &Member::PLAIN, TimestampFormat::HttpDate);
        }
        T::from_text(text, &Member::PLAIN, TimestampFormat::HttpDate).ok()
    }
    read::<bool>(text);
    read::<i8>(text);
    read::<i64>(text);
    read::<f64>(text);
    read::<String>(text);
    read::<Bytes>(text);
    read::<crate::BigDecimal>(text);
    if let Some(moment) = read::<crate::DateTime>(text) {
        for format in [TimestampFormat::DateTime, TimestampFormat::HttpDate, TimestampFormat::EpochSeconds] {
            let written = crate::timestamp::format(&moment, format);
            let again = crate::timestamp::parse(&written).map(|moment| moment.secs());
            assert_eq!(again, Ok(moment.secs()), "{text} as {written}");
        }
    }
}
