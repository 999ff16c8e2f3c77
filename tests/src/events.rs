//! Signed messages of event streams, taken apart by hand: independently of the library that made them.
//!
//! See <https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-http2>.

use sha2::{Digest, Sha256};

use crate::http::Request;
use crate::sigv4::{hex, mac, signing_key};

/// A message: its headers as name, type and bytes, and its payload.
struct Message<'a> {
    headers: Vec<(&'a str, u8, &'a [u8])>,
    payload: &'a [u8],
}

/// The payloads of the signed messages in a request's body, the empty one at the end included. None if a signature does
/// not follow from the one before it.
pub fn signed_payloads(request: &Request, secret: &str) -> Option<Vec<Vec<u8>>> {
    let authorization = request.header("authorization")?;
    let mut last = authorization.rsplit("Signature=").next()?.to_owned();
    let scope = authorization.split("Credential=").nth(1)?.split(',').next()?;
    let (date, region, service) = {
        let mut parts = scope.split('/').skip(1);
        (parts.next()?, parts.next()?, parts.next()?)
    };
    let key = signing_key(secret, date, region, service);
    let mut payloads = Vec::new();
    let mut rest = &request.body[..];
    while !rest.is_empty() {
        let (message, after) = split(rest)?;
        rest = after;
        let header = |name| message.headers.iter().find(|(found, ..)| *found == name);
        let (_, _, millis) = header(":date")?;
        let (_, _, signature) = header(":chunk-signature")?;
        let time = i64::from_be_bytes((*millis).try_into().ok()?) / 1000;
        let date_header = [&[5][..], b":date", &[8], millis].concat();
        let text = format!(
            "AWS4-HMAC-SHA256-PAYLOAD\n{}\n{date}/{region}/{service}/aws4_request\n{last}\n{}\n{}",
            moment(date, time)?,
            hex(&Sha256::digest(&date_header)),
            hex(&Sha256::digest(message.payload)),
        );
        last = hex(&mac(&key, &text));
        if last != hex(signature) {
            return None;
        }
        payloads.push(message.payload.to_vec());
    }
    Some(payloads)
}

/// The header of this name that holds a text, and the payload, of a message that is not signed.
pub fn text_header(message: &[u8], name: &str) -> Option<String> {
    let (message, _) = split(message)?;
    let (_, _, bytes) = message.headers.iter().find(|(found, kind, _)| *found == name && *kind == 7)?;
    Some(String::from_utf8_lossy(bytes).into_owned())
}

/// The payload of a message.
pub fn payload(message: &[u8]) -> Option<Vec<u8>> {
    Some(split(message)?.0.payload.to_vec())
}

/// The first message, and what comes after it.
fn split(bytes: &[u8]) -> Option<(Message<'_>, &[u8])> {
    let word = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    let (total, length) = (word(0)?, word(4)?);
    let mut raw = bytes.get(12..12 + length)?;
    let mut headers = Vec::new();
    while let Some((name_length, rest)) = raw.split_first() {
        let (name, rest) = rest.split_at_checked(usize::from(*name_length))?;
        let (kind, rest) = rest.split_first()?;
        let (size, rest) = match kind {
            0 | 1 => (0, rest),
            2 => (1, rest),
            3 => (2, rest),
            4 => (4, rest),
            5 | 8 => (8, rest),
            _ => (usize::from(u16::from_be_bytes(rest.get(..2)?.try_into().ok()?)), rest.get(2..)?),
        };
        let (value, rest) = rest.split_at_checked(size)?;
        headers.push((std::str::from_utf8(name).ok()?, *kind, value));
        raw = rest;
    }
    let payload = bytes.get(12 + length..total.checked_sub(4)?)?;
    Some((Message { headers, payload }, bytes.get(total..)?))
}

/// A moment of a day, like `20260131T235959Z`. The day is known: only its seconds are counted.
fn moment(date: &str, seconds: i64) -> Option<String> {
    let of_day = seconds.rem_euclid(86_400);
    Some(format!("{date}T{:02}{:02}{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60))
}
