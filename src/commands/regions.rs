//! Where Amazon Cognito has user pools.

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

/// The partition of a Region, and all Regions of that partition with user pools.
pub(super) fn beside(region: &str) -> (&'static str, &'static [&'static str]) {
    let partition = match region {
        _ if region.starts_with("us-gov-") => 1,
        _ if region.starts_with("eusc-") => 2,
        _ => 0,
    };
    REGIONS[partition]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_in_the_partition_that_its_name_says() {
        for (partition, regions) in REGIONS {
            assert!(regions.is_sorted());
            assert!(regions.iter().all(|region| beside(region).0 == *partition), "{partition}");
        }
    }
}
