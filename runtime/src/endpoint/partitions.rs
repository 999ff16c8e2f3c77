//! The partitions of AWS: sets of regions with host names and features of their own.

/// A partition, as `aws.partition` of the endpoint rules gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Its name, like `aws-cn`.
    pub name: &'static str,
    /// What hosts end in.
    pub dns_suffix: &'static str,
    /// What hosts that answer on IPv6 too end in.
    pub dual_stack_dns_suffix: &'static str,
    /// The region of services that have none.
    pub implicit_global_region: &'static str,
    /// Whether there are hosts with cryptography validated under FIPS 140.
    pub supports_fips: bool,
    /// Whether there are hosts that answer on IPv6 too.
    pub supports_dual_stack: bool,
    /// What the names of its regions begin with.
    prefixes: &'static [&'static str],
    /// Regions with names of another form.
    regions: &'static [&'static str],
}

impl Partition {
    /// Whether a region is one of this partition's.
    fn has(&self, region: &str) -> bool {
        self.forms(region) || self.regions.contains(&region)
    }

    /// Whether a region has the form `prefix-word-digits`, with one of the prefixes.
    fn forms(&self, region: &str) -> bool {
        self.prefixes.iter().any(|prefix| has_form(region, prefix))
    }
}

/// Whether a name is this prefix, a hyphen, a word, a hyphen and digits.
fn has_form(region: &str, prefix: &str) -> bool {
    let Some(rest) = region.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-')) else { return false };
    let Some((word, digits)) = rest.split_once('-') else { return false };
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !word.is_empty()
        && word.bytes().all(is_word)
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The partition of a region. One that is not known belongs to `aws`, as the specification of the rules says.
pub fn partition(region: &str) -> &'static Partition {
    #[cfg(feature = "test-util")]
    if let Some(table) = earlier::table() {
        return find(table, region);
    }
    find(&PARTITIONS, region)
}

fn find(table: &'static [Partition; 8], region: &str) -> &'static Partition {
    // No region that is listed by one partition has the form of another's.
    table.iter().find(|partition| partition.has(region)).unwrap_or(&table[0])
}

/// The table as it was when many models wrote their endpoint tests down.
#[cfg(feature = "test-util")]
pub(crate) mod earlier {
    use std::cell::Cell;
    use std::sync::LazyLock;

    use super::{PARTITIONS, Partition};

    thread_local! {
        static IN_USE: Cell<bool> = const { Cell::new(false) };
    }

    /// The isolated partitions had no hosts that answer on IPv6, and so no suffix for them either.
    static TABLE: LazyLock<[Partition; 8]> = LazyLock::new(|| {
        PARTITIONS.clone().map(|partition| match partition.name.starts_with("aws-iso") {
            true => Partition { supports_dual_stack: false, dual_stack_dns_suffix: partition.dns_suffix, ..partition },
            false => partition,
        })
    });

    pub(super) fn table() -> Option<&'static [Partition; 8]> {
        IN_USE.get().then(|| &*TABLE)
    }

    /// Calls a function that sees this table.
    pub(crate) fn with<T>(call: impl FnOnce() -> T) -> T {
        IN_USE.set(true);
        let result = call();
        IN_USE.set(false);
        result
    }
}

/// The first is the one of regions that are not known.
static PARTITIONS: [Partition; 8] = [
    Partition {
        name: "aws",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        implicit_global_region: "us-east-1",
        supports_fips: true,
        supports_dual_stack: true,
        prefixes: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
        regions: &["aws-global"],
    },
    Partition {
        name: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dual_stack_dns_suffix: "api.amazonwebservices.com.cn",
        implicit_global_region: "cn-northwest-1",
        supports_fips: true,
        supports_dual_stack: true,
        prefixes: &["cn"],
        regions: &["aws-cn-global"],
    },
    Partition {
        name: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dual_stack_dns_suffix: "api.amazonwebservices.eu",
        implicit_global_region: "eusc-de-east-1",
        supports_fips: true,
        supports_dual_stack: true,
        prefixes: &["eusc-de"],
        regions: &[],
    },
    Partition {
        name: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dual_stack_dns_suffix: "api.aws.ic.gov",
        implicit_global_region: "us-iso-east-1",
        supports_fips: true,
        supports_dual_stack: true,
        prefixes: &["us-iso"],
        regions: &["aws-iso-global"],
    },
    Partition {
        name: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_dns_suffix: "api.aws.scloud",
        implicit_global_region: "us-isob-east-1",
        supports_fips: true,
        supports_dual_stack: true,
        prefixes: &["us-isob"],
        regions: &["aws-iso-b-global"],
    },
    Partition {
        name: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_dns_suffix: "api.cloud-aws.adc-e.uk",
        implicit_global_region: "eu-isoe-west-1",
        supports_fips: true,
        supports_dual_stack: true,
        prefixes: &["eu-isoe"],
        regions: &["aws-iso-e-global"],
    },
    Partition {
        name: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_dns_suffix: "api.aws.hci.ic.gov",
        implicit_global_region: "us-isof-south-1",
        supports_fips: true,
        supports_dual_stack: true,
        prefixes: &["us-isof"],
        regions: &["aws-iso-f-global"],
    },
    Partition {
        name: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        implicit_global_region: "us-gov-west-1",
        supports_fips: true,
        supports_dual_stack: true,
        prefixes: &["us-gov"],
        regions: &["aws-us-gov-global"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_listed_region_has_a_form() {
        for region in PARTITIONS.iter().flat_map(|partition| partition.regions) {
            assert!(!PARTITIONS.iter().any(|partition| partition.forms(region)), "{region}");
        }
    }

    #[test]
    fn regions_belong_to_their_partition() {
        let cases = [
            ("us-west-2", "aws"),
            ("il-central-1", "aws"),
            ("aws-global", "aws"),
            ("cn-northwest-1", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("eusc-de-east-1", "aws-eusc"),
            ("aws-cn-global", "aws-cn"),
            ("us-west-99", "aws"),
            ("cn-mars-12", "aws-cn"),
            ("cn-ma_rs-12", "aws-cn"),
            ("cn-ma.rs-12", "aws"),
            ("mars-north-1", "aws"),
            ("cn--1", "aws"),
            ("", "aws"),
        ];
        for (region, name) in cases {
            assert_eq!(partition(region).name, name, "{region}");
        }
    }
}
