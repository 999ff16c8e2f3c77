//! Secrets that models forgot to mark as `sensitive`, found by the names of their members.

use std::collections::BTreeSet;

use crate::id::ShapeId;
use crate::ir::{Kind, Model};

/// The last words of a member's name that say that it holds a secret.
const SECRETS: [&[&str]; 10] = [
    &["password"],
    &["passphrase"],
    &["secret"],
    &["secret", "key"],
    &["secret", "access", "key"],
    &["private", "key"],
    &["api", "key"],
    &["apikey"],
    &["token", "key"],
    &["api", "token"],
];

/// What a token is called that gives access. Other tokens lead to pages, or make requests idempotent.
const TOKENS: [&str; 12] = [
    "access",
    "auth",
    "authorization",
    "bearer",
    "connection",
    "id",
    "identity",
    "jwt",
    "participant",
    "refresh",
    "security",
    "session",
];

/// Marks texts and blobs with such names as `sensitive`, unless an idempotency token is one. Gives the members' ids.
pub(crate) fn mark(model: &mut Model) -> Vec<String> {
    let texts = model.shapes.values().filter(|shape| is_text(&shape.kind) && !shape.traits.sensitive);
    let texts: BTreeSet<ShapeId> = texts.map(|shape| shape.id.clone()).collect();
    let mut marked = Vec::new();
    for shape in model.shapes.values_mut().filter(|shape| !shape.traits.sensitive) {
        let id = shape.id.clone();
        for member in shape.members_mut() {
            let traits = &mut member.traits;
            let is_known = traits.sensitive || traits.idempotency_token || !texts.contains(&member.target);
            if !is_known && is_secret(member.name.as_str()) {
                traits.sensitive = true;
                marked.push(format!("{id}${}", member.name));
            }
        }
    }
    marked
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::String | Kind::Blob)
}

/// Whether a name says that its value is a secret, and not where one is kept or how one is called.
fn is_secret(name: &str) -> bool {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if SECRETS.iter().any(|secret| words.ends_with(secret)) {
        return true;
    }
    matches!(words[..], [.., kind, "token"] if TOKENS.contains(&kind)) && !words.contains(&"subject")
}

/// The words of a name in camel case or with underscores, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let characters: Vec<char> = name.chars().collect();
    for (index, character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| characters.get(index));
        let after = characters.get(index + 1);
        let begins = before.is_none_or(|before| !before.is_alphanumeric())
            || (character.is_uppercase()
                && (before.is_some_and(|before| !before.is_uppercase())
                    || after.is_some_and(|after| after.is_lowercase())));
        if !character.is_alphanumeric() {
            continue;
        }
        match words.last_mut() {
            Some(word) if !begins => word.extend(character.to_lowercase()),
            _ => words.push(character.to_lowercase().collect()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_secrets() {
        for name in [
            "Password",
            "KdcAdminPassword",
            "ADDomainJoinPassword",
            "PrivateKey",
            "clientSecret",
            "SecretKey",
            "secretAccessKey",
            "AccessToken",
            "refreshToken",
            "SessionToken",
            "APIKey",
            "ApiKey",
            "TokenKey",
            "apiToken",
            "authorizationToken",
            "private_key",
            "password",
        ] {
            assert!(is_secret(name), "{name}: {:?}", words(name));
        }
        for name in [
            "NextToken",
            "ClientRequestToken",
            "ContinuationToken",
            "SecretArn",
            "PasswordParam",
            "TokenKeyId",
            "ForgotPasswordLink",
            "MasterPasswordSecretKmsKeyId",
            "ChangeToken",
            "Token",
            "tokenUrl",
            "ApiKeyName",
            "SubjectFromWebIdentityToken",
            "SecretStringKey",
            "ChimeBearer",
            "CredentialsArn",
            "Key",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
