//! What stands between Amazon SNS and the phone: the sending Region, its sandbox and its spend limit.

use super::facts::{SMS_DOCS, pool_words, sending_path, sending_regions};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::rules::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::snapshot::{Gap, SmsPath, flag, number, sms_regions, text};

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "SMS014",
        name: "sms-through-another-region",
        factors: &[Factor::Sms],
        severity: Severity::Warning,
        errors: &[],
        title: "SMS messages go, or may go, through another Region than the pool's",
        why: "Sandbox, spend limit and sender numbers count in the Region that sends. A pool made without SnsRegion \
              in a Region that once had no SMS of its own may still send through the old Region, where nobody looks.",
        fix: "Set SnsRegion, and look at the sandbox, the spend limit and the numbers of that Region.",
        docs: SMS_DOCS,
        looks_at: &[looks::SMS_REGION, looks::POOL_ARN, looks::SMS_SENDER, looks::MODE],
        silent: "Where the pool sends no SMS, or sends through its own Region, or its Region is not among those that AWS documents.",
        check: Check::Pool(other_region),
    },
    Rule {
        id: "SMS015",
        name: "sms-sandbox",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SNS_SANDBOX, &catalog::CODE_DELIVERY_FAILURE],
        title: "The account is in the SMS sandbox of the sending Region",
        why: "In the sandbox only numbers that were verified beforehand get a message. Sign-in goes on as if the code \
              had been sent, and it never arrives.",
        fix: "Ask AWS Support to move the account out of the SMS sandbox of the sending Region.",
        docs: "https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html",
        looks_at: &[looks::SMS_SANDBOX, looks::SMS_REGION, looks::SMS_SENDER, looks::MODE],
        silent: "Where the pool sends no SMS. The sandbox of AWS End User Messaging is not read, so such a pool is not judged.",
        check: Check::Pool(sandbox),
    },
    Rule {
        id: "SMS016",
        name: "sms-spend-limit-low",
        factors: &[Factor::Sms],
        severity: Severity::Warning,
        errors: &[],
        title: "The monthly SMS spend limit is at its starter value, or used up",
        why: "When a month's messages have cost the limit, SNS stops sending until the next month, and no error \
              reaches Cognito or its users.",
        fix: "Ask for a higher SMS spend quota, then raise MonthlySpendLimit in the sending Region.",
        docs: "https://docs.aws.amazon.com/sns/latest/dg/sms_preferences.html",
        looks_at: &[looks::SPEND_LIMIT, looks::SMS_REGION, looks::SMS_SENDER, looks::MODE],
        silent: "Where the pool sends no SMS, or the limit is above 1 US dollar. What was spent this month is not read, and the limit of AWS End User Messaging neither.",
        check: Check::Pool(spend_limit),
    },
];

/// The limit that AWS gives to every new account, in US dollars a month.
const STARTER_LIMIT: f64 = 1.0;

fn other_region(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool_region = case.pool.region();
    let Some(SmsPath::Sns { region, .. }) = sending_path(case)? else { return Verdicts::silent() };
    // A Region that the table lacks: nothing is known, so nothing is said.
    let Some(allowed) = sms_regions(pool_region) else { return Verdicts::silent() };
    let has_own = allowed.contains(&pool_region);
    let pool = pool_words(case);
    let draft = match region {
        Some(region) if region == pool_region => return Verdicts::silent(),
        Some(region) => Draft::new(
            case.pool.arn(),
            format!("{pool} is in {pool_region} and sends SMS through {region}, so the sandbox, spend limit and numbers of {region} count"),
        )
        .fix(format!("Nothing has to change if that is meant; look after the SMS settings of {region}."))
        .change(Change::by_hand(format!(
            "Look at the SMS sandbox, the spend limit and the sender numbers of {region}, not of {pool_region}."
        ))),
        None if allowed == [pool_region] => return Verdicts::silent(),
        None => unset_region(case, allowed),
    };
    // Where AWS leaves no Region of one's own, another one is expected.
    let quiet = !has_own || case.pool.has_custom_sms_sender();
    let severity = if quiet { Severity::Note } else { Severity::Warning };
    Verdicts::one(
        draft
            .severity(severity)
            .evidence("cognito-idp:DescribeUserPool", "SmsConfiguration.SnsRegion", region)
            .evidence("cognito-idp:DescribeUserPool", "Arn", case.pool.arn()),
    )
}

