//! Checksums of whole objects, put together of those of their parts: cyclic redundancy checks alone can be.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html>.

use crc_fast::{CrcAlgorithm, Digest, checksum_combine};

use crate::base64;

/// A checksum of a whole object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectChecksum {
    /// The algorithm, like `CRC32`.
    pub algorithm: &'static str,
    /// Its value, in Base64.
    pub value: String,
}

impl ObjectChecksum {
    /// The value, if it is of this algorithm.
    pub fn value_of(&self, algorithm: &str) -> Option<String> {
        (self.algorithm == algorithm).then(|| self.value.clone())
    }
}

/// An algorithm whose checksum of a whole follows from those of the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Crc64Nvme,
    Crc32C,
    Crc32,
}

impl Algorithm {
    const ALL: [Self; 3] = [Self::Crc64Nvme, Self::Crc32C, Self::Crc32];

    /// None for an algorithm whose checksums can't be put together.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Crc64Nvme => "CRC64NVME",
            Self::Crc32C => "CRC32C",
            Self::Crc32 => "CRC32",
        }
    }

    fn crc(self) -> CrcAlgorithm {
        match self {
            Self::Crc64Nvme => CrcAlgorithm::Crc64Nvme,
            Self::Crc32C => CrcAlgorithm::Crc32Iscsi,
            Self::Crc32 => CrcAlgorithm::Crc32IsoHdlc,
        }
    }

    /// How many bytes a checksum has.
    fn width(self) -> usize {
        if self == Self::Crc64Nvme { 8 } else { 4 }
    }

    /// A checksum of no bytes yet.
    pub(super) fn begin(self) -> Digest {
        Digest::new(self.crc())
    }

    /// The checksum of parts in their order, each as its checksum and the number of its bytes.
    pub(super) fn whole(self, parts: impl IntoIterator<Item = (u64, u64)>) -> String {
        let none = self.begin().finalize();
        let join =
            |whole, (part, bytes)| if bytes == 0 { whole } else { checksum_combine(self.crc(), whole, part, bytes) };
        let value = parts.into_iter().fold(none, join).to_be_bytes();
        base64::encode(value.get(value.len() - self.width()..).unwrap_or_default())
    }

    fn parse(self, text: &str) -> Option<u64> {
        let bytes = base64::decode(text).filter(|bytes| bytes.len() == self.width())?;
        Some(bytes.into_iter().fold(0, |value, byte| value << 8 | u64::from(byte)))
    }
}

/// The algorithms whose checksums of parts give that of the whole, by name.
pub fn is_of_wholes(algorithm: &str) -> bool {
    Algorithm::from_name(algorithm).is_some()
}

/// What is known of an object when its parts have been uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// How many bytes it has.
    pub bytes: u64,
    checksums: Vec<ObjectChecksum>,
}

impl Whole {
    /// The whole of parts in their order: of each, the number of its bytes, and the checksums that it has in Base64, with the
    /// names of their algorithms.
    pub(super) fn of(parts: &[(u64, Vec<(&'static str, &str)>)]) -> Self {
        let checksums = Algorithm::ALL.into_iter().filter_map(|algorithm| {
            let of_part = |(bytes, checksums): &(u64, Vec<(&'static str, &str)>)| {
                let (_, value) = checksums.iter().find(|(name, _)| *name == algorithm.name())?;
                Some((algorithm.parse(value)?, *bytes))
            };
            let parts = parts.iter().map(of_part).collect::<Option<Vec<_>>>().filter(|parts| !parts.is_empty())?;
            Some(ObjectChecksum { algorithm: algorithm.name(), value: algorithm.whole(parts) })
        });
        Self { bytes: parts.iter().map(|(bytes, _)| bytes).sum(), checksums: checksums.collect() }
    }

    /// The checksum of this algorithm, which is the one that the upload was begun with; none if the parts have none that gives it.
    pub fn checksum(&self, algorithm: Option<&str>) -> Option<&ObjectChecksum> {
        self.checksums.iter().find(|checksum| Some(checksum.algorithm) == algorithm)
    }
}

/// What a store says of an object without giving it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    pub(super) entity_tag: Option<String>,
    pub(super) checksum: Option<ObjectChecksum>,
}

impl Described {
    /// `is_whole`: whether the checksums are of the bytes, and not of the checksums of parts.
    pub fn new(
        entity_tag: Option<String>,
        is_whole: bool,
        checksums: impl IntoIterator<Item = (&'static str, Option<String>)>,
    ) -> Self {
        let mut found = checksums.into_iter().filter_map(|(name, value)| {
            // A checksum of checksums is `VALUE-COUNT`.
            let value = value.filter(|value| is_whole && !value.contains('-'))?;
            Some(ObjectChecksum { algorithm: Algorithm::from_name(name)?.name(), value })
        });
        Self { entity_tag, checksum: found.next() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_give_the_checksum_of_the_whole() {
        let whole = b"123456789";
        // The check values of the catalogue of CRCs.
        for (algorithm, expected) in
            [(Algorithm::Crc32, "y/Q5Jg=="), (Algorithm::Crc32C, "4waSgw=="), (Algorithm::Crc64Nvme, "rosUhgp5mIg=")]
        {
            for cuts in [vec![9], vec![4, 9], vec![0, 1, 1, 5, 9], vec![9, 9]] {
                let mut start = 0;
                let parts = cuts.into_iter().map(|end| {
                    let mut digest = algorithm.begin();
                    digest.update(&whole[start..end]);
                    let bytes = (end - start) as u64;
                    start = end;
                    (digest.finalize(), bytes)
                });
                assert_eq!(algorithm.whole(parts.collect::<Vec<_>>()), expected, "{algorithm:?}");
            }
        }
        assert_eq!(Algorithm::Crc32.whole([]), "AAAAAA==");
    }

    #[test]
    fn the_whole_has_what_all_parts_have() {
        let of = |parts: &[(u64, Vec<(&'static str, &str)>)]| Whole::of(parts);
        // `1234` and `56789`.
        let whole = of(&[(4, vec![("CRC32", "m+Pgow==")]), (5, vec![("SHA1", "x"), ("CRC32", "Ex2gcA==")])]);
        assert_eq!(whole.bytes, 9);
        assert_eq!(whole.checksum(Some("CRC32")).map(|checksum| checksum.value.as_str()), Some("y/Q5Jg=="));
        assert_eq!((whole.checksum(Some("CRC32C")), whole.checksum(None)), (None, None));
        for parts in [
            vec![],
            vec![(4, vec![("CRC32", "m+Pgow==")]), (5, vec![])],
            vec![(4, vec![("CRC32", "m+Pg")])],
            vec![(4, vec![("CRC32", "no")])],
            vec![(4, vec![("SHA256", "m+Pgow==")])],
        ] {
            assert_eq!(of(&parts).checksums, [], "{parts:?}");
        }
    }

    #[test]
    fn a_checksum_has_an_algorithm() {
        let checksum = ObjectChecksum { algorithm: "CRC32", value: "AAAAAA==".to_owned() };
        assert_eq!((checksum.value_of("CRC32").as_deref(), checksum.value_of("CRC32C")), (Some("AAAAAA=="), None));
        assert!(["CRC32", "CRC32C", "CRC64NVME"].into_iter().all(is_of_wholes));
        assert!(!["SHA1", "SHA256", "crc32", ""].into_iter().any(is_of_wholes));
    }
}
