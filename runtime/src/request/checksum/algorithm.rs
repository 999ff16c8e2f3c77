//! The algorithms of checksums.

use crc_fast::{CrcAlgorithm, Digest as Crc};
use md5::Digest as _;
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512};

/// An algorithm of `aws.protocols#httpChecksum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Crc32,
    Crc32C,
    Crc64Nvme,
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    pub(super) const ALL: [Self; 7] =
        [Self::Crc32, Self::Crc32C, Self::Crc64Nvme, Self::Md5, Self::Sha1, Self::Sha256, Self::Sha512];

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32C => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    pub(super) fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32C => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Md5 => "x-amz-checksum-md5",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
            Self::Sha512 => "x-amz-checksum-sha512",
        }
    }

    /// How many characters a checksum has in Base64.
    pub(super) fn encoded_length(self) -> usize {
        let bytes: usize = match self {
            Self::Crc32 | Self::Crc32C => 4,
            Self::Crc64Nvme => 8,
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        };
        bytes.div_ceil(3) * 4
    }

    pub(super) fn hasher(self) -> Hasher {
        match self {
            Self::Crc32 => Hasher::Crc(Crc::new(CrcAlgorithm::Crc32IsoHdlc), 4),
            Self::Crc32C => Hasher::Crc(Crc::new(CrcAlgorithm::Crc32Iscsi), 4),
            Self::Crc64Nvme => Hasher::Crc(Crc::new(CrcAlgorithm::Crc64Nvme), 8),
            Self::Md5 => Hasher::Md5(md5::Md5::new()),
            Self::Sha1 => Hasher::Sha(Context::new(&SHA1_FOR_LEGACY_USE_ONLY)),
            Self::Sha256 => Hasher::Sha(Context::new(&SHA256)),
            Self::Sha512 => Hasher::Sha(Context::new(&SHA512)),
        }
    }
}

/// A checksum on its way.
pub(super) enum Hasher {
    /// With the number of its bytes.
    Crc(Crc, usize),
    Md5(md5::Md5),
    Sha(Context),
}

impl Hasher {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc(crc, _) => crc.update(bytes),
            Self::Md5(hash) => hash.update(bytes),
            Self::Sha(hash) => hash.update(bytes),
        }
    }

    /// The checksum, its most significant byte first.
    pub(super) fn finish(self) -> Vec<u8> {
        match self {
            Self::Crc(crc, width) => crc.finalize().to_be_bytes().into_iter().skip(8 - width).collect(),
            Self::Md5(hash) => hash.finalize().to_vec(),
            Self::Sha(hash) => hash.finish().as_ref().to_vec(),
        }
    }
}
