//! Names of a model, taken apart into words and put together as Rust writes them.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Words that the usual rules would take apart: `IPv6` is not `i_pv6`.
const WHOLE: [(&str, &str); 21] = [
    ("IPv4", "Ipv4"),
    ("IPv6", "Ipv6"),
    ("IPV4", "Ipv4"),
    ("IPV6", "Ipv6"),
    ("OAuth", "Oauth"),
    ("IoT", "Iot"),
    ("iOS", "Ios"),
    ("macOS", "Macos"),
    ("oAuth", "Oauth"),
    ("FSx", "Fsx"),
    ("ETag", "Etag"),
    ("eTag", "Etag"),
    ("KiB", "Kib"),
    ("MiB", "Mib"),
    ("GiB", "Gib"),
    ("TiB", "Tib"),
    ("PiB", "Pib"),
    ("NaN", "Nan"),
    ("GZip", "Gzip"),
    ("UTurn", "Uturn"),
    ("vSphere", "Vsphere"),
];

/// The name of a type or a variant.
pub(crate) fn upper_camel(name: &str) -> String {
    letter_first(foldable(name).to_upper_camel_case(), "V")
}

/// The name of a field, a function or a module.
pub(crate) fn snake(name: &str) -> String {
    letter_first(foldable(name).to_snake_case(), "v")
}

/// A name that begins with a digit gets a letter in front; one without any letter or digit becomes a word.
fn letter_first(name: String, letter: &str) -> String {
    match name.chars().next() {
        None if letter == "V" => "Empty".to_owned(),
        None => "empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{letter}{name}"),
        Some(_) => name,
    }
}

/// The name with a word in another spelling, where it begins and ends as a word.
fn with_word(name: &str, word: &str, folded: &str) -> String {
    let mut replaced = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let last = before.chars().next_back().or(replaced.chars().next_back());
        let begins = !word.starts_with(char::is_lowercase) || !last.is_some_and(char::is_alphabetic);
        let ends =
            !word.ends_with(char::is_lowercase) || !after.starts_with(char::is_lowercase) || after.starts_with('s');
        replaced.push_str(before);
        replaced.push_str(if begins && ends { folded } else { word });
        rest = after;
    }
    replaced + rest
}

/// The name with its acronyms written as words: `SizeInMBs` becomes `SizeInMbs`, `IPv6Address` `Ipv6Address`.
fn foldable(name: &str) -> String {
    let mut whole = name.to_owned();
    for (word, folded) in WHOLE {
        whole = with_word(&whole, word, folded);
    }
    let characters: Vec<char> = whole.chars().collect();
    let mut folded = String::with_capacity(whole.len());
    let mut index = 0;
    while index < characters.len() {
        let run = characters[index..].iter().take_while(|character| character.is_ascii_uppercase()).count();
        let plural = run >= 2
            && characters.get(index + run) == Some(&'s')
            && !characters.get(index + run + 1).is_some_and(char::is_ascii_lowercase);
        // An acronym and its version: `DynamoDBv2`.
        let version = run >= 2
            && characters.get(index + run) == Some(&'v')
            && characters.get(index + run + 1).is_some_and(char::is_ascii_digit);
        if version {
            folded.extend(&characters[index..index + run]);
            folded.push('_');
        } else if plural {
            folded.push(characters[index]);
            folded.extend(characters[index + 1..index + run].iter().map(char::to_ascii_lowercase));
        } else {
            folded.extend(&characters[index..index + run]);
        }
        index += run;
        if let Some(character) = characters.get(index) {
            // Anything that Rust has no place for separates words.
            folded.push(if character.is_ascii_alphanumeric() { *character } else { '_' });
            index += 1;
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found() {
        let cases = [
            ("ChannelARN", "channel_arn", "ChannelArn"),
            ("SizeInMBs", "size_in_mbs", "SizeInMbs"),
            ("VPCs", "vpcs", "Vpcs"),
            ("ACLsEnabled", "acls_enabled", "AclsEnabled"),
            ("ARNsInUse", "arns_in_use", "ArnsInUse"),
            ("AWSService", "aws_service", "AwsService"),
            ("IPv6Address", "ipv6_address", "Ipv6Address"),
            ("EnableIPv4", "enable_ipv4", "EnableIpv4"),
            ("OAuthScopes", "oauth_scopes", "OauthScopes"),
            ("oAuth2Properties", "oauth2_properties", "Oauth2Properties"),
            ("DynamoDBv2Action", "dynamo_db_v2_action", "DynamoDbV2Action"),
            ("DataSyncLocationFSxLustre", "data_sync_location_fsx_lustre", "DataSyncLocationFsxLustre"),
            ("gpuMemorySizeInMiB", "gpu_memory_size_in_mib", "GpuMemorySizeInMib"),
            ("ETags", "etags", "Etags"),
            ("targetETag", "target_etag", "TargetEtag"),
            ("disallowIngestNullNaN", "disallow_ingest_null_nan", "DisallowIngestNullNan"),
            ("infoAuthor", "info_author", "InfoAuthor"),
            ("ResourceTags", "resource_tags", "ResourceTags"),
            ("__listOf__string", "list_of_string", "ListOfString"),
            ("SINGLE_MASTER", "single_master", "SingleMaster"),
            ("x-amz-meta", "x_amz_meta", "XAmzMeta"),
            ("m5.large", "m5_large", "M5Large"),
            ("2xlarge", "v2xlarge", "V2xlarge"),
            ("http://example", "http_example", "HttpExample"),
            ("Ec2Instance", "ec2_instance", "Ec2Instance"),
            ("S3Bucket", "s3_bucket", "S3Bucket"),
            ("type", "type", "Type"),
            ("*", "empty", "Empty"),
        ];
        for (name, snaked, camel) in cases {
            assert_eq!((snake(name).as_str(), upper_camel(name).as_str()), (snaked, camel), "{name}");
        }
    }
}
