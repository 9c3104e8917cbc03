//! Where Amazon Cognito has user pools.

use crate::snapshot::region_partition;

/// The Regions of the service by partition, as botocore lists its endpoints (`endpoints.json`, `cognito-idp`); there
/// is none in China. <https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html>
const REGIONS: &[(&str, &[&str])] = &[
    (
        "aws",
        &[
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-central-1",
            "ca-west-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
    ),
    ("aws-us-gov", &["us-gov-east-1", "us-gov-west-1"]),
    ("aws-eusc", &["eusc-de-east-1"]),
];

/// Regions that an account has to enable before they answer it.
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html>
const OPT_IN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];

/// Whether accounts have the Region only where they enabled it.
pub(super) fn is_opt_in(region: &str) -> bool {
    OPT_IN.contains(&region)
}

/// All Regions with user pools in the partition of this one.
pub(super) fn beside(region: &str) -> &'static [&'static str] {
    let partition = region_partition(region);
    REGIONS.iter().find(|(name, _)| *name == partition).map_or(&[], |(_, regions)| regions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_to_enable_have_user_pools() {
        assert!(OPT_IN.iter().all(|region| beside("eu-west-1").contains(region)));
        assert!(!is_opt_in("us-east-1"));
    }

    #[test]
    fn a_region_is_in_the_partition_that_its_name_says() {
        for (partition, regions) in REGIONS {
            assert!(regions.is_sorted());
            assert!(regions.iter().all(|region| region_partition(region) == *partition), "{partition}");
        }
    }
}