fn unset_region(case: &Case<'_>, allowed: &[&str]) -> Draft {
    let (pool, pool_region) = (pool_words(case), case.pool.region());
    let message = match allowed {
        [only] => format!(
            "{pool} is in {pool_region}, which sends SMS through {only} alone, so the sandbox, spend limit and \
             numbers of {only} count"
        ),
        _ => format!(
            "{pool} is in {pool_region} and sets no SnsRegion, so its SMS go out through {}, each with a \
             sandbox, spend limit and numbers of its own",
            allowed.join(" or ")
        ),
    };
    let draft = Draft::new(case.pool.arn(), message);
    // A Region that is known to be out of the sandbox is safe to name; no other is. Where the pool's own may send,
    // naming another would only exchange one surprise for the next.
    let own = allowed.contains(&pool_region);
    let free = |region: &&&str| sandboxed(case, region) == Ok(false) && (!own || **region == pool_region);
    match allowed.iter().find(free) {
        Some(region) => draft
            .fix(format!("Set SnsRegion to {region}, where the account is out of the SMS sandbox."))
            .change(Change::UserPool {
                why: format!("name {region} as the Region that sends, so that it no longer depends on how the pool was made"),
                patches: vec![Patch::set("SmsConfiguration.SnsRegion", *region)],
            }),
        None => draft.change(Change::by_hand(format!(
            "Find out which of {} is out of the SMS sandbox and has the spend limit and numbers you need, then set \
             SnsRegion to it.",
            allowed.join(", ")
        ))),
    }
}

/// Whether the account is in the sandbox of `region`.
fn sandboxed(case: &Case<'_>, region: &str) -> Result<bool, Gap> {
    let operation = "sns:GetSMSSandboxAccountStatus";
    let here = |gap: Gap| Gap { reason: format!("{} in {region}", gap.reason), ..gap };
    let unread = || here(Gap::not_asked(operation, false));
    let standing = case.snapshot.sms.get(region).ok_or_else(unread)?;
    let status = standing.sandbox_status.get(operation, false).map_err(here)?.ok_or_else(unread)?;
    flag(status, "IsInSandbox").ok_or_else(unread)
}

fn sandbox(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(path) = sending_path(case)? else { return Verdicts::silent() };
    let custom_sender = case.pool.has_custom_sms_sender();
    if let SmsPath::EndUserMessaging { .. } = path {
        if custom_sender {
            return Verdicts::silent();
        }
        let reason = "the sandbox of AWS End User Messaging SMS is not read (ACCOUNT_TIER)";
        return Err(Gap::never_read("sms-voice:DescribeAccountAttributes", reason));
    }
    let regions = sending_regions(case, &path);
    let read: Vec<_> = regions.iter().map(|region| (*region, sandboxed(case, region))).collect();
    let inside: Vec<&str> =
        read.iter().filter(|(_, is)| *is == Ok(true)).map(|(region, _)| *region).collect();
    let mut verdicts = Verdicts::default();
    let unread = read.iter().filter_map(|(_, is)| is.clone().err());
    verdicts.gaps = unread.map(|gap| if custom_sender { gap.aside() } else { gap }).collect();
    if inside.is_empty() {
        return Ok(verdicts);
    }
    let all = inside.len() == regions.len();
    let severity = match (custom_sender, all) {
        (true, _) => Severity::Note,
        (false, true) => Severity::Error,
        (false, false) => Severity::Warning,
    };
    let mut draft = Draft::new(case.pool.arn(), sandbox_message(case, &regions, &inside))
        .severity(severity)
        .false_alarm_if("only numbers that are verified in the sandbox are used, as in a test pool");
    for region in &inside {
        let path = format!("IsInSandbox in {region}");
        draft = draft.evidence("sns:GetSMSSandboxAccountStatus", path, true);
    }
    verdicts.findings.push(draft.change(Change::by_hand(format!(
        "Open a case with AWS Support (service limit increase, SNS text messaging) that asks to leave the SMS sandbox of {}.",
        inside.join(", ")
    ))));
    Ok(verdicts)
}

fn sandbox_message(case: &Case<'_>, regions: &[&str], inside: &[&str]) -> String {
    let place = inside.join(" and ");
    let account = case.pool.account();
    if let Some(lambda) = text(case.pool.described, "LambdaConfig.CustomSMSSender.LambdaArn") {
        return format!(
            "account {account} is in the SMS sandbox of {place}; {} hands its messages to the function {lambda}, so \
             it matters only if that function sends through SNS",
            pool_words(case)
        );
    }
    if inside.len() < regions.len() {
        return format!(
            "account {account} is in the SMS sandbox of {place}, and {} sets no SnsRegion, so it may send through \
             {}: codes to numbers not verified there may never arrive",
            pool_words(case),
            regions.join(" or ")
        );
    }
    format!(
        "account {account} is in the SMS sandbox of {place}, through which {} sends, so a code to any number not \
         verified there never arrives",
        pool_words(case)
    )
}

