//! Amazon Resource Names, and the Region inside a pool's ID.

/// The parts of an ARN: `arn:partition:service:region:account:resource`.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-us-gov`, …
    pub partition: &'a str,
    /// `iam`, `cognito-idp`, …
    pub service: &'a str,
    /// Empty for global services.
    pub region: &'a str,
    /// Twelve digits; empty for some resources.
    pub account: &'a str,
    /// The rest, which may hold colons.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// The parts of `text`; `None` when it is no ARN of six fields.
    pub fn parse(text: &'a str) -> Option<Arn<'a>> {
        let mut fields = text.splitn(6, ':');
        if fields.next()? != "arn" {
            return None;
        }
        let (partition, service) = (fields.next()?, fields.next()?);
        let (region, account, resource) = (fields.next()?, fields.next()?, fields.next()?);
        let complete = !partition.is_empty() && !service.is_empty() && !resource.is_empty();
        complete.then_some(Arn { partition, service, region, account, resource })
    }

    /// The last segment of the resource's path: of `role/service-role/sms` it is `sms`.
    pub fn name(&self) -> &'a str {
        self.resource.rsplit('/').next().unwrap_or(self.resource)
    }
}

/// The Region that begins a pool's ID: of `eu-west-1_AbCdEf123` it is `eu-west-1`.
///
/// `None` when `id` has not the form `[\w-]+_[0-9a-zA-Z]+` of at most 55 characters
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html>).
pub fn pool_region(id: &str) -> Option<&str> {
    let (region, rest) = id.split_once('_')?;
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let fits = id.len() <= 55
        && region.contains('-')
        && region.chars().all(word)
        && !rest.is_empty()
        && rest.chars().all(|c| c.is_ascii_alphanumeric());
    fits.then_some(region)
}

/// The partition that a Region is in.
///
/// Source: <https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>, and the
/// Region tables of the partitions.
pub fn region_partition(region: &str) -> &'static str {
    const OTHERS: &[(&str, &str)] = &[
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("eusc-", "aws-eusc"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
    ];
    OTHERS.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("aws", |(_, partition)| partition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_names_its_partition() {
        for (region, partition) in [
            ("eu-west-1", "aws"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("cn-north-1", "aws-cn"),
        ] {
            assert_eq!(region_partition(region), partition);
        }
    }

    #[test]
    fn a_role_name_is_the_last_segment_of_its_path() {
        let arn = Arn::parse("arn:aws:iam::111122223333:role/service-role/team/sms").expect("an ARN");
        assert_eq!((arn.name(), arn.account, arn.region), ("sms", "111122223333", ""));
        assert_eq!(Arn::parse("arn:aws:iam::111122223333"), None);
        assert_eq!(Arn::parse(""), None);
    }

    #[test]
    fn a_pool_id_names_its_region() {
        assert_eq!(pool_region("us-gov-west-1_AbC123"), Some("us-gov-west-1"));
        for bad in ["us-east-1", "us-east-1_", "_abc", "us-east-1_a b", "useast1_abc", "us-east-1_a/b"] {
            assert_eq!(pool_region(bad), None, "{bad}");
        }
    }
}
