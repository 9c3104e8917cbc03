//! Messages of AWS, of which only its own words stay: a Lambda function or an identity provider may say anything.

use crate::trace::words;

/// The words of the documented errors of a sign-in, in lower case.
const WORDS: &str = "a access account accountrecoverysetting action address administrator after again alias all allow \
    allowed allowing allows already amazon an and any application are arn as assume at attempt attempted \
    attempting attempts attribute attributes auth authentication authfactor authorized auto available be \
    because been belong block but by can can't cannot captcha challenge characters check client code \
    cognito config configuration configure configured confirmed conform constraint contains could created \
    cross-account custom daily default delivery description detected detection developer device disable \
    disabled does due duplicate email emailconfiguration emailmfaconfiguration emailsendingaccount enable \
    enabled enough enum equal error errors essentials exceeded execution exist exists expired expression \
    factor factors fail failed failure feature features first flow following for from functionality given \
    grant greater has hash have id identities identity identity-based if in incorrect internal invalid \
    invocation is it key kmskeyid lambda legacy length less limit login long lowercase match mechanism \
    mechanisms member message messages mfa mfaconfiguration mfas mismatch missing more multi-factor must \
    name names need no not number numeric of off on once one only operation optional or other owner \
    parameter pass password pattern perform permission phone plan please plus policy pool prefix pricing \
    priorities provided publish rate reasons received recovery recoverymechanisms redirect refresh region \
    regions registered regular relationship request requests required reset resource response revoked role \
    satisfy scope scopes secret security see selected send sending server service ses session set setting \
    should sign signature sms sns snsregion snssandbox software some source sourcearn state symbol \
    temporary text than that the there this tier time timeout to together token too trigger triggers trust \
    try turn turned type unable unauthorized unavailable under unknown unsupported until up uppercase uri \
    use used user username userpool valid validation value verification verified verifier verify violation \
    waf was way webauthn when while with write you your";

/// The triggers that may refuse a sign-in.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html>
const TRIGGERS: &[&str] = &[
    "CreateAuthChallenge",
    "CustomEmailSender",
    "CustomMessage",
    "CustomSMSSender",
    "DefineAuthChallenge",
    "InboundFederation",
    "PostAuthentication",
    "PostConfirmation",
    "PreAuthentication",
    "PreSignUp",
    "PreTokenGeneration",
    "UserMigration",
    "VerifyAuthChallengeResponse",
];

/// `message` with every other word covered.
pub(super) fn known(message: &str) -> String {
    message.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn word(word: &str) -> String {
    let inner = word.trim_matches(|c: char| c.is_ascii_punctuation());
    let is_known = inner.is_empty()
        || WORDS.split_whitespace().any(|known| inner.eq_ignore_ascii_case(known))
        || TRIGGERS.contains(&inner)
        || words::is_name(inner)
        || words::word(inner).is_some()
        || words::is_client(inner)
        || !words::error_name(inner).is_empty()
        || inner.len() <= 2 && inner.bytes().all(|byte| byte.is_ascii_digit());
    if is_known { word.to_owned() } else { word.replace(inner, "…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_aws_stay() {
        for said in [
            "Invalid session for the user, session can only be used once.",
            "1 validation error detected: Value '…' at 'userCode' failed to satisfy constraint: Member must have length greater than or equal to 6",
            "Access Token does not have required scopes",
            "Missing required parameter SMS_MFA_CODE",
            "Client 1example23456789abcdefghij is configured with secret but SECRET_HASH was not received",
            "",
        ] {
            assert_eq!(known(said), said);
        }
        assert_eq!(
            known("PreSignUp failed with error hunter2 and 'Nina'."),
            "PreSignUp failed with error … and '…'."
        );
    }
}