fn spend_limit(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(path) = sending_path(case)? else { return Verdicts::silent() };
    let custom_sender = case.pool.has_custom_sms_sender();
    if let SmsPath::EndUserMessaging { .. } = path {
        if custom_sender {
            return Verdicts::silent();
        }
        let reason = "the spend limit of AWS End User Messaging SMS is not read";
        return Err(Gap::never_read("sms-voice:DescribeSpendLimits", reason));
    }
    let regions = sending_regions(case, &path);
    let mut verdicts = Verdicts::default();
    let mut low = Vec::new();
    for region in &regions {
        match monthly_limit(case, region) {
            Ok(limit) if limit <= STARTER_LIMIT => low.push((*region, limit)),
            Ok(_) => {}
            Err(gap) if custom_sender => verdicts.gaps.push(gap.aside()),
            Err(gap) => verdicts.gaps.push(gap),
        }
    }
    if !custom_sender {
        let reason =
            "whether this month's messages have used up the limit is not read (SMSMonthToDateSpentUSD)";
        verdicts.gaps.push(Gap::never_read("cloudwatch:GetMetricStatistics", reason));
    }
    if !low.is_empty() {
        verdicts.findings.push(low_limit(case, &regions, &low));
    }
    Ok(verdicts)
}

fn low_limit(case: &Case<'_>, regions: &[&str], low: &[(&str, f64)]) -> Draft {
    let custom_sender = case.pool.has_custom_sms_sender();
    let limits: Vec<String> =
        low.iter().map(|(region, limit)| format!("{limit} US dollar a month in {region}")).collect();
    let consequence = match (custom_sender, low.len() == regions.len()) {
        (true, _) => "its custom SMS sender decides whether that limit matters",
        (false, true) => "once that is spent, SNS stops sending until the next month, without an error",
        (false, false) => {
            "where it sends through that Region, SNS stops once that is spent, without an error"
        }
    };
    let mut draft = Draft::new(
        case.pool.arn(),
        format!(
            "account {} may spend {} on SMS for {}; {consequence}",
            case.pool.account(),
            limits.join(" and "),
            pool_words(case)
        ),
    )
    .severity(if custom_sender { Severity::Note } else { Severity::Warning })
    .change(Change::by_hand(format!(
        "Ask AWS for a higher SMS spend quota in {}; until it is granted, a higher MonthlySpendLimit is refused.",
        low.iter().map(|(region, _)| *region).collect::<Vec<_>>().join(" and ")
    )));
    for (region, limit) in low {
        draft = draft
            .evidence(
                "sns:GetSMSAttributes",
                format!("attributes.MonthlySpendLimit in {region}"),
                limit.to_string(),
            )
            .change(Change::command(
                "raise the limit; <DOLLARS> is a whole number up to the new quota",
                &[
                    "aws",
                    "sns",
                    "set-sms-attributes",
                    "--region",
                    region,
                    "--attributes",
                    "MonthlySpendLimit=<DOLLARS>",
                ],
            ));
    }
    draft
}

/// The limit that the account set itself in `region`.
fn monthly_limit(case: &Case<'_>, region: &str) -> Result<f64, Gap> {
    let operation = "sns:GetSMSAttributes";
    let here = |gap: Gap| Gap { reason: format!("{} in {region}", gap.reason), ..gap };
    let unread = || here(Gap::not_asked(operation, false));
    let standing = case.snapshot.sms.get(region).ok_or_else(unread)?;
    let attributes = standing.attributes.get(operation, false).map_err(here)?.ok_or_else(unread)?;
    number(attributes, "MonthlySpendLimit").ok_or_else(|| {
        let reason = format!(
            "no limit of its own is set in {region}; the account's quota, which then counts, is not read"
        );
        Gap::never_read("sms-voice:DescribeSpendLimits", reason)
    })
}

/// Whether the account is in the sandbox of a Region that may send; `None` where that is not known.
pub(super) fn in_sandbox(case: &Case<'_>) -> Option<bool> {
    let path = case.pool.sms_path().filter(|path| matches!(path, SmsPath::Sns { .. }))?;
    let read: Vec<_> =
        sending_regions(case, &path).into_iter().map(|region| sandboxed(case, region)).collect();
    match read.contains(&Ok(true)) {
        true => Some(true),
        false => read.iter().all(Result::is_ok).then_some(false),
    }
}
