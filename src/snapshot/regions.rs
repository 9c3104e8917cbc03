//! Which Regions may send a pool's SMS messages through Amazon SNS.

/// The Regions that `SnsRegion` may name for a pool in `pool_region`, the pool's own first where it is among them.
///
/// A pool without `SnsRegion` may send from any of these. `None` for a Region that the table does not hold: nothing
/// is known about it.
///
/// Source: the Region table of
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-sms-settings.html>
pub fn sms_regions(pool_region: &str) -> Option<&'static [&'static str]> {
    let found = LEGACY.iter().find(|(pool, _)| *pool == pool_region).map(|(_, allowed)| *allowed);
    found.or_else(|| OWN.iter().find(|region| **region == pool_region).map(std::slice::from_ref))
}

/// Pool Regions whose messages may or must leave from another Region.
const LEGACY: &[(&str, &[&str])] = &[
    ("us-east-2", &["us-east-2", "us-east-1"]),
    ("ca-central-1", &["ca-central-1", "us-east-1"]),
    ("eu-central-1", &["eu-central-1", "eu-west-1"]),
    ("eu-west-2", &["eu-west-2", "eu-west-1"]),
    ("ap-south-1", &["ap-south-1", "ap-southeast-1"]),
    ("ap-northeast-2", &["ap-northeast-1"]),
    ("ap-east-1", &["ap-southeast-1"]),
    ("ap-southeast-5", &["ap-southeast-1"]),
    ("ap-southeast-7", &["ap-south-1"]),
];

/// Pool Regions that send from themselves only.
const OWN: &[&str] = &[
    "us-east-1",
    "us-west-1",
    "us-west-2",
    "ca-west-1",
    "mx-central-1",
    "eu-west-1",
    "eu-west-3",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-central-2",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-northeast-1",
    "ap-northeast-3",
    "me-south-1",
    "me-central-1",
    "sa-east-1",
    "il-central-1",
    "af-south-1",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_sends_from_itself_from_its_legacy_region_or_is_unknown() {
        assert_eq!(sms_regions("us-east-1"), Some(&["us-east-1"][..]));
        assert_eq!(sms_regions("eu-central-1"), Some(&["eu-central-1", "eu-west-1"][..]));
        assert_eq!(sms_regions("ap-northeast-2"), Some(&["ap-northeast-1"][..]));
        assert_eq!(sms_regions("us-gov-west-1"), None);
    }

    #[test]
    fn every_region_stands_once() {
        let mut pools: Vec<_> = LEGACY.iter().map(|(pool, _)| pool).chain(OWN).collect();
        pools.sort();
        let all = pools.len();
        pools.dedup();
        assert_eq!(pools.len(), all);
    }
}
