//! The e-mail sender, as a request gives it.

use super::super::{Check, Draft, Rule, Verdicts, looks};
use super::{ChangeCase, REQUEST};
use crate::catalog;
use crate::finding::{Factor, Severity};
use crate::snapshot::{Arn, Gap, text};

/// The Regions of Amazon SES that serve pools of several Regions.
const SHARED: &[&str] = &["us-east-1", "us-west-2", "eu-west-1"];

/// Pool Regions whose identity may lie in their own Region or in one of the shared ones.
const OWN_OR_SHARED: &[&str] = &[
    "us-east-2",
    "ca-central-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-west-2",
    "eu-central-1",
];

/// Pool Regions whose identity lies in their own Region.
const OWN: &[&str] = &["us-west-1", "eu-west-3", "eu-north-1", "eu-south-1", "me-south-1", "sa-east-1"];

const SOURCE_ARN: &str = "EmailConfiguration.SourceArn";

pub(super) static RULES: &[Rule] = &[Rule {
    id: "EML007",
    name: "ses-region-not-allowed",
    factors: &[Factor::Email],
    severity: Severity::Error,
    errors: &[&catalog::EMAIL_SOURCE_ARN_IN_OTHER_REGION],
    title: "The SES identity lies in a Region through which the pool cannot send",
    why: "A pool sends through Amazon SES of its own Region, of one of us-east-1, us-west-2 and eu-west-1, or of either, depending on the pool's Region; any other SourceArn is refused.",
    fix: "Verify the address or domain in an allowed Region and give that ARN.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html",
    looks_at: &[REQUEST, looks::POOL_ARN, looks::SOURCE_ARN],
    silent: "Where no --change is given, the request names no SourceArn, an allowed one, or the one that the pool has.",
    check: Check::Change(region_not_allowed),
}];

/// The Regions of SES for a pool in `region`; `None` where AWS does not document them.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html>
fn ses_regions(region: &str) -> Option<Vec<&str>> {
    if SHARED.contains(&region) {
        return Some(SHARED.to_vec());
    }
    if OWN_OR_SHARED.contains(&region) {
        return Some([&[region], SHARED].concat());
    }
    OWN.contains(&region).then(|| vec![region])
}

fn region_not_allowed(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let Some(source) = case.request.text(SOURCE_ARN) else { return Verdicts::silent() };
    let held = text(case.before.pool.described, SOURCE_ARN) == Some(source);
    let region = Arn::parse(source).map(|arn| arn.region).filter(|region| !region.is_empty());
    let Some(region) = region.filter(|_| !held || case.makes_pool()) else { return Verdicts::silent() };
    let own = case.after.pool.region();
    if region == own {
        return Verdicts::silent();
    }
    let Some(allowed) = ses_regions(own) else {
        let reason = "AWS documents no SES Regions for the pool's Region";
        return Err(Gap::never_read("cognito-idp:DescribeUserPool", reason));
    };
    if allowed.contains(&region) {
        return Verdicts::silent();
    }
    let message = format!(
        "{} gives {} an SES identity in {region}; a pool in {own} sends through SES of {}, so AWS answers \
         InvalidParameterException",
        case.operation(),
        case.pool_words(),
        allowed.join(" or ")
    );
    Verdicts::one(
        Draft::new(case.arn(), message)
            .fill("Regions", allowed.join(", "))
            .requested(case, SOURCE_ARN)
            .false_alarm_if("AWS has opened more Regions of SES to the pool's Region than its page says")
            .fix(format!("Verify the identity in {} and give that ARN.", allowed.join(" or "))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_stands_in_one_row() {
        assert_eq!(ses_regions("eu-west-1").map(|all| all.len()), Some(3));
        assert_eq!(
            ses_regions("eu-central-1"),
            Some(vec!["eu-central-1", "us-east-1", "us-west-2", "eu-west-1"])
        );
        assert_eq!(ses_regions("eu-north-1"), Some(vec!["eu-north-1"]));
        assert_eq!(ses_regions("us-gov-west-1"), None);
        for region in OWN_OR_SHARED {
            assert!(!OWN.contains(region) && !SHARED.contains(region), "{region}");
        }
    }
}
